"""What one runner takes and sends."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_FRAME_BYTES = 1024
"""A line must have room for an error."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bytes in a line (without its end), in either direction, and calls at the same time."""

    max_frame_bytes: int = 32 * 1024 * 1024
    max_in_flight: int = 1024
