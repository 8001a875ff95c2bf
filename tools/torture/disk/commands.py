"""Commands of kb, each in a process of its own; it is forked: starting Python anew takes most of the time."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.cli.registry import app

PATIENCE = 120
"""Seconds by the clock after which a command is given up."""
_DAYS_BACK = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """The exit code of a command (None: it did not end) and what it said of errors."""

    code: int | None
    said: str


def run(folder: Path, *words: str, before: Callable[[], None] | None = None) -> Answer:
    """Run a command in a folder, on the catalog there; ``before`` is done first, in its process."""
    database = () if words[0] == "merge" else ("--database", str(folder / "catalog.db"))
    with tempfile.TemporaryFile() as said:
        work = (said.fileno(), folder, (*words, *database), before)
        process = multiprocessing.get_context("fork").Process(target=_run, args=work)
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()
            return Answer(None, "")
        said.seek(0)
        return Answer(process.exitcode, said.read().decode(errors="replace"))


def _run(said: int, folder: Path, words: tuple[str, ...], before: Callable[[], None] | None) -> None:
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    os.chdir(folder)
    if before is not None:
        before()
    sys.argv = ["kb", *words]
    app(prog_name="kb")


def impatient() -> None:
    """Wait a second for who holds a lock, not ten: what is said then is the same."""
    _replace("_BUSY_SECONDS", lambda _: True, 1)


def clock_back() -> None:
    """Let the clock of this process jump back."""
    real: Any = dt.datetime

    class AnyMoment(type):
        """Moments of the real class are moments, too: the database hands them out."""

        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real)

    class Back(real, metaclass=AnyMoment):  # type: ignore[misc]
        """Now is some weeks ago."""

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) - dt.timedelta(days=_DAYS_BACK)

    _replace("datetime", lambda held: held is real, Back)


def _replace(name: str, is_meant: Callable[[Any], bool], new: Any) -> None:
    for module in [each for key, each in sys.modules.items() if key.split(".")[0] in {"kb", "ingest"}]:
        if hasattr(module, name) and is_meant(getattr(module, name)):
            setattr(module, name, new)
