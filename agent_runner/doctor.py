"""`python -m agent_runner doctor`: what this Python needs to serve, each line fine or with its fix.

Only the standard library is imported before a check asks for more, so that a Python without any of
the packages can still say what it lacks. What belongs to the host (Node, its port and database) is
checked by `npm run doctor`, which runs this too.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from agent_runner.config import Settings
from agent_runner.model_settings import read_model_settings

PROJECT = Path(__file__).parent.parent
LEAST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 200 * 2**20
PING_TIMEOUT_S = 30.0
SLOW_IMPORT_S = 5.0

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:==([^\s;]+))?\s*(?:;\s*(.+))?")
_NOT_ON_WINDOWS = re.compile(r"""sys_platform\s*!=\s*["']win32["']""")
_IMPORTS = {
    "orjson": "orjson",
    "uvloop": "uvloop",
    "pydantic": "pydantic",
    "jsonrpcserver": "jsonrpcserver",
    "rapidfuzz": "rapidfuzz",
    "icalendar": "icalendar",
    "dateparser": "dateparser",
    "fsrs": "fsrs",
    "langgraph": "langgraph.graph",
    "psycopg": "psycopg",
    "pypdf": "pypdf",
}
"""What is imported at some time, by the package that brings it; lightest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What one check found; `fix` is set where it is not fine."""

    check: str
    text: str
    fix: str | None = None

    @property
    def ok(self) -> bool:
        """Whether there is nothing to mend."""
        return self.fix is None


def doctor(settings: Settings) -> int:
    """Print what every check finds; returns the exit status, 0 where all is fine."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if callable(reconfigure):
        reconfigure(errors="replace")  # a console may lack the signs
    all_ok = True
    findings: list[Finding] = []
    for finding in examine(settings):
        all_ok = all_ok and finding.ok
        findings.append(finding)
        if not settings.as_json:
            sys.stdout.write(_line(finding))
            sys.stdout.flush()
    if settings.as_json:
        told = [{"ok": finding.ok, **asdict(finding)} for finding in findings]
        sys.stdout.write(json.dumps({"ok": all_ok, "findings": told}) + "\n")
    return 0 if all_ok else 1


def examine(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """The checks, one after the other; a later one may be left out where an earlier one failed."""
    yield _python()
    packages = list(_packages(PROJECT / "requirements.txt"))
    yield from packages
    if all(finding.ok for finding in packages):
        yield from _imports(_IMPORTS)
        yield _agents(settings)
        yield _ping(settings)
    yield _data(settings.data_dir)
    if settings.database_url is not None:
        yield _database(settings.database_url)
    yield _disk(settings.data_dir or Path.cwd())
    yield _model(environment)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    where = "an environment" if sys.prefix != sys.base_prefix else "no environment"
    text = f"{version}, {sys.executable} ({where})"
    if sys.version_info[:2] < LEAST_PYTHON:
        least = ".".join(map(str, LEAST_PYTHON))
        return Finding(check="python", text=text, fix=f"install Python {least} or newer")
    return Finding(check="python", text=text)


def _packages(requirements: Path) -> Iterator[Finding]:
    if not requirements.exists():
        yield Finding(check="packages", text="installed without requirements.txt: not compared")
        return
    wanted = list(_wanted(requirements.read_text("utf-8").splitlines()))
    present = {name: _version(name) for name, _ in wanted}
    missing = [name for name, version in present.items() if version is None]
    others = [
        f"{name} is {present[name]} and not {version}"
        for name, version in wanted
        if present[name] is not None and version not in (None, present[name])
    ]
    fix = f"{sys.executable} -m pip install -r {requirements}"
    if find_spec("pip") is None:
        fix = "this Python has no pip: make its environment again (npm start does)"
    if missing:
        yield Finding(check="packages", text=f"not installed: {', '.join(missing)}", fix=fix)
    if others:
        yield Finding(check="packages", text="; ".join(others), fix=fix)
    if not missing and not others:
        yield Finding(check="packages", text=f"all {len(wanted)} of {requirements.name}")


def _wanted(lines: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    for line in lines:
        match = _REQUIREMENT.fullmatch(line.partition("#")[0].strip())
        if match is None:
            continue
        name, version, marker = match.groups()
        if sys.platform == "win32" and _NOT_ON_WINDOWS.search(marker or ""):
            continue
        yield name, version


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _imports(modules: Mapping[str, str]) -> Iterator[Finding]:
    for package, module in modules.items():
        if package == "uvloop" and sys.platform == "win32":
            continue
        reinstall = f"{sys.executable} -m pip install --force-reinstall {package}"
        yield _timed("import", module, lambda module=module: _import(module), reinstall)


def _import(module: str) -> str:
    importlib.import_module(module)
    return module


def _agents(settings: Settings) -> Finding:
    fix = f"{sys.executable} -c 'import {settings.load[-1]}'  shows why" if settings.load else ""
    return _timed("agents", "agents", lambda: _load_agents(settings), fix)


def _load_agents(settings: Settings) -> str:
    from agent_runner.assembly import Assembly

    agents = Assembly.load(settings).registry.agents
    skills = sum(len(agent.skills) for agent in agents)
    return f"{len(agents)} agents with {skills} skills from {', '.join(settings.load) or 'nowhere'}"


def _timed(check: str, subject: str, work: Callable[[], str], fix: str) -> Finding:
    began = time.perf_counter()
    try:
        text = work()
    except Exception as error:  # whatever a module does when it is imported
        return Finding(check=check, text=f"{subject}: {type(error).__name__}: {error}", fix=fix)
    took_s = time.perf_counter() - began
    text = f"{text} in {took_s * 1000:.0f} ms"
    if took_s > SLOW_IMPORT_S:
        return Finding(check=check, text=text, fix="is the disk slow, or a virus scanner in it?")
    return Finding(check=check, text=text)


def _ping(settings: Settings) -> Finding:
    """From a spawn to the exit, with the first pong between."""
    command = [sys.executable, "-m", "agent_runner"]
    loads = [module for name in settings.load for module in ("--load", name)]
    by_hand = f'echo \'{{"jsonrpc":"2.0","id":1,"method":"ping"}}\' | {" ".join(command)}'
    began = time.perf_counter()
    try:
        done = subprocess.run(
            [*command, "--bare", *loads],
            input=b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n',
            capture_output=True,
            timeout=PING_TIMEOUT_S,
            check=False,
        )
        answer = json.loads(done.stdout.splitlines()[0])["result"]
    except subprocess.TimeoutExpired:
        text = f"no answer within {PING_TIMEOUT_S:.0f} s"
        return Finding(check="ping", text=text, fix=f"run it by hand: {by_hand}")
    except (OSError, ValueError, IndexError, KeyError) as error:
        return Finding(check="ping", text=f"no pong: {error!r}", fix=f"run it by hand: {by_hand}")
    took_ms = (time.perf_counter() - began) * 1000
    text = f"a process of its own answered and ended in {took_ms:.0f} ms ({answer['phase']})"
    return Finding(check="ping", text=text)


def _data(folder: Path | None) -> Finding:
    if folder is None:
        return Finding(check="data", text="kept in memory only (no --data-dir)")
    try:  # It is not made here: that is for the process that serves.
        with tempfile.TemporaryDirectory(dir=_nearest(folder)) as inside:
            database = sqlite3.connect(Path(inside) / "doctor.sqlite")
            database.execute("create table t (x)")
            database.close()
    except (OSError, sqlite3.Error) as error:
        fix = f"make it a folder that this account may write to: {folder.absolute()}"
        return Finding(check="data", text=f"{folder}: {error}", fix=fix)
    return Finding(check="data", text=f"{folder} can be written, SQLite {sqlite3.sqlite_version}")


def _database(url: str) -> Finding:
    """Whether it can be used; its URL is not shown."""
    fix = "correct AGENT_RUNNER_DATABASE_URL (under Node: DATABASE_URL), or leave it out for files"
    try:
        from agent_runner.errors import NotReady, StoreAway
        from agent_runner.store.postgres_database import look_at
    except ImportError as error:  # said above too, where packages are looked for
        return Finding(check="database", text=f"not asked: {error}", fix="install the packages")
    try:
        return Finding(check="database", text=asyncio.run(look_at(url)))
    except StoreAway as error:
        return Finding(check="database", text=f"{error.message}: {error.__cause__}", fix=fix)
    except NotReady as error:
        return Finding(check="database", text=error.message, fix=fix)


def _disk(folder: Path) -> Finding:
    nearest = _nearest(folder)
    free = shutil.disk_usage(nearest).free
    text = f"{free / 2**30:.1f} GiB free at {nearest}"
    if free < LEAST_FREE_BYTES:
        return Finding(check="disk", text=text, fix="free some space, or choose another --data-dir")
    return Finding(check="disk", text=text)


def _nearest(folder: Path) -> Path:
    """What there is of a path."""
    path = folder.absolute()
    return next(place for place in (path, *path.parents) if place.exists())


def _model(environment: Mapping[str, str]) -> Finding:
    """The form alone: whether the provider takes the key is not asked."""
    try:
        settings = read_model_settings(environment)
    except ValueError as error:
        name, _, wrong = str(error).partition(": ")
        return Finding(
            check="model", text=f"{name}: {wrong}", fix=f"correct {name}, or leave it out"
        )
    if settings.provider is None:
        text = f"{settings.why_not}: every skill answers from its own core"
        return Finding(check="model", text=text)
    if settings.provider == "openai":
        return Finding(check="model", text=f"{settings.name} at {settings.base_url}")
    try:
        from agent_runner.llm.models import read_table
    except ImportError:  # said above, where packages are looked for
        return Finding(check="model", text="GEMINI_API_KEY is set")
    table = read_table()
    name = settings.name or table.defaults["gemini"] or ""
    text = f"GEMINI_API_KEY is set: {name} through {settings.provider}"
    retired = table.warning(name, datetime.now(UTC).date())
    if retired is not None:
        fix = f"set GEMINI_MODEL={table.retired[name].successor}"
        return Finding(check="model", text=retired, fix=fix)
    return Finding(check="model", text=text)


def _line(finding: Finding) -> str:
    mark = "✓" if finding.ok else "✗"
    told = f"{mark} {finding.check:<9} {finding.text}"
    return f"{told}\n" if finding.fix is None else f"{told}\n            → {finding.fix}\n"
