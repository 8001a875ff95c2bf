"""How much work a function does, in lines that are run: a number that no busy machine changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """Return how many lines of Python a piece of work runs, those of libraries, too."""
    counted = 0

    def trace(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal counted
        counted += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


def grows_evenly(work: Callable[[int], object], size: int) -> bool:
    """Whether four times as much takes about four times as many steps; sixteen times would be too many."""
    work(1)  # what is only done once is done
    return steps(lambda: work(4 * size)) < 6 * steps(lambda: work(size))


class Letters(str):  # noqa: SLOT000  a text cannot have slots that count
    """A text that counts the letters that are cut out of it."""

    cut = 0

    def __getitem__(self, index: Any) -> str:
        found = super().__getitem__(index)
        self.cut += len(found)
        return found
