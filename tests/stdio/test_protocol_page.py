"""What schemas/PROTOCOL.md shows is what a real runner says, and its table of codes is whole."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack

from tests.stdio.child import ROOT, Child, started
from tests.stdio.matching import mismatch

PAGE = (ROOT / "schemas" / "PROTOCOL.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```rpc\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_a_real_runner_says_what_the_page_says() -> None:
    lines = [line for example in EXAMPLES for line in example.splitlines()]
    assert len([line for line in lines if line.startswith("←")]) >= 20
    with ExitStack() as stack:
        child: Child | None = None
        for line in lines:
            sign, _, text = line.partition(" ")
            if sign == "$":
                module, *arguments = text.split()
                child = stack.enter_context(started(*arguments, module=module))
                continue
            assert child is not None, f"no runner was started before {line}"
            if sign == "→":
                child.write(text.encode() + b"\n")
            else:
                assert sign == "←", line
                difference = mismatch(json.loads(text), child.receive())
                assert difference is None, f"{text}\n{difference}"


def test_the_page_names_every_code_of_the_list_and_no_other() -> None:
    listed = json.loads((ROOT / "schemas" / "error-codes.json").read_text("utf-8"))["errors"]
    on_page = re.findall(r"^\| −(\d+) +\| (\w+) +\|", PAGE, re.MULTILINE)
    assert [(-int(code), name) for code, name in on_page] == [
        (entry["code"], entry["name"]) for entry in listed
    ]
