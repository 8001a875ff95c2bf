"""Which colour a code has: an index into a palette that the colour-blind can tell apart, too.

Codes that stand next to one another in the text, or in the tree, get colours that differ; a code keeps its
colour for life. :mod:`kb.store.code_colours` hands them out by the rule that is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.codebook.colour_vision import VISIONS, difference
from kb.db.tables import Code

PALETTE = (
    ("plum", "#844a51", "#ca8f96"),
    ("rust", "#b54628", "#fc9275"),
    ("ochre", "#c68206", "#fdcc90"),
    ("olive", "#384307", "#768b17"),
    ("pine", "#0c492b", "#5c8d6e"),
    ("sage", "#578f6c", "#9fd3b1"),
    ("teal", "#277d7b", "#7ac2bf"),
    ("iris", "#5962c4", "#9facfc"),
    ("indigo", "#4d3898", "#8e82de"),
    ("lilac", "#8f8bc1", "#d3d0fe"),
    ("mauve", "#6d507e", "#b195c3"),
    ("berry", "#831c5b", "#cb6c9f"),
)
"""Name, colour on a light page, colour on a dark page. The index is what a code keeps."""

GROUP_COLOURS = (6, 7, 2, 0, 5, 11, 1, 3, 8, 10, 4, 9)
"""The colours of groups in a network, in the order that tells the first ones apart best."""

ALIKE = 12.0
"""Two stripes that touch and differ by less are hard to tell apart: one of them is drawn hollow."""

_FAR = 22.0
"""Colours that differ by more are as good as any."""
_PER_USE = 0.05
"""What each use of a colour weighs against using it once more."""
_SAME = 4.0
"""What it costs on top when two neighbours have the very same colour."""
_ROUNDS = 20

Weights = Mapping[int, Mapping[int, float]]
"""How much each code has to do with each other: both directions, by the ids of the codes."""


def colours(session: Session) -> dict[str, int]:
    """Return the colour of every code, under every spelling."""
    canonical = aliased(Code)
    query = select(Code.name, canonical.colour).join(canonical, col(canonical.id) == Code.canonical_id)
    return {name: colour or 0 for name, colour in session.exec(query)}


@cache
def unlike() -> tuple[tuple[float, ...], ...]:
    """Return how unlike each two colours of the palette are to those who can tell them apart least.

    That is the smallest difference over three kinds of colour blindness and both themes.
    """

    def least(one: int, other: int) -> float:
        return min(
            difference(PALETTE[one][theme], PALETTE[other][theme], vision)
            for theme in (1, 2)
            for vision in VISIONS
            if vision != "normal"
        )

    each = range(len(PALETTE))
    return tuple(tuple(least(one, other) for other in each) for one in each)


def choose(codes: Iterable[int], weights: Weights, given: Mapping[int, int]) -> dict[int, int]:
    """Return a colour for each of these codes, those with most neighbours first; ``given`` colours stay.

    A code takes the colour that costs least: the sum, over its neighbours that have one, of their weight
    times how alike the two colours are, and a little for every use of the colour so far. Of equals the first.
    Then each may choose again, now that all the others have, until nobody would.
    """
    chosen = dict(given)
    used = Counter(given.values())
    in_order = sorted(codes, key=lambda each: (-sum(weights.get(each, {}).values()), each))
    for _ in range(_ROUNDS):
        before = dict(chosen)
        for code in in_order:
            if code in chosen:
                used[chosen.pop(code)] -= 1
            beside = weights.get(code, {})
            costs = [_cost(colour, beside, chosen) + _PER_USE * used[colour] for colour in _INDICES]
            chosen[code] = costs.index(min(costs))
            used[chosen[code]] += 1
        if chosen == before:
            break
    return {code: chosen[code] for code in in_order}


_INDICES = range(len(PALETTE))


def _cost(colour: int, neighbours: Mapping[int, float], chosen: Mapping[int, int]) -> float:
    likeness = unlike()[colour]
    return sum(
        weight * max(0.0, (_FAR - likeness[chosen[other]]) / _FAR) ** 2
        + _SAME * (chosen[other] == colour and weight >= 1)
        for other, weight in neighbours.items()
        if other in chosen
    )
