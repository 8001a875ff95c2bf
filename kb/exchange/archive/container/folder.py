"""An archive in a folder: read, and written as a whole, with what else is in the folder left where it is.

All files that change are written into a hidden folder within it first. When they are on the disk, a list
there says which these are, and which files are removed: from that moment on the archive is the new one. An
export that is stopped before leaves the old one; one that is stopped after leaves the new one, a part of
which is still in the hidden folder: it is read from there, and the next export brings it to its place.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ingest.files.regular import UnreadableFileError, content
from kb.db.backups.new_file import flush, flush_folder
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.layout import ATTRIBUTES, DOCUMENTS, FORMAT, HEAD

LARGEST = 1_000_000_000
"""Bytes of one file of an archive."""
_ASIDE, _LIST = ".kb-writing", "list.json"
UNFINISHED = f"{_ASIDE}/{_LIST}"
"""The list of what has not come to its place yet; it is there only where an export was stopped."""

_LEADS_OUT = "this is a link that leads out of the archive"


class Folder:
    """The files of an archive in a folder; those that have not come to their places yet, too."""

    def __init__(self, path: Path) -> None:
        """Look at a folder; raises ArchiveError where it was not written by us."""
        self._path = path
        self._real = path.resolve()
        self._waiting, self._gone = _unfinished(path)

    def names(self) -> set[str]:
        """See :class:`kb.exchange.archive.container.Container`."""
        found = set()
        for folder, below, files in os.walk(self._path):
            below[:] = [each for each in below if not each.startswith(".")]
            place = Path(folder).relative_to(self._path).as_posix()
            found |= {each if place == "." else f"{place}/{each}" for each in files if each[0] != "."}
        return (found - self._gone) | self._waiting

    def content(self, name: str) -> bytes | None:
        """See :class:`kb.exchange.archive.container.Container`."""
        path = self._path / _ASIDE / name if name in self._waiting else self._path / name
        if name in self._gone or not path.exists():
            return None
        if not path.resolve().is_relative_to(self._real):
            raise ArchiveError(_LEADS_OUT, name)
        try:
            return content(path, LARGEST)
        except UnreadableFileError as error:
            raise ArchiveError(str(error), name) from None


def has_archive(path: Path) -> bool:
    """Whether an archive is in a folder."""
    return (path / HEAD).is_file() or ((path / UNFINISHED).is_file() and (path / _ASIDE / HEAD).is_file())


def is_inside(name: str) -> bool:
    """Whether a path stays within the archive, on any system."""
    path = PurePosixPath(name)
    plain = not any(each in name for each in ("\\", ":", "\0"))
    return plain and bool(name) and not path.is_absolute() and ".." not in path.parts and str(path) == name


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a folder, take away those of the archive that was there, and return how many changed.

    All of it is done or nothing. A file that stays as it is is not touched; files that are none of an
    archive's stay.

    Raises:
        ArchiveError: the folder holds something else, or cannot be written.
    """
    try:
        _finish(folder)
        if folder.exists() and not _may_be_written(folder):
            raise ArchiveError(
                f"{folder} holds other files than an archive; name an empty or a new folder with --out"
            )
        try:
            written, changed = _write_aside(folder, files)
            gone = sorted(_left_behind(folder, written))
            if changed or gone:
                _decide(folder / _ASIDE, changed, gone)
        except BaseException:
            if not (folder / UNFINISHED).exists():
                shutil.rmtree(folder / _ASIDE, ignore_errors=True)
            raise
        _finish(folder)
    except OSError as error:
        raise ArchiveError(f"cannot write {folder}: {error.strerror or error}") from error
    return len(changed) + len(gone)


def _write_aside(folder: Path, files: Iterable[tuple[str, bytes]]) -> tuple[set[str], list[str]]:
    """Write what is not there as it should be; return the names of all files, and of those written."""
    every, changed = set(), []
    for name, data in files:
        every.add(name)
        path = folder / name
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            continue
        _refuse_link(folder, name)
        aside = folder / _ASIDE / name
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        changed.append(name)
    return every, changed


def _refuse_link(folder: Path, name: str) -> None:
    """Refuse a file that would be written or removed elsewhere, since a folder on its path is a link."""
    if not (folder / name).parent.resolve().is_relative_to(folder.resolve()):
        raise ArchiveError(_LEADS_OUT, name)


def _decide(aside: Path, changed: list[str], gone: list[str]) -> None:
    """Let the new archive be the one that is read, once all of it is on the disk."""
    aside.mkdir(parents=True, exist_ok=True)
    part = aside / f"{_LIST}.part"
    part.write_text(json.dumps({"format": FORMAT, "files": changed, "gone": gone}), encoding="utf-8")
    for each in (*(aside / name for name in changed), part):  # all at the end: one by one takes much longer
        flush(each)
    part.replace(aside / _LIST)
    flush_folder(aside)


def _finish(folder: Path) -> None:
    """Bring what was decided to its place; what was not decided is thrown away."""
    aside = folder / _ASIDE
    if not aside.is_dir() or aside.is_symlink():
        return
    waiting, gone = _unfinished(folder)
    for name in sorted(waiting):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).replace(folder / name)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    _forget_empty(folder / DOCUMENTS)
    (aside / _LIST).unlink(missing_ok=True)
    shutil.rmtree(aside)


def _unfinished(folder: Path) -> tuple[set[str], set[str]]:
    """The files that have not come to their places yet, and those that are to be taken away."""
    aside = folder / _ASIDE
    if aside.is_symlink() or not (aside / _LIST).exists():
        return set(), set()
    try:
        said: Any = json.loads(content(aside / _LIST, LARGEST))
        files, gone = ({str(each) for each in said[key]} for key in ("files", "gone"))
    except (UnreadableFileError, ValueError, KeyError, TypeError, RecursionError):
        raise ArchiveError(f"this is damaged; delete the folder {_ASIDE}", UNFINISHED) from None
    every = files | gone
    if not all(map(is_inside, every)) or not all(map(_is_of_archive, gone | files - {HEAD, ATTRIBUTES})):
        raise ArchiveError("the path leads out of the archive", UNFINISHED)
    for name in every:
        _refuse_link(folder, name)
    return {each for each in files if (aside / each).exists()}, gone


def _may_be_written(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    visible = [each.name for each in folder.iterdir() if each.name[0] != "."]
    return not visible or (HEAD in visible and _is_ours(folder / HEAD))


def _is_ours(head: Path) -> bool:
    try:
        return bool(json.loads(content(head, LARGEST)).get("format") == FORMAT)
    except (UnreadableFileError, ValueError, AttributeError):
        return False


def _left_behind(folder: Path, written: set[str]) -> Iterator[str]:
    """The files of an earlier archive that this one does not have."""
    return (name for name in Folder(folder).names() - written if _is_of_archive(name))


def _is_of_archive(name: str) -> bool:
    return name.startswith((f"{DOCUMENTS}/", "codebook/")) or ("/" not in name and name.endswith(".jsonl"))


def _forget_empty(folder: Path) -> None:
    for below, _, _ in sorted(os.walk(folder), reverse=True):
        if not any(Path(below).iterdir()):
            Path(below).rmdir()
