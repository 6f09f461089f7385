from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from agent_runner.config import STANDARD_AGENTS, read_settings


def test_without_arguments_the_six_are_served_and_nothing_is_kept() -> None:
    settings = read_settings([], {})
    assert (settings.command, settings.load) == ("serve", (STANDARD_AGENTS,))
    assert (settings.data_dir, settings.log_level) == (None, "info")
    assert (settings.max_frame_bytes, settings.max_in_flight) == (32 * 2**20, 1024)


def test_ones_own_agents_come_after_the_six_or_alone() -> None:
    load = ["--load", "a.b", "--load", "c"]
    assert read_settings(load, {}).load == (STANDARD_AGENTS, "a.b", "c")
    assert read_settings([*load, "--bare"], {}).load == ("a.b", "c")
    assert read_settings(["--bare"], {}).load == ()


def test_the_command_line_goes_before_the_environment() -> None:
    environment = {"AGENT_RUNNER_LOG_LEVEL": "error"}
    assert read_settings([], environment).log_level == "error"
    assert read_settings(["--log-level", "debug"], environment).log_level == "debug"


def test_a_host_may_set_the_longest_line_in_the_environment() -> None:
    environment = {"AGENT_RUNNER_MAX_FRAME_BYTES": "4096"}
    assert read_settings([], environment).max_frame_bytes == 4096
    assert read_settings(["--max-frame-bytes", "2048"], environment).max_frame_bytes == 2048


def test_every_other_option_is_read() -> None:
    arguments = ["--data-dir", "d", "--max-frame-bytes", "2048", "--max-in-flight", "7"]
    settings = read_settings(arguments, {})
    assert settings.data_dir == Path("d")
    assert (settings.max_frame_bytes, settings.max_in_flight) == (2048, 7)
    settings = read_settings(["schemas", "--check"], {})
    assert (settings.command, settings.check) == ("schemas", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--max-frame-bytes", "1023"],
        ["--max-in-flight", "0"],
        ["--max-in-flight", "-1"],
        ["--log-level", "INFO"],
        ["play"],
    ],
)
def test_a_wrong_value_is_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read_settings(arguments, {})
    assert caught.value.code == 2
    assert arguments[-1] in capsys.readouterr().err


def test_a_wrong_value_in_the_environment_is_a_usage_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        read_settings([], {"AGENT_RUNNER_LOG_LEVEL": "loud"})
    assert caught.value.code == 2
    assert "loud" in capsys.readouterr().err


def test_the_portable_ways_are_asked_for_in_the_environment() -> None:
    assert read_settings([], {"AGENT_RUNNER_PORTABLE": "1"}).is_portable
    posix = sys.platform != "win32"
    assert read_settings([], {"AGENT_RUNNER_PORTABLE": "0"}).is_portable is not posix
    assert read_settings([], {"AGENT_RUNNER_HANG_DUMP_MS": "250"}).hang_dump_s == 0.25
    assert read_settings(["--hang-dump-ms", "500"], {}).hang_dump_s == 0.5


def test_folders_of_documents_come_from_the_command_line_or_the_environment() -> None:
    environment = {"AGENT_RUNNER_DOCUMENT_ROOTS": os.pathsep.join(["/a", "", "/b/c"])}
    assert read_settings([], {}).document_roots == ()
    assert read_settings([], environment).document_roots == (Path("/a"), Path("/b/c"))
    given = ["--document-root", "/d", "--document-root", "e"]
    assert read_settings(given, environment).document_roots == (Path("/d"), Path("e").absolute())


def test_the_database_comes_from_the_environment_and_its_password_is_not_shown() -> None:
    environment = {"AGENT_RUNNER_DATABASE_URL": "postgres://ann:xyzzy@db/study"}
    settings = read_settings([], environment)
    assert settings.database_url == "postgres://ann:xyzzy@db/study"
    assert "xyzzy" not in repr(settings)
    assert read_settings([], {}).database_url is None
    given = ["--database-url", "postgresql://ann@db/study"]
    assert read_settings(given, environment).database_url == "postgresql://ann@db/study"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://ann:xyzzy@db/study", "a password does not belong on a command line"),
        ("postgres://db/study?user=ann&password=xyzzy", "a password does not belong"),
        ("mysql://ann@xyzzy/study", "expected postgres://"),
        ("xyzzy", "expected postgres://"),
    ],
)
def test_a_wrong_url_is_a_usage_error_that_does_not_repeat_it(
    url: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read_settings(["--database-url", url], {})
    said = " ".join(capsys.readouterr().err.split())
    assert expected in said
    assert "xyzzy" not in said
