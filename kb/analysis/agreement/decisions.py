"""Decisions added up: about one code, a family, every code one by one, or any code at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kb.analysis.agreement.coded_runs import Ints
from kb.analysis.agreement.coefficients import SUMS, Floats
from kb.analysis.agreement.rated_data import AgreementGrouping, RatedData

DecisionSubject = Literal["code", "family", "every code", "any code"]
EVERY: DecisionSubject = "every code"
ANY: DecisionSubject = "any code"


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """Decisions about one thing: the sums of each document, and which documents are in it (1 or 0).

    Those of one document have no row for the others. ``interviews`` are the documents of the rows.
    Pair by pair, a row is a pair of coders of a document: see :attr:`RatedData.pair_by_pair`.
    """

    name: str
    what: DecisionSubject
    sums: Floats
    documents: Ints
    interviews: Ints


def decisions(rated: RatedData, by: AgreementGrouping) -> Iterator[Decisions]:
    """Yield the decisions of each row of an answer."""
    if by == "code":
        yield from _by_target(rated, "code", rated.names, [[place] for place in rated.asked])
    elif by == "family":
        yield from _by_target(rated, "family", tuple(rated.families), list(rated.families.values()))
    else:
        yield from _by_panel(rated, by)


def _by_target(
    rated: RatedData, what: DecisionSubject, names: Sequence[str], targets: Sequence[Sequence[int]]
) -> Iterator[Decisions]:
    """Decisions about each of some groups of codes, over all panels."""
    found = rated.cells(*targets)
    base = np.zeros((rated.many, len(SUMS)))
    np.add.at(base, rated.place, rated.ratings.base)
    order = np.argsort(found.target, kind="stable")
    edges = np.searchsorted(found.target[order], np.arange(len(names) + 1))
    for number, name in enumerate(names):
        mine = order[edges[number] : edges[number + 1]]
        sums = base.copy()
        np.add.at(sums, rated.place[found.panel[mine]], found.sums[mine])
        yield Decisions(name, what, sums, np.ones(rated.many, dtype=np.int64), rated.interviews)


def _by_panel(rated: RatedData, by: AgreementGrouping) -> Iterator[Decisions]:
    """Decisions about every code and about any code, over the panels of each row."""
    names, row = rated.panels(by)
    every = _over_panels(rated, [[place] for place in rated.asked])
    anything = _over_panels(rated, [rated.asked])
    pooled: tuple[tuple[DecisionSubject, Floats], ...] = ((EVERY, every), (ANY, anything))
    order = np.argsort(row, kind="stable")
    edges = np.searchsorted(row[order], np.arange(len(names) + 1))
    # A row of one document has the sums of that one only: of all, they would be documents times documents.
    for number, name in enumerate(names):
        mine = order[edges[number] : edges[number + 1]]
        place, here = rated.place[mine], slice(0, rated.many)
        if by == "document":
            here = slice(int(place.min()), int(place.max()) + 1)
            place = place - here.start
        interviews = rated.interviews[here]
        there = np.zeros_like(interviews)
        there[place] = 1
        for what, of_panels in pooled:
            sums = np.zeros((len(interviews), len(SUMS)))
            np.add.at(sums, place, of_panels[mine])
            yield Decisions(name or what, what, sums, there, interviews)


def _over_panels(rated: RatedData, targets: Sequence[Sequence[int]]) -> Floats:
    """The sums of every panel over some groups of codes, each decided about."""
    found = rated.cells(*targets)
    sums = rated.ratings.base * len(targets)
    np.add.at(sums, found.panel, found.sums)
    return sums
