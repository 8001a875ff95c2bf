"""Analyses by parts of the catalog: some documents each, counted anywhere, put together to the same answer.

What co-occurrence, agreement and saturation count lies within one document. So a part is counted by itself,
here or on a worker of a cluster, and the counts are put side by side. Only what needs all documents
(intervals, which draw documents; corrections for the number of pairs; curves over interviews) is computed
from them, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from kb.analysis.coding_table import CodingTable, Ints


@dataclass(frozen=True, slots=True)
class Partitions:
    """In how many parts an analysis is computed; ``map`` calls a function for each of them, in order."""

    number: int = 1
    map: Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]] = map


WHOLE = Partitions()
"""Everything at once, right here."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some documents one after the other as a table of their own.

    ``begin`` and ``end`` are their places in the whole, ``coding_passes`` those of their passes.
    """

    marks: CodingTable
    begin: int
    end: int
    coding_passes: Ints


def edges(weights: Sequence[int] | Ints, number: int) -> list[tuple[int, int]]:
    """Return so many runs of neighbours of about the same weight, or fewer where there are not so many.

    >>> edges([5, 1, 1, 1, 5], 2)
    [(0, 3), (3, 5)]
    """
    sums = np.cumsum(np.asarray(weights, dtype=np.int64) + 1)  # what weighs nothing is still looked at
    if not len(sums):
        return [(0, 0)]
    wanted = sums[-1] * np.arange(1, number, dtype=np.int64) // number
    cuts = np.unique(np.concatenate(([0], np.searchsorted(sums, wanted) + 1, [len(sums)]))).tolist()
    return list(pairwise(cuts))


def parts(marks: CodingTable, number: int) -> list[Part]:
    """Return the documents in so many parts with about as many codings each."""
    order = np.argsort(marks.document, kind="stable")
    ordered = marks.document[order]
    of_pass = np.array([each.document for each in marks.coding_passes], dtype=np.int64)
    runs = edges(np.bincount(marks.document, minlength=len(marks.documents)), number)
    return [_part(marks, run, order[slice(*np.searchsorted(ordered, run))], of_pass) for run in runs]


def _part(marks: CodingTable, run: tuple[int, int], codings: Ints, of_pass: Ints) -> Part:
    begin, end = run
    coding_passes = np.flatnonzero((begin <= of_pass) & (of_pass < end))
    place = np.zeros(len(of_pass), dtype=np.int64)
    place[coding_passes] = np.arange(len(coding_passes))
    some = marks.where(codings)
    works = (marks.coding_passes[each] for each in coding_passes.tolist())
    return Part(
        replace(
            some,
            documents=marks.documents[begin:end],
            coding_passes=tuple(replace(each, document=each.document - begin) for each in works),
            document=some.document - begin,
            coding_pass=place[some.coding_pass],
        ),
        begin,
        end,
        coding_passes,
    )
