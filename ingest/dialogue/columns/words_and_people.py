"""The columns of a table with what is said, who says it, and the codes on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.dialogue.columns.cells import (
    FEWEST_LETTERS,
    HALF,
    TIER,
    TWICE,
    is_clock,
    is_sentence,
    label_of,
    letters_of,
    share_of,
    split_codes,
)
from ingest.dialogue.columns.column_cells import CellsByColumn
from ingest.dialogue.columns.heading_words import Role, is_aside, role_of

_MOST_WORDS_OF_A_CODE = 6


class WordsAndPeople(CellsByColumn):
    """The columns of words, of people and of codes."""

    def _text(self, roles: dict[int, Role], rest: Sequence[int]) -> int | None:
        named = [n for n in rest if roles.get(n) == "text"]
        if named:
            return max(named, key=lambda n: self._weight(n) * (1 if n == named[0] else HALF))
        free = [
            n
            for n in rest
            if roles.get(n) is None
            and not is_aside(self._name(n))
            and not self._names_people(n)
            and share_of(self._filled[n], is_clock) < HALF
        ]
        wordy = [n for n in free if self._weight(n) >= FEWEST_LETTERS]
        labelled = [n for n in wordy if self._begins_with_labels(n)]
        if len(labelled) == 1:
            return labelled[0]
        if not wordy:
            return self._only_words(free)
        first, *others = sorted(wordy, key=lambda n: -letters_of(self._filled[n]))
        if others and letters_of(self._filled[first]) < TWICE * letters_of(self._filled[others[0]]):
            return None
        return first

    def _only_words(self, wordy: Sequence[int]) -> int | None:
        """Short answers are words too, where labels stand beside them."""
        spoken = [n for n in wordy if share_of(self._filled[n], is_sentence) >= HALF]
        return spoken[0] if len(spoken) == 1 else None

    def _speaker(self, roles: dict[int, Role], rest: Sequence[int], text: int) -> int | None:
        named = [n for n in rest if roles.get(n) == "speaker"]
        if named:
            return max(named, key=lambda n: (self._names_people(n), not _is_role_word(self._name(n)), -n))
        found = [
            n
            for n in rest
            if roles.get(n) is None and self._names_people(n) and not self._are_topics(n, text)
        ]
        if self._names:
            strange = not any(map(role_of, self._names))  # a language that is not among the known ones
            found = [
                n
                for n in found
                if not self._name(n) or self._is_certain(n) or (strange and self._alternate(n))
            ]
        return found[0] if len(found) == 1 else None

    def _are_topics(self, column: int, text: int) -> bool:
        """Whether short words that come back are words of the talk, and do not change like people do."""
        if self._is_certain(column) or self._alternate(column):
            return False
        said = {word for cell in self._filled[text] for word in re.findall(r"\w+", cell)}
        return any(
            label.lower() in said and label.lower() != label.upper() for label in set(self._filled[column])
        )

    def _is_said(self, roles: dict[int, Role], rest: Sequence[int], text: int, speaker: int | None) -> bool:
        """Whether a column is talk: by its heading, by sentences, or by people who come back."""
        if roles.get(text) == "text" or (speaker is not None and not self._names):
            return True
        if speaker is None:
            return bool(self._names) or self._reads_like_talk(text, rest)
        again = Counter(label_of(cell)[0].casefold() for cell in self._filled[speaker]).most_common(1)
        return (
            share_of(self._filled[text], is_sentence) >= HALF
            or self._begins_with_labels(text)
            or bool(again and again[0][1] > 1)
        )

    def _reads_like_talk(self, column: int, rest: Sequence[int]) -> bool:
        """A column of words without anybody beside it: labels within, or sentences and nothing else."""
        filled = self._filled[column]
        return self._begins_with_labels(column) or (
            len(rest) == 1 and len(filled) > 1 and share_of(filled, is_sentence) >= HALF
        )

    def _like_codes(self, column: int) -> bool:
        parts = [part for cell in self._filled[column] for part in split_codes(cell)]
        if len(set(parts)) < TWICE or min(map(len, parts)) < TWICE:  # one kind of row, a letter for each kind
            return False
        return share_of(parts, lambda part: len(part.split()) <= _MOST_WORDS_OF_A_CODE) == 1


def _is_role_word(heading: str) -> bool:
    return heading.casefold() in {
        TIER,
        "role",
        "rolle",
        "rôle",
        "rol",
        "ruolo",
        "papel",
        "funktion",
        "function",
    }
