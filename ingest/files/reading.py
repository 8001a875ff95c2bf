"""One file, from its path or its bytes to what was read of it; one trap per file.

What is wrong with a file becomes a :class:`~ingest.model.Problem` of that file, and every other file goes
on. The content decides which format reads a file; the suffix only breaks a tie.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from ingest.files import regular, zipped
from ingest.files.choices import Choices
from ingest.files.discover import find
from ingest.files.one_file import parse
from ingest.files.recipes import Recipe, best_recipe, read_by_recipe
from ingest.files.regular import UnreadableFileError, too_large
from ingest.files.zipped import UnreadableEntryError
from ingest.model import Parsed, Problem
from ingest.source import Source

__all__ = ["LARGEST", "content", "digest", "find", "parsed_content", "read", "read_bytes", "size"]

LARGEST = 300_000_000
"""Bytes above which a file is refused unless the caller says otherwise; no interview is that long."""

_AS_IT_IS = Choices()


def read(
    path: str | Path,
    *,
    largest: int = LARGEST,
    recipes: Sequence[Recipe] = (),
    choices: Mapping[Path, Choices] | None = None,
) -> Parsed:
    """Read one file, whatever it is; never raises for bad data.

    Args:
        path: the file.
        largest: files of more bytes are refused.
        recipes: what a person put right in other files; the one that fits best is followed.
        choices: how a person says that some files are to be read; for those, no recipe is followed.

    Returns:
        The transcript, or None with a Problem that says why there is none.
    """
    path = Path(path)
    try:
        data = content(path, largest)
    except UnreadableFileError as error:
        return _refused(path, str(error))
    return parsed_content(path, data, (choices or {}).get(path, _AS_IT_IS), recipes)


def read_bytes(
    name: str | PurePath,
    data: bytes,
    *,
    largest: int = LARGEST,
    as_format: str | None = None,
    choices: Choices | None = None,
    recipes: Sequence[Recipe] = (),
) -> Parsed:
    """Read what a file of this name would hold, as :func:`read` does; nothing is written to a disk.

    ``as_format`` names the format to read it as, whatever the content looks like; ``choices`` say more, see
    :class:`~ingest.files.choices.Choices`. Where something is chosen, no recipe is followed.
    """
    path = PurePath(name)
    if not data:
        return _refused(path, "the file is empty")
    if len(data) > largest:
        return _refused(path, too_large(len(data), largest))
    return parsed_content(path, data, choices or Choices(as_format), recipes)


def parsed_content(
    path: PurePath, data: bytes, choices: Choices = _AS_IT_IS, recipes: Sequence[Recipe] = ()
) -> Parsed:
    """Return what is read of the bytes of a file (see :func:`content`), as :func:`read` does."""
    parsed = parse(Source(path, data), choices)
    if recipes and choices == _AS_IT_IS and (recipe := best_recipe(recipes, parsed)):
        parsed = read_by_recipe(Source(path, data), parsed, recipe)
    return replace(parsed, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def digest(path: str | Path) -> str:
    """Return the sha256 of a file's bytes, or nothing for a file that cannot be read."""
    try:
        if (inside := zipped.content(Path(path), LARGEST)) is not None:
            return hashlib.sha256(inside).hexdigest()
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, UnreadableEntryError):
        return ""


def size(path: str | Path) -> int:
    """Return how many bytes a file has, also one in an archive; -1 for one that is not there."""
    try:
        if (inside := zipped.size(Path(path))) is not None:
            return inside
        status = Path(path).stat()
        return status.st_size if stat.S_ISREG(status.st_mode) else -1
    except (OSError, ValueError):
        return -1


def content(path: Path, largest: int) -> bytes:
    """Return the bytes of a regular file, also of one in an archive.

    Raises:
        UnreadableFileError: they cannot be had; see :func:`ingest.files.regular.content`.
    """
    try:
        inside = zipped.content(path, largest)
    except UnreadableEntryError as error:
        raise UnreadableFileError(str(error)) from None
    except (OSError, ValueError):
        inside = None
    data = regular.content(path, largest) if inside is None else inside
    if not data:
        raise UnreadableFileError("the file is empty")
    return data


def _refused(path: PurePath, message: str) -> Parsed:
    return Parsed(path, None, (Problem(path, "", message),))
