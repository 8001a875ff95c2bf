"""Why a code is suggested, in what a person can check: words of the text, or a passage coded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kb.suggest.knowledge import Knowledge
from kb.suggest.similar_passages import Nearest
from kb.suggest.tokens import stem, tokens

_TOLD = 3
"""Words that a reason names at most."""
_LONGEST = 80
"""Characters of a quote that a reason is told with."""
_ALIKE = 0.2
"""How like a passage must be to be named."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a code is suggested for a paragraph.

    ``cue``: these ``words`` are cues of the code. ``wording``: they are in its name, definition or cues.
    ``like``: a coded passage with these words, in a ``paragraph`` of a ``document``, is like it. ``at`` is
    the paragraph beside it that this holds of, None if it holds of the paragraph itself.
    """

    kind: Literal["cue", "wording", "like"]
    words: tuple[str, ...]
    at: int | None = None
    document: str | None = None
    paragraph: int | None = None

    @property
    def told(self) -> str:
        """The reason as people read it; paragraphs count from 1.

        >>> Reason("cue", ("drift", "alerts")).told
        'says “drift”, “alerts”'
        """
        words = ", ".join(f"“{_cut(each)}”" for each in self.words)
        beside = "" if self.at is None else f"¶ {self.at + 1} "
        match self.kind:
            case "cue":
                return f"{beside}says {words}"
            case "wording":
                return f"{beside}has words of the codebook for it: {words}"
            case "like":
                return f"{beside}is like {words} ({self.document}, ¶ {(self.paragraph or 0) + 1})"


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True)
class Evidence:
    """What a suggestion for one of some paragraphs rests on; ``alone`` are the scores of each by itself."""

    knowledge: Knowledge
    first: int
    texts: Sequence[str]
    cues: Sequence[Mapping[tuple[str, ...], str]]
    near: Nearest
    alone: np.ndarray

    def why(self, row: int, code: int) -> tuple[Reason, ...]:
        """Return the reasons for a code, those of the paragraph that has most of them."""
        rows = range(max(0, row - 1), min(len(self.texts), row + 2))
        source = max(rows, key=lambda each: (self.alone[each, code], each == row))
        if self.alone[row, code] * 2 >= self.alone[source, code]:
            source = row
        at = None if source == row else self.first + source
        reasons = [*self._cues(source, code, at), *self._like(source, code, at)]
        return tuple(reasons) or (Reason("wording", self._shared(source, code), at),)

    def _cues(self, row: int, code: int, at: int | None) -> list[Reason]:
        codes = self.knowledge.cues.codes
        words = [found for cue, found in self.cues[row].items() if code in codes(cue)]
        return [Reason("cue", tuple(dict.fromkeys(words))[:_TOLD], at)] if words else []

    def _like(self, row: int, code: int, at: int | None) -> list[Reason]:
        quote = self.near.quote(row, code)
        if quote is None or self.near.likeness[row, code] < _ALIKE:
            return []
        return [Reason("like", (quote.text,), at, quote.document, quote.paragraph)]

    def _shared(self, row: int, code: int) -> tuple[str, ...]:
        """The words that a paragraph shares with the codebook's for a code, rarest first."""
        told, wording = set(self.knowledge.codes[code].words), self.knowledge.wording
        shared = {stem(word): word for word in tokens(self.texts[row]) if stem(word) in told}
        weigh = {each: wording.weights[wording.places[each]] for each in shared if each in wording.places}
        rarest = sorted(weigh, key=lambda each: (-weigh[each], each))
        return tuple(shared[each] for each in rarest[:_TOLD])
