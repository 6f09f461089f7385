"""What a process is told on its command line and in its environment, read once and frozen."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from agent_runner.guardian import is_portable
from agent_runner.limits import LEAST_FRAME_BYTES, Limits
from agent_runner.logs import LogLevel
from agent_runner.model_settings import ModelSettings, read_model_settings

Command = Literal["serve", "schemas", "doctor"]

STANDARD_AGENTS = "agent_runner.agents"
FAULTS = "agent_runner.faults"

_DESCRIPTION = """\
Six study agents that answer JSON-RPC 2.0, one object on a line, on stdin and stdout.

  echo '{"jsonrpc":"2.0","id":1,"method":"ping"}' | python -m agent_runner
"""

_EPILOG = """\
Logs go to stderr. The process ends, with status 0, when stdin ends and all calls are answered.

environment:
  AGENT_RUNNER_LOG_LEVEL      as --log-level
  AGENT_RUNNER_MAX_FRAME_BYTES
                              as --max-frame-bytes
  AGENT_RUNNER_HANG_DUMP_MS   as --hang-dump-ms
  AGENT_RUNNER_DOCUMENT_ROOTS as --document-root, several with the separator of PATH between them
  AGENT_RUNNER_DATABASE_URL   as --database-url; the place for a URL with a password in it
  AGENT_RUNNER_RUNS_DATABASE_URL
                              a PostgreSQL for the steps and results of runs alone, beside
                              --data-dir for the rest
  AGENT_RUNNER_LLM            which model adds to answers: auto (the default: gemini, if it has a
                              key), gemini, genai (the newer SDK), openai, none
  GEMINI_API_KEY, GEMINI_MODEL, GEMINI_BASE_URL
                              for gemini and genai
  OPENAI_BASE_URL, OPENAI_MODEL, OPENAI_API_KEY
                              for any server with OpenAI's interface (the key may be left out)
  AGENT_RUNNER_LLM_TIMEOUT_MS, AGENT_RUNNER_LLM_CONCURRENCY
                              of one call (default: 20000), and how many at once (default: 8)
  AGENT_RUNNER_LLM_TOKENS_PER_RUN, AGENT_RUNNER_LLM_TOKENS_PER_LEARNER_DAY,
  AGENT_RUNNER_LLM_USD_PER_DAY
                              limits (default: 60000, 400000, 5); 0: none
  AGENT_RUNNER_PORTABLE       1: do without everything that only POSIX has
  AGENT_RUNNER_LIFELINE_FD    set by a host: the descriptor that tells its end and takes stacks
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything a process is told. `data_dir` None: nothing is kept after the process ends.

    `database_url`: what is kept goes into this PostgreSQL instead; a secret.
    `runs_database_url`: without that one, of what is kept the runs alone go into this PostgreSQL,
    with their steps and results; a secret.
    `document_roots`: the folders below which a caller may name files to be read.
    `hang_dump_s`: how long the event loop may be held before all stacks are written to stderr,
    where `is_portable` leaves no other way to ask for them.
    """

    command: Command
    load: tuple[str, ...]
    data_dir: Path | None
    max_frame_bytes: int
    max_in_flight: int
    log_level: LogLevel
    check: bool
    is_portable: bool
    hang_dump_s: float
    document_roots: tuple[Path, ...] = ()
    database_url: str | None = field(default=None, repr=False)
    runs_database_url: str | None = field(default=None, repr=False)
    as_json: bool = False
    model: ModelSettings = ModelSettings()  # noqa: RUF009  # a tuple: it cannot be changed


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Parse the command line; exits with a usage message when it is wrong."""
    parser = _parser(environment)
    given = parser.parse_args(arguments)
    try:
        model = read_model_settings(environment)
        database_url = _database_url(given.database_url, environment)
        runs_database_url = _url_in(environment, "AGENT_RUNNER_RUNS_DATABASE_URL")
    except ValueError as error:
        parser.error(str(error))
    standard = () if given.bare else (STANDARD_AGENTS,)
    faults = (FAULTS,) if given.faults else ()
    return Settings(
        command=given.command or "serve",
        load=(*standard, *given.load, *faults),
        data_dir=given.data_dir,
        max_frame_bytes=given.max_frame_bytes,
        max_in_flight=given.max_in_flight,
        log_level=given.log_level,
        check=given.check,
        as_json=given.json,
        is_portable=is_portable(environment),
        hang_dump_s=given.hang_dump_ms / 1000,
        document_roots=_document_roots(given.document_root, environment),
        database_url=database_url,
        runs_database_url=None if database_url else runs_database_url,
        model=model,
    )


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m agent_runner",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=get_args(Command),
        help="serve (the default), or schemas: write the generated files under schemas/",
    )
    parser.add_argument("--check", action="store_true", help="schemas: only say what is outdated")
    parser.add_argument("--json", action="store_true", help="doctor: as one JSON object")
    parser.add_argument(
        "--load",
        metavar="MODULE",
        action="append",
        default=[],
        help="add the agents of an importable module; may be given several times",
    )
    parser.add_argument("--bare", action="store_true", help="leave the six agents out")
    parser.add_argument(
        "--faults",
        action="store_true",
        help="add the agent that injects faults, to test a host with; not for production",
    )
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        type=Path,
        help="keep learners' data and checkpoints here (without it, nothing outlives the process)",
    )
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help="keep them in this PostgreSQL instead, in its schema `agents`, which several processes"
        " and machines may share: postgres://user@host:port/name (a password does not belong on a"
        " command line, which others can read)",
    )
    parser.add_argument(
        "--document-root",
        metavar="DIR",
        action="append",
        default=[],
        help="documents may be added from files below this folder; may be given several times"
        " (without it, none is read by its path)",
    )
    parser.add_argument(
        "--max-frame-bytes",
        metavar="N",
        type=_at_least(LEAST_FRAME_BYTES),
        default=environment.get("AGENT_RUNNER_MAX_FRAME_BYTES", Limits().max_frame_bytes),
        help="longest line taken or sent (default: 32 MiB)",
    )
    parser.add_argument(
        "--max-in-flight",
        metavar="N",
        type=_at_least(1),
        default=Limits().max_in_flight,
        help="most calls at the same time (default: 1024)",
    )
    parser.add_argument(
        "--log-level",
        metavar="LEVEL",
        type=_log_level,
        default=environment.get("AGENT_RUNNER_LOG_LEVEL", "info"),
        help="least level that is logged: debug, info, warning or error (default: info)",
    )
    parser.add_argument(
        "--hang-dump-ms",
        metavar="N",
        type=_at_least(100),
        default=environment.get("AGENT_RUNNER_HANG_DUMP_MS", "2000"),
        help="where no signal can ask for them: write all stacks to stderr when the event loop was"
        " held so long (default: 2000)",
    )
    parser.add_argument("--version", action="version", version=_version())
    return parser


