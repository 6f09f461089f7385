"""`python -m agent_runner.conformance -- <command …>`: 0 all well, 1 something not, 2 no server."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import aclosing
from typing import get_args

from agent_runner.conformance.check import Group
from agent_runner.conformance.checks import GROUPS
from agent_runner.conformance.framing import FramingName
from agent_runner.conformance.report import as_json, heading, line, summary
from agent_runner.conformance.suite import Finding, NoAnswer, Subject, run_suite


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status."""
    given = _parser().parse_args(arguments)
    names: list[str] = given.only or [group.name for group in GROUPS]
    groups = [group for group in GROUPS if group.name in names]
    subject = Subject(
        command=given.command,
        framing=given.framing,
        methods=frozenset(filter(None, given.methods.split(","))),
        timeout_s=given.timeout,
    )
    try:
        return asyncio.run(_run(subject, groups, in_json=given.json))
    except NoAnswer as error:
        sys.stderr.write(f"{error}\n")
        return 2


async def _run(subject: Subject, groups: Sequence[Group], *, in_json: bool) -> int:
    findings: list[Finding] = []
    async with aclosing(run_suite(subject, groups)) as suite:
        async for finding in suite:
            if not in_json:
                if not findings or findings[-1].group != finding.group:
                    _say(heading(finding.group, groups))
                _say(line(finding))
            findings.append(finding)
    _say(as_json(subject.command, findings) if in_json else f"\n{summary(findings)}")
    return 1 if any(finding.outcome == "failed" for finding in findings) else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m agent_runner.conformance",
        description="Put any JSON-RPC 2.0 server that speaks on stdin and stdout to the test.",
    )
    parser.add_argument("command", nargs="+", help="starts the server; after --")
    parser.add_argument(
        "--methods",
        metavar="A,B",
        default="",
        help="those of section 7 that the server offers: subtract, sum, get_data",
    )
    parser.add_argument(
        "--framing",
        choices=get_args(FramingName),
        default="lines",
        help="how messages lie in the stream (default: lines)",
    )
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=float,
        default=5.0,
        help="seconds for each answer (default: 5)",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[group.name for group in GROUPS],
        help="this group of checks; may be given several times",
    )
    parser.add_argument("--json", action="store_true", help="findings for a program")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
