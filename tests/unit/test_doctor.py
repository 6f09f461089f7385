"""The doctor's findings, in the Python at hand and in one without packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_runner.config import Settings, read_settings
from agent_runner.doctor import PROJECT, Finding, examine

SETTINGS = read_settings(["doctor"], {})


def found(settings: Settings, environment: dict[str, str] | None = None) -> dict[str, Finding]:
    """The last finding of each check."""
    return {finding.check: finding for finding in examine(settings, environment or {})}


def run(python: Path, *arguments: str, cwd: Path = PROJECT) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [python, "-m", "agent_runner", "doctor", "--json", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    return done.returncode, json.loads(done.stdout)


def test_where_all_is_there_every_line_is_fine_and_imports_tell_their_times(tmp_path: Path) -> None:
    status, told = run(Path(sys.executable), "--data-dir", str(tmp_path / "data"))
    assert [finding for finding in told["findings"] if not finding["ok"]] == []
    assert (status, told["ok"]) == (0, True)
    imports = [finding["text"] for finding in told["findings"] if finding["check"] == "import"]
    assert any(text.startswith("langgraph.graph in ") for text in imports)
    (ping,) = (finding for finding in told["findings"] if finding["check"] == "ping")
    assert "answered" in ping["text"]


def test_a_python_without_packages_names_them_and_the_fix(tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", with_pip=False, symlinks=True)
    bin_folder = "Scripts" if sys.platform == "win32" else "bin"
    status, told = run(tmp_path / "empty" / bin_folder / "python")
    assert (status, told["ok"]) == (1, False)
    (packages,) = (finding for finding in told["findings"] if not finding["ok"])
    assert "orjson" in packages["text"]
    assert "pip" in packages["fix"]


def test_agents_that_cannot_be_loaded_are_named(tmp_path: Path) -> None:
    agents = found(replace(SETTINGS, load=("no_such_agents",)))["agents"]
    assert not agents.ok
    assert "no_such_agents" in agents.text


def test_a_data_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    data = found(replace(SETTINGS, data_dir=tmp_path / "file" / "data"))["data"]
    assert data.fix is not None
    assert str(tmp_path / "file" / "data") in data.fix


def test_a_model_key_is_told_to_be_there_and_not_shown() -> None:
    findings = found(SETTINGS, {"GEMINI_API_KEY": "hunter2"})
    assert findings["model"].text.startswith("GEMINI_API_KEY is set: gemini-")
    assert not any("hunter2" in finding.text for finding in findings.values())


@pytest.mark.parametrize("arguments", [(), ("--bare",)])
def test_a_line_says_fine_or_what_to_do(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    from agent_runner.doctor import doctor

    status = doctor(read_settings(["doctor", *arguments], {}))
    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert len(lines) > 10
    assert all(line.startswith("✓ ") for line in lines)


def test_a_database_that_is_given_is_looked_at_and_left_as_it_is(database_url: str) -> None:
    for _ in range(2):
        database = found(replace(SETTINGS, database_url=database_url))["database"]
        assert database.ok
        assert "answers; the schema agents will be made" in database.text


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    url = "postgres://ann:xyzzy@127.0.0.1:9/study"
    database = found(replace(SETTINGS, database_url=url))["database"]
    assert "127.0.0.1" in database.text
    assert database.fix is not None
    assert "xyzzy" not in database.text + database.fix
