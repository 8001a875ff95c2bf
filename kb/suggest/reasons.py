"""Why a code is suggested, in what a person can check: words of the text, or a passage coded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kb.suggest.knowledge import Knowledge
from kb.suggest.learning.features import DECAY, NAMES, REACH
from kb.suggest.similar_passages import Nearest
from kb.suggest.tokens import compared, stem

_TOLD = 3
"""Words that a reason names at most."""
_LONGEST = 80
"""Characters of a quote that a reason shows."""
_ALIKE = 0.2
"""How like a passage must be to be named."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a code is suggested for a paragraph.

    ``cue``: these ``words`` are cues of the code, or follow "Also:" in its definition. ``wording``: they are
    in its name or definition. ``like``: a coded passage with these words, in a ``paragraph`` of a
    ``document``, is like it. ``continues``: the coder gave the code to the paragraph ``at``. ``question``:
    such questions were asked before passages with the code. ``place``: its family is often given at this
    place of an interview, or its siblings are near. ``at`` is the paragraph beside it that this holds of,
    None if it holds of the paragraph itself.
    """

    kind: Literal["cue", "wording", "like", "continues", "question", "place"]
    words: tuple[str, ...] = ()
    at: int | None = None
    document: str | None = None
    paragraph: int | None = None

    @property
    def description(self) -> str:
        """The reason as people read it; paragraphs count from 1.

        >>> Reason("cue", ("drift", "alerts")).description
        'says “drift”, “alerts”'
        """
        words = ", ".join(f"“{_cut(each)}”" for each in self.words)
        beside = "" if self.at is None else f"¶ {self.at + 1} "
        match self.kind:
            case "cue":
                return f"{beside}contains {words}"
            case "wording":
                return f"{beside}contains words of its name or definition: {words}"
            case "continues":
                return f"continues ¶ {(self.at or 0) + 1}"
            case "question":
                return "follows a question like those before passages with this code"
            case "place":
                return "codes of its family are near or often at this place of an interview"
            case "like":
                return f"{beside}is similar to {words} ({self.document}, ¶ {(self.paragraph or 0) + 1})"


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True)
class Evidence:
    """What a suggestion for one of some paragraphs rests on.

    ``alone`` are the scores of each paragraph by its own words, ``found`` all the evidence.
    """

    knowledge: Knowledge
    first: int
    texts: Sequence[str]
    cues: Sequence[Mapping[tuple[str, ...], str]]
    near: Nearest
    alone: np.ndarray
    found: np.ndarray

    def why(self, row: int, code: int, *, continues: bool = False) -> tuple[Reason, ...]:
        """Return the reasons for a code, those of the paragraph that has most of them, nearer ones first."""
        reasons = [Reason("continues", at=self.first + row - 1)] if continues else []
        for source in self._sources(row, code):
            at = None if source == row else self.first + source
            reasons += [*self._cues(source, code, at), *self._like(source, code, at)]
            shared = self._shared(source, code)
            if not reasons and shared:
                reasons = [Reason("wording", shared, at)]
            if reasons:
                return tuple(reasons)
        is_asked = self.found[row, code, NAMES.index("question")] >= _ALIKE
        return (Reason("question" if is_asked else "place"),)

    def _sources(self, row: int, code: int) -> list[int]:
        """The paragraph and those beside it, the one whose words tell most first; itself if about as much."""
        rows = range(max(0, row - REACH), min(len(self.texts), row + REACH + 1))
        tells = {each: float(self.alone[each, code]) * DECAY ** abs(each - row) for each in rows}
        tells[row] *= 2
        return sorted(rows, key=lambda each: (-tells[each], abs(each - row), each))

    def _cues(self, row: int, code: int, at: int | None) -> list[Reason]:
        codes = self.knowledge.phrases.codes
        words = [found for cue, found in self.cues[row].items() if code in codes(cue)]
        return [Reason("cue", tuple(dict.fromkeys(words))[:_TOLD], at)] if words else []

    def _like(self, row: int, code: int, at: int | None) -> list[Reason]:
        quote = self.near.quote(row, code)
        if quote is None or self.near.likeness[row, code] < _ALIKE:
            return []
        return [Reason("like", (quote.text,), at, quote.document, quote.paragraph)]

    def _shared(self, row: int, code: int) -> tuple[str, ...]:
        """The words that a paragraph shares with the codebook's for a code, longest first."""
        own_words = set(self.knowledge.codes[code].words)
        shared = {stem(word): word for word in compared(self.texts[row]) if stem(word) in own_words}
        longest = sorted(shared, key=lambda each: (-len(each), each))
        return tuple(shared[each] for each in longest[:_TOLD])
