"""A new catalog is made aside and appears under its name complete: no catalog is ever half made or empty."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb.db.failures import CatalogError


@contextmanager
def created_aside(path: Path) -> Iterator[Path]:
    """Yield where to make a file that then becomes ``path``; if another program was faster, its file stays.

    Raises:
        CatalogError: the folder cannot be written.
    """
    try:
        made = tempfile.TemporaryDirectory(prefix=".kb-new-", dir=path.parent)
    except OSError as error:
        raise CatalogError(
            f"{path} cannot be created ({error.strerror}); check the permissions of its folder"
        ) from error
    with made as folder:
        aside = Path(folder) / path.name
        yield aside
        flush(aside)
        place(aside, path)
    flush_folder(path.parent)


def place(aside: Path, path: Path) -> None:
    """Give a file its name, unless there is one of that name."""
    with suppress(FileExistsError):
        try:
            os.link(aside, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if not path.exists():
                aside.replace(path)


def flush(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do that."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
