"""What the Network page asks for, and the answers, which are kept until the catalog changes.

Codings are loaded once for a choice of passes, stage and level; how they are counted, measured and drawn is
then a matter of tenths of a second, also for several hundred thousand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from app import data
from kb.analysis.cooccurrence import (
    Cooccurrence,
    Definition,
    Level,
    Measure,
    Node,
    Pair,
    Unit,
    cooccurrence,
)
from kb.analysis.network.graphs import graph, name_of
from kb.queries.analyses import cooccurrence as together
from kb.queries.analyses.cooccurrence import NetworkInput
from kb.queries.analyses.pair_occurrences import PairOccurrencePage, pair_occurrences
from kb.queries.filtering.filters import Filters, PassRole

MOST = 5000
"""Pairs that are shown at most."""
SEED = 0
_EDGES_A_NODE = 1.5
"""How many pairs are shown where nobody has said how strong they must be."""


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """What the address asks for; without ``least``, so many of the strongest pairs as a picture can hold."""

    unit: Unit
    measure: Measure
    level: Level
    stage: str | None
    role: PassRole | None
    least: float | None
    interviews: int

    @property
    def definition(self) -> Definition:
        """When two things count as together."""
        return Definition(unit=self.unit)

    @property
    def filters(self) -> Filters:
        """Which codings are meant."""
        return Filters(pass_role=self.role, stage=self.stage)

    @property
    def step(self) -> float:
        """What two strengths differ by at least."""
        return 1 if self.measure == "count" else 0.01


@dataclass(frozen=True, slots=True, eq=False)
class NetworkAnswer:
    """The pairs above the threshold, the strongest first, and where they are in ``found``.

    ``least`` is the threshold and ``top`` the strength of the strongest pair; ``above`` is how many pairs
    reach it, ``tested`` how many there could be.
    """

    found: Cooccurrence
    pairs: tuple[Pair, ...]
    places: Any
    least: float
    top: float
    above: int


def counted(asked: NetworkRequest) -> Cooccurrence:
    """Return every pair, counted as the address says."""
    return _counted(_where(), asked.filters, asked.level, asked.unit)


def shown(asked: NetworkRequest) -> NetworkAnswer:
    """Return the pairs that the address lets through."""
    found = counted(asked)
    best = found.strongest(asked.measure)
    values = found.measured(asked.measure)[best]
    top = _up(float(values[0]), asked.step) if len(best) else 0.0
    least = asked.least if asked.least is not None else _easy(found, values.tolist(), asked.step)
    places = found.strongest(asked.measure, least=least, interviews=asked.interviews)
    pairs = tuple(found.described(places[:MOST], resamples=0))
    return NetworkAnswer(found, pairs, places[:MOST], least, top, len(places))


def network(asked: NetworkRequest, found: NetworkAnswer) -> Any:
    """Return the pairs that are shown as a graph with places and groups; the same give the same."""
    return _network(_where(), asked, found.least, found)


def described(found: Cooccurrence, a: Node, b: Node) -> Pair | None:
    """Return one pair with its interval, or None if the two do not occur together."""
    at = place(found, a, b)
    return None if at is None else found.described(at)[0]


def place(found: Cooccurrence, a: Node, b: Node) -> Any:
    """Return where a pair is, as an array of one place, or None."""
    one, other = sorted((found.things.things.index(a), found.things.things.index(b)))
    at = ((found.one == one) & (found.other == other)).nonzero()[0]
    return at if len(at) else None


def words(asked: NetworkRequest, a: Node, b: Node, *, limit: int) -> PairOccurrencePage:
    """Return the places where two are together, with the words of either.

    Raises:
        KbError: two things of different kinds have the same key and the same title.
    """
    basis = _basis(_where(), asked.filters, asked.level)
    keys = [each.key.casefold() for each in basis.things.things]
    one, other = (each.title if keys.count(each.key.casefold()) > 1 else each.key for each in (a, b))
    return _words(_where(), asked, one, other, limit, basis)


def names(found: Cooccurrence) -> dict[str, Node]:
    """Return everything of a level by the name that an address gives it."""
    return {name_of(found.things, each): each for each in found.things.things}


def named(known: dict[str, Node], wanted: str) -> Node | None:
    """Return what an address means by a name; on a level of two kinds the kind may be left out."""
    if wanted in known:
        return known[wanted]
    return next((each for each in known.values() if each.key == wanted), None)


def pair(known: dict[str, Node], wanted: str) -> tuple[Node, Node] | None:
    """Return the two that ``A~B`` means; a name may hold the sign itself."""
    parts = wanted.split("~")
    for at in range(1, len(parts)):
        a, b = named(known, "~".join(parts[:at])), named(known, "~".join(parts[at:]))
        if a is not None and b is not None and a != b:
            return a, b
    return None


def _where() -> tuple[str, str]:
    return str(data.path()), data.version()


@st.cache_resource(show_spinner=False, max_entries=6)
def _basis(where: tuple[str, str], filters: Filters, level: Level) -> NetworkInput:
    del where
    return data.query(together.network_input, filters, level=level)


@st.cache_resource(show_spinner=False, max_entries=24)
def _counted(where: tuple[str, str], filters: Filters, level: Level, unit: Unit) -> Cooccurrence:
    basis = _basis(where, filters, level)
    return cooccurrence(basis.marks, basis.things, Definition(unit=unit), basis.ground)


@st.cache_resource(show_spinner=False, max_entries=48)
def _network(where: tuple[str, str], asked: NetworkRequest, least: float, _found: NetworkAnswer) -> Any:
    del where
    return graph(
        _found.found,
        measure=asked.measure,
        least=least,
        interviews=asked.interviews,
        seed=SEED,
        rows=cast("Sequence[Pair]", _found.pairs),
    )


@st.cache_resource(show_spinner=False, max_entries=48)
def _words(
    where: tuple[str, str], asked: NetworkRequest, a: str, b: str, limit: int, _basis: NetworkInput
) -> PairOccurrencePage:
    del where
    return data.query(
        pair_occurrences,
        a,
        b,
        asked.filters,
        level=asked.level,
        definition=asked.definition,
        limit=limit,
        based=_basis,
    )


def _easy(found: Cooccurrence, values: list[float], step: float) -> float:
    """The least strength at which there are about one and a half pairs for each thing that is used."""
    used = int((found.uses.codings > 0).sum())
    most = math.ceil(_EDGES_A_NODE * used)
    if len(values) <= most:
        return 0.0
    easy = _up(values[most], step)
    return max(0.0, easy if easy <= values[0] else easy - step)


def _up(value: float, step: float) -> float:
    """A strength, rounded up to a step."""
    return round(math.ceil(round(value / step, 6)) * step, 2)
