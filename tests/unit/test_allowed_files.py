from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_runner.allowed_files import AllowedFiles
from agent_runner.errors import InvalidInput


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "allowed"
    folder.mkdir()
    (folder / "book.pdf").write_text("in")
    (tmp_path / "secret.pdf").write_text("out")
    return folder


def refusal(files: AllowedFiles, given: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        files.find(given)
    assert caught.value.errors[0].field == "path"
    return caught.value.errors[0].message


def test_a_file_below_a_root_is_found(root: Path) -> None:
    files = AllowedFiles((Path("/nowhere"), root))
    assert files.find(str(root / "book.pdf")) == (root / "book.pdf").resolve()
    assert files.find(f"{root}/../allowed/book.pdf") == (root / "book.pdf").resolve()


def test_without_a_root_no_path_is_taken_and_the_way_to_allow_one_is_told(root: Path) -> None:
    told = refusal(AllowedFiles(), str(root / "book.pdf"))
    assert "--document-root" in told
    assert "AGENT_RUNNER_DOCUMENT_ROOTS" in told


def test_what_lies_outside_is_refused_alike_whether_it_is_there_or_not(root: Path) -> None:
    files = AllowedFiles((root,))
    outside = str(root.parent / "secret.pdf")
    missing = str(root.parent / "no-such.pdf")
    assert refusal(files, outside).replace(outside, "") == refusal(files, missing).replace(
        missing, ""
    )
    assert "--document-root" in refusal(files, outside)
    assert refusal(files, f"{root}/../secret.pdf")
    assert refusal(files, f"{root}-evil/book.pdf"), "a name that only begins alike"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_out_of_a_root_is_refused_without_its_target(root: Path) -> None:
    (root / "way-out.pdf").symlink_to(root.parent / "secret.pdf")
    (root / "loop.pdf").symlink_to(root / "loop.pdf")
    (root / "inside.pdf").symlink_to(root / "book.pdf")
    files = AllowedFiles((root,))
    assert "secret" not in refusal(files, str(root / "way-out.pdf"))
    assert refusal(files, str(root / "loop.pdf"))
    assert files.find(str(root / "inside.pdf")) == (root / "book.pdf").resolve()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_root_may_be_a_link_itself(root: Path) -> None:
    (root.parent / "link").symlink_to(root)
    files = AllowedFiles((root.parent / "link",))
    assert files.find(str(root.parent / "link" / "book.pdf")) == (root / "book.pdf").resolve()


def test_what_is_no_regular_file_is_refused(root: Path) -> None:
    files = AllowedFiles((root,))
    assert "a regular file" in refusal(files, str(root))
    assert "a file that is there" in refusal(files, str(root / "no-such.pdf"))
    assert refusal(files, f"{root}/null\0character")
    assert refusal(files, f"{root}/{'x' * 5000}")
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "pipe")
        assert "a regular file" in refusal(files, str(root / "pipe"))


def test_a_relative_path_is_looked_for_below_each_root_then_below_the_working_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = root.parent / "other"
    (other / "deep").mkdir(parents=True)
    (other / "deep" / "notes.txt").write_text("in")
    (other / "book.pdf").write_text("of the second root")
    files = AllowedFiles((root, other))
    assert files.find("book.pdf") == (root / "book.pdf").resolve()
    assert files.find("deep/notes.txt") == (other / "deep" / "notes.txt").resolve()
    assert "a file that is there" in refusal(files, "no-such.pdf")
    assert "a regular file" in refusal(files, "deep")
    assert "--document-root" in refusal(files, "../secret.pdf")
    monkeypatch.chdir(root.parent)
    assert files.find("other/deep/notes.txt") == (other / "deep" / "notes.txt").resolve()
    assert refusal(files, "secret.pdf")


def test_a_tilde_is_the_home_and_gives_no_further_rights(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(root.parent))
    files = AllowedFiles((root,))
    assert files.find("~/allowed/book.pdf") == (root / "book.pdf").resolve()
    assert "--document-root" in refusal(files, "~/secret.pdf")
    assert refusal(files, "~no-such-user/book.pdf")
