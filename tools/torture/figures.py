"""What was measured, beside what it must be, and the table of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the most it may be; without ``most`` it only says how much was tried.

    ``faults`` are the worst of what was found, each with what repeats it. ``skipped`` says why there is no
    number.
    """

    name: str
    value: float = 0
    most: float | None = None
    unit: str = ""
    faults: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether the number is more than it may be."""
        return not self.skipped and self.most is not None and self.value > self.most


MOST_SHOWN = 12
"""Faults of one figure that are printed; all are counted."""


def table(kind: str, figures: Sequence[Figure]) -> str:
    """Return the lines of a kind: name, number, goal; below a missed one, what repeats it."""
    return "\n".join(line for each in figures for line in _lines(kind, each))


def _lines(kind: str, figure: Figure) -> Iterable[str]:
    begin = f"{kind:<10}{figure.name:<62}"
    if figure.skipped:
        yield f"{begin}{'skipped':>10}   {figure.skipped}"
        return
    number = f"{figure.value:,.3g}" if figure.value % 1 else f"{figure.value:,.0f}"
    goal = "" if figure.most is None else f"   at most {figure.most:g}{figure.unit}"
    yield f"{begin}{number + figure.unit:>10}{goal}{'   MISSED' if figure.is_missed else ''}"
    for fault in figure.faults[:MOST_SHOWN]:
        yield f"{'':<10}  {fault}"
    if len(figure.faults) > MOST_SHOWN:
        yield f"{'':<10}  and {len(figure.faults) - MOST_SHOWN} more"
