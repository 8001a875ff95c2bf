"""Two passes over one interview as a work list: its rows in text order, and what was decided about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.ui.wording import letters
from kb.analysis.agreement import MatchedCoding
from kb.queries.comparison.pass_comparison import PassComparison
from kb.queries.quotes.quotes import shortened

AGREED, FIRST, SECOND, OTHER_CODE, WORDS = "agreed", "first", "second", "code", "boundaries"
KINDS = (AGREED, FIRST, SECOND, OTHER_CODE, WORDS)
LONGEST = 110
"""Characters of a coding's words; what is longer is cut in the middle."""
_KIND_LABELS = {AGREED: "both agree", OTHER_CODE: "other code", WORDS: "boundaries"}


@dataclass(frozen=True, slots=True)
class CoderShown:
    """One of the two coders: the name, the letter in a circle, and the ``line`` style of their marks."""

    name: str
    letter: str
    line: str


@dataclass(frozen=True, slots=True)
class Side:
    """One coder's coding in a difference; ``kept`` is what became of it, None while that is open.

    ``ids`` are several where the coder has the code on overlapping words.
    """

    coder: CoderShown
    ids: tuple[int, ...]
    code: str
    hue: int
    start: int
    end: int
    quote: str
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the work list; ``kind`` is one of :data:`KINDS`, ``result`` what stands now, if anything."""

    key: str
    kind: str
    paragraph: int
    first: Side | None
    second: Side | None
    result: int | None
    who: str | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The codings it is about."""
        return tuple(side for side in (self.first, self.second) if side is not None)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it, or not all of it."""
        return any(side.kept is None for side in self.sides)


def coders(found: PassComparison) -> tuple[CoderShown, CoderShown]:
    """Return the two coders as the page shows them."""
    names, (first, second) = letters(found.coders), found.coders
    return CoderShown(first, names[first], "first"), CoderShown(second, names[second], "second")


def rows(found: PassComparison) -> list[Row]:
    """Return every difference and agreement in text order, with what was decided.

    A pass that was moderated elsewhere decides, too: what of a coder it holds was kept.
    """
    decided = found.decided

    def side(coder: CoderShown, mark: MatchedCoding | None) -> Side | None:
        if mark is None:
            return None
        known = [decided[id_].kept for id_ in mark.ids if id_ in decided]
        kept = any(known) if known else _stands(found, mark) if found.is_delivered else None
        words = shortened(found.text(mark.start, mark.end), LONGEST)
        return Side(coder, mark.ids, mark.code, found.hues[mark.code], mark.start, mark.end, words, kept)

    one, other = coders(found)
    made = []
    for each in found.rows:
        known = next((decided[id_] for mark in each.marks for id_ in mark.ids if id_ in decided), None)
        kind = each.kind if each.kind != "missed" else FIRST if each.first else SECOND
        key = "-".join(str(mark.ids[0]) if mark else "" for mark in (each.first, each.second))
        result, who = (known.result, known.who) if known else (None, None)
        sides = side(one, each.first), side(other, each.second)
        made.append(Row(key, kind, each.paragraph, *sides, result, who))
    return made


def listed(every: Iterable[Row], kind: str | None) -> list[Row]:
    """Return the rows of a kind; without one, all differences."""
    return [row for row in every if (row.kind == kind if kind else row.kind != AGREED)]


def kind_label(kind: str, found: PassComparison) -> str:
    """Return a kind in two words: ``only Felix``, ``other code``."""
    if kind in (FIRST, SECOND):
        return f"only {found.coders[0 if kind == FIRST else 1]}"
    return _KIND_LABELS[kind]


def verdict(row: Row) -> str:
    """Return in two words what was decided."""
    kept = [side.coder.letter for side in row.sides if side.kept]
    if len(kept) > 1:
        return "kept both"
    if kept:
        return f"kept {kept[0]}"
    if row.result is not None:
        return "replaced"
    return "kept neither" if len(row.sides) > 1 else "not kept"


def standing(row: Row) -> str:
    """Return what was decided and by whom, as a sentence; nothing while it is open."""
    if row.is_open:
        return ""
    decision = verdict(row).capitalize()
    return f"{decision}, decided by {row.who}." if row.who else f"{decision} in the imported moderated pass."


def similar(row: Row, every: Iterable[Row]) -> list[Row]:
    """Return the open differences of the same kind about the same codes, this one among them."""

    def about(each: Row) -> tuple[str, str | None, str | None]:
        return (
            each.kind,
            each.first.code if each.first else None,
            each.second.code if each.second else None,
        )

    return [each for each in every if each.is_open and about(each) == about(row)]


def _stands(found: PassComparison, mark: MatchedCoding) -> bool:
    """Whether a pass that was moderated elsewhere has a coder's code on some of the same words."""
    return any(
        each.code == mark.code and each.start < mark.end and mark.start < each.end for each in found.moderated
    )
