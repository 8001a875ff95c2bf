"""A folder in which an archive is written again is the old archive or the new one, wherever it is stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.exchange.archive.container import folder as writing
from kb.exchange.archive.container import is_archive, opened, write_folder
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

    for name in ("write_bytes", "replace", "unlink", "rmdir"):
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


@pytest.mark.parametrize("gone", ["../thesis.jsonl", "README.md", "documents/../../thesis.txt"])
def test_a_list_of_somebody_else_takes_nothing_away(tmp_path: Path, gone: str) -> None:
    folder = tmp_path / "archive"
    write_folder(folder, OLD.items())
    (tmp_path / "thesis.jsonl").write_text("mine")
    (folder / "README.md").write_text("mine")
    (folder / ".kb-writing").mkdir()
    (folder / ".kb-writing" / "list.json").write_text(json.dumps({"files": [], "gone": [gone]}))
    for act in (contents, lambda one: write_folder(one, NEW.items())):
        with pytest.raises(ArchiveError, match="leads out of the archive"):
            act(folder)
    assert (tmp_path / "thesis.jsonl").exists()
    assert (folder / "README.md").exists()
