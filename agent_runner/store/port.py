"""What is kept about a learner: documents under a key, and events in the order they happened.

A `kind` is a namespace that its owner names (`assessment.quiz`, `wellness.check_in`); only the
agent that owns a kind writes to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agent_runner.json_types import JsonObject


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvent:
    """One event: its place in the order of its kind (from 1), and what was stored."""

    seq: int
    value: JsonObject


class Store(Protocol):
    """All learners' data. Skills see a `LearnerStore` instead."""

    async def get(self, learner: str, kind: str, key: str) -> JsonObject | None: ...
    async def put(self, learner: str, kind: str, key: str, value: JsonObject) -> None: ...
    async def items(self, learner: str, kind: str) -> Sequence[tuple[str, JsonObject]]: ...
    async def delete(self, learner: str, kind: str, key: str | None) -> int: ...
    async def append(self, learner: str, kind: str, value: JsonObject) -> int: ...
    async def events(self, learner: str, kind: str, *, limit: int) -> Sequence[StoredEvent]: ...
    async def kinds(self, learner: str) -> Sequence[str]: ...
    async def erase(self, learner: str) -> int: ...
    async def aclose(self) -> None: ...


class Erasable(Protocol):
    """What else is kept about learners, beside a store."""

    async def erase(self, learner: str) -> int: ...


class KeptRuns(Protocol):
    """The runs of a process: results kept, steps of those under way."""

    async def erase(self, learner: str, citing: str | None = None) -> int:
        """Delete a learner's runs, or those of them that hold this text; returns how many.

        One that is under way goes on, and is not kept when it ends (one in another process is).
        """
        ...


@dataclass(frozen=True, slots=True)
class LearnerStore:
    """One learner's part of a store; `library` and `runs` are erased with it."""

    store: Store
    learner: str
    library: Erasable | None = None
    runs: KeptRuns | None = None

    async def get(self, kind: str, key: str) -> JsonObject | None:
        """The document, or None."""
        return await self.store.get(self.learner, kind, key)

    async def put(self, kind: str, key: str, value: JsonObject) -> None:
        """Write the document, in place of an earlier one under the key."""
        await self.store.put(self.learner, kind, key, value)

    async def items(self, kind: str) -> Sequence[tuple[str, JsonObject]]:
        """All documents of a kind, in the order of their keys."""
        return await self.store.items(self.learner, kind)

    async def delete(self, kind: str, key: str | None = None) -> int:
        """Delete one document, or, without a key, all documents and events of the kind.

        Returns how many there were.
        """
        return await self.store.delete(self.learner, kind, key)

    async def append(self, kind: str, value: JsonObject) -> int:
        """Add an event; returns its place in the order (from 1)."""
        return await self.store.append(self.learner, kind, value)

    async def events(self, kind: str, *, limit: int = 1000) -> Sequence[StoredEvent]:
        """The newest `limit` events of a kind, oldest first."""
        return await self.store.events(self.learner, kind, limit=limit)

    async def kinds(self) -> Sequence[str]:
        """The kinds under which anything is kept of the learner, in order."""
        return await self.store.kinds(self.learner)

    async def erase_runs(self, citing: str | None = None) -> int:
        """Delete the learner's runs, finished or not, or those that hold this text (the id of a
        document, say, which they may quote); returns how many there were."""
        return 0 if self.runs is None else await self.runs.erase(self.learner, citing)

    async def erase(self) -> int:
        """Delete everything that is kept of the learner, in one call; returns how many records
        there were.

        That is: all documents and events of the store (with them conversations, what was made of
        the learner's own material, and what was spent on the model), the library with its text and
        index, and all runs with their steps and results. What is not here: the host's own tables,
        and answers of the model, which a process remembers for some minutes without a name. Runs
        under way in other processes are to be ended by the host before.
        """
        count = await self.store.erase(self.learner)
        if self.library is not None:
            count += await self.library.erase(self.learner)
        return count + await self.erase_runs()
