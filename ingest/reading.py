"""The only module that opens files: walk, look, choose a format, read; one trap per file.

What is wrong with a file becomes a :class:`~ingest.model.Problem` of that file, and every other file goes
on. The content decides which format reads a file; the suffix only breaks a tie.
"""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import stat
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path, PurePath

from ingest import formats
from ingest.discover import find
from ingest.format_choice import choose
from ingest.formats import Format
from ingest.model import Parsed, Problem
from ingest.source import Source

__all__ = ["LARGEST", "digest", "find", "read", "read_all", "read_bytes"]

LARGEST = 300_000_000
"""Bytes above which a file is refused unless the caller says otherwise; no interview is that long."""

_FEWEST_FILES = 4
_FEWEST_BYTES = 500_000
"""Below these, starting processes takes longer than reading."""

_MOST_PROBLEMS = 100
_AHEAD = 3
"""Files handed out per process before the first is done; more would only pile up results."""

_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "the file may not be read: permission denied",
    errno.EPERM: "the file may not be read: permission denied",
    errno.ELOOP: "the link leads in a circle",
}


class _UnreadableError(Exception):
    """A file that does not get as far as a reader; the message says why."""


def read(path: str | Path, *, largest: int = LARGEST) -> Parsed:
    """Read one file, whatever it is; never raises for bad data.

    Args:
        path: the file.
        largest: files of more bytes are refused.

    Returns:
        The transcript, or None with a Problem that says why there is none.
    """
    path = Path(path)
    try:
        data = _bytes(path, largest)
    except _UnreadableError as error:
        return _refused(path, str(error))
    return _parsed(path, data)


def read_bytes(
    name: str | PurePath, data: bytes, *, largest: int = LARGEST, as_format: str | None = None
) -> Parsed:
    """Read what a file of this name would hold, as :func:`read` does; nothing is written to a disk.

    ``as_format`` names the format to read it as, whatever the content looks like.
    """
    path = PurePath(name)
    if not data:
        return _refused(path, "the file is empty")
    if len(data) > largest:
        return _refused(path, _too_large(len(data), largest))
    return _parsed(path, data, as_format)


def _parsed(path: PurePath, data: bytes, as_format: str | None = None) -> Parsed:
    parsed = _parse(Source(path, data), as_format)
    return replace(parsed, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def digest(path: str | Path) -> str:
    """Return the sha256 of a file's bytes, or nothing for a file that cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def read_all(
    files: Iterable[str | Path], processes: int | None = None, *, largest: int = LARGEST
) -> Iterator[Parsed]:
    """Read many files, in their order, in as many processes as there are processors.

    A reader that takes its whole process down (a crash in a PDF library, the kernel's out-of-memory killer)
    costs only the file it was reading.
    """
    paths = [Path(file) for file in files]
    processes = processes or os.cpu_count() or 1
    if processes == 1 or not _worth_processes(paths):
        yield from (read(path, largest=largest) for path in paths)
        return
    waiting = deque(paths)
    while waiting:
        yield from _until_one_crashes(waiting, processes, largest)


def _worth_processes(paths: list[Path]) -> bool:
    size = 0
    for path in paths:
        try:
            size += path.stat().st_size
        except (OSError, ValueError):
            continue
    return len(paths) >= _FEWEST_FILES and size >= _FEWEST_BYTES


def _until_one_crashes(waiting: deque[Path], processes: int, largest: int) -> Iterator[Parsed]:
    """Read files off ``waiting`` until it is empty or a process dies; then clear up the files it held."""
    pool = ProcessPoolExecutor(processes, mp_context=_context(), initializer=_end_with_parent)
    handed_out: deque[tuple[Path, Future[Parsed]]] = deque()
    try:
        while waiting or handed_out:
            while waiting and len(handed_out) < processes * _AHEAD:
                handed_out.append((waiting[0], pool.submit(read, waiting[0], largest=largest)))
                waiting.popleft()
            yield handed_out[0][1].result()
            handed_out.popleft()
    except BrokenProcessPool:
        # A dead process fails every file in flight and does not say which one killed it: each of them is
        # read again, alone, and only the culprit dies again.
        for path, future in handed_out:
            yield _result(future) or _alone(path, largest)
    finally:
        # Waiting matters: a pool left behind in a process that ends itself would keep it from ending.
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Parsed]) -> Parsed | None:
    return future.result() if future.done() and future.exception() is None else None


def _alone(path: Path, largest: int) -> Parsed:
    with ProcessPoolExecutor(1, mp_context=_context(), initializer=_end_with_parent) as pool:
        try:
            return pool.submit(read, path, largest=largest).result()
        except BrokenProcessPool:
            return _refused(path, "could not be read: the reader crashed on this file")


def _end_with_parent() -> None:
    """Let a reading process end when the program is killed; it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _context() -> BaseContext:
    """Fork where that is safe and quick; a process with threads (a web page, a notebook) starts afresh."""
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")


def _bytes(path: Path, largest: int) -> bytes:
    """Return the content of a regular file; look before opening, because opening a pipe waits for ever."""
    try:
        status = path.stat()
        _check(status.st_mode, status.st_size, largest)
        with path.open("rb") as file:
            data = file.read(largest + 1) if status.st_size == 0 else file.read(status.st_size)
    except OSError as error:
        raise _UnreadableError(
            _REASONS.get(error.errno or 0) or f"could not be opened: {error.strerror}"
        ) from None
    except ValueError:  # a NUL in the name
        raise _UnreadableError("there is no such file") from None
    if not data:
        raise _UnreadableError("the file is empty")
    return data


def _check(mode: int, size: int, largest: int) -> None:
    if stat.S_ISDIR(mode):
        raise _UnreadableError("this is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise _UnreadableError("this is a pipe or a device, not a file")
    if size > largest:
        raise _UnreadableError(_too_large(size, largest))


def _too_large(size: int, largest: int) -> str:
    return f"the file is too large: {size:,} bytes, the limit is {largest:,}"


def _parse(source: Source, as_format: str | None = None) -> Parsed:
    try:
        known = formats.formats()
        chosen = _named(as_format, known) if as_format else choose(source, known)
        if isinstance(chosen, str):
            return _refused(source.path, chosen)
        parsed = chosen.parse(source)
        problems = (*source.problems, *parsed.problems)
        return _shortened(replace(parsed, problems=problems, format=chosen.name))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the one trap: a reader's bug costs its file, not the run
        return _refused(source.path, f"could not be read: {_one_line(error)}")


def _named(name: str, known: tuple[Format, ...]) -> Format | str:
    """Return the format that a person asks for; any file may be read as any, and then has problems."""
    named = next((entry for entry in known if entry.name == name), None)
    return named or f"no format is called {name!r}; choose one of {', '.join(entry.name for entry in known)}"


def _shortened(parsed: Parsed) -> Parsed:
    """Keep a hopeless file from reporting every one of its lines."""
    more = len(parsed.problems) - _MOST_PROBLEMS
    if more <= 0:
        return parsed
    rest = Problem(parsed.path, "", f"and {more:,} more problems like these", "warning")
    return replace(parsed, problems=(*parsed.problems[:_MOST_PROBLEMS], rest))


def _one_line(error: Exception) -> str:
    words = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _refused(path: PurePath, message: str) -> Parsed:
    return Parsed(path, None, (Problem(path, "", message),))
