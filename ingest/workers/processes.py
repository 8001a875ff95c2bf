"""Many files, read in processes of their own: each file has only so much time and memory.

A reader that hangs, fills the memory or takes its whole process down (a crash in a PDF library, the kernel's
out-of-memory killer) costs only the file it was reading. Short plain text is read at once where there are few
files: starting a process would take longer than reading them all.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ingest.files import reading, regular, sandbox, zipped
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.files.regular import UnreadableFileError
from ingest.model import Parsed, Problem

__all__ = ["SECONDS", "Processes", "begin", "ended_because", "not_read", "read_all", "within_limits"]

SECONDS = sandbox.SECONDS
"""Seconds of the processor for a file: as many as an upload has."""

_FEWEST_FILES = 4
_FEWEST_BYTES = 500_000
"""Below these, several processes take longer to start than one to read."""

_SHORT = 100_000
"""Bytes of plain text that no reader takes long for."""

_AHEAD = 3
"""Files handed out per process before the first is done; more would only pile up results."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine: files are read in them, all else is done right here, when it is asked for.

    ``number`` is how many at a time; None: as many as there are processors.
    """

    number: int | None = None

    def read_all(
        self,
        files: Iterable[str | Path],
        *,
        recipes: Sequence[Recipe] = (),
        choices: Mapping[Path, Choices] | None = None,
    ) -> Iterator[Parsed]:
        """Read many files, in their order."""
        return iter(read_all(files, self.number, recipes=recipes, choices=choices))

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """Yield what a function gives for each item."""
        return map(function, items)


def read_all(
    files: Iterable[str | Path],
    processes: int | None = None,
    *,
    largest: int = reading.LARGEST,
    recipes: Sequence[Recipe] = (),
    choices: Mapping[Path, Choices] | None = None,
) -> Iterator[Parsed]:
    """Read many files, in their order; see :func:`ingest.files.reading.read`.

    Args:
        files: their paths.
        processes: how many at a time; as many as there are processors.
        largest: files of more bytes are refused.
        recipes: what a person put right in other files.
        choices: how a person says that some files are to be read.
    """
    paths = [Path(file) for file in files]
    how = partial(reading.read, largest=largest, recipes=tuple(recipes), choices=choices)
    processes = processes or os.cpu_count() or 1
    if not _worth_processes(paths):
        processes = 1
    if processes == 1 and all(map(_is_short_text, paths)):
        yield from map(how, paths)
        return
    waiting = deque(paths)
    while waiting:
        yield from _until_one_crashes(waiting, processes, how)


def _worth_processes(paths: list[Path]) -> bool:
    return len(paths) >= _FEWEST_FILES and sum(max(0, reading.size(path)) for path in paths) >= _FEWEST_BYTES


def _is_short_text(path: Path) -> bool:
    """Whether a file is short and begins as plain text does; what cannot be opened takes no time either."""
    if zipped.archive_of(path) is not None or reading.size(path) > _SHORT:
        return False
    try:
        begins = regular.head(path, _SHORT)
    except UnreadableFileError:
        return True
    return b"\0" not in begins and not begins.startswith((b"PK", b"%PDF", b"{\\rtf"))


def _until_one_crashes(
    waiting: deque[Path], processes: int, how: Callable[[Path], Parsed]
) -> Iterator[Parsed]:
    """Read files off ``waiting`` until it is empty or a process dies; then clear up the files it held."""
    pool = ProcessPoolExecutor(processes, mp_context=_context(), initializer=begin)
    handed_out: deque[tuple[Path, Future[Parsed]]] = deque()
    try:
        while waiting or handed_out:
            while waiting and len(handed_out) < processes * _AHEAD:
                handed_out.append((waiting[0], pool.submit(within_limits, how, waiting[0])))
                waiting.popleft()
            yield handed_out[0][1].result()
            handed_out.popleft()
    except BrokenProcessPool:
        # A dead process fails every file in flight and does not say which one killed it: each of them is
        # read again, alone, and only the culprit dies again.
        for path, future in handed_out:
            yield _result(future) or _alone(path, how)
    finally:
        # Waiting matters: a pool left behind in a process that ends itself would keep it from ending.
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Parsed]) -> Parsed | None:
    return future.result() if future.done() and future.exception() is None else None


def _alone(path: Path, how: Callable[[Path], Parsed]) -> Parsed:
    """Read one file in a process that tells how it ended."""
    context: Any = _context()  # all of them have processes; their common type does not say so
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sending, how, path))
    process.start()
    sending.close()
    try:
        parsed: Parsed = receiving.recv()
    except EOFError:
        process.join()
        return not_read(path, ended_because(process.exitcode))
    process.join()
    return parsed


def ended_because(exitcode: int | None) -> str:
    """Say why a process that reads has ended, from how it did."""
    ran_out = exitcode == -getattr(signal, "SIGPROF", 0)
    return f"it took longer than {SECONDS:g} seconds" if ran_out else "the reader crashed on this file"


# --- In a process -----------------------------------------------------------------------------------------


def _answer(sending: Connection, how: Callable[[Path], Parsed], path: Path) -> None:
    begin()
    sending.send(within_limits(how, path))
    sending.close()


def within_limits(how: Callable[[Path], Parsed], path: Path) -> Parsed:
    """Read a file; what takes too long ends the process, whatever library it hangs in."""
    has_timer = hasattr(signal, "setitimer")
    if has_timer:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return how(path)
    except (MemoryError, RecursionError):
        return not_read(path, "it needs too much memory")
    finally:
        if has_timer:
            signal.setitimer(signal.ITIMER_PROF, 0)


def begin() -> None:
    """Limit the memory, and end when the program is killed: a reader would wait for work for ever."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a library or a dying Python says is no answer
    _limit_memory()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _limit_memory() -> None:
    """Let the process have :data:`ingest.files.sandbox.MEMORY` more bytes than it has already."""
    if sys.platform != "linux":
        return  # elsewhere the limit is not known, or not kept
    import resource  # noqa: PLC0415  not on Windows

    has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = has + sandbox.MEMORY
    if soft == resource.RLIM_INFINITY or most < soft:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _watch(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _context() -> BaseContext:
    """Fork where that is safe and quick; for a process with threads, such as a notebook, a server forks."""
    known = multiprocessing.get_all_start_methods()
    if "fork" in known and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    if "forkserver" not in known:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.workers.processes", "ingest.files.one_file"])
    return context


def not_read(path: Path, why: str) -> Parsed:
    """Return what is told of a file that takes too much, or takes its reader down."""
    return Parsed(path, None, (Problem(path, "", f"could not be read: {why}"),))
