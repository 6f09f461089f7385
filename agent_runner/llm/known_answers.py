"""Answers that were given before, so that the same is not asked twice."""

from __future__ import annotations

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from agent_runner.llm.port import Prompt, Reply, Usage

KEPT_S: Final = 900.0
MOST_CHARACTERS: Final = 2_000_000


class KnownAnswers:
    """The newest `most` answers; a learner is only given what is theirs, or what `is_public`."""

    def __init__(self, most: int = 256, now_s: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now_s = now_s
        self._replies: OrderedDict[str, tuple[float, Reply]] = OrderedDict()
        self._characters = 0

    def find(self, key: str) -> Reply | None:
        """The answer, which costs nothing now."""
        found = self._replies.get(key)
        if found is None:
            return None
        until_s, reply = found
        if self._now_s() > until_s:
            self.forget(key)
            return None
        self._replies.move_to_end(key)
        return replace(reply, usage=Usage(usd=0.0, cached=True))

    def keep(self, key: str, reply: Reply) -> None:
        self.forget(key)
        self._replies[key] = (self._now_s() + KEPT_S, reply)
        self._characters += len(reply.text)
        while len(self._replies) > self._most or self._characters > MOST_CHARACTERS:
            self.forget(next(iter(self._replies)))

    def forget(self, key: str) -> None:
        """An answer that turned out to be of no use, say."""
        found = self._replies.pop(key, None)
        if found is not None:
            self._characters -= len(found[1].text)


def key_of(prompt: Prompt, *, model: str, learner: str) -> str:
    """Everything that the answer depends on, and whose it is."""
    asked = [
        model,
        None if prompt.is_public else learner,
        prompt.system,
        prompt.user,
        list(prompt.material),
        None if prompt.schema is None else dict(prompt.schema),
        prompt.max_output_tokens,
        prompt.temperature,
    ]
    written = json.dumps(asked, sort_keys=True)  # ASCII: a lone surrogate does no harm
    return hashlib.sha256(written.encode()).hexdigest()
