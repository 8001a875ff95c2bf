"""The process that reads changed files, one after the other, with limits of time and memory."""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

SECONDS = 10
"""Seconds of the processor that a file of up to 10 MB may take."""
MEGABYTES = 300
"""Megabytes that it may take, beside those of the program itself."""
_MOST_ADDRESSES = 2_000_000_000
"""Bytes that the process may add to its own, so that the machine is not taken down."""
_KEPT = 100
"""Megabytes that reading has left behind, above which a new process goes on."""

Verdict = Literal["read", "refused", "failed", "slow", "large"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: its number, how it ended, where it failed, what it took."""

    number: int
    verdict: Verdict
    where: str = ""
    seconds: float = 0
    megabytes: float = 0


class Refused(Exception):  # noqa: N818  it is no error: a file was refused in a sentence
    """A reader has said why it does not read a file."""


def work(
    answers: Connection, numbers: range, make: Callable[[int], bytes], read: Callable[[int, bytes], None]
) -> None:
    """Read the inputs of these numbers; each number is told before, what became of it afterwards."""
    _within_limits()
    start = _resident()
    for number in numbers:
        data = make(number)
        answers.send(number)
        answers.send(_outcome(number, data, read, start))
        if _resident() - start > _KEPT:
            gc.collect()
            if _resident() - start > _KEPT:
                break
    answers.close()
    os._exit(0)


def _outcome(number: int, data: bytes, read: Callable[[int, bytes], None], start: float) -> Outcome:
    verdict: Verdict = "read"
    where = ""
    _forget_peak()
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        read(number, data)
    except Refused:
        verdict = "refused"
    except MemoryError:
        verdict, where = "large", "more memory than the process may have"
    except Exception as error:  # noqa: BLE001  that is what is looked for
        verdict, where = "failed", _place(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took, peak = time.process_time() - begun, _peak() - start
    if verdict in {"read", "refused"} and peak > MEGABYTES:
        verdict, where = "large", f"{peak:.0f} MB"
    return Outcome(number, verdict, where, took, max(0.0, peak))


def _place(error: Exception) -> str:
    """Name an error and the last line of the project that it came through."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if any(f"/{package}/" in frame.filename for package in ("ingest", "kb", "app"))
        and "site-packages" not in frame.filename
        and "tools/torture" not in frame.filename
    ]
    words = " ".join(str(error).split())[:120]
    at = f"{Path(ours[-1].filename).name}:{ours[-1].lineno} {ours[-1].name}" if ours else "outside"
    return f"{type(error).__name__} in {at}: {words}"


def _within_limits() -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it ends the process, whatever library it hangs in
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    with suppress(OSError, ValueError):
        has = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + _MOST_ADDRESSES, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _resident() -> float:
    return _status("VmRSS:")


def _peak() -> float:
    return _status("VmHWM:")


def _status(name: str) -> float:
    """Return a number of megabytes of this process, as Linux tells it."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(each.split()[1]) / 1024 for each in lines if each.startswith(name))


def _forget_peak() -> None:
    """Let the peak of the memory begin anew, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
