"""Logs on stderr: JSON lines for a host, plain lines for a person at a terminal."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal, Protocol

LogLevel = Literal["debug", "info", "warning", "error"]


class LoggedRun(Protocol):
    """The run a line belongs to. It is asked when a line is written: most runs write none."""

    @property
    def run_id(self) -> str: ...


request_id_in_logs: ContextVar[str | int | float | None] = ContextVar("request_id", default=None)
run_in_logs: ContextVar[LoggedRun | None] = ContextVar("run", default=None)
trace_id_in_logs: ContextVar[str | None] = ContextVar("trace_id", default=None)
correlation_id_in_logs: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def configure_logs(level: LogLevel, *, as_json: bool) -> None:
    """Send the logs of the whole process to stderr. Warnings of libraries go there too."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if as_json else plain)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)


class JsonLines(logging.Formatter):
    """`{"ts", "level", "logger", "msg"}` and what is known of the call, a line.

    `request_id` is the call's own, `run_id` that of its run, `trace_id` that of the W3C trace it is
    part of, `correlation_id` the host's name for what it is made for; `trace` is where an exception
    arose.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": _level(record.levelno),
            "logger": record.name,
            "msg": record.getMessage(),
        }
        run = run_in_logs.get()
        for name, value in (
            ("request_id", request_id_in_logs.get()),
            ("run_id", None if run is None else run.run_id),
            ("trace_id", trace_id_in_logs.get()),
            ("correlation_id", correlation_id_in_logs.get()),
            ("trace", self.formatException(record.exc_info) if record.exc_info else None),
        ):
            if value is not None:
                line[name] = value
        # ensure_ascii: a lone surrogate in a message must not break the log.
        return json.dumps(line)


def _level(number: int) -> LogLevel:
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warning"
    return "info" if number >= logging.INFO else "debug"
