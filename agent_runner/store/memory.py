"""A store that lives as long as the process: the double, and what `--store memory` gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import orjson

from agent_runner.json_types import JsonObject
from agent_runner.store.port import StoredEvent


class MemoryStore:
    """Keeps encoded JSON, so that a caller cannot change what is stored by holding on to it."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], dict[str, bytes]] = defaultdict(dict)
        self._events: dict[tuple[str, str], list[bytes]] = defaultdict(list)

    async def get(self, learner: str, kind: str, key: str) -> JsonObject | None:
        found = self._documents[learner, kind].get(key)
        return None if found is None else orjson.loads(found)

    async def put(self, learner: str, kind: str, key: str, value: JsonObject) -> None:
        self._documents[learner, kind][key] = orjson.dumps(value)

    async def items(self, learner: str, kind: str) -> Sequence[tuple[str, JsonObject]]:
        documents = self._documents[learner, kind]
        return [(key, orjson.loads(documents[key])) for key in sorted(documents)]

    async def delete(self, learner: str, kind: str, key: str | None) -> int:
        if key is not None:
            return int(self._documents[learner, kind].pop(key, None) is not None)
        documents = self._documents.pop((learner, kind), {})
        return len(documents) + len(self._events.pop((learner, kind), []))

    async def append(self, learner: str, kind: str, value: JsonObject) -> int:
        events = self._events[learner, kind]
        events.append(orjson.dumps(value))
        return len(events)

    async def events(self, learner: str, kind: str, *, limit: int) -> Sequence[StoredEvent]:
        events = self._events[learner, kind]
        first = max(0, len(events) - limit)
        return [
            StoredEvent(seq=first + place, value=orjson.loads(event))
            for place, event in enumerate(events[first:], start=1)
        ]

    async def kinds(self, learner: str) -> Sequence[str]:
        kept = [*self._documents.items(), *self._events.items()]
        return sorted({kind for (owner, kind), values in kept if owner == learner and values})

    async def erase(self, learner: str) -> int:
        kinds = {kind for owner, kind in [*self._documents, *self._events] if owner == learner}
        return sum([await self.delete(learner, kind, None) for kind in sorted(kinds)])

    async def aclose(self) -> None:
        """Nothing to release."""
