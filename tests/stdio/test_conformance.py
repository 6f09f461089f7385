"""The conformance runner finds nothing wrong with a right server, and every wrong it is shown."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.stdio.child import ROOT

FIXTURE = (sys.executable, "-S", "-E", "tests/fixtures/conformance/server.py")
METHODS = ("--methods", "subtract,sum,get_data")


def examined(*command: str, options: tuple[str, ...] = METHODS) -> tuple[int, Any]:
    done = run("--json", *options, "--", *command)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent_runner.conformance", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=False,
    )


def failures(report: Any) -> list[str]:
    return [
        f"{one['check']}: expected {one['expected']}, came {one['came']}"
        for one in report["checks"]
        if one["outcome"] == "failed"
    ]


def test_a_right_server_passes_everything() -> None:
    status, report = examined(*FIXTURE)
    assert failures(report) == []
    assert (status, report["failed"], report["skipped"]) == (0, 0, 0)
    assert report["passed"] == len(report["checks"]) >= 70


def test_our_own_runner_with_the_methods_of_the_specification_passes_everything() -> None:
    status, report = examined(sys.executable, "-m", "tests.fixtures.agents.spec")
    assert failures(report) == []
    assert (status, report["skipped"]) == (0, 0)


def test_our_own_runner_as_it_is_passes_what_needs_no_methods() -> None:
    status, report = examined(sys.executable, "-m", "agent_runner", "--bare", options=())
    assert failures(report) == []
    assert status == 0
    whys = [one["why"] for one in report["checks"] if one["outcome"] == "skipped"]
    assert len(whys) == 7
    assert all(why.startswith("needs --methods ") for why in whys)


@pytest.mark.parametrize(
    ("wrong", "group", "check"),
    [
        ("greets", "frames", "a message is answered"),
        ("greets", "frames", "stdout carries nothing but JSON-RPC"),
        ("takes each read for a line", "frames", "a message of 1 MB is answered"),
        ("forgets the last line", "frames", "a last line without its newline is a line"),
        ("wants no CR", "frames", "CRLF ends a line too"),
        ("answers blank lines", "frames", "blank lines are ignored"),
        ("drops long lines", "frames", "a message of 1 MB is answered"),
        ("answers twice", "frames", "a message is answered"),
        ("writes on several lines", "frames", "an answer stays on one line, whatever it holds"),
        ("writes on several lines", "frames", "stdout carries nothing but JSON-RPC"),
        ("dies of garbage", "garbage", "what is no JSON is −32700 with the id null"),
        ("is silent about garbage", "garbage", "what is no JSON is −32700 with the id null"),
        ("guesses at UTF-8", "garbage", "bytes that are not UTF-8 are"),
        ("takes control characters", "garbage", "control characters are"),
        ("reads NaN", "garbage", "NaN and Infinity are"),
        ("reads NaN", "ids", "NaN and Infinity are never written"),
        ("reads NaN", "ids", "NaN and numbers beyond all bounds are no ids"),
        ("rejects a batch for one element", "examples", "12: an invalid batch, not empty"),
        (
            "rejects a batch for one element",
            "batches",
            "a bad element does not spoil the good ones",
        ),
        ("answers batches one by one", "batches", "notifications leave no gap"),
        ("answers batches one by one", "examples", "14: a batch"),
        ("answers batches of notifications", "notifications", "a batch of nothing else is not"),
        ("answers batches of notifications", "examples", "15: a batch, all notifications"),
        ("answers notifications", "notifications", "one of an unknown method is not answered"),
        ("answers notifications", "examples", "5: a notification"),
        ("answers notifications", "requests", "and none at all in a notification"),
        ("gives bad ids back", "ids", "true, an array and an object are no ids"),
        ("gives bad ids back", "batches", "an element with a bad id does not spoil the others"),
        (
            "has codes of its own",
            "requests",
            "an unknown method is −32601, with or without parameters",
        ),
        ("takes anything", "requests", "JSON that is no request is −32600 with the id null"),
        ("takes any version", "requests", '`jsonrpc` must be the text "2.0"'),
        ("takes any params", "requests", "`params` must be an array or an object"),
        (
            "has codes as texts",
            "requests",
            "every error has a whole number as code and a text as message",
        ),
        (
            "has errors as texts",
            "requests",
            "every error has a whole number as code and a text as message",
        ),
        (
            "has results beside errors",
            "requests",
            'every answer has "2.0", an id, and either a result or an error',
        ),
        (
            "leaves the id out",
            "garbage",
            'every answer has "2.0", an id, and either a result or an error',
        ),
        (
            "leaves the version out",
            "frames",
            'every answer has "2.0", an id, and either a result or an error',
        ),
        ("has ids as texts", "ids", "a whole number does"),
        ("has ids as texts", "ids", '1 and "1" are two ids'),
        ("has ids as floats", "ids", "a huge number comes back exactly, or is refused"),
        ("shortens ids", "ids", "a text comes back as it was"),
        ("shortens ids", "load", "100 long ones too, while answers wait to be read"),
        ("drops its work at the end", "endings", "what was asked before the end is answered"),
        ("stays at the end", "endings", "the process ends with status 0 when its input ends"),
        ("leaves with a status", "endings", "even if nothing was asked"),
    ],
)
def test_a_wrong_server_is_caught_where_it_is_wrong(wrong: str, group: str, check: str) -> None:
    options = (*METHODS, "--timeout", "0.5", "--only", group)
    status, report = examined(*FIXTURE, wrong, options=options)
    assert status == 1
    failed = [one["check"] for one in report["checks"] if one["outcome"] == "failed"]
    assert check in failed


def test_the_table_says_what_was_expected_and_what_came_instead() -> None:
    done = run("--only", "requests", "--", *FIXTURE, "has codes of its own")
    lines = done.stdout.splitlines()
    place = lines.index("  ✗ an unknown method is −32601, with or without parameters")
    assert lines[place + 1] == "      expected  an error of code -32601 with the id 1"
    assert lines[place + 2].startswith(
        '      came      {"jsonrpc": "2.0", "id": 1, "error": {"code"'
    )
    assert "  ✓ `jsonrpc` must be there" in lines
    skipped = "  – and none at all in a notification  (needs --methods subtract)"
    assert skipped in lines
    assert lines[-1] == "10 passed, 2 failed, 2 skipped"
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("no-such-program-anywhere",), "no-such-program-anywhere: No such file or directory"),
        ((*FIXTURE, "never answers"), "no answer to a first request: nothing within 0.3 s"),
        (
            (sys.executable, "-c", "raise SystemExit('not today')"),
            "no answer to a first request: the end of the output; on stderr: not today",
        ),
    ],
)
def test_what_is_no_server_is_told_in_one_line(command: tuple[str, ...], message: str) -> None:
    patience = "0.3" if "never answers" in command else "10"
    done = run("--timeout", patience, "--", *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{message}\n"
