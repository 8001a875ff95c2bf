"""One process that reads file after file beside a worker of a cluster: what a file takes down is only that.

The worker itself is somebody else's, with other work in it and threads that no signal ends. So it hands the
bytes of a file to a process of its own, which has as much time and memory for it as on one machine. That
process ends with the worker, whatever ends it: nobody writes to its input any more.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest.files import reading, sandbox
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.model import Parsed
from ingest.workers.processes import begin, ended_because, not_read, within_limits

__all__ = ["Order", "read_beside"]

_COMMAND = (sys.executable, "-P", "-c", "from ingest.workers.reader import serve; serve()")
_TIMES = 2
"""A process that died may have been killed by somebody else; a file that takes down two is to blame."""

_of_thread = threading.local()


@dataclass(frozen=True, slots=True)
class Order:
    """A file to read: its bytes, and how a person says that it is to be read."""

    path: Path
    data: bytes
    choices: Choices
    recipes: Sequence[Recipe]


def read_beside(order: Order) -> Parsed:
    """Read a file in the process beside this thread; one that dies is replaced."""
    for _ in range(_TIMES):
        process = _process()
        try:
            return _answer(process, order)
        except (OSError, EOFError, pickle.UnpicklingError):
            _of_thread.process = None
            process.kill()
    return not_read(order.path, ended_because(process.wait()))


def _process() -> subprocess.Popen[bytes]:
    """The process of this thread, started where there is none."""
    process: subprocess.Popen[bytes] | None = getattr(_of_thread, "process", None)
    if process is None:
        process = _of_thread.process = subprocess.Popen(  # noqa: S603  our own Python, our own words
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": sandbox.python_path()},
        )
    return process


def _answer(process: subprocess.Popen[bytes], order: Order) -> Parsed:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    pickle.dump(order, process.stdin, pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()
    parsed: Parsed = pickle.load(process.stdout)  # noqa: S301  our own process, as a pool's
    return parsed


# --- In the process ---------------------------------------------------------------------------------------


def serve() -> None:
    """Read what standard input orders until there is no more; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    begin()
    os.dup2(2, 1)
    while True:
        try:
            order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  our own worker
        except EOFError:
            return
        parsed = within_limits(partial(_read, order), order.path)
        pickle.dump(parsed, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _read(order: Order, path: Path) -> Parsed:
    return reading.parsed_content(path, order.data, order.choices, order.recipes)
