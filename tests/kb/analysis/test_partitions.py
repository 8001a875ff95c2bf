"""Counted in parts, analyses say what they say of the whole, to the last digit."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.analysis.agreement.decisions import decisions
from kb.analysis.agreement.pair_means import pair_mean_rows
from kb.analysis.agreement.rated_data import BYS, RatedData
from kb.analysis.agreement.rater_panels import rater_panels
from kb.analysis.agreement.results import Draws, agreement_rows
from kb.analysis.agreement.segment_results import GIVEN, segment_alpha_rows
from kb.analysis.coding_table import CodingTable, DocumentInfo, PassInfo
from kb.analysis.cooccurrence import CountedUnits, Definition, Node, NodeSet, codes_as_nodes, cooccurrence
from kb.analysis.cooccurrence.units import all_units
from kb.analysis.groupings import Grouping
from kb.analysis.partitions import WHOLE, Partitions, edges
from kb.analysis.saturation.accumulation import accumulation
from kb.analysis.units import Units

LENGTH, PARAGRAPH, CODES = 60, 10, 4
FAMILY = {"code 0": "a", "code 1": "a", "code 2": "b", "code 3": "b"}
DRAWS = Draws(20, 1)
MEASURED = ("percent", "kappa", "alpha", "negative")


def elsewhere(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """What a worker does: all that it is given and gives has been sent."""
    for item in items:
        done = _sent(function)(_sent(item))
        yield _sent(done)


def _sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  our own


@st.composite
def tables(draw: st.DrawFn) -> CodingTable:
    """Some documents, each coded by two or three people, passes in any order."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    many = draw(st.integers(1, 6))
    works = [(text, coder) for text in range(many) for coder in range(3) if random.random() < 0.8]
    random.shuffle(works)
    rows = random.integers(0, len(works), draw(st.integers(0, 40))) if works else np.zeros(0, dtype=np.int64)
    document = np.array([works[row][0] for row in rows], dtype=np.int64)
    order = np.argsort(document, kind="stable")
    rows, document = rows[order], document[order]
    start = random.integers(0, LENGTH - 1, len(rows))
    end = np.minimum(start + random.integers(0, 15, len(rows)), LENGTH)
    used = set(rows.tolist())
    return CodingTable(
        tuple(DocumentInfo(at, f"Interview {at}", LENGTH, LENGTH // PARAGRAPH) for at in range(many)),
        tuple(PassInfo(at, *work, "coder", at not in used) for at, work in enumerate(works)),
        ("Ann", "Bea", "Cyd"),
        tuple(f"code {at}" for at in range(CODES)),
        document,
        rows,
        random.integers(0, CODES, len(rows)),
        start,
        end,
        start // PARAGRAPH,
        np.maximum(end - 1, start) // PARAGRAPH,
        np.arange(len(rows), dtype=np.int64),
    )


in_parts = st.builds(Partitions, st.integers(2, 7), st.just(elsewhere))
definitions = st.builds(
    Definition,
    unit=st.sampled_from(["overlap", "same", "paragraph", "window", "document"]),
    window=st.integers(1, 8),
    across_coders=st.booleans(),
) | st.just(Definition(unit="overlap", touching=True))


def issues(table: CodingTable) -> NodeSet:
    """Three issues; one code carries two of them, one none."""
    things = tuple(Node(f"issue {at}", f"Issue {at}", "issue") for at in range(3))
    return NodeSet("issue", things, np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]), len(table.codes))


@given(
    table=tables(), partitions=in_parts, definition=definitions, meant=st.booleans(), of_codes=st.booleans()
)
def test_what_occurs_together(
    *, table: CodingTable, partitions: Partitions, definition: Definition, meant: bool, of_codes: bool
) -> None:
    things = codes_as_nodes(table.codes) if of_codes else issues(table)
    paragraphs = np.arange(len(table.documents) * (LENGTH // PARAGRAPH)) % 3 > 0
    ground = CountedUnits(all_units(table).coding_passes, paragraphs) if meant else None
    whole, some = (cooccurrence(table, things, definition, ground, each) for each in (WHOLE, partitions))
    assert some.rows(resamples=20) == whole.rows(resamples=20)
    assert [each.tolist() for each in (some.uses.codings, some.uses.interviews, some.uses.coders)] == [
        each.tolist() for each in (whole.uses.codings, whole.uses.interviews, whole.uses.coders)
    ]
    assert (some.interviews, some.tested) == (whole.interviews, whole.tested)


@given(table=tables(), partitions=in_parts, pair_by_pair=st.booleans())
def test_how_far_coders_agree(*, table: CodingTable, partitions: Partitions, pair_by_pair: bool) -> None:
    seated = rater_panels(table, range(len(table.documents)), with_moderator=False, in_pairs=pair_by_pair)
    if not seated.documents:
        return
    here = table.where(np.isin(table.coding_pass, seated.coding_pass) & (table.start < table.end))
    nought = np.zeros(len(table.documents), dtype=np.int64)
    ratings = seated.ratings(here, Units(nought + LENGTH, nought, None, None, nought + 1))
    names = [each.name for each in table.documents]

    def rows(given_: Partitions) -> list[Any]:
        rated = RatedData(
            ratings, table.codes, range(CODES), FAMILY, names, seated.raters, pair_by_pair, given_
        )
        found: list[Any] = []
        for by in BYS:
            if by == "coders" and not pair_by_pair:
                continue
            if pair_by_pair:
                found += pair_mean_rows(decisions(rated, by), MEASURED, DRAWS)
            else:
                found += agreement_rows(decisions(rated, by), MEASURED, DRAWS)
            for name in (each for each, of in GIVEN.items() if by in of):
                found += segment_alpha_rows(rated, by, name, DRAWS)
        return found

    assert rows(partitions) == rows(WHOLE)


@given(table=tables(), partitions=in_parts, seed=st.integers(0, 100))
def test_what_each_interview_adds(*, table: CodingTable, partitions: Partitions, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(table.documents))[: seed % 6 + 1]
    level = Grouping("issue", ("a", "b"), ("A", "B"), np.array([0, 1, 2, 2]), np.array([0, 0, 0, 1]))
    whole, some = (accumulation(table, level, order, each) for each in (WHOLE, partitions))
    assert (some.interviews, some.things) == (whole.interviews, whole.things)
    assert some.interview.tolist() == whole.interview.tolist()
    assert some.thing.tolist() == whole.thing.tolist()


@pytest.mark.parametrize(
    ("weights", "number", "expected"),
    [
        pytest.param([], 3, [(0, 0)], id="nothing"),
        pytest.param([7], 3, [(0, 1)], id="one"),
        pytest.param([1, 1, 1, 1], 2, [(0, 2), (2, 4)], id="even"),
        pytest.param([9, 0, 0], 2, [(0, 1), (1, 3)], id="a heavy one"),
    ],
)
def test_neighbours_are_put_together_by_weight(
    weights: list[int], number: int, expected: list[tuple[int, int]]
) -> None:
    found = edges(weights, number)
    assert [span for span in found if span[0] < span[1] or not weights] == expected
