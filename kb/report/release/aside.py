"""Where a folder is made before it gets its name, and what runs that were killed have left there.

Beside such a folder lies a file that its run holds locked. A system lets go of a lock whatever ends a
program, so a file that nobody holds tells of a folder that nobody will finish: the next run removes both.
"""

from __future__ import annotations

import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO

_LOCK, _OLD = ".lock", ".old"


@contextmanager
def made_aside(folder: Path) -> Iterator[Path]:
    """Yield the path where a folder is to be made; what is still there at the end is removed.

    Raises:
        OSError: nothing can be written beside the folder.
    """
    aside = folder.with_name(f".{_known_as(folder)}.{secrets.token_hex(4)}.part")
    lock = aside.with_name(aside.name + _LOCK)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("x") as file:
            _take(file)
            try:
                yield aside
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    finally:
        with suppress(OSError):
            lock.unlink(missing_ok=True)


def old_of(aside: Path) -> Path:
    """Return where the folder is that the new one takes the place of, until that is done."""
    return aside.with_name(aside.name + _OLD)


def remove_left_over(folder: Path, *, is_ours: Callable[[Path], bool]) -> None:
    """Remove what killed runs have left of a folder.

    An old folder that was to be replaced gets its name back where there is no other of that name, and is
    removed otherwise only if it ``is_ours``: as it was written, and nothing else in it.
    """
    for lock in folder.parent.glob(f".{escape(_known_as(folder))}.*.part{_LOCK}"):
        with suppress(OSError), lock.open("r+") as file:
            if not _take(file):
                continue
            aside = lock.with_name(lock.name.removesuffix(_LOCK))
            old = old_of(aside)
            if _is_folder(aside):
                shutil.rmtree(aside)
            if _is_folder(old) and not folder.exists():
                old.rename(folder)
            elif _is_folder(old) and is_ours(old):
                shutil.rmtree(old)
            lock.unlink()


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def left_over(folder: Path) -> list[Path]:
    """Return what runs that ended seem to have left of a folder, and nobody can tell for sure."""
    name = re.compile(rf"\.{re.escape(_known_as(folder))}\.[0-9a-f]+\.part(?:\.old)?")
    return sorted(
        each
        for each in folder.parent.glob(f".{escape(_known_as(folder))}.*.part*")
        if name.fullmatch(each.name) and each.is_dir() and not _lock_of(each).exists()
    )


def _lock_of(left: Path) -> Path:
    return left.with_name(left.name.removesuffix(_OLD) + _LOCK)


def _known_as(folder: Path) -> str:
    return folder.name[:80]


def _take(file: IO[str]) -> bool:
    """Lock a file until it is closed; return whether nobody else holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  not elsewhere

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  not on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
