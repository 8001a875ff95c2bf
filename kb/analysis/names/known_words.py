"""Lists of words that come with kb: given names, places, organisations, capitalised words that are none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

_FOLDER = Path(__file__).parent / "words"
ListName = Literal[
    "given",
    "places",
    "organisations",
    "no_names",
    "legal_forms",
    "german_ahead",
    "kinds_of_names",
    "determiners",
    "small_german",
    "small_english",
]


@cache
def known_words(name: ListName) -> frozenset[str]:
    """Return the words of a list. A line without many blanks is one entry; long lines hold many words."""
    lines = (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("#")]
    return frozenset(entry for line in said for entry in _entries(line))


def _entries(line: str) -> list[str]:
    words = line.split()
    return words if len(words) > _MOST_IN_A_NAME else [line.strip()]


_MOST_IN_A_NAME = 3
