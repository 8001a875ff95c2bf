"""What is heard for the first time in each interview, in one order, in many random ones, and in all of them.

The mean over all orders needs no random numbers: a thing heard in ``f`` of ``N`` interviews is missing from
``n`` of them drawn without return with probability C(N - f, n) / C(N, n). The sum of what is left over all
things is the sample-based rarefaction curve, Mao Tau (Colwell, Mao & Chang 2004, doi 10.1890/03-0557, eq. 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from kb.analysis.coding_table import CodingTable, Ints
from kb.analysis.crosstab import by_level
from kb.analysis.distinct import distinct
from kb.analysis.groupings import Grouping
from kb.analysis.partitions import WHOLE, Partitions, parts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Accumulation:
    """Which interviews speak of which things: each pair once, by thing.

    ``interview`` are places in ``interviews``; ``things`` is how many are heard at all, numbered from 0.
    """

    interviews: tuple[str, ...]
    things: int
    interview: Ints
    thing: Ints


def accumulation(
    marks: CodingTable, level: Grouping, order: Ints, partitions: Partitions = WHOLE
) -> Accumulation:
    """Return what is heard in some documents, ``order`` being their places in ``marks.documents``.

    ``partitions`` says in how many parts it is looked for, which changes nothing.
    """
    cut = parts(marks, partitions.number)
    found = partitions.map(partial(_heard, level=level), (each.marks for each in cut))
    moved = (pairs + np.array([[each.begin], [0]]) for pairs, each in zip(found, cut, strict=True))
    document, heard = np.hstack(list(moved))
    at = np.full(len(marks.documents) + 1, -1, dtype=np.int64)
    at[order] = np.arange(len(order))
    interview = at[document]
    held = interview >= 0
    most = max(len(order), 1)
    pairs = np.sort(heard[held] * most + interview[held])
    _, thing = np.unique(pairs // most, return_inverse=True)
    things = int(thing.max()) + 1 if len(thing) else 0
    names = tuple(marks.documents[place].name for place in order)
    return Accumulation(names, things, pairs % most, thing.astype(np.int64))


def _heard(marks: CodingTable, level: Grouping) -> Ints:
    """Documents, and what is heard in each: two rows, each pair once."""
    side = by_level(marks, level)
    many = max(len(level.things), 1)
    pairs = distinct(marks.document[side.coding] * many + side.thing)
    return np.stack((pairs // many, pairs % many))


def new_things(found: Accumulation) -> Ints:
    """Return how many things each interview is the first to speak of."""
    return _new(found, np.arange(len(found.interviews)), _begins(found))


def expected(found: Accumulation) -> Floats:
    """Return how many things n interviews speak of in the mean over all orders, for n from 1 to all."""
    number = len(found.interviews)
    if not found.things:
        return np.zeros(number)
    frequencies, many = np.unique(np.bincount(found.thing), return_counts=True)
    drawn = np.arange(number)
    # Missing from n draws: the product over k < n of (N - f - k) / (N - k), which is 0 once N - f are drawn.
    left = np.clip(number - frequencies[:, None] - drawn, 0, None) / (number - drawn)
    missing = np.cumprod(left, axis=1)
    curve: Floats = found.things - many.astype(np.float64) @ missing
    return curve


def band(
    found: Accumulation, permutations: int, seed: int, share: float = 0.95
) -> tuple[Floats, Floats] | None:
    """Return the limits between which this share of random orders lies, or None without any order."""
    curves = random_curves(found, permutations, seed)
    if not curves.size:
        return None
    outside = (1 - share) / 2
    low, high = np.quantile(curves, [outside, 1 - outside], axis=0)
    return low, high


def random_curves(found: Accumulation, permutations: int, seed: int) -> Ints:
    """Return one accumulation curve a row, each of the interviews in another random order."""
    random = np.random.default_rng(seed)
    begins, number = _begins(found), len(found.interviews)
    curves = np.empty((permutations, number), dtype=np.int64)
    for curve in curves:
        np.cumsum(_new(found, random.permutation(number), begins), out=curve)
    return curves


def _begins(found: Accumulation) -> Ints:
    """Where the pairs of each thing begin."""
    return np.searchsorted(found.thing, np.arange(found.things))


def _new(found: Accumulation, ranks: Ints, begins: Ints) -> Ints:
    """How many things are first heard at each rank, ``ranks`` saying when each interview comes."""
    if not found.things:
        return np.zeros(len(found.interviews), dtype=np.int64)
    first = np.minimum.reduceat(ranks[found.interview], begins)
    return np.bincount(first, minlength=len(found.interviews))
