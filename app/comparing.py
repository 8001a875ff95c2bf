"""Two passes over one interview as the Compare page shows them: the work list, and what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.wording import letters
from kb.agreement import Mark
from kb.queries.desk import Desk

AGREED, FIRST, SECOND, OTHER_CODE, WORDS = "agreed", "first", "second", "code", "boundaries"
KINDS = (AGREED, FIRST, SECOND, OTHER_CODE, WORDS)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Side:
    """One coder's coding in a difference; ``kept`` is what became of it, None while that is open.

    ``ids`` are several where the coder has the code on overlapping words.
    """

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


def rows(found: Desk) -> list[Row]:
    """Return every difference and agreement in text order, with what was decided.

    A pass that was moderated elsewhere decides, too: what of a coder it holds was kept.
    """
    decided = found.decided

    def side(mark: Mark | None) -> Side | None:
        if mark is None:
            return None
        known = [decided[id_].kept for id_ in mark.ids if id_ in decided]
        kept = any(known) if known else _stands(found, mark) if found.is_delivered else None
        words = _short(found.text(mark.start, mark.end))
        return Side(mark.ids, mark.code, found.hues[mark.code], mark.start, mark.end, words, kept)

    made = []
    for each in found.rows:
        known = next((decided[id_] for mark in each.marks for id_ in mark.ids if id_ in decided), None)
        kind = each.kind if each.kind != "missed" else FIRST if each.first else SECOND
        key = "-".join(str(mark.ids[0]) if mark else "" for mark in (each.first, each.second))
        result, who = (known.result, known.who) if known else (None, None)
        made.append(Row(key, kind, each.paragraph, side(each.first), side(each.second), result, who))
    return made


def verdict(row: Row, found: Desk) -> str:
    """Return in two words what was decided."""
    kept = [side.kept for side in (row.first, row.second) if side is not None]
    names = letters((found.coders[0], found.coders[1]))
    if all(kept):
        return "kept both" if len(kept) > 1 else f"kept {names[found.coders[0 if row.first else 1]]}"
    if any(kept):
        return f"kept {names[found.coders[0 if row.first and row.first.kept else 1]]}"
    return "another instead" if row.result is not None else "kept neither"


def added(found: Desk, listed: Sequence[Row]) -> int:
    """Return how many codings of the moderated pass neither coder has: no code of theirs on those words."""
    results = {row.result for row in listed}
    coded = [side for row in listed for side in row.sides]
    return sum(
        results.isdisjoint(each.ids)
        and not any(each.code == own.code and each.start < own.end and own.start < each.end for own in coded)
        for each in found.moderated
    )


def overruled(found: Desk, listed: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Return for each coder how many of their decided codings were kept and dropped, agreement aside."""
    counted = []
    for number, coder in enumerate(found.coders):
        sides = [(row.first, row.second)[number] for row in listed if row.kind != AGREED]
        kept = Counter(side.kept for side in sides if side is not None)
        counted.append((coder, kept[True], kept[False]))
    return counted


def disputes(listed: Sequence[Row], *, most: int = 5) -> list[tuple[str, int, str, int]]:
    """Return the codes that differ most: code, colour, against what, how often.

    Another code on overlapping words counts as one dispute of two codes, under the first coder's.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    hue: dict[str, int] = {}
    for row in listed:
        for side in row.sides:
            hue[side.code] = side.hue
        if row.kind == OTHER_CODE and row.first and row.second:
            one, other = sorted((row.first.code, row.second.code))
            pairs[one, f"against {other}"] += 1
        elif row.kind == WORDS and row.first:
            pairs[row.first.code, "other words"] += 1
        elif row.kind in (FIRST, SECOND):
            pairs[row.sides[0].code, "only one coded it"] += 1
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(code, hue[code], against, number) for (code, against), number in ordered[:most]]


def alike(row: Row, listed: Iterable[Row]) -> list[Row]:
    """Return the open differences of the same kind about the same codes, this one among them."""

    def about(each: Row) -> tuple[str, str | None, str | None]:
        return (
            each.kind,
            each.first.code if each.first else None,
            each.second.code if each.second else None,
        )

    return [each for each in listed if each.is_open and about(each) == about(row)]


def preselected(row: Row) -> str | None:
    """Return the answer that is most likely: the longer words, and only where both agree on the code."""
    if row.kind != WORDS or row.first is None or row.second is None:
        return None
    return "first" if row.first.end - row.first.start >= row.second.end - row.second.start else "second"


def _stands(found: Desk, mark: Mark) -> bool:
    """Whether a pass that was moderated elsewhere has a coder's code on some of the same words."""
    return any(
        each.code == mark.code and each.start < mark.end and mark.start < each.end for each in found.moderated
    )


def _short(words: str) -> str:
    text = " ".join(words.split())
    if len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half].rsplit(' ', 1)[0]} … {text[-half:].split(' ', 1)[-1]}"