def _database_url(given: str | None, environment: Mapping[str, str]) -> str | None:
    """Raises `ValueError`, in which the URL is not repeated."""
    if given is None:
        return _url_in(environment, "AGENT_RUNNER_DATABASE_URL")
    if re.match(r"[^/]*//[^/@]*:[^/]*@", given) or re.search(r"[?&]password=", given):
        raise ValueError(
            "--database-url: a password does not belong on a command line, which others can read;"
            " set AGENT_RUNNER_DATABASE_URL instead"
        )
    return _checked_url("--database-url", given)


def _url_in(environment: Mapping[str, str], name: str) -> str | None:
    return _checked_url(name, environment.get(name, ""))


def _checked_url(name: str, url: str) -> str | None:
    if url and not re.match(r"postgres(ql)?://", url):
        raise ValueError(f"{name}: expected postgres://user:password@host:port/name")
    return url or None


def _document_roots(given: Sequence[str], environment: Mapping[str, str]) -> tuple[Path, ...]:
    folders = given or environment.get("AGENT_RUNNER_DOCUMENT_ROOTS", "").split(os.pathsep)
    return tuple(Path(folder).absolute() for folder in folders if folder.strip())


def _log_level(text: str) -> str:
    # Not `choices`: argparse does not hold a default, here from the environment, against them.
    if text not in get_args(LogLevel):
        raise argparse.ArgumentTypeError(
            f"expected one of {', '.join(get_args(LogLevel))}: {text!r}"
        )
    return text


class _at_least:  # noqa: N801  # argparse shows the name of a type in its messages
    def __init__(self, least: int) -> None:
        self._least = least

    def __call__(self, text: str) -> int:
        if not text.isdecimal() or int(text) < self._least:
            raise argparse.ArgumentTypeError(f"expected a whole number ≥ {self._least}: {text!r}")
        return int(text)


def _version() -> str:
    from agent_runner import __version__

    return f"agent_runner {__version__}"
