"""The folder or zip that an archive is: files by their names, of limited size, nothing outside of it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Protocol

from ingest.files.archive import DAMAGED, UnreadableEntryError, content_of, members
from kb.exchange.archive.container.folder import (
    LARGEST,
    UNFINISHED,
    Folder,
    has_archive,
    is_inside,
    write_folder,
)
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.layout import HEAD

__all__ = [
    "Container",
    "InMemory",
    "is_archive",
    "is_archive_bytes",
    "is_inside",
    "opened",
    "opened_bytes",
    "write_folder",
    "write_zip",
]

LARGEST_OF_ALL = 8_000_000_000
MOST_FILES = 500_000
_LARGEST_RATIO = 200
"""How many times smaller a zip may have made a file; text becomes ten to twenty times smaller."""
_SMALL = 1_000_000
_MOMENT = (1980, 1, 1, 0, 0, 0)


class Container(Protocol):
    """The files of an archive."""

    def names(self) -> set[str]:
        """The files that there are, by their paths with slashes."""

    def content(self, name: str) -> bytes | None:
        """The bytes of a file; None if there is none.

        Raises:
            ArchiveError: it cannot be read.
        """


def is_archive(path: Path) -> bool:
    """Whether a path is an archive of a catalog: a folder or a zip with ``archive.json``."""
    if path.is_dir():
        return has_archive(path)
    if not path.is_file():  # a pipe would never end
        return False
    try:
        with zipfile.ZipFile(path) as file:
            return _root(file) is not None
    except DAMAGED:
        return False


def is_archive_bytes(data: bytes) -> bool:
    """Whether the bytes of a file are a zip with ``archive.json``."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return _root(file) is not None
    except DAMAGED:
        return False


@contextmanager
def opened_bytes(data: bytes, name: str) -> Iterator[Container]:
    """The archive in the bytes of a zip of this name, for reading; raises as :func:`opened`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            yield _Zip(file, name)
    except DAMAGED as error:
        raise ArchiveError(f"{name} is not an archive: it is not a readable zip file") from error


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """The archive at a path, for reading.

    Raises:
        ArchiveError: there is none, or it is damaged or not safe.
    """
    if path.is_dir():
        if not has_archive(path):
            raise ArchiveError(_no_archive(path.name))
        yield Folder(path)
        return
    if not path.exists():
        raise ArchiveError(f"there is no archive {path}")
    if not path.is_file():
        raise ArchiveError(f"{path.name} is not a regular file; name a folder or a zip file")
    try:
        with zipfile.ZipFile(path) as file:
            yield _Zip(file, path.name)
    except DAMAGED as error:
        raise ArchiveError(
            f"{path.name} is not an archive: it is neither a folder nor a readable zip file"
        ) from error


class InMemory:
    """Files that were never written."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def names(self) -> set[str]:
        """The names of the files."""
        return {each for each in self._files if each[0] != "."}

    def content(self, name: str) -> bytes | None:
        """The bytes of a file."""
        return self._files.get(name)


class _Zip:
    def __init__(self, file: zipfile.ZipFile, called: str) -> None:
        root = _root(file)
        if root is None:
            raise ArchiveError(_no_archive(called))
        self._file = file
        self._entries = _safe_entries(file, root)
        if UNFINISHED in self._entries:
            raise ArchiveError(
                "the export into this folder was interrupted: unpack the zip file and name the folder", called
            )

    def names(self) -> set[str]:
        return {each for each in self._entries if not any(part[0] == "." for part in each.split("/"))}

    def content(self, name: str) -> bytes | None:
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            return content_of(self._file, entry)
        except UnreadableEntryError as error:
            raise ArchiveError(f"the file {error}", name) from None


def _no_archive(name: str) -> str:
    return f"{name} is not an archive: it has no {HEAD}; write one with `kb export project`"


def _root(file: zipfile.ZipFile) -> str | None:
    """The folder of a zip that the archive is in: the top, or the only one there; None where it is none."""
    names = file.namelist()
    if HEAD in names:
        return ""
    tops = {name.split("/")[0] for name in names if not name.startswith("__MACOSX/")}
    top = f"{next(iter(tops))}/" if len(tops) == 1 else ""
    return top if top and f"{top}{HEAD}" in names else None


def _safe_entries(file: zipfile.ZipFile, root: str) -> dict[str, zipfile.ZipInfo]:
    entries = [each for each in members(file) if each.filename.startswith(root)]
    if len(entries) > MOST_FILES:
        raise ArchiveError(f"the archive has {len(entries):,} files; at most {MOST_FILES:,} are read")
    if sum(each.file_size for each in entries) > LARGEST_OF_ALL:
        raise ArchiveError(f"the archive has more than {LARGEST_OF_ALL:,} bytes")
    found: dict[str, zipfile.ZipInfo] = {}
    for each in entries:
        name = each.filename.removeprefix(root)
        if not is_inside(name):
            raise ArchiveError("the path leads out of the archive", each.filename)
        if name in found:
            raise ArchiveError("the file is twice in the archive", name)
        if each.file_size > max(_SMALL, each.compress_size * _LARGEST_RATIO) or each.file_size > LARGEST:
            raise ArchiveError(
                f"the file would be {each.file_size:,} bytes; this is not the archive of a study", name
            )
        found[name] = each
    return found


def write_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of files, always the same for the same files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in sorted(files):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()
