"""What a library of learners' material promises, in files, in memory and in PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent_runner.context import RunContext
from agent_runner.core.text import terms
from agent_runner.errors import NotReady
from agent_runner.store import LearnerLibrary, SqliteLibrary, open_library
from agent_runner.store.learner_files import MOST_OPEN
from agent_runner.store.library import Document, Heading, Page, Passage
from agent_runner.store.postgres_library import PostgresLibrary
from tests.unit.store.opening import opened

_TREE = Path(__file__).parents[3]


def document(name: str, texts: Sequence[str]) -> Document:
    return Document(
        id=name,
        title=name.title(),
        kind="text",
        language="en",
        size_bytes=sum(map(len, texts)),
        added="2026-01-01T00:00:00+00:00",
        pages=len(texts),
        headings=(Heading(title="Ünïcode", level=1, page=1, start=0),),
    )


def pages_of(texts: Sequence[str]) -> list[Page]:
    return [
        Page(number=number, status="ok" if text else "empty", text=text, digest=text, note=None)
        for number, text in enumerate(texts, start=1)
    ]


def passages_of(texts: Sequence[str], section: str = "") -> list[tuple[Passage, list[str]]]:
    """One passage for each page that has text."""
    return [
        (
            Passage(number=place, page=number, start=0, end=len(text), section=(section,)),
            terms(text),
        )
        for place, (number, text) in enumerate(
            (number, text) for number, text in enumerate(texts, start=1) if text
        )
    ]


async def add(library: LearnerLibrary, name: str, *texts: str) -> int:
    return await library.add(document(name, texts), pages_of(texts), passages_of(texts))


async def found(
    library: LearnerLibrary, question: str, document_ids: Sequence[str] | None = None
) -> list[str]:
    asked = terms(question)
    return [one.text for one in await library.search(asked, document_ids=document_ids)]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.iterdir()}


def open_databases(folder: Path) -> int:
    """How many of the folder's databases this process holds open; 0 where nothing tells."""
    descriptors = Path("/proc/self/fd")
    held = {path.resolve() for path in descriptors.iterdir()} if descriptors.exists() else set()
    return sum(path.parent == folder and path.suffix == ".sqlite3" for path in held)


@pytest.fixture(params=["memory", "files", "postgres"])
async def library(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LearnerLibrary]:
    if request.param == "postgres":
        async with opened(request.getfixturevalue("database_url")) as database:
            yield LearnerLibrary(PostgresLibrary(database), "ann")
        return
    made = SqliteLibrary(tmp_path if request.param == "files" else None)
    yield LearnerLibrary(made, "ann")
    await made.aclose()


async def test_a_document_comes_back_as_it_was_added(library: LearnerLibrary) -> None:
    texts = ["Plants grow 🌱 on “light”.", "", "Ünïcode\nis kept \u0000 as it is."]
    assert await add(library, "botany", *texts) == 3
    assert await library.documents() == [document("botany", texts)]
    assert await library.get("botany") == document("botany", texts)
    assert await library.pages("botany") == pages_of(texts)
    assert await library.pages("botany", [3, 9]) == pages_of(texts)[2:]
    assert await library.passages("botany") == [passage for passage, _ in passages_of(texts)]


async def test_where_nothing_was_added_there_is_nothing(library: LearnerLibrary) -> None:
    assert await library.documents() == []
    assert await library.get("botany") is None
    assert await library.pages("botany") == []
    assert await library.passages("botany") == []
    assert await library.search(["plant"]) == []
    assert (await library.frequencies(["plant"])).passages == 0
    assert not await library.delete("botany")
    assert await library.erase() == 0


