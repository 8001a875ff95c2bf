"""Read a file that somebody sent, in a process of its own with only so much time and memory.

A reader that hangs, fills the memory or crashes in a PDF library takes that process down and nothing else: a
server that reads uploads like this goes on. The bytes go in through a pipe and the answer comes back through
one; the process may write to no file, so nothing of them is left on a disk.

The process is a fresh Python, not one of :mod:`multiprocessing`: that would run the server's main script once
more. Windows knows none of the limits but the time.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from ingest.files import reading
from ingest.files.choices import Choices, Offer, choices_of
from ingest.files.offers import offers
from ingest.files.recipes import Recipe, recipe_of
from ingest.model import Parsed, Problem

__all__ = ["MEMORY", "MOST_TEXT", "SECONDS", "offers_apart", "python_path", "read_apart"]

SECONDS = 60
"""A print-out of 40 pages takes half a second; whatever takes longer than this is no interview."""

MEMORY = 1_500_000_000
"""Bytes of addresses that the process may have; a Python with all readers loaded takes 300 million."""

MOST_TEXT = 10_000_000
"""Characters above which a transcript is refused; the longest interviews have some 200,000."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Processes that read at a time: ten uploads at once wait for each other and not for memory."""

_COMMAND = (sys.executable, "-P", "-c", "from ingest.files.sandbox import serve; serve()")
_VALUES = frozenset({"ingest.model", "ingest.files.choices", "pathlib", "datetime"})
"""The modules of what an answer is made of; nothing else in an answer is ever called."""


def read_apart(
    name: str | PurePath,
    data: bytes,
    *,
    as_format: str | None = None,
    choices: Choices | None = None,
    recipes: Sequence[Recipe] = (),
    largest: int = reading.LARGEST,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Parsed:
    """Read what a file of this name would hold, as :func:`ingest.files.reading.read_bytes` does, but apart.

    Args:
        name: what the file is called; it is not opened.
        data: the bytes.
        as_format: the name of the format to read it as; None looks at the content.
        choices: how a person says that it is to be read, instead.
        recipes: what a person put right in other files.
        largest: more bytes are refused.
        seconds: how long the reader may take.
        memory: how many bytes of memory the reader may take.

    Returns:
        The transcript, or None with a Problem that says why there is none. Never raises for bad data.
    """
    path = PurePath(name)
    if not data or len(data) > largest:
        return reading.read_bytes(path, data, largest=largest)  # refused without a look
    chosen = choices or Choices(as_format)
    order = {"name": str(name), "choices": asdict(chosen), "largest": largest, "seconds": seconds}
    order |= {"memory": memory, "recipes": [asdict(each) for each in recipes]}
    parsed = _loaded(order, data, seconds)
    if isinstance(parsed, str):
        return _refused(path, parsed)
    return parsed if isinstance(parsed, Parsed) else _refused(path, "could not be read")


def offers_apart(
    name: str | PurePath, data: bytes, *, seconds: float = SECONDS, memory: int = MEMORY
) -> tuple[Offer, ...]:
    """Return every way to read a file and what it would give, found apart; none if that takes too much."""
    order = {"name": str(name), "offers": True, "seconds": seconds, "memory": memory}
    found = _loaded(order, data, seconds)
    is_offers = isinstance(found, tuple) and all(isinstance(each, Offer) for each in found)
    return found if is_offers else ()


def _loaded(order: dict[str, Any], data: bytes, seconds: float) -> Any:
    """Return the value that the process answers, or one line that says why it does not."""
    with _AT_ONCE:
        answer = _asked(json.dumps(order).encode() + b"\n" + data, seconds)
    if isinstance(answer, str):
        return answer
    try:
        return _Answer(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError):
        return "could not be read: the reader crashed on this file"


def _asked(order: bytes, seconds: float) -> bytes | str:
    """Return what the process answers, or one line that says why it does not."""
    process = subprocess.Popen(  # noqa: S603  our own Python, our own words
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": python_path()},
    )
    try:
        answer, _ = process.communicate(order, timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"could not be read: it took longer than {seconds:g} seconds"
    finally:
        process.kill()
        process.wait()
    if process.returncode == -getattr(signal, "SIGXCPU", 0):
        return f"could not be read: it took longer than {seconds:g} seconds"
    return "could not be read: the reader crashed on this file" if process.returncode else answer


def python_path() -> str:
    """Return where the process finds this very package, wherever the server found it."""
    here = str(Path(__file__).parent.parent.parent)
    return os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))


class _Answer(pickle.Unpickler):
    """Takes values of a transcript and refuses all else: a reader may have been taken over by its file."""

    def find_class(self, module: str, name: str) -> Any:
        if module not in _VALUES or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a transcript")
        return super().find_class(module, name)


# --- In the process ---------------------------------------------------------------------------------------


def serve() -> None:
    """Answer the one order that waits at standard input; what a library prints goes nowhere."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # where errors go: nowhere
    sys.dont_write_bytecode = True
    order = json.loads(sys.stdin.buffer.readline())
    _limit(order["seconds"], order["memory"])
    with answer:
        pickle.dump(_within_limits(order), answer)


def _within_limits(order: dict[str, Any]) -> Parsed | tuple[Offer, ...]:
    path = PurePath(order["name"])
    try:
        data = sys.stdin.buffer.read()
        if order.get("offers"):
            return offers(path, data)
        chosen = choices_of(order["choices"])
        recipes = [recipe_of(each) for each in order["recipes"]]
        largest = order["largest"]
        parsed = reading.read_bytes(path, data, largest=largest, choices=chosen, recipes=recipes)
    except (MemoryError, RecursionError):
        return _refused(path, "could not be read: it needs too much memory")
    if parsed.transcript is not None and len(parsed.transcript.text) > MOST_TEXT:
        return _refused(path, f"holds more than {MOST_TEXT:,} characters; that is not an interview")
    return parsed


def _limit(seconds: float, memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: int(seconds) + 1,  # ends the process, too, if the server is gone
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(limit, (most, most))


def _refused(path: PurePath, message: str) -> Parsed:
    return Parsed(path, None, (Problem(path, "", message),))
