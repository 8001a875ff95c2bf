"""A folder that is written as a whole: aside first, then renamed into place; and never over somebody's work.

The folder names its files with their checksums in a file of its own. Only a folder in which nothing else is,
and in which every file is as it was written, is replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ingest.files.regular import UnreadableFileError, content
from kb.errors import KbError
from kb.report.release.aside import made_aside, old_of, remove_left_over

LARGEST = 200_000_000
"""Bytes of the list of files."""


def write_folder(folder: Path, head: str, form: str, files: Iterable[tuple[str, bytes]]) -> bool:
    """Write files into a folder, all or none, and return whether anything changed.

    ``head`` is the file that lists the others, ``form`` what it says the folder is. A folder that is already
    the same is not touched. What killed runs have left beside it is removed.

    Raises:
        KbError: the folder holds what was not written this way, or cannot be written.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100  a link stays one until it is refused
    remove_left_over(folder, is_ours=lambda each: _is_as_written(each, head, form))
    before = _written_before(folder, head, form)
    try:
        with made_aside(folder) as aside:
            written = _write(aside, files)
            listed = {"format": form, "version": 1, "files": written}
            text = json.dumps(listed, indent=1, sort_keys=True) + "\n"
            (aside / head).write_text(text, encoding="utf-8", newline="\n")
            if before == written:
                return False
            _put_in_place(aside, folder)
    except OSError as error:
        raise KbError(f"cannot write {folder}: {error.strerror or error}") from error
    return True


def _is_as_written(folder: Path, head: str, form: str) -> bool:
    try:
        return bool(_written_before(folder, head, form))
    except KbError:
        return False


def _write(aside: Path, files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    aside.mkdir(parents=True)
    written: dict[str, str] = {}
    made = {aside}
    for name, data in files:
        path = aside / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(data)
        written[name] = hashlib.sha256(data).hexdigest()
    return written


def _put_in_place(aside: Path, folder: Path) -> None:
    """Rename the new folder to its name; the old one comes back if that fails."""
    old = old_of(aside)
    is_there = folder.exists()
    if is_there:
        folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        if is_there:
            with suppress(OSError):
                old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _written_before(folder: Path, head: str, form: str) -> Mapping[str, str] | None:
    """The files of a folder that was written this way; None where there is none, or it is empty."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise KbError(f"{folder} is not a folder; name a new or an empty one")
    if not folder.exists() or not any(folder.iterdir()):
        return None
    if Path.cwd().is_relative_to(folder):
        raise KbError(
            f"{folder} is the folder you are in, and it would be replaced; change to another folder first"
        )
    listed = _listed(folder / head, form)
    if listed is None:
        raise KbError(f"{folder} holds something else; name a new or an empty folder")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if others := sorted(found - listed.keys() - {head}):
        raise KbError(
            f"{folder} holds files that were not written with it: {_named(others)}; move them, or name "
            "another folder"
        )
    if changed := sorted(each for each in found - {head} if _sum(folder / each) != listed[each]):
        raise KbError(
            f"in {folder} files were changed after they were written: {_named(changed)}; keep them "
            "elsewhere, or name another folder"
        )
    return listed if listed.keys() == found - {head} else {}


def _listed(path: Path, form: str) -> dict[str, str] | None:
    try:
        head = json.loads(content(path, LARGEST))
        if head["format"] != form:
            return None
        return {str(name): str(value) for name, value in head["files"].items()}
    except (UnreadableFileError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _sum(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _named(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")
