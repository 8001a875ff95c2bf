"""The files in an exchanged project's archive: by name only, in limits, never unpacked onto the disk."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator

from ingest.files.archive import DAMAGED, UnreadableEntryError, content_of, members
from kb.exchange.errors import ExchangeError

MOST_FILES = 20_000
LARGEST_FILE = 1_000_000_000
LARGEST = 4_000_000_000
"""Bytes that the files of a project may have together."""
LARGEST_MEMBER = 100_000_000
"""Bytes of a file (a PDF, a picture) that is kept in the catalog to be written out again."""
MOST_TIMES = 200
"""A file that grows more than this, above a megabyte, is made to fill the memory."""
_HARMLESS = 1_000_000
_LOCAL = ("internal://", "relative://", "absolute://")


class Container:
    """An archive whose files are found by the names that the project gives them, in any case."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open an archive.

        Raises:
            ExchangeError: it is damaged, too large, or a file in it is not safe.
        """
        self._name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = members(self._archive)
        except DAMAGED:
            raise ExchangeError(f"cannot read {name!r}: the archive is damaged; export it again") from None
        self._check(entries)
        self._entries = {each.filename.replace("\\", "/"): each for each in entries}
        self._folded = {path.casefold(): path for path in self._entries}

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        reason = None
        if len(entries) > MOST_FILES:
            reason = f"it holds {len(entries):,} files; the limit is {MOST_FILES:,}"
        elif sum(each.file_size for each in entries) > LARGEST:
            reason = f"unpacked it would have more than {LARGEST:,} bytes"
        for each in entries:
            if each.file_size > LARGEST_FILE:
                reason = f"{each.filename!r} is too large"
            elif each.file_size > _HARMLESS and each.file_size > MOST_TIMES * max(1, each.compress_size):
                reason = f"{each.filename!r} grows {each.file_size // max(1, each.compress_size):,} times"
            elif stat.S_ISLNK(each.external_attr >> 16):
                reason = f"{each.filename!r} is a link"
            elif is_outside(each.filename):
                reason = f"{each.filename!r} leaves the archive"
        names = [each.filename.replace("\\", "/") for each in entries]
        if len(set(names)) < len(names):
            reason = "two files in it have one name"
        if reason:
            raise ExchangeError(f"{self._name!r} is refused: {reason}")

    def project(self) -> str:
        """Return the name of the project's own file: the one ``.qde`` at the top.

        Raises:
            ExchangeError: there is none, or there are several.
        """
        found = [path for path in self._entries if "/" not in path and path.casefold().endswith(".qde")]
        if len(found) != 1:
            what = "no project (.qde)" if not found else f"{len(found)} projects ({', '.join(sorted(found))})"
            raise ExchangeError(f"cannot read {self._name!r}: it holds {what}; one is needed")
        return found[0]

    def find(self, path: str) -> str | None:
        """Return the name in the archive of what a project calls ``internal://X.txt``; None if there is none.

        A bare name is looked for, too. Nothing outside of the archive is.
        """
        if path.startswith(_LOCAL[1:]):
            return None
        bare = path.removeprefix(_LOCAL[0]).replace("\\", "/")
        if not bare or is_outside(bare):
            return None
        wanted = (f"sources/{bare}".casefold(), bare.casefold())
        return next((self._folded[each] for each in wanted if each in self._folded), None)

    def only(self, name: str) -> str:
        """Return the path of the one file of this name, in whatever folder.

        Raises:
            ExchangeError: there is none, or there are several.
        """
        found = [path for path in self._entries if path.rpartition("/")[2] == name]
        found = [path for path in found if not path.startswith("__MACOSX/")]
        if len(found) != 1:
            what = f"no {name}" if not found else f"{len(found)} files {name}"
            raise ExchangeError(f"cannot read {self._name!r}: it holds {what}; one is needed")
        return found[0]

    def names(self) -> Iterator[str]:
        """Every file of the archive."""
        return iter(self._entries)

    def size(self, path: str) -> int:
        """Return how many bytes a file of the archive has."""
        return self._entries[path].file_size

    def content(self, path: str) -> bytes:
        """Return the bytes of a file of the archive.

        Raises:
            ExchangeError: it is damaged or locked.
        """
        try:
            return content_of(self._archive, self._entries[path])
        except UnreadableEntryError as error:
            raise ExchangeError(f"cannot read {path!r} in {self._name!r}: it {error}") from None


def is_outside(path: str) -> bool:
    """Whether a path leaves the folder that it is in: by ``..``, from the root, or on a drive."""
    bare = path.replace("\\", "/")
    on_drive = len(bare) > 1 and bare[1] == ":" and bare[0].isalpha()
    return bare.startswith("/") or ".." in bare.split("/") or on_drive
