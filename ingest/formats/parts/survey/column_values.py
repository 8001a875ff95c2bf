"""What the cells of a column are like: how many, how long, how many different, and of which kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

LOOKED_AT = 2_000
"""Different cells that are looked at closely; a column of 10,000 answers is like its first ones."""
LONGEST_ATTRIBUTE = 200
"""Characters of an attribute, as :data:`kb.store.documents.cases.LONGEST`."""

_LONGEST_NAME = 60
_LONGEST_OPTION = 4
"""Words that the options of a question have on average, at most; parts of sentences have more."""
_WORD = re.compile(r"[\w'\u2019-]+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that put no blanks between words: two of them make a word here."""
_NUMBER = re.compile(r"[<>≤≥~±]?\s*[-+]?[€$£]?\s*\d[\d.,'\u00a0 ]*\s*[%€$£]?")
_CLOCK = r"(?:[T ,]+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)?\s*(?:[AaPp]\.?[Mm]\.?)?(?:\s*\S{1,9})?)?"
_DATE = re.compile(
    rf"(?:\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}){_CLOCK}"
    rf"|\d{{1,2}}:\d\d(?::\d\d)?(?:\s*[AaPp][Mm])?"
)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_PHONE = re.compile(r"(?:\+|00?)\d[\d ()/.-]{6,18}\d")
_ID = re.compile(
    r"[^\W_]{1,5}[-_ ]?\d{1,8}|R_\w{8,20}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12,64}"
)
_CHOICES = re.compile(r"\s*[;|\n]\s*|,\s+")


@dataclass(frozen=True)
class ColumnValues:
    """The cells of a column that hold something, in their order; ``rows`` is how many rows there are."""

    filled: Sequence[str]
    rows: int

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value comes; what differs only in case is one."""
        return Counter(map(str.casefold, self.filled))

    @cached_property
    def some(self) -> list[str]:
        """Different values, the first ones."""
        return list(dict.fromkeys(self.filled))[:LOOKED_AT]

    @property
    def different(self) -> int:
        """How many different values there are."""
        return len(self.counts)

    @property
    def share_different(self) -> float:
        """How many of the filled cells differ from one another, from 0 to 1."""
        return self.different / len(self.filled) if self.filled else 0.0

    @cached_property
    def words(self) -> float:
        """How many words a value has on average."""
        return sum(map(words_in, self.some)) / len(self.some) if self.some else 0.0

    @cached_property
    def most_words(self) -> float:
        """How many words the longest value has."""
        return max(map(words_in, self.some), default=0)

    @property
    def longest(self) -> int:
        """How many characters the longest value has."""
        return max(map(len, self.filled), default=0)

    @cached_property
    def are_numbers(self) -> bool:
        """Whether nearly all cells are numbers."""
        return self._mostly(lambda cell: _NUMBER.fullmatch(cell) is not None, 0.9)

    @cached_property
    def are_dates(self) -> bool:
        """Whether nearly all cells are dates, times of day or both."""
        return self._mostly(lambda cell: _DATE.fullmatch(cell) is not None, 0.8)

    @cached_property
    def are_personal(self) -> str | None:
        """What of a person most cells are: IP addresses, e-mail addresses, phone numbers."""
        kinds = {"IP addresses": _IP, "e-mail addresses": _EMAIL, "phone numbers": _PHONE}
        found = (name for name, kind in kinds.items() if self._mostly(_whole(kind), 0.5))
        return next(found, None)

    @cached_property
    def are_ids(self) -> bool:
        """Whether nearly all cells look like ids that a person or a program gave."""
        return self._mostly(_whole(_ID), 0.9)

    @property
    def name_each_row(self) -> bool:
        """Whether every row has a value of its own, short enough for a name."""
        return len(self.filled) == self.rows == self.different and not any(
            "\n" in cell or len(cell) > _LONGEST_NAME for cell in self.filled
        )

    @cached_property
    def choices(self) -> int:
        """How many options there are, where cells list some of a few options; 0 where they do not."""
        parts = [each for each in map(_CHOICES.split, self.filled[:LOOKED_AT]) if each]
        if sum(len(each) > 1 for each in parts) < 0.1 * len(parts):
            return 0
        options = Counter(part.casefold() for each in parts for part in each if part)
        if sum(map(words_in, options)) > _LONGEST_OPTION * len(options):
            return 0
        come_back = sum(count for count in options.values() if count > 1)
        few = len(options) <= max(4, 0.15 * options.total())
        return len(options) if few and come_back >= 0.8 * options.total() else 0

    def _mostly(self, holds: Callable[[str], bool], share: float) -> bool:
        return bool(self.some) and sum(map(holds, self.some)) >= share * len(self.some)


def words_in(cell: str) -> float:
    """Return how many words a cell has."""
    unspaced = len(_UNSPACED.findall(cell))
    return unspaced / 2 + len(_WORD.findall(_UNSPACED.sub(" ", cell)))


def examples(cells: Iterable[str], most: int = 3, longest: int = 80) -> tuple[str, ...]:
    """Return a few different values, cut where they are long."""
    found = list(dict.fromkeys(" ".join(cell.split()) for cell in cells))[:most]
    return tuple(cell if len(cell) <= longest else f"{cell[: longest - 1]}…" for cell in found)


def _whole(kind: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda cell: kind.fullmatch(cell) is not None
