"""A process with a language model, and one without, as its host sees them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.stdio.child import PATIENCE_S, started
from tests.unit.llm.servers import Answer, Servers, serving

KEY = "AIza-secret-key-0123456789"
ASKING = ("--bare", "--load", "tests.fixtures.agents.asking")
NONE: dict[str, str] = dict.fromkeys(
    ("AGENT_RUNNER_LLM", "GEMINI_API_KEY", "GEMINI_MODEL", "GEMINI_BASE_URL"), ""
)


@contextmanager
def server(*answers: Answer) -> Generator[Servers]:
    """A model's server on a thread of its own."""
    there: list[Servers] = []
    is_up = threading.Event()
    ending: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        end = asyncio.Event()
        async with serving(*answers) as servers:
            there.append(servers)
            ending.append((asyncio.get_running_loop(), end))
            is_up.set()
            await end.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert is_up.wait(PATIENCE_S)
    try:
        yield there[0]
    finally:
        loop, end = ending[0]
        loop.call_soon_threadsafe(end.set)
        thread.join(PATIENCE_S)


def with_gemini(servers: Servers, **more: str) -> dict[str, str]:
    return {**NONE, "GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": servers.url, **more}


def test_without_a_key_a_ping_says_why_there_is_no_model() -> None:
    with started(*ASKING, environment=NONE) as child:
        pong = child.call("ping")["result"]
        answer = child.call("asking.ask", {"question": "why?"})["result"]
    assert pong["model"] == {
        "configured": False,
        "name": None,
        "provider": None,
        "why_not": "no GEMINI_API_KEY",
    }
    assert answer == {"failed": "no_key", "sent": 0}


def test_with_a_key_a_skill_is_answered_by_the_model_that_a_ping_names() -> None:
    with server() as servers, started(*ASKING, environment=with_gemini(servers)) as child:
        answers = [child.call("asking.ask", {"question": "why?"})["result"] for _ in range(2)]
        pong = child.call("ping")["result"]
        child.end_input()
        assert child.process.wait(PATIENCE_S) == 0
        told = child.stderr
    assert pong["model"] == {
        "configured": True,
        "name": "gemini-3.5-flash-lite",
        "provider": "gemini",
        "state": "ok",
    }
    assert [answer["text"] for answer in answers] == ["Hello, world"] * 2
    assert [answer["cached"] for answer in answers] == [False, True]
    assert len(servers.asked) == 1
    assert "FutureWarning" not in told
    assert KEY not in told


@pytest.mark.parametrize("wanted", ["gemini", "genai"])
def test_what_the_model_says_reaches_the_host_as_it_comes(wanted: str) -> None:
    environment = {"AGENT_RUNNER_LLM": wanted}
    with server(Answer(chunks=("one ", "two"))) as servers, started(
        *ASKING, environment=with_gemini(servers, **environment)
    ) as child:  # fmt: skip
        child.send(
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "asking.tell",
                "params": {"question": "x", "_meta": {"progress": True}},
            }
        )
        events: list[Any] = []
        while "result" not in (line := child.receive()):
            events.append(line["params"]["event"])
    assert events == [{"kind": "token", "text": "one "}, {"kind": "token", "text": "two"}]
    assert line["result"] == "one two"


def test_a_refused_key_is_told_once_and_opens_the_circuit() -> None:
    refused = Answer(status=403, body=b"{}")
    with server(refused) as servers, started(*ASKING, environment=with_gemini(servers)) as child:
        answers = [
            child.call("asking.ask", {"question": question})["result"]["failed"]
            for question in ("a", "b")
        ]
        pong = child.call("ping")["result"]
    assert answers == ["bad_key", "bad_key"]
    assert (pong["model"]["state"], pong["model"]["reason"]) == ("open", "bad_key")
    assert len(servers.asked) == 1


@pytest.mark.parametrize("way", ["shutdown", "terminate"])
def test_asked_to_end_a_process_cuts_the_model_and_still_answers(way: str) -> None:
    hanging = Answer(until=asyncio.Event())
    with server(hanging) as servers, started(*ASKING, environment=with_gemini(servers)) as child:
        child.call("ping")
        ask = {"jsonrpc": "2.0", "id": 1, "method": "asking.ask", "params": {"question": "x"}}
        child.send(ask)
        wait_until_asked(servers)
        if way == "shutdown":
            child.send({"jsonrpc": "2.0", "id": 2, "method": "shutdown"})
        else:
            child.process.terminate()
        answer = child.receive()
        assert child.process.wait(PATIENCE_S) == 0
    assert (answer["id"], answer["result"]["failed"]) == (1, "unavailable")


def wait_until_asked(servers: Servers) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not servers.asked:
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


def test_what_was_spent_today_outlives_the_process(tmp_path: Path) -> None:
    limit = {"AGENT_RUNNER_LLM_TOKENS_PER_LEARNER_DAY": "600"}
    arguments = (*ASKING, "--data-dir", str(tmp_path))
    with server() as servers:
        environment = with_gemini(servers, **limit)
        seen: list[Any] = []
        for question in ("a", "b"):
            with started(*arguments, environment=environment) as child:
                for again in range(2):
                    asked = {"question": f"{question}{again}"}
                    seen.append(child.call("asking.ask", asked)["result"])
                child.end_input()
                assert child.process.wait(PATIENCE_S) == 0
    assert [answer.get("failed") for answer in seen] == [None, None, None, "budget"]


def test_a_wrong_setting_ends_the_process_with_one_line() -> None:
    environment = {**NONE, "AGENT_RUNNER_LLM": "skynet"}
    with started(*ASKING, environment=environment) as child:
        assert child.process.wait(PATIENCE_S) == 2
        assert child.errors_ended.wait(PATIENCE_S)
        last = child.stderr.strip().splitlines()[-1]
    assert "AGENT_RUNNER_LLM: expected one of auto, gemini, genai, openai, none: 'skynet'" in last


def test_a_model_that_is_not_asked_imports_nothing() -> None:
    with server() as servers, started(*ASKING, environment=with_gemini(servers)) as child:
        assert child.call("rpc.discover")["result"]["methods"]
        with_key = child.call("ping")["result"]["rss_bytes"]
    with started(*ASKING, environment=NONE) as child:
        assert child.call("rpc.discover")["result"]["methods"]
        without = child.call("ping")["result"]["rss_bytes"]
    assert with_key - without < 8 * 2**20  # The SDK's imports take more than 60 MiB.
