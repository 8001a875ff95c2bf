"""A folder in which an archive is written again is the old archive or the new one, wherever it is stopped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kb.exchange.archive.container import folder as writing
from kb.exchange.archive.container import is_archive, opened, write_folder, write_zip
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.layout import FORMAT, HEAD

OLD = {
    HEAD: json.dumps({"format": FORMAT}).encode(),
    "codes.jsonl": b"old",
    "documents/A/text.txt": b"same",
    "documents/B/text.txt": b"goes",
    "history.jsonl": b"goes, too",
}
NEW = OLD | {HEAD: json.dumps({"format": FORMAT, "newer": 1}).encode(), "codes.jsonl": b"new"}
NEW = {name: data for name, data in NEW.items() if data[:4] != b"goes"} | {"documents/C/text.txt": b"new"}


class KilledError(BaseException):
    """The program ends here, and cleans up nothing."""


def killed_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program end before a step that changes the disk."""
    left = [steps]

    def counted(change: Any) -> Any:
        def wrapper(*given: Any, **more: Any) -> Any:
            if not left[0]:
                raise KilledError
            left[0] -= 1
            return change(*given, **more)

        return wrapper

    for name in ("write_bytes", "write_text", "replace", "unlink", "rmdir"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    monkeypatch.setattr(writing.shutil, "rmtree", counted(writing.shutil.rmtree))


def contents(folder: Path) -> dict[str, bytes | None]:
    with opened(folder) as archive:
        return {name: archive.content(name) for name in archive.names() if name != "README.md"}


@pytest.mark.parametrize("before", [OLD, {}], ids=["over another", "new"])
def test_an_archive_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes]
) -> None:
    seen = set()
    for steps in range(40):
        folder = tmp_path / f"{steps}"
        if before:
            write_folder(folder, before.items())
            (folder / "README.md").write_bytes(b"ours")
            (folder / ".git").mkdir()
            (folder / ".git" / "HEAD").write_bytes(b"ref")
        with monkeypatch.context() as patch:
            killed_after(steps, patch)
            try:
                write_folder(folder, NEW.items())
                break
            except KilledError:
                pass
        if is_archive(folder):
            found = contents(folder)
            assert found in (before, NEW), f"mixed after {steps} steps"
            seen.add("new" if found == NEW else "old")
        else:
            assert not before
            seen.add("none")
        write_folder(folder, NEW.items())
        assert contents(folder) == NEW
        assert not (folder / ".kb-writing").exists()
        if before:
            assert (folder / "README.md").read_bytes() + (folder / ".git" / "HEAD").read_bytes() == b"oursref"
            assert not (folder / "documents" / "B").exists()
    else:
        pytest.fail("never came to its end")
    assert seen == {"old" if before else "none", "new"}


def test_all_of_it_is_on_the_disk_before_it_is_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that, a power cut would leave empty files where the old ones were."""
    on_disk, replace = set(), Path.replace

    def decided(part: Path, place: Path) -> Path:
        if place.name == "list.json":
            assert on_disk == {*(part.parent / name for name in OLD), part}
        return replace(part, place)

    monkeypatch.setattr(writing, "flush", on_disk.add)
    monkeypatch.setattr(Path, "replace", decided)
    write_folder(tmp_path / "archive", OLD.items())
    assert on_disk


def stopped(folder: Path, **said: list[str]) -> None:
    """Make a list of an export that seems to have been stopped."""
    (folder / ".kb-writing").mkdir()
    (folder / ".kb-writing" / "list.json").write_text(json.dumps({"files": [], "gone": []} | said))


@pytest.mark.parametrize("gone", ["../thesis.jsonl", "README.md", "documents/../../thesis.txt", HEAD])
def test_a_list_of_somebody_else_takes_nothing_away(tmp_path: Path, gone: str) -> None:
    folder = tmp_path / "archive"
    write_folder(folder, OLD.items())
    (tmp_path / "thesis.jsonl").write_text("mine")
    (folder / "README.md").write_text("mine")
    stopped(folder, gone=[gone])
    for act in (contents, lambda one: write_folder(one, NEW.items())):
        with pytest.raises(ArchiveError, match="leads out of the archive"):
            act(folder)
    assert (tmp_path / "thesis.jsonl").exists()
    assert (folder / "README.md").exists()


def test_a_list_of_somebody_else_writes_no_program_and_follows_no_link(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    write_folder(folder, {HEAD: OLD[HEAD]}.items())
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("mine")
    (folder / "documents").symlink_to(elsewhere)
    with pytest.raises(ArchiveError, match="leads out of the archive"):
        write_folder(folder, OLD.items())
    assert not (folder / ".kb-writing").exists()
    for said in ({"files": [".git/hooks/pre-commit"]}, {"gone": ["documents/thesis.txt"]}):
        stopped(folder, **said)
        for name in said.get("files", ()):
            (folder / ".kb-writing" / name).parent.mkdir(parents=True)
            (folder / ".kb-writing" / name).write_text("evil")
        with pytest.raises(ArchiveError, match="leads out of the archive"):
            write_folder(folder, {HEAD: OLD[HEAD]}.items())
        shutil.rmtree(folder / ".kb-writing")
    assert [each.name for each in elsewhere.iterdir()] == ["thesis.txt"]
    assert not (folder / ".git").exists()


def test_a_zip_of_a_folder_whose_export_was_stopped_is_no_mixture(tmp_path: Path) -> None:
    file = tmp_path / "study.zip"
    file.write_bytes(write_zip((OLD | {".kb-writing/list.json": b"{}"}).items()))
    with pytest.raises(ArchiveError, match="was interrupted"), opened(file):
        pass
