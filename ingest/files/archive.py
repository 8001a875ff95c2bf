"""The files within a zip archive, taken out in memory; what would fill the memory is refused.

::

    unpacked("talks.zip", data)  →  [("talks/Interview 1.txt", b"..."), ...], [Problem(...)]
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from ingest.files.names import is_no_transcript, is_silent
from ingest.model import Problem
from ingest.zip_damage import DAMAGED

__all__ = ["BROKEN", "DAMAGED", "LARGEST", "MOST_FILES", "entries_of", "is_archive", "members", "unpacked"]

LARGEST = 200_000_000
"""Bytes that all files of an archive may have together."""
MOST_FILES = 500
BROKEN = "the archive is damaged; make it again, or unpack it and use the folder"
_UTF_8 = 0x800
"""The bit of an entry that says that its name is in UTF-8."""


def is_archive(name: str, data: bytes) -> bool:
    """Whether a file is a zip archive of files, and not a document that is one inside."""
    return name.casefold().endswith(".zip") and data.startswith(b"PK")


def unpacked(
    name: str, data: bytes, *, largest: int = LARGEST
) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """Return the files of an archive by their paths within it, and what could not be taken out.

    Hidden files, folders and a folder's README are passed over. Never raises for bad data.
    """
    path = PurePosixPath(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, fault = entries_of(archive, largest=largest)
            return _taken(archive, entries) if fault is None else ([], [Problem(path, "", fault)])
    except DAMAGED:
        return [], [Problem(path, "", BROKEN)]


def entries_of(
    archive: zipfile.ZipFile, *, largest: int = LARGEST
) -> tuple[dict[str, zipfile.ZipInfo], str | None]:
    """Return the files in an archive that may be transcripts, by their names; or why it is refused.

    A name never leaves the archive: ``../`` and a drive are taken off. Of two files with one name, the later
    one counts, as it does for programs that unpack.
    """
    every = [each for each in members(archive) if not _is_silent(each)]
    likely = [each for each in every if not is_no_transcript(each.filename)]
    if len(likely) > MOST_FILES:
        return {}, f"holds {len(likely):,} files; the limit is {MOST_FILES}"
    if sum(each.file_size for each in likely) > largest:
        return {}, f"holds more than {largest:,} bytes"
    return {name: each for each in every if (name := name_of(each))}, None


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of an archive: neither folders, nor what has no name (a broken list can have that)."""
    return [each for each in archive.infolist() if each.filename and not each.is_dir()]


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of a file in an archive: with slashes, in Unicode, below the archive."""
    name = entry.filename
    if not entry.flag_bits & _UTF_8:
        with suppress(UnicodeError):  # macOS writes UTF-8 and does not say so
            name = name.encode("cp437").decode("utf-8")
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part.strip() not in {"", ".", ".."} and not part.endswith(":"))


def _is_silent(entry: zipfile.ZipInfo) -> bool:
    parts = name_of(entry).split("/")
    return "__MACOSX" in parts or any(map(is_silent, parts))


def _taken(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]
) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    files, problems = [], []
    for name, entry in entries.items():
        try:
            files.append((name, content_of(archive, entry)))
        except UnreadableEntryError as error:
            problems.append(Problem(PurePosixPath(name), "", str(error)))
    return files, problems


class UnreadableEntryError(Exception):
    """A file that cannot be taken out of its archive; the message says why."""


def content_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a file in an archive.

    Raises:
        UnreadableEntryError: it is damaged or locked.
    """
    try:
        with archive.open(entry) as file:  # zipfile itself stops at the size that the entry names
            return file.read()
    except RuntimeError:
        raise UnreadableEntryError("is locked with a password") from None
    except DAMAGED:
        raise UnreadableEntryError("is damaged in the archive") from None
