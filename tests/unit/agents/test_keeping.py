"""Everything that is kept of a learner is told, given out, and gone when it is to be gone."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent_runner import NotFound, RunContext
from agent_runner.agents.document import agent as document
from agent_runner.agents.motivation import agent as motivation
from agent_runner.agents.personalization import agent
from agent_runner.agents.wellness import agent as wellness
from agent_runner.allowed_files import AllowedFiles
from agent_runner.clock import FixedClock
from agent_runner.store import MemoryStore, open_library, open_store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MARKER = "Quokkaberg"
TEXT = f"# Marsupials\n\nThe {MARKER} is a hill. It is defined as a hill on which quokkas live."


def ctx(**fields: Any) -> RunContext:
    return RunContext(clock=FixedClock(NOW), **fields)


async def lived(context: RunContext) -> str:
    """Something of every agent; returns the id of a document."""
    await agent.skills["update"].run(context, {"goals": [f"reach the {MARKER}"]})
    await motivation.skills["log_session"].run(context, {"minutes": 25, "concept": MARKER})
    await wellness.skills["check_in"].run(context, {"mood": 4})
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder, "note.md"))
        given = replace(context, files=AllowedFiles((Path(folder),)))
        added: Any = await document.skills["add"].run(given, {"path": str(file)})
    return str(added["document_id"])


def written(file: Path) -> Path:
    file.write_text(TEXT)
    return file


async def test_an_export_holds_what_each_agent_keeps() -> None:
    context = ctx(shared_store=MemoryStore())
    document_id = await lived(context)
    found: Any = await agent.skills["export"].run(context, {})
    assert {"motivation", "personalization", "wellness"} <= found["agents"].keys()
    facts = found["agents"]["personalization"]["personalization.facts"]["documents"]
    assert facts["goals"]["value"] == [f"reach the {MARKER}"]
    assert found["agents"]["wellness"]["wellness.check_in"]["events"][0]["mood"] == 4
    assert [one["document_id"] for one in found["documents"]] == [document_id]
    assert found["records"] == sum(
        len(kind["documents"]) + len(kind["events"])
        for kinds in found["agents"].values()
        for kind in kinds.values()
    )


async def test_the_text_of_a_document_is_given_out_page_by_page() -> None:
    context = ctx(shared_store=MemoryStore())
    document_id = await lived(context)
    found: Any = await agent.skills["export_document"].run(context, {"document_id": document_id})
    assert MARKER in "".join(page["text"] for page in found["pages"])
    assert found["next_page"] is None
    with pytest.raises(NotFound):
        await agent.skills["export_document"].run(context, {"document_id": "doc-0"})


async def test_another_learners_things_are_in_no_export_and_outlive_an_erasure() -> None:
    store = MemoryStore()
    ann, ben = ctx(shared_store=store, user_id="ann"), ctx(shared_store=store, user_id="ben")
    await motivation.skills["log_session"].run(ben, {"minutes": 25})
    found: Any = await agent.skills["export"].run(ann, {})
    assert (found["records"], found["learner"]) == (0, "ann")
    await agent.skills["erase"].run(ann, {})
    kept: Any = await agent.skills["export"].run(ben, {})
    assert kept["records"] == 1


async def test_an_erasure_counts_what_was_there_and_leaves_nothing() -> None:
    context = ctx(shared_store=MemoryStore())
    await lived(context)
    before: Any = await agent.skills["export"].run(context, {})
    erased: Any = await agent.skills["erase"].run(context, {})
    assert erased["records"] == before["records"]
    assert erased["documents"] == 1
    assert f"{before['records']} records, 1 document and 0 runs." in erased["text"]
    assert erased["by_agent"]["wellness"] == 1
    after: Any = await agent.skills["export"].run(context, {})
    assert (after["agents"], after["documents"]) == ({}, [])
    again: Any = await agent.skills["erase"].run(context, {})
    assert again["records"] == 0


async def test_no_byte_of_what_was_erased_is_left_in_a_file(tmp_path: Path) -> None:
    store, library = open_store(tmp_path), open_library(tmp_path)
    context = ctx(shared_store=store, shared_library=library)
    await lived(context)
    assert holding(tmp_path), "the marker is in a file before, else the test shows nothing"
    await agent.skills["erase"].run(context, {})
    assert holding(tmp_path) == []
    await library.aclose()
    await store.aclose()
    assert holding(tmp_path) == []


def holding(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if MARKER.encode() in path.read_bytes()]


async def test_a_profile_says_of_every_kind_what_it_is_for_and_how_to_delete_it() -> None:
    context = ctx(shared_store=MemoryStore())
    await lived(context)
    profile: Any = await agent.skills["profile"].run(context, {})
    kinds = {(one["agent"], one["what"]): one for one in profile["kept"]}
    sessions = kinds["motivation", "Sessions you logged"]
    assert sessions["records"] == 1
    assert sessions["first"] == sessions["last"] == NOW.isoformat()
    assert sessions["forget_with"] == "motivation.forget {}"
    exported: Any = await agent.skills["export"].run(context, {})
    assert sum(one["records"] for one in profile["kept"]) == exported["records"]
    assert all(one["why"] and one["forget_with"] for one in profile["kept"])
    assert profile["erase_all_with"] == "personalization.erase {}"
