"""`python -m agent_runner` as a person meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stdio.child import PATIENCE_S, ROOT, TRIALS, command, started


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", **environment},
        timeout=PATIENCE_S,
        check=False,
    )


def test_help_says_what_to_type_and_names_every_option() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    wanted = ["--load", "--bare", "--data-dir", "--max-frame-bytes", "--log-level", "--version"]
    assert [option for option in wanted if option not in done.stdout] == []
    assert """echo '{"jsonrpc":"2.0","id":1,"method":"ping"}' | python -m agent_runner""" in (
        done.stdout
    )


def test_version_is_one_line() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, "agent_runner 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--no-such"], "--no-such"),
        (["--max-frame-bytes", "10"], "expected a whole number ≥ 1024: '10'"),
        (["--max-in-flight", "many"], "'many'"),
        (["--log-level", "loud"], "debug, info, warning, error"),
        (["dance"], "dance"),
    ],
)
def test_a_wrong_command_line_ends_with_two_and_says_what_is_wrong(
    arguments: list[str], named: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_log_level_in_the_environment_is_a_wrong_command_line() -> None:
    done = run(AGENT_RUNNER_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert "loud" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_person_at_a_terminal_is_greeted_on_stderr_and_told_what_to_type() -> None:
    main, terminal = os.openpty()
    with started("--bare", stdin=terminal) as child:
        os.close(terminal)
        os.write(main, b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        assert child.receive()["result"]["pong"] is True
        os.write(main, b"\x04")  # Ctrl-D
        assert child.wait() == 0
        assert "type one JSON-RPC 2.0 object on a line" in child.stderr
        assert '"method":"ping"' in child.stderr
        os.close(main)


def test_without_a_terminal_nobody_is_greeted() -> None:
    done = run("--bare")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_agents_of_ones_own_are_loaded_as_the_readme_shows() -> None:
    folder = ROOT / "tests" / "fixtures" / "agents"
    environment = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])}
    arguments = ("--bare", "--load", "my_package.my_agents")
    with started(*arguments, cwd=folder, environment=environment) as child:
        cards = child.call("flashcards.make", {"notes": "Osmosis: water moves\nnothing here"})
        assert cards["result"] == [{"question": "What is Osmosis?", "answer": "water moves"}]
        assert child.call("flashcards.count", ["a\nb"])["result"] == 2
        error = child.call("flashcards.make", {"notes": "nothing"})["error"]
        assert (error["code"], error["message"]) == (
            -32010,
            "No line has the form `term: meaning`.",
        )
        assert child.call("flashcards.make", {"notes": ""})["error"]["code"] == -32602
        methods = child.call("rpc.discover")["result"]["methods"]
        assert "flashcards.make" in [method["name"] for method in methods]


def test_two_agents_of_one_name_are_refused_by_name(tmp_path: Path) -> None:
    text = 'from agent_runner import Agent\nagent = Agent("trials", description="mine")\n'
    (tmp_path / "twin.py").write_text(text)
    path = os.pathsep.join([str(ROOT), str(tmp_path)])
    arguments = ("--bare", "--load", "tests.fixtures.agents.trials", "--load", "twin")
    with started(*arguments, environment={"PYTHONPATH": path}) as child:
        error = child.call("trials.add", [1])["error"]
        assert (error["code"], error["data"]["module"]) == (-32012, "twin")
        assert "'trials'" in error["data"]["reason"]


def test_a_data_folder_that_cannot_be_used_is_an_error_and_no_endless_wait(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with started("--bare", "--data-dir", str(tmp_path / "file")) as child:
        error = child.call("rpc.discover")["error"]
        assert error["code"] == -32012


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes descriptors")
@pytest.mark.parametrize(
    ("redirection", "status", "said"),
    [
        ("<&-", 2, "agent_runner: stdin is closed; the wire is stdin and stdout\n"),
        (">&-", 2, "agent_runner: stdout is closed; the wire is stdin and stdout\n"),
        ("<&- >&-", 2, "agent_runner: stdin is closed; the wire is stdin and stdout\n"),
        ("<&- >&- 2>&-", 2, ""),
        ("2>&-", 0, ""),
    ],
)
def test_a_closed_descriptor_is_told_unless_it_is_stderr(
    redirection: str, status: int, said: str
) -> None:
    done = shell(redirection)
    assert (done.returncode, done.stderr) == (status, said)
    assert ('"pong":true' in done.stdout) is (status == 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has such a file")
def test_an_answer_that_could_not_be_written_is_a_failure() -> None:
    done = shell("> /dev/full")
    assert done.returncode == 1
    assert "had no reader" in done.stderr


def test_answers_may_go_to_a_file_and_prints_still_go_to_stderr(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with out.open("w") as file:
        done = subprocess.run(
            command(TRIALS),
            input='{"jsonrpc":"2.0","id":1,"method":"trials.noise"}\n',
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            timeout=PATIENCE_S,
            check=False,
        )
    assert (done.returncode, json.loads(out.read_text())["id"]) == (0, 1)
    assert "printed, without an end" in done.stderr


def shell(redirection: str) -> subprocess.CompletedProcess[str]:
    """A ping to a runner in a shell, which redirects."""
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", *command(("--bare",))],
        input='{"jsonrpc":"2.0","id":1,"method":"ping"}\n',
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
