"""The findings for a person, and for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from agent_runner.conformance.check import Group
from agent_runner.conformance.suite import Finding, Outcome

_SIGNS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "skipped": "–"}


def heading(name: str, groups: Sequence[Group]) -> str:
    """The line before a group's findings."""
    basis = next(
        (group.basis for group in groups if group.name == name), "everything that was said"
    )
    return f"\n{name}  ({basis})"


def line(finding: Finding) -> str:
    """One finding; what was expected and what came instead below it."""
    text = f"  {_SIGNS[finding.outcome]} {finding.check}"
    if finding.outcome == "skipped":
        return f"{text}  ({finding.why})"
    if finding.outcome == "failed":
        return f"{text}\n      expected  {finding.expected}\n      came      {finding.came}"
    return text


def summary(findings: Sequence[Finding]) -> str:
    """`58 passed, 2 failed, 5 skipped`."""
    return ", ".join(f"{count} {outcome}" for outcome, count in _counts(findings).items())


def as_json(command: Sequence[str], findings: Sequence[Finding]) -> str:
    """`{command, passed, failed, skipped, checks: [{group, check, outcome, ms, …}]}`."""
    checks = [{**asdict(finding), "ms": round(finding.ms, 1)} for finding in findings]
    return json.dumps({"command": command, **_counts(findings), "checks": checks}, indent=2)


def _counts(findings: Sequence[Finding]) -> dict[Outcome, int]:
    counted = Counter(finding.outcome for finding in findings)
    return {outcome: counted[outcome] for outcome in _SIGNS}
