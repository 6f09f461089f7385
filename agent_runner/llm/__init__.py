"""Language models: one port, and what implements it."""

from __future__ import annotations

from agent_runner.llm.opening import OpenModel, open_model

__all__ = ["OpenModel", "open_model"]
