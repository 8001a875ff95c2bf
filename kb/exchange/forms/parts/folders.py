"""Projects that are folders, as one value; and databases that are not finished being written."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ingest.files.regular import UnreadableFileError, content
from kb.exchange.errors import ExchangeError

_MOST_FILES = 20_000
_LARGEST = 2_000_000_000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNFINISHED = ("-wal", "-journal")


def packed(folder: Path, takes: Callable[[str], bool]) -> bytes:
    """Return the files of a project's folder as a zip archive; links are not followed.

    Raises:
        ExchangeError: a file cannot be read, is being written, or there are too many.
    """
    out, size = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, name in _files(folder, takes):
            refuse_unfinished(path)
            try:
                data = content(path, _LARGEST)
            except UnreadableFileError as error:
                raise ExchangeError(f"cannot read {name!r} in {folder.name!r}: {error}") from None
            size += len(data)
            if size > _LARGEST:
                raise ExchangeError(f"{folder.name!r} is refused: it has more than {_LARGEST:,} bytes")
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data)
    return out.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # one program, one file, on every system
            archive.writestr(entry, files[name])
    return out.getvalue()


def refuse_unfinished(path: Path) -> None:
    """Refuse a database beside which its program has left changes that are not in it yet.

    Raises:
        ExchangeError: there are such changes.
    """
    for ending in _UNFINISHED:
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            raise ExchangeError(
                f"{path.name!r} has changes that are not in it yet ({beside.name}): close its program, "
                "then import again"
            )


def _files(folder: Path, takes: Callable[[str], bool]) -> Iterator[tuple[Path, str]]:
    count = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        for each in sorted(names):
            path = Path(place) / each
            name = path.relative_to(folder).as_posix()
            if not takes(name) or path.is_symlink():
                continue
            count += 1
            if count > _MOST_FILES:
                raise ExchangeError(f"{folder.name!r} is refused: it has more than {_MOST_FILES:,} files")
            yield path, name
