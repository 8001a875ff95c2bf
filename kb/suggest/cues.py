"""Where a code gives itself away: the cues that the taxonomy lists for it, found in what is said.

A cue matches from the start of a word, and its last word may go on: ``drift`` is in "drifting", ``poor data``
in "poor databases" (docs/taxonomy.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.db.spacing import without_gaps
from kb.suggest.tokens import tokens


class Cues:
    """The cues of a codebook."""

    def __init__(self, cues: Mapping[int, Sequence[str]]) -> None:
        """Take the cues of each code, by the place of the code in a list."""
        self._codes: dict[tuple[str, ...], list[int]] = {}
        for code, listed in cues.items():
            for words in dict.fromkeys(tuple(tokens(cue)) for cue in listed):
                if words:
                    self._codes.setdefault(words, []).append(code)
        self._of_one = {cue[0] for cue in self._codes if len(cue) == 1}
        self._gone_on: dict[str, Sequence[tuple[str, ...]]] = {}
        self._of_several: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for cue in sorted(self._codes, key=len):
            if len(cue) > 1:
                self._of_several.setdefault((cue[0], cue[1][0]), []).append(cue)

    @property
    def listed(self) -> tuple[tuple[str, ...], ...]:
        """All cues, as tokens."""
        return tuple(self._codes)

    def codes(self, cue: tuple[str, ...]) -> Sequence[int]:
        """Return the codes that list a cue."""
        return self._codes[cue]

    def found(self, texts: Sequence[Sequence[str]]) -> list[dict[tuple[str, ...], str]]:
        """Return, for texts given as tokens, the cues in each and the words that matched first.

        The cues are in the order in which they come in the text.
        """
        return [self._first_of_each(text) for text in texts]

    def _first_of_each(self, text: Sequence[str]) -> dict[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        for start, word in enumerate(text):
            for cue in self._goes_on(word):
                found.setdefault(cue, word)
            following = text[start + 1][0] if start + 1 < len(text) else ""
            for cue in self._of_several.get((word, following), ()):
                said = text[start : start + len(cue)]
                if len(said) == len(cue) and said[-1].startswith(cue[-1]) and (*said[:-1],) == cue[:-1]:
                    found.setdefault(cue, without_gaps(" ".join(said)))
        return found

    def _goes_on(self, word: str) -> Sequence[tuple[str, ...]]:
        """Return the cues of one word from which this word goes on."""
        found = self._gone_on.get(word)
        if found is None:
            begins = {word[:end] for end in range(1, len(word) + 1)} & self._of_one
            found = self._gone_on[word] = tuple((begin,) for begin in sorted(begins))
        return found
