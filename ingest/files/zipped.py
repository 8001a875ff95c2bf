"""Files in zip archives, by a path that goes on into the archive: ``talks.zip/March/Interview 1.txt``.

Nothing is unpacked onto the disk; a file is taken out of its archive whenever its bytes are asked for.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.files.archive import BROKEN, DAMAGED, UnreadableEntryError, content_of, entries_of

__all__ = ["UnreadableEntryError", "archive_of", "content", "files_in", "is_archive", "size"]

_SUFFIX = ".zip"
_MAGIC = b"PK"


def is_archive(path: Path) -> bool:
    """Whether a path is a file that is called a zip archive; a damaged one is, too."""
    return path.suffix.lower() == _SUFFIX and path.is_file()


def archive_of(path: Path) -> tuple[Path, str] | None:
    """Return the archive in which a path lies, and its name there; None for a path that lies in none."""
    for parent in path.parents:
        if parent.suffix.lower() == _SUFFIX:
            try:
                return (parent, path.relative_to(parent).as_posix()) if parent.is_file() else None
            except (OSError, ValueError):
                return None
    return None


def files_in(path: Path) -> tuple[list[Path], str | None]:
    """Return the files in an archive, and why it is refused, if it is; never raises for bad data."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries, fault = entries_of(archive)
            return [path / name for name in entries], fault
    except DAMAGED:
        return [], BROKEN


def content(path: Path, largest: int) -> bytes | None:
    """Return the bytes of a file in an archive; None for a path that lies in none.

    Raises:
        UnreadableEntryError: the archive or the file in it cannot be read; the message says why.
    """
    found = archive_of(path)
    if found is None:
        return None
    try:
        with zipfile.ZipFile(found[0]) as archive:
            entry = entries_of(archive)[0].get(found[1])
            if entry is None:
                raise UnreadableEntryError("there is no such file in the archive")
            if entry.file_size > largest:
                raise UnreadableEntryError(
                    f"the file is too large: {entry.file_size:,} bytes, the limit is {largest:,}"
                )
            return content_of(archive, entry)
    except DAMAGED:
        raise UnreadableEntryError(BROKEN) from None


def size(path: Path) -> int | None:
    """Return how many bytes a file in an archive has; None for a path that lies in none."""
    found = archive_of(path)
    if found is None:
        return None
    try:
        with zipfile.ZipFile(found[0]) as archive:
            entry = entries_of(archive)[0].get(found[1])
            return entry.file_size if entry else -1
    except DAMAGED:
        return -1
