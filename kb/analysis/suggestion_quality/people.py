"""How far people agree with each other on the same pairs of a paragraph and a code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from kb.analysis.suggestion_quality.measures import Rated


def coder_pairs(passes: Sequence[Sequence[np.ndarray]]) -> list[Rated]:
    """Return, for each interview with two coders or more, how the later agree with the earlier.

    ``passes`` are, interview by interview, the coders' passes as paragraphs by codes. The pairs of coders of
    one interview lie below each other.
    """
    found = []
    for coders in passes:
        both = list(combinations(coders, 2))
        if both:
            found.append(Rated(np.concatenate([a for a, _ in both]), np.concatenate([b for _, b in both])))
    return found


def with_moderator(
    moderated: Sequence[np.ndarray | None], passes: Sequence[Sequence[np.ndarray]]
) -> list[Rated]:
    """Return, for each interview that is moderated, how its coders agree with the moderated pass."""
    return [
        Rated(np.concatenate([gold] * len(coders)), np.concatenate(list(coders)))
        for gold, coders in zip(moderated, passes, strict=True)
        if gold is not None and coders
    ]