async def test_the_passage_that_fits_best_comes_first(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.", "Roots drink water.", "Plants drink water.")
    first, *others = await library.search(terms("What do plants drink?"))
    assert (first.text, first.document_id, first.passage.page) == (
        "Plants drink water.",
        "botany",
        3,
    )
    assert [one.score for one in others] == sorted((one.score for one in others), reverse=True)
    assert len(await library.search(terms("plants drink"), limit=1)) == 1


async def test_a_found_text_is_the_span_of_its_page_in_characters(library: LearnerLibrary) -> None:
    text = "Ärger mit 🌱\u0000 zuerst. Then the answer stands here. And more."
    start = text.index("Then")
    span = Passage(number=0, page=1, start=start, end=start + 27, section=())
    await library.add(document("d", [text]), pages_of([text]), [(span, ["answer"])])
    assert await found(library, "answer") == ["Then the answer stands here"]


async def test_a_search_may_be_kept_to_some_documents(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.")
    await add(library, "optics", "Light is a wave.", "Light has a speed.")
    assert await found(library, "light", document_ids=["botany"]) == ["Plants need light."]
    assert await found(library, "light", document_ids=["nothing"]) == []
    assert await found(library, "light", document_ids=[]) == []
    everywhere = await library.frequencies(["light", "plant", "ghost"])
    assert (everywhere.passages, everywhere.holding) == (3, {"light": 3, "plant": 1})
    optics = await library.frequencies(["light", "plant"], document_ids=["optics"])
    assert (optics.passages, optics.holding) == (2, {"light": 2})


async def test_one_learner_never_sees_anothers_material(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.")
    bob = replace(library, learner="bob")
    assert await found(bob, "plants light") == []
    assert await bob.documents() == []
    assert await bob.pages("botany") == []
    assert not await bob.delete("botany")
    await add(bob, "botany", "Bob's plants.")
    assert await bob.erase() == 1
    assert await found(library, "plants") == ["Plants need light."]


async def test_the_same_document_added_again_changes_nothing(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.", "Roots drink.")
    assert await add(library, "botany", "Plants need light.", "Roots drink.") == 0
    assert len(await library.documents()) == 1
    assert await found(library, "light") == ["Plants need light."]


async def test_a_changed_page_is_indexed_alone(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.", "Roots drink.", "Leaves breathe.")
    assert await add(library, "botany", "Plants need light.", "Stems hold.", "Leaves breathe.") == 1
    assert await found(library, "roots drink") == []
    assert await found(library, "stems") == ["Stems hold."]
    assert await found(library, "leaves") == ["Leaves breathe."]
    assert (await library.frequencies(["root", "stem"])).holding == {"stem": 1}


async def test_pages_may_be_put_in_and_left_out(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.", "", "Leaves breathe.")
    await add(library, "botany", "Plants need light.", "Roots drink.", "Leaves breathe.")
    assert [one.number for one in await library.passages("botany")] == [0, 1, 2]
    leaf = (await library.search(["leav"]))[0]
    assert (leaf.passage.number, leaf.passage.page, leaf.text) == (2, 3, "Leaves breathe.")
    await add(library, "botany", "Plants need light.")
    assert [page.number for page in await library.pages("botany")] == [1]
    assert await found(library, "leaves roots") == []


async def test_a_page_is_indexed_again_where_its_section_has_another_title(
    library: LearnerLibrary,
) -> None:
    texts = ["Plants need light."]
    await add(library, "botany", *texts)
    titled = passages_of(texts, section="Energy")
    assert await library.add(document("botany", texts), pages_of(texts), titled) == 1
    assert (await library.passages("botany"))[0].section == ("Energy",)


async def test_a_deleted_document_is_found_no_more(library: LearnerLibrary) -> None:
    await add(library, "botany", "Plants need light.")
    await add(library, "optics", "Light is a wave.")
    assert await library.delete("botany")
    assert not await library.delete("botany")
    assert await found(library, "plants light") == ["Light is a wave."]
    assert await library.pages("botany") == []
    assert (await library.frequencies(["plant"])).passages == 1


async def test_erasing_a_learner_erases_the_documents_too(tmp_path: Path) -> None:
    ctx = RunContext(user_id="ann", shared_library=open_library(tmp_path))
    await ctx.store.put("kind", "key", {})
    await add(ctx.library, "botany", "Plants need light.")
    assert await ctx.store.erase() == 2
    assert await ctx.library.documents() == []
    assert await ctx.library.search(["plant"]) == []
    await ctx.shared_library.aclose()


@pytest.mark.parametrize("is_erased", [False, True])
async def test_what_is_deleted_is_gone_from_the_files(tmp_path: Path, is_erased: bool) -> None:
    mine = LearnerLibrary(SqliteLibrary(tmp_path), "ann")
    secret = "xyzzyplugh is the secret word. " * 200
    await add(mine, "kept", "Plants need light.")
    await add(mine, "secret", *[f"{secret}{number}" for number in range(20)])
    await found(mine, "xyzzyplugh")  # a reader is open meanwhile
    await (mine.erase() if is_erased else mine.delete("secret"))
    assert all(b"xyzzyplugh" not in held for held in contents(tmp_path).values())
    assert await found(mine, "light") == ([] if is_erased else ["Plants need light."])
    await mine.library.aclose()


async def test_a_file_does_not_tell_whose_it_is_and_is_the_users_alone(tmp_path: Path) -> None:
    mine = LearnerLibrary(SqliteLibrary(tmp_path / "documents"), "ann@example.com")
    await add(mine, "botany", "Plants need light.")
    await mine.library.aclose()
    (path,) = contents(tmp_path / "documents")
    assert "ann" not in path.name
    assert path.stat().st_mode & 0o077 == 0


async def test_files_keep_what_was_added_and_are_closed_once(tmp_path: Path) -> None:
    mine = LearnerLibrary(open_library(tmp_path), "ann")
    await add(mine, "botany", "Plants need light.")
    await mine.library.aclose()
    await mine.library.aclose()
    with pytest.raises(NotReady, match="closed"):
        await mine.documents()
    again = LearnerLibrary(open_library(tmp_path), "ann")
    assert await found(again, "plants") == ["Plants need light."]
    await again.library.aclose()


async def test_many_learners_share_a_few_open_files(tmp_path: Path) -> None:
    library = SqliteLibrary(tmp_path)
    learners = [LearnerLibrary(library, f"learner {n}") for n in range(MOST_OPEN + 20)]
    await asyncio.gather(*(add(one, "d", f"Text of {one.learner}") for one in learners))
    texts = await asyncio.gather(*(found(one, "text") for one in learners))
    assert texts == [[f"Text of {one.learner}"] for one in learners]
    assert open_databases(tmp_path) <= MOST_OPEN
    await library.aclose()


async def test_a_damaged_file_is_named_and_hurts_no_other_learner(tmp_path: Path) -> None:
    library = SqliteLibrary(tmp_path)
    mine, bobs = LearnerLibrary(library, "ann"), LearnerLibrary(library, "bob")
    await add(mine, "botany", "Plants need light.")
    await library.aclose()
    (path,) = contents(tmp_path)
    path.write_bytes(b"this is no database" * 100)
    library = SqliteLibrary(tmp_path)
    mine, bobs = LearnerLibrary(library, "ann"), LearnerLibrary(library, "bob")
    with pytest.raises(NotReady, match="damaged"):
        await mine.documents()
    await add(bobs, "botany", "Plants need light.")
    await library.aclose()


async def test_a_call_that_is_cancelled_leaves_the_file_usable(tmp_path: Path) -> None:
    mine = LearnerLibrary(SqliteLibrary(tmp_path), "ann")
    adding = asyncio.ensure_future(add(mine, "book", *[f"Page {n}." for n in range(300)]))
    await asyncio.sleep(0)
    adding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await adding
    await add(mine, "botany", "Plants need light.")
    assert await found(mine, "plants") == ["Plants need light."]
    await mine.library.aclose()


_WRITER = """
import asyncio, sys
from pathlib import Path
from agent_runner.store import LearnerLibrary, SqliteLibrary
from tests.unit.store.test_library import add, found

async def main():
    mine = LearnerLibrary(SqliteLibrary(Path(sys.argv[1])), "ann")
    own = sys.argv[2]
    for turn in range(10):
        await add(mine, f"{own}-{turn}", "Plants need light.", f"Turn {turn} of {own}.")
        await add(mine, "shared", "Plants need light.", f"Turn {turn} of {own}.")
        assert len(await found(mine, "plants light")) > turn // 2
        if turn % 2:
            assert await mine.delete(f"{own}-{turn}")

asyncio.run(main())
"""


async def test_processes_that_share_a_folder_lose_nothing(tmp_path: Path) -> None:
    writers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _WRITER, str(tmp_path), name),
            cwd=_TREE,
            stderr=asyncio.subprocess.PIPE,
        )
        for name in ("one", "two", "three")
    ]
    async with asyncio.timeout(60):
        for writer in writers:
            _out, said = await writer.communicate()
            assert writer.returncode == 0, said.decode()
    mine = LearnerLibrary(SqliteLibrary(tmp_path), "ann")
    kept = {one.id for one in await mine.documents()}
    assert kept == {"shared"} | {
        f"{w}-{t}" for w in ("one", "two", "three") for t in (0, 2, 4, 6, 8)
    }
    assert (await mine.frequencies(["plant", "turn"])).holding == {"plant": 16, "turn": 16}
    assert len(await mine.passages("shared")) == 2
    await mine.library.aclose()
