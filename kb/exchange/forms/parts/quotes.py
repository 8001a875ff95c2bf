"""Words found by their quote: a span is believed where it says what the file quotes.

A span that says something else is moved to where the quote stands, if that is at one place only. Else it is
placed nowhere: which place is meant is for a person to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

NOWHERE = -1
_MOST = 50
_SURE = 12
"""Characters from which on a quote that stands once is no accident within another word."""
_FIRST_IDEOGRAPH = "\u2e80"
"""From here on scripts are written without blanks between words."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote is: half-open code points, or nowhere; ``doubt`` says what a person should know."""

    start: int
    end: int
    doubt: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a place."""
        return self.start >= 0


class Words:
    """A text in which quotes are looked up; blanks may differ, nothing else may."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """The text without blanks, and where each of its characters stands."""
        at = [place for place, each in enumerate(self.text) if not each.isspace()]
        return "".join(self.text[place] for place in at), at

    def says(self, start: int, end: int, quote: str) -> bool:
        """Whether a span is within the text and its words are the quote."""
        return 0 <= start <= end <= len(self.text) and _bare(self.text[start:end]) == _bare(quote)

    def places(self, quote: str) -> list[tuple[int, int]]:
        """Return every place of a quote; those with the same blanks between words only, if there are any."""
        wanted = _bare(quote)
        letters, at = self._letters
        found: list[tuple[int, int]] = []
        place = letters.find(wanted) if wanted else -1
        while place >= 0 and len(found) < _MOST:
            found.append((at[place], at[place + len(wanted) - 1] + 1))
            place = letters.find(wanted, place + 1)
        same = [each for each in found if _folded(self.text[slice(*each)]) == _folded(quote)]
        return same or found

    def place(self, quote: str, spans: Iterable[tuple[int, int]] = ()) -> Place:
        """Return the place of a quote: the first span that says it, else where it stands alone.

        ``spans`` are what the file may mean, the likeliest first.
        """
        tried = list(spans)
        for start, end in tried:
            if quote.strip() and self.says(start, end, quote):
                return Place(start, end)
        if not quote.strip():
            return self._unquoted(tried)
        found = self.places(quote)
        shown = _shown(quote)
        if not found:
            return Place(NOWHERE, NOWHERE, f"its words are not in the text: “{shown}”")
        if len(found) > 1:
            count = f"{len(found)}{' or more' if len(found) == _MOST else ''}"
            return Place(NOWHERE, NOWHERE, f"its words occur at {count} places: “{shown}”; place it by hand")
        start, end = found[0]
        if self._cuts_a_word(start, end):
            return Place(NOWHERE, NOWHERE, f"its words occur only within another word: “{shown}”")
        moved = f"moved from {tried[0][0]} to {start}, where its words are: “{shown}”" if tried else None
        return Place(start, end, moved)

    def _unquoted(self, tried: list[tuple[int, int]]) -> Place:
        if tried and 0 <= tried[0][0] < tried[0][1] <= len(self.text):
            return Place(*tried[0], "the file does not quote its words; check them")
        return Place(NOWHERE, NOWHERE, "it has no words")

    def _cuts_a_word(self, start: int, end: int) -> bool:
        """Whether a short quote begins or ends within a word."""
        if end - start >= _SURE:
            return False
        edges = ((start - 1, start), (end - 1, end))
        return any(
            before >= 0 and after < len(self.text) and _joined(self.text[before], self.text[after])
            for before, after in edges
        )


def _joined(one: str, other: str) -> bool:
    return one.isalnum() and other.isalnum() and max(one, other) < _FIRST_IDEOGRAPH


def _bare(words: str) -> str:
    return "".join(words.split())


def _folded(words: str) -> str:
    return " ".join(words.split())


def _shown(quote: str) -> str:
    words = _folded(quote)
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
