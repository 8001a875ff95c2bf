"""The headings of a table: whether the first row has some, and what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.dialogue.columns.cells import (
    ANNOTATION,
    FEWEST_LABELLED,
    HALF,
    MOSTLY,
    NUMBER,
    TIER,
    is_clock,
    is_number,
    is_sentence,
    is_time,
    label_of,
    share_of,
)
from ingest.dialogue.columns.column_cells import CellsByColumn
from ingest.dialogue.columns.heading_words import Role, is_category, role_of
from ingest.dialogue.labels import possible

_LONGEST_LABEL = 60
_LONGEST_HEADING = 3


class Headings(CellsByColumn):
    """The headings of a table: whether it has some, and what they say."""

    def is_headed(self, *, sure: bool = False) -> bool:
        """Whether the first row names columns: by known words, or because it is unlike what is below.

        ``sure`` asks for words that are known, as in a row that is not the first.
        """
        if not self._body or not any(self._names):
            return False
        named = [n for n, name in enumerate(self._names) if name]
        if any(self._names[n] in self._filled[n] for n in named) or self._is_title(named):
            return False  # a label that comes back
        known = [n for n in named if role_of(self._names[n]) or is_category(self._names[n])]
        unlike = [n for n in named if self._is_unlike(n)]
        if any(is_time(self._names[n]) or NUMBER.fullmatch(self._names[n]) for n in named):
            return False
        if sure:
            return len(known) > 1 and len(known) >= HALF * len(named)
        if len(known) > 1 or unlike or len(self._voices()) > 1 or self._stand_apart(named):
            return True
        return len(known) >= HALF * len(named) and all(self._reads_like_a_heading(n) for n in named)

    def _is_title(self, named: Sequence[int]) -> bool:
        return len(named) < HALF * sum(map(bool, self._filled))

    def _stand_apart(self, named: Sequence[int]) -> bool:
        """Whether unknown words stand once above labels that all come back, and above sentences."""
        if len(named) != len(self._names) or not all(self._reads_like_a_heading(n) for n in named):
            return False
        if any(len(self._names[n].split()) > _LONGEST_HEADING for n in named):
            return False
        people = [n for n in named if self._names_people(n) and self._all_come_back(n)]
        sentences = [n for n in named if share_of(self._filled[n], is_sentence) >= MOSTLY]
        return len(people) == 1 and bool(sentences)

    def _all_come_back(self, column: int) -> bool:
        counts = Counter(label_of(cell)[0].casefold() for cell in self._filled[column])
        return len(self._filled[column]) >= FEWEST_LABELLED and min(counts.values()) > 1

    def _is_unlike(self, column: int) -> bool:
        """Whether a heading stands above times or numbers."""
        filled = self._filled[column]
        return len(filled) > 1 and (
            share_of(filled, is_clock) >= MOSTLY or share_of(filled, is_number) >= MOSTLY
        )

    def _reads_like_a_heading(self, column: int) -> bool:
        return possible(re.sub(r"[(\[][^)\]]*[)\]]", "", self._names[column]).strip())

    def _headings(self) -> dict[int, Role]:
        """Return what headings say, where the cells do not contradict them."""
        found: dict[int, Role] = {}
        for n, name in enumerate(self._names):
            role = role_of(name)
            filled = self._filled[n]
            if role in {"time", "end"} and filled and share_of(filled, is_clock) < HALF:
                if self._names_people(n):  # ``From: Noor``
                    found[n] = "speaker"
                continue
            if role == "number" and filled and share_of(filled, lambda cell: len(cell) <= 12) < MOSTLY:  # noqa: PLR2004
                continue
            if role == "speaker" and share_of(filled, lambda cell: len(cell) <= _LONGEST_LABEL) < MOSTLY:
                continue
            if role is not None:
                found[n] = role
        if any(name.casefold() == TIER for name in self._names):  # a program for annotations in tiers
            said = (n for n, name in enumerate(self._names) if name.casefold().startswith(ANNOTATION))
            found |= dict.fromkeys(said, "text")
        return found
