from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest

from agent_runner.allowed_files import AllowedFiles
from agent_runner.context import RunContext
from agent_runner.context_of_call import ContextOfCall
from agent_runner.plain_work import SkillThreads
from agent_runner.rpc.calls import Call, Exchange
from agent_runner.rpc.memory import MemoryTransport
from agent_runner.rpc.messages import Request
from agent_runner.rpc.meta import Meta
from agent_runner.rpc.writing import Writer
from agent_runner.store.memory import MemoryStore


def context_with(meta: Meta) -> ContextOfCall:
    exchange = Exchange(Writer(MemoryTransport()), takes_chunks=False, max_bytes=1024)
    request = Request(1, "demo.echo", {}, True)
    call = Call(request, meta, exchange, 0, SkillThreads())
    return ContextOfCall.of(call, MemoryStore(), None)


def test_what_the_caller_says_is_in_the_context() -> None:
    meta = Meta(
        deadline_ms=5000,
        run_id="r",
        thread_id="t",
        user_id="u",
        locale="de",
        timezone="Europe/Zurich",
    )
    ctx = context_with(meta)
    assert (ctx.run_id, ctx.run_is_named, ctx.thread_id) == ("r", True, "t")
    assert (ctx.user_id, ctx.locale, ctx.timezone) == ("u", "de", "Europe/Zurich")
    assert ctx.deadline is not None
    assert ctx.deadline.total_ms == 5000
    assert ctx.remaining_s is not None
    assert 0 < ctx.remaining_s <= 5


def test_what_the_caller_leaves_out_is_as_in_any_context() -> None:
    ctx, plain = context_with(Meta()), RunContext()
    for part in ("run_is_named", "user_id", "thread_id", "locale", "timezone", "seed", "deadline"):
        assert getattr(ctx, part) == getattr(plain, part)


def test_every_part_of_a_context_can_be_made_and_copied() -> None:
    ctx = context_with(Meta(user_id="u"))
    copy = replace(ctx, seed=7)
    assert copy.seed == 7
    for part in fields(RunContext):
        if part.name != "seed":
            assert getattr(copy, part.name) == getattr(ctx, part.name)


def test_what_a_skill_sets_is_kept() -> None:
    ctx = context_with(Meta())
    ctx.seed = 3
    assert ctx.seed == 3
    assert context_with(Meta()).run_id != ctx.run_id


def test_a_context_has_nothing_that_it_should_not_have() -> None:
    with pytest.raises(AttributeError, match="no 'wishes'"):
        context_with(Meta()).wishes  # noqa: B018


def test_all_threads_of_a_run_see_one_run_id() -> None:
    ctx = context_with(Meta())
    together = threading.Barrier(8, timeout=10)

    def look(_: int) -> str:
        together.wait()
        return ctx.run_id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(look, range(8)))) == 1


def test_a_call_may_name_the_files_that_its_process_was_allowed() -> None:
    assert context_with(Meta()).files == RunContext().files
    call = context_with(Meta())._call
    files = AllowedFiles((Path("/books"),))
    assert ContextOfCall.of(call, MemoryStore(), None, files).files == files
