"""What the README shows of a terminal is what a terminal shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
AGENTS_OF_ONES_OWN = re.search(r"```python\n# my_package/my_agents\.py\n(.*?)```", README, re.S)


def shown(command_start: str) -> tuple[str, str]:
    """The line that is piped in, and the line that comes out, of a command shown in the README."""
    command = re.search(
        rf"\$ echo '({re.escape(command_start)}.*?)'[^\n\\]*(?:\\\n[^\n]*)?\n    (.*)", README
    )
    assert command is not None, f"the README does not show {command_start}"
    return command[1], command[2]


def run(line: str, *arguments: str, path: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "agent_runner", *arguments],
        input=f"{line}\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        cwd=path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout.removesuffix("\n")


def test_the_ping_that_the_readme_shows_is_answered_as_shown() -> None:
    line, answer = shown('{"jsonrpc":"2.0","id":1,"method":"ping"}')
    shown_start, _, _ = answer.partition(", …")
    assert run(line, "--bare").startswith(shown_start.removesuffix("}"))


def test_the_agents_of_ones_own_that_the_readme_shows_answer_as_shown(tmp_path: Path) -> None:
    assert AGENTS_OF_ONES_OWN is not None
    package = tmp_path / "my_package"
    package.mkdir()
    (package / "my_agents.py").write_text(AGENTS_OF_ONES_OWN[1])
    line, answer = shown('{"jsonrpc":"2.0","id":1,"method":"flashcards.make"')
    printed = run(line, "--load", "my_package.my_agents", "--bare", path=tmp_path)
    assert json.loads(printed) == json.loads(answer)
