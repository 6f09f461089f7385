"""What the port costs over the bare SDK, and how soon a streamed token is there.

`python -m tests.bench.llm [--calls N]`: a fake server in a process of its own, one call at a time,
medians in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

from agent_runner.llm import OpenModel, open_model
from agent_runner.llm.port import LanguageModel, Prompt
from agent_runner.model_settings import ModelProvider, ModelSettings

MODEL = "fake-1"
KINDS: tuple[ModelProvider, ...] = ("gemini", "genai", "openai")
TEXT = "one two three four five six seven eight nine ten"
BODY = json.dumps({"contents": [{"role": "user", "parts": [{"text": "x"}]}]}).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    calls = parser.parse_args().calls
    with serving("0") as port:
        asyncio.run(measure_whole(port, calls))
    with serving("0.02") as port:
        asyncio.run(measure_first(port, calls // 4))


@contextmanager
def serving(gap_s: str) -> Generator[int]:
    """The port of a server that takes so long between the words."""
    command = [sys.executable, "-m", "tests.unit.llm.servers", TEXT, gap_s]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


async def measure_whole(port: int, calls: int) -> None:
    url = f"http://127.0.0.1:{port}"
    tell("whole, bare HTTP", await median(calls, plain(port)))
    tell("whole, google-generativeai bare", await median(calls, bare_generativeai(url)))
    tell("whole, google-genai bare", await median(calls, bare_genai(url)))
    for kind in KINDS:
        model = opened(kind, url)
        tell(f"whole, port over {kind}", await median(calls, whole(model.for_run())))
        await model.aclose()


async def measure_first(port: int, calls: int) -> None:
    tell("first token, bare HTTP", await median(calls, first_bytes(port)))
    for kind in KINDS:
        model = opened(kind, f"http://127.0.0.1:{port}")
        tell(f"first token, port over {kind}", await median(calls, first(model.for_run())))
        await model.aclose()


def tell(name: str, seconds: float) -> None:
    print(f"{name:36} {seconds * 1000:7.2f} ms")


async def median(calls: int, call: Callable[[int], Awaitable[float]]) -> float:
    """Of the seconds each call tells, after a warm one."""
    await call(-1)
    return statistics.median([await call(number) for number in range(max(calls, 5))])


def opened(kind: ModelProvider, url: str) -> OpenModel:
    url = f"{url}/v1" if kind == "openai" else url
    settings = ModelSettings(
        provider=kind,
        name=MODEL,
        api_key="k",
        base_url=url,
        tokens_per_run=None,
        tokens_per_learner_day=None,
        usd_per_day=None,
    )
    return open_model(settings)


def prompt(number: int) -> Prompt:
    return Prompt(purpose="bench", system="s", user=f"call {number}, {time.monotonic()}")


def whole(model: LanguageModel) -> Callable[[int], Awaitable[float]]:
    async def call(number: int) -> float:
        began_s = time.perf_counter()
        await model.generate(prompt(number))
        return time.perf_counter() - began_s

    return call


def first(model: LanguageModel) -> Callable[[int], Awaitable[float]]:
    async def call(number: int) -> float:
        began_s = time.perf_counter()
        seen_s = 0.0
        async for _ in model.stream(prompt(number)):
            seen_s = seen_s or time.perf_counter() - began_s
        return seen_s

    return call


def plain(port: int) -> Callable[[int], Awaitable[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    async def call(number: int) -> float:
        began_s = time.perf_counter()
        connection.request("POST", f"/v1beta/models/{MODEL}:generateContent", BODY)
        json.loads(connection.getresponse().read())
        return time.perf_counter() - began_s

    return call


def first_bytes(port: int) -> Callable[[int], Awaitable[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    async def call(number: int) -> float:
        began_s = time.perf_counter()
        connection.request("POST", f"/v1beta/models/{MODEL}:streamGenerateContent", BODY)
        response = connection.getresponse()
        response.read1(65_536)
        seen_s = time.perf_counter() - began_s
        response.read()
        return seen_s

    return call


def bare_generativeai(url: str) -> Callable[[int], Awaitable[float]]:
    warnings.simplefilter("ignore", FutureWarning)
    import google.generativeai as sdk

    untyped: Any = sdk
    untyped.configure(api_key="k", transport="rest", client_options={"api_endpoint": url})
    model = untyped.GenerativeModel(MODEL)

    async def call(number: int) -> float:
        began_s = time.perf_counter()
        model.generate_content("x", request_options={"timeout": 10, "retry": None})
        return time.perf_counter() - began_s

    return call


def bare_genai(url: str) -> Callable[[int], Awaitable[float]]:
    from google import genai

    untyped: Any = genai
    client = untyped.Client(api_key="k", vertexai=False, http_options={"base_url": url})

    async def call(number: int) -> float:
        began_s = time.perf_counter()
        await client.aio.models.generate_content(model=MODEL, contents="x")
        return time.perf_counter() - began_s

    return call


if __name__ == "__main__":
    main()
