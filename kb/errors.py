"""A person's mistake, told in one line that says what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


class KbError(Exception):
    """Something the person can put right; the message is one line and says how."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None when nothing is like it (case does not count)."""
    found = process.extractOne(name, list(known), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=60)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known name, or nothing."""
    close = nearest(name, known)
    return f"; did you mean {close!r}?" if close else ""


class UnknownNameError(KbError):
    """A name of an issue, fix, code, document … that the catalog does not hold."""

    def __init__(self, noun: str, name: str, known: Iterable[str], *, where: str = "the catalog") -> None:
        super().__init__(f"no {noun} {name!r} in {where}{did_you_mean(name, known := list(known))}")
        self.noun, self.name, self.near = noun, name, nearest(name, known)
