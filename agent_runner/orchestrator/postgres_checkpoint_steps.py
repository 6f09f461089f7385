"""The steps of runs as rows of PostgreSQL, in langgraph's tables, with as few waits as may be.

Reading is langgraph's; writing is not. It would take a transaction of several statements for each
step, and another one for what each task of a step wrote, which the next step makes worthless: a
plan has twelve steps of a few milliseconds and waited longer for these than it worked. Here a step
is one statement. What its tasks wrote is written when the step lasts for long enough that doing
them again would be felt.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, LiteralString, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_serializable_checkpoint_metadata,
)
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agent_runner.errors import RunnerError

if TYPE_CHECKING:
    from agent_runner.store.postgres_database import PostgresDatabase

log = logging.getLogger(__name__)

WRITES_WAIT_S: Final = 0.05
"""So much work of tasks that were done may have to be done again after a kill, beside those that
were not."""
_READS_AT_ONCE: Final = 2

_STEP: Final = """
    WITH before AS (
        SELECT checkpoint_id FROM checkpoints WHERE thread_id = %(run)s AND checkpoint_ns = %(ns)s
            AND checkpoint_id = %(parent)s FOR KEY SHARE
    ), wanted AS (
        SELECT WHERE %(parent)s::text IS NULL OR EXISTS (SELECT FROM before)
    ), blobs AS (
        INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
        SELECT %(run)s, %(ns)s, blobs.*
        FROM wanted, unnest(%(channels)b::text[], %(versions)b::text[], %(types)b::text[],
            %(blobs)b::bytea[]) AS blobs
        ON CONFLICT DO NOTHING
    )
    INSERT INTO checkpoints
        (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    SELECT %(run)s, %(ns)s, %(id)s, %(parent)s, %(checkpoint)s::jsonb, %(metadata)s::jsonb
    FROM wanted
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata
"""
"""Not after a step that is gone: somebody erased the run, in whatever process, while it went on."""
_WRITES: Final[LiteralString] = """
    INSERT INTO checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx,
        channel, type, blob)
    SELECT w.* FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[],
        %b::integer[], %b::text[], %b::text[], %b::bytea[]) AS w (run, ns, step)
    WHERE EXISTS (SELECT FROM checkpoints c WHERE c.thread_id = w.run AND c.checkpoint_ns = w.ns
        AND c.checkpoint_id = w.step FOR KEY SHARE)
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
"""
_WRITES_ONCE: Final[LiteralString] = f"{_WRITES} DO NOTHING"
_WRITES_AGAIN: Final[LiteralString] = f"""{_WRITES} DO UPDATE
    SET channel = excluded.channel, type = excluded.type, blob = excluded.blob
"""

_Write = tuple[str, str, str, str, str, int, str, str, bytes]
_Key = tuple[str, str, str, int]


class StepSaver(AsyncPostgresSaver):
    """Of runs whose graph keeps each step before it begins the next."""

    def __init__(self, database: PostgresDatabase) -> None:
        # Connections make tuples of rows; the saver asks for its own kind each time.
        super().__init__(cast("Any", database.pool_in_haste))
        # It would let in one at a time, as one connection needs it; a pool does not.
        self.lock = cast("asyncio.Lock", asyncio.Semaphore(_READS_AT_ONCE))
        self._database = database
        self._waiting: dict[str, _Writes] = defaultdict(_Writes)
        self._writing = asyncio.Lock()
        self._later: asyncio.Task[None] | None = None
        self._is_closed = False

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        given = _given(config)
        run_id, namespace = given["thread_id"], given["checkpoint_ns"]
        plain, apart = dict[str, Any](), dict[str, Any]()
        for channel, value in checkpoint["channel_values"].items():
            is_plain = value is None or isinstance(value, (str, int, float, bool))
            (plain if is_plain else apart)[channel] = value
        changed = {name: version for name, version in new_versions.items() if name in apart}
        blobs = self._dump_blobs(run_id, namespace, apart, changed) if changed else []
        values = {
            "run": run_id,
            "ns": namespace,
            "id": checkpoint["id"],
            "parent": given.get("checkpoint_id"),
            "checkpoint": json.dumps({**checkpoint, "channel_values": plain}),
            "metadata": json.dumps(get_serializable_checkpoint_metadata(config, metadata)),
        }
        columns = ("channels", "versions", "types", "blobs")
        values |= {name: [row[2 + place] for row in blobs] for place, name in enumerate(columns)}
        async with self._database.in_haste() as db:
            await db.execute(_STEP, values)
        self._waiting.pop(run_id, None)  # the step that they belong to is done
        return {
            "configurable": {
                "thread_id": run_id,
                "checkpoint_ns": namespace,
                "checkpoint_id": checkpoint["id"],
            }
        }

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        given = _given(config)
        run_id, step = given["thread_id"], given["checkpoint_id"]
        rows = self._dump_writes(run_id, given["checkpoint_ns"], step, task_id, task_path, writes)
        self._waiting[run_id].add(
            rows, may_change=all(name in WRITES_IDX_MAP for name, _ in writes)
        )
        if not self._is_closed and (self._later is None or self._later.done()):
            self._later = asyncio.create_task(self._write_later())

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        await self._write([_given(config)["thread_id"]])
        return await super().aget_tuple(config)

    async def drop_writes(self, run_id: str) -> None:
        """What waits of this run is worthless; none of it is written after this."""
        self._waiting.pop(run_id, None)
        async with self._writing:
            pass

    async def aclose(self) -> None:
        """Write what waits; what a run that is being ended still says of itself is not."""
        self._is_closed = True
        if self._later is not None:
            self._later.cancel()
            await asyncio.wait([self._later])
        await self._write_all()

    async def _write_later(self) -> None:
        while self._waiting:
            await asyncio.sleep(WRITES_WAIT_S)
            await self._write_all()

    async def _write_all(self) -> None:
        try:
            await self._write(list(self._waiting))
        except RunnerError as error:
            # The step is not kept either, and its run told so; or it is, and this was worthless.
            log.info("what tasks of a step wrote is not kept: %s", error.message)

    async def _write(self, run_ids: Iterable[str]) -> None:
        if not self._waiting and not self._writing.locked():
            return
        async with self._writing:
            taken = [waiting for it in run_ids if (waiting := self._waiting.pop(it, None))]
            if not taken:
                return
            once = [row for each in taken for row in each.once.values()]
            again = [row for each in taken for row in each.again.values()]
            async with self._database.in_haste() as db:
                if once:
                    await db.execute(_WRITES_ONCE, _columns(once))
                if again:
                    await db.execute(_WRITES_AGAIN, _columns(again))


def _columns(rows: Sequence[_Write]) -> list[list[str | int | bytes]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _given(config: RunnableConfig) -> dict[str, Any]:
    return config.get("configurable", {})


class _Writes:
    """Of one run: by their key the first of those that stay, the last of those that may change."""

    def __init__(self) -> None:
        self.once: dict[_Key, _Write] = {}
        self.again: dict[_Key, _Write] = {}

    def add(self, rows: Iterable[_Write], *, may_change: bool) -> None:
        for row in rows:
            key = (row[1], row[2], row[3], row[5])
            if may_change:
                self.again[key] = row
            else:
                self.once.setdefault(key, row)
