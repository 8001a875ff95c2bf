"""What became of the coders' codings in the moderated pass, and what is new there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.analysis.agreement.coding_matches import Difference, DifferenceKind, MatchedCoding, match_codings

Outcome = Literal["kept", "boundaries", "recoded", "dropped"]
OUTCOMES: tuple[Outcome, ...] = ("kept", "boundaries", "recoded", "dropped")
_OF_KIND: dict[DifferenceKind, Outcome] = {
    "agreed": "kept",
    "boundaries": "boundaries",
    "code": "recoded",
    "missed": "dropped",
}


@dataclass(frozen=True, slots=True)
class CodingOutcome:
    """A coder's coding and what became of it; ``result`` is what the moderated pass has in its place.

    ``outcome`` is missing where nobody moderated. ``against`` says for each other coder what they had.
    """

    coder: str
    mark: MatchedCoding
    outcome: Outcome | None
    result: MatchedCoding | None
    against: Mapping[str, DifferenceKind]

    @property
    def stands(self) -> bool:
        """Whether the moderated pass has the code on these words, or on some of them."""
        return self.outcome in {"kept", "boundaries"}

    @property
    def overruled(self) -> bool:
        """Whether the moderator put another code in its place, or nothing."""
        return self.outcome in {"recoded", "dropped"}


@dataclass(frozen=True, slots=True)
class ModerationOutcome:
    """One document: what became of every coding, what only the moderator has, how the coders differed.

    ``differences`` are by the names of two coders, in alphabetical order.
    """

    fates: tuple[CodingOutcome, ...]
    added: tuple[MatchedCoding, ...]
    differences: Mapping[tuple[str, str], Sequence[Difference]]


def moderation_outcome(
    coders: Mapping[str, Sequence[MatchedCoding]], result: Sequence[MatchedCoding] | None
) -> ModerationOutcome:
    """Return what became of the coders' codings; ``result`` is the moderated pass, None where there is none.

    Codings answer each other as in :mod:`kb.analysis.agreement.coding_matches`. The same words and code are
    *kept*, the same code on overlapping words has changed *boundaries*, another code on overlapping words is
    *recoded*, and what has no answer was *dropped*. What answers no coder was *added*.
    """
    names = sorted(coders)
    differences = {
        (one, other): match_codings(coders[one], coders[other])
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
    against: dict[tuple[str, MatchedCoding], dict[str, DifferenceKind]] = {}
    for (one, other), rows in differences.items():
        for row in rows:
            if row.first is not None:
                against.setdefault((one, row.first), {})[other] = row.kind
            if row.second is not None:
                against.setdefault((other, row.second), {})[one] = row.kind
    fates: list[CodingOutcome] = []
    answering: set[MatchedCoding] = set()
    for name in names:
        outcomes = _outcomes(coders[name], result)
        answering |= {answer for _, answer in outcomes.values() if answer is not None}
        fates += [
            CodingOutcome(name, mark, *outcomes[mark], against.get((name, mark), {}))
            for mark in coders[name]
            if mark in outcomes
        ]
    added = tuple(mark for mark in result or () if mark not in answering and mark.start < mark.end)
    return ModerationOutcome(tuple(fates), added, differences)


def _outcomes(
    marks: Sequence[MatchedCoding], result: Sequence[MatchedCoding] | None
) -> dict[MatchedCoding, tuple[Outcome | None, MatchedCoding | None]]:
    if result is None:
        return {mark: (None, None) for mark in marks if mark.start < mark.end}
    return {
        row.first: (_OF_KIND[row.kind], row.second)
        for row in match_codings(marks, result)
        if row.first is not None
    }
