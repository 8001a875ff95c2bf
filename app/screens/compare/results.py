"""What came out so far: who was overruled, which codes are in dispute, what both agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.screens.compare.rows import AGREED, FIRST, OTHER_CODE, SECOND, WORDS, Row
from app.ui import templates
from kb.queries.comparison.pass_comparison import PassComparison

_AGAINST = "against "


def show(found: PassComparison, rows: Sequence[Row], who: str | None) -> None:
    """Draw the outcome, and the button that accepts what both agree on."""
    disputed = disputes(rows)
    merge = next(
        ((code, difference) for code, _, difference, number in disputed if _is_two_names(difference, number)),
        None,
    )
    templates.show(
        "compare/aside.html",
        key="compare-aside",
        overruled=[
            {"name": name, "kept": kept, "dropped": dropped} for name, kept, dropped in overruled(found, rows)
        ],
        added=added(found, rows),
        moderator=found.moderator,
        dispute=[
            {"code": code, "hue": hue, "against": difference, "number": number}
            for code, hue, difference, number in disputed
        ],
        merge=(merge[0], merge[1].removeprefix(_AGAINST)) if merge else None,
        agreed_open=sum(row.kind == AGREED and row.is_open for row in rows),
        can_decide=who is not None,
    )


def overruled(found: PassComparison, rows: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Return for each coder how many of their decided codings were kept and dropped, agreement aside."""
    counted = []
    for coder in found.coders:
        sides = [side for row in rows if row.kind != AGREED for side in row.sides if side.coder.name == coder]
        kept = Counter(side.kept for side in sides)
        counted.append((coder, kept[True], kept[False]))
    return counted


def added(found: PassComparison, rows: Sequence[Row]) -> int:
    """Return how many codings of the moderated pass neither coder has: no code of theirs on those words."""
    results = {row.result for row in rows}
    coded = [side for row in rows for side in row.sides]
    return sum(
        results.isdisjoint(each.ids)
        and not any(each.code == own.code and each.start < own.end and own.start < each.end for own in coded)
        for each in found.moderated
    )


def disputes(rows: Sequence[Row], *, most: int = 5) -> list[tuple[str, int, str, int]]:
    """Return the codes that differ most: code, colour, against what, how often.

    Another code on overlapping words counts as one dispute of two codes, under the first in the alphabet.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    hue: dict[str, int] = {}
    for row in rows:
        for side in row.sides:
            hue[side.code] = side.hue
        if row.kind == OTHER_CODE and row.first and row.second:
            one, other = sorted((row.first.code, row.second.code))
            pairs[one, f"{_AGAINST}{other}"] += 1
        elif row.kind == WORDS and row.first:
            pairs[row.first.code, "boundaries"] += 1
        elif row.kind in (FIRST, SECOND):
            pairs[row.sides[0].code, "coded by one only"] += 1
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(code, hue[code], against, number) for (code, against), number in ordered[:most]]


def _is_two_names(difference: str, number: int) -> bool:
    """Whether two codes differ so often that they may be one idea."""
    return difference.startswith(_AGAINST) and number > 1
