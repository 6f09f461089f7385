"""What to do in a block, in a line: its day, hour and aim."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from agent_runner.json_types import JsonObject

NEXT_ACTION_MINUTES = 25


def block_action(block: Mapping[str, object], step: Mapping[str, object] | None) -> JsonObject:
    """`{text, minutes}` for a block of a plan (instants as text) and the step of its concept."""
    start = datetime.fromisoformat(str(block["start"]))
    end = datetime.fromisoformat(str(block["end"]))
    minutes = min(NEXT_ACTION_MINUTES, round((end - start).total_seconds() / 60))
    what = f"“{step['title']}”" if step else "the first block"
    objectives = cast("list[str]", step["objectives"]) if step else []
    aim = f": {objectives[0]}" if objectives else ""
    text = f"{start:%A} {start.day} {start:%B}, {start:%H:%M}: {minutes} minutes on {what}{aim}"
    return {"text": text, "minutes": minutes}
