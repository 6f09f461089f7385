"""A run whose model says what the test has written for it."""

from __future__ import annotations

import json
import time
from typing import Any

from agent_runner import RunContext
from agent_runner.context import Deadline
from agent_runner.llm.guarded import Guarded
from agent_runner.llm.of_run import ModelOfRun
from agent_runner.llm.scripted import Script, ScriptedProvider


class Run:
    """A context with a scripted model, the events it was told, and what the model was asked."""

    def __init__(
        self,
        *script: Script,
        seconds: float | None = None,
        timeout_s: float = 20.0,
        **fields: Any,
    ) -> None:
        self.provider = ScriptedProvider(script)
        self.events: list[dict[str, Any]] = []
        deadline = None
        if seconds is not None:
            at_s = time.monotonic() + seconds
            deadline = Deadline(at_s=at_s, total_ms=round(seconds * 1000))
        self.ctx = RunContext(
            llm=ModelOfRun(Guarded(self.provider), timeout_s=timeout_s),
            deadline=deadline,
            on_event=lambda event: self.events.append(dict(event)),
            **fields,
        )

    @property
    def asked(self) -> str:
        """All that was sent, in one text."""
        return "\n".join(
            "\n".join((prompt.system, prompt.user, *prompt.material))
            for prompt in self.provider.asked
        )

    @property
    def shown(self) -> str:
        """The text that the caller saw come."""
        return "".join(one["text"] for one in self.events if one.get("kind") == "token")

    @property
    def withdrawn(self) -> list[str]:
        """Why what was shown was taken back."""
        return [one["reason"] for one in self.events if one.get("kind") == "withdrawn"]


def says(**members: Any) -> str:
    """An answer with these members, as a model writes it."""
    return json.dumps(members)
