"""The golden dialogues in schemas/transcripts, held with a real runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stdio.child import ROOT, Child, started
from tests.stdio.matching import mismatch

TRANSCRIPTS = sorted((ROOT / "schemas" / "transcripts").glob("*.jsonl"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_runner_holds_the_dialogue(path: Path) -> None:
    first, *steps = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    module, *arguments = first["start"]
    with started(*arguments, module=module) as child:
        for number, step in enumerate(steps, start=2):
            take(child, step, f"{path.name}:{number}")


def test_there_is_a_dialogue_for_each_part_of_the_wire() -> None:
    names = {path.stem for path in TRANSCRIPTS}
    assert names >= {"batch", "bad-json", "cancel", "handshake", "limits", "progress"}
    assert names >= {"chunks", "credit", "host-calls", "spec-section-7", "terminal"}


def take(child: Child, step: dict[str, Any], where: str) -> None:
    match step:
        case {"send": str(text)}:
            child.write(text.encode() + b"\n")
        case {"send": message}:
            child.send(message)
        case {"send_hex": digits}:
            child.write(bytes.fromhex(digits))
        case {"send_filled": [before, count, after]}:
            child.write(before.encode() + b"x" * count + after.encode() + b"\n")
        case {"expect": expected}:
            difference = mismatch(expected, child.receive())
            assert difference is None, f"{where}: {difference}"
        case {"expect_in_any_order": expected}:
            left = [child.receive() for _ in expected]
            for one in expected:
                found = next((got for got in left if mismatch(one, got) is None), None)
                assert found is not None, f"{where}: nothing matches {one} in {left}"
                left.remove(found)
        case {"end": _}:
            child.end_input()
        case {"exit": status}:
            assert child.rest() == [], where
            assert child.wait() == status, where
        case {"about": _}:
            pass
        case _:
            raise AssertionError(f"{where}: no such step: {step}")
