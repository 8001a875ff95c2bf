"""The folder or zip that an archive is: files by their names, of limited size, nothing outside of it."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Protocol

from ingest.files.archive import DAMAGED, UnreadableEntryError, content_of, members
from ingest.files.regular import UnreadableFileError, content
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.layout import DOCUMENTS, FORMAT, HEAD

LARGEST = 1_000_000_000
"""Bytes of one file of an archive."""
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
        return (path / HEAD).is_file()
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
        if not (path / HEAD).is_file():
            raise ArchiveError(_no_archive(path.name))
        yield _Folder(path)
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


def is_inside(name: str) -> bool:
    """Whether a path stays within the archive, on any system."""
    path = PurePosixPath(name)
    plain = not any(each in name for each in ("\\", ":", "\0"))
    return plain and bool(name) and not path.is_absolute() and ".." not in path.parts and str(path) == name


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


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._real = path.resolve()

    def names(self) -> set[str]:
        found = set()
        for folder, below, files in os.walk(self._path):
            below[:] = [each for each in below if not each.startswith(".")]
            place = Path(folder).relative_to(self._path).as_posix()
            found |= {each if place == "." else f"{place}/{each}" for each in files if each[0] != "."}
        return found

    def content(self, name: str) -> bytes | None:
        path = self._path / name
        if not path.exists():
            return None
        if not path.resolve().is_relative_to(self._real):
            raise ArchiveError("this is a link that leads out of the archive", name)
        try:
            return content(path, LARGEST)
        except UnreadableFileError as error:
            raise ArchiveError(str(error), name) from None


class _Zip:
    def __init__(self, file: zipfile.ZipFile, called: str) -> None:
        root = _root(file)
        if root is None:
            raise ArchiveError(_no_archive(called))
        self._file = file
        self._entries = _safe_entries(file, root)

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


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a folder, take away those of the archive that was there, and return how many changed.

    A file that stays as it is is not touched; files that are none of an archive's stay.

    Raises:
        ArchiveError: the folder holds something else, or cannot be written.
    """
    if folder.exists() and not _may_be_written(folder):
        raise ArchiveError(
            f"{folder} holds other files than an archive; name an empty or a new folder with --out"
        )
    written, changed = set(), 0
    try:
        for name, data in files:
            written.add(name)
            changed += _write(folder / name, data)
        for name in _left_behind(folder, written):
            (folder / name).unlink()
            changed += 1
        _forget_empty(folder / DOCUMENTS)
    except OSError as error:
        raise ArchiveError(f"cannot write {folder}: {error.strerror or error}") from error
    return changed


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


def _write(path: Path, data: bytes) -> bool:
    if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
    return True


def _left_behind(folder: Path, written: set[str]) -> Iterator[str]:
    """The files of an earlier archive that this one does not have."""
    for name in _Folder(folder).names() - written:
        if name.startswith((f"{DOCUMENTS}/", "codebook/")) or ("/" not in name and name.endswith(".jsonl")):
            yield name


def _forget_empty(folder: Path) -> None:
    for below, _, _ in sorted(os.walk(folder), reverse=True):
        if not any(Path(below).iterdir()):
            Path(below).rmdir()
