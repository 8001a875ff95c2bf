"""The one door for a file that somebody names: a regular file of a limited size, or a reason in a line.

A pipe would be waited for, ``/dev/zero`` never ends, and a folder is no file: so a path is looked at before
it is opened, and no more is read than was asked for.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_HEAD = 1_000

_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "the file may not be read: permission denied",
    errno.EPERM: "the file may not be read: permission denied",
    errno.ELOOP: "the link leads in a circle",
}


class UnreadableFileError(Exception):
    """A file that is not opened; the message says why, in a line."""


def content(path: Path, largest: int) -> bytes:
    """Return the bytes of a regular file.

    Raises:
        UnreadableFileError: it is not there, may not be read, is no regular file or has more bytes.
    """
    with _opened(path, largest) as (file, size):
        data = file.read(size + 1)  # room is made for all that is asked for: not for the limit
        if len(data) > size:  # it grows, or does not say how long it is
            data += file.read(largest + 1 - len(data))
    if len(data) > largest:
        raise UnreadableFileError(too_large(len(data), largest))
    return data


def head(path: Path, largest: int) -> bytes:
    """Return the first thousand bytes of a regular file.

    Raises:
        UnreadableFileError: as :func:`content`.
    """
    with _opened(path, largest) as (file, _):
        return file.read(_HEAD)


def too_large(size: int, largest: int) -> str:
    """Return the sentence for a file of too many bytes."""
    return f"the file is too large: {size:,} bytes, the limit is {largest:,}"


@contextmanager
def _opened(path: Path, largest: int) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file; with it comes the number of bytes that it says it has."""
    try:
        status = path.stat()
        _check(status.st_mode, status.st_size, largest)
        with path.open("rb") as file:
            yield file, status.st_size
    except OSError as error:
        raise UnreadableFileError(
            _REASONS.get(error.errno or 0) or f"could not be opened: {error.strerror}"
        ) from None
    except ValueError:  # a NUL in the name
        raise UnreadableFileError("there is no such file") from None


def _check(mode: int, size: int, largest: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableFileError("this is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise UnreadableFileError("this is a pipe or a device, not a file")
    if size > largest:
        raise UnreadableFileError(too_large(size, largest))
