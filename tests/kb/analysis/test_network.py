"""What occurs together: definitions against a slow count by hand, measures against independent ones."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from kb.analysis.coding_table import CodingTable, DocumentInfo, PassInfo
from kb.analysis.cooccurrence import (
    Definition,
    Node,
    NodeSet,
    bootstrap,
    codes_as_nodes,
    cooccurrence,
    occurrences_of_pair,
    transitions,
)
from kb.analysis.cooccurrence import measures as measuring
from kb.errors import KbError

Row = tuple[int, int, int, int]
"""Pass, code, start, end."""

LENGTH, PARAGRAPH, CODES = 60, 10, 4
WORKS = ((0, 0), (0, 1), (1, 0))
"""Two coders of the first document, one of them of the second; ten characters are a paragraph."""


def marks(rows: list[Row], *, codes: int = CODES, works: tuple[tuple[int, int], ...] = WORKS) -> CodingTable:
    many = 1 + max(text for text, _ in works)
    texts = tuple(DocumentInfo(at, f"Interview {at}", LENGTH, LENGTH // PARAGRAPH) for at in range(many))
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    work, code, start, end = columns.T
    used = set(work.tolist())
    return CodingTable(
        texts,
        tuple(PassInfo(at, text, coder, "coder", at not in used) for at, (text, coder) in enumerate(works)),
        ("Ann", "Bea"),
        tuple(f"code {at}" for at in range(codes)),
        np.array([works[at][0] for at in work], dtype=np.int64),
        work,
        code,
        start,
        end,
        start // PARAGRAPH,
        np.maximum(end - 1, start) // PARAGRAPH,
        np.arange(len(rows), dtype=np.int64),
    )


def coding(draw: st.DrawFn) -> Row:
    start = draw(st.integers(0, LENGTH - 1))
    length = draw(st.integers(0, 15))
    work, code = draw(st.integers(0, 2)), draw(st.integers(0, CODES - 1))
    return work, code, start, min(start + length, LENGTH)


codings = st.lists(st.composite(coding)(), max_size=12)
definitions = st.builds(
    Definition,
    unit=st.sampled_from(["overlap", "same", "paragraph", "window", "document"]),
    window=st.integers(1, 8),
    across_coders=st.booleans(),
)
carrying = st.lists(st.lists(st.integers(0, 2), max_size=2, unique=True), min_size=CODES, max_size=CODES)


def issues(carried: list[list[int]]) -> NodeSet:
    """Three issues, and which of them each code carries."""
    links = np.array([(code, thing) for code, some in enumerate(carried) for thing in some], dtype=np.int64)
    code, thing = links.reshape(-1, 2).T
    return NodeSet(
        "issue", tuple(Node(f"i{at}", f"Issue {at}", "issue") for at in range(3)), code, thing, CODES
    )


def units_of(row: Row, definition: Definition) -> set[tuple[int, int]]:
    """The units that a coding is in, one by one."""
    work, _, start, end = row
    group = WORKS[work][0] if definition.across_coders else work
    first, last = start // PARAGRAPH, max(end - 1, start) // PARAGRAPH
    match definition.unit:
        case "overlap":
            return {(group, at) for at in range(start, end)}
        case "same":
            return {(group, start * 1000 + end)} if start < end else set()
        case "document":
            return {(group, 0)}
    size = definition.window if definition.unit == "window" else 1
    windows = max(LENGTH // PARAGRAPH - size + 1, 1)
    return {(group, at) for at in range(windows) if at <= last and first < at + size}


def together(rows: list[Row], definition: Definition, a: set[int], b: set[int]) -> tuple[int, float | None]:
    """The count and the Jaccard of two things, by looking at every pair and every unit."""
    inside: dict[tuple[int, int], set[int]] = {}
    for row in rows:
        for unit in units_of(row, definition):
            inside.setdefault(unit, set()).add(row[1])
    both = either = 0
    for found in inside.values():
        alone = len(found & (a | b)) == 1 and found & a == found & b
        if not alone:
            both += bool(found & a and found & b)
            either += bool(found & (a | b))
    if not definition.of_words:
        return both, both / either if either else None
    pairs = sum(
        bool(units_of(one, definition) & units_of(other, definition))
        for one, other in combinations(rows, 2)
        if one[1] != other[1] and ((one[1] in a and other[1] in b) or (one[1] in b and other[1] in a))
    )
    return pairs, both / either if either else None


@settings(max_examples=60, deadline=None)
@given(codings, definitions, carrying)
def test_every_definition_counts_as_a_slow_count_does(
    rows: list[Row], definition: Definition, carried: list[list[int]]
) -> None:
    for things, members in (
        (codes_as_nodes(tuple("abcd")), [{at} for at in range(CODES)]),
        (issues(carried), [{code for code, some in enumerate(carried) if at in some} for at in range(3)]),
    ):
        found = cooccurrence(marks(rows), things, definition)
        counted = {
            (int(one), int(other)): (int(count), jaccard)
            for one, other, count, jaccard in zip(
                found.one, found.other, found.count, found.jaccard.tolist(), strict=True
            )
        }
        for one, other in combinations(range(len(members)), 2):
            count, jaccard = together(rows, definition, members[one], members[other])
            if not count:
                assert (one, other) not in counted
                continue
            assert counted[one, other] == (count, pytest.approx(jaccard))
            assert len(occurrences_of_pair(marks(rows), things, definition, one, other)) == count
        for row in found.rows(resamples=20):
            assert 0 <= (row.jaccard or 0) <= 1
            assert None not in (row.count, row.interviews)
            assert row.jaccard_low is None or 0 <= row.jaccard_low <= (row.jaccard_high or 0) <= 1


@settings(max_examples=60, deadline=None)
@given(codings, st.booleans())
def test_codings_that_touch_are_one_more_rule(rows: list[Row], across: bool) -> None:  # noqa: FBT001
    expected: Counter[tuple[int, int]] = Counter()
    for one, other in combinations(rows, 2):
        same = WORKS[one[0]][0] == WORKS[other[0]][0] if across else one[0] == other[0]
        if same and one[1] != other[1] and one[2] <= other[3] and other[2] <= one[3]:
            expected[min(one[1], other[1]), max(one[1], other[1])] += 1
    definition = Definition(unit="overlap", across_coders=across, touching=True)
    found = cooccurrence(marks(rows), codes_as_nodes(tuple("abcd")), definition)
    assert {
        (int(one), int(other)): int(count)
        for one, other, count in zip(found.one, found.other, found.count, strict=True)
    } == expected
    assert (found.heard_in >= 1).all()


@settings(max_examples=60, deadline=None)
@given(codings, st.integers(1, 4), carrying)
def test_what_follows_begins_after_what_ended(rows: list[Row], within: int, carried: list[list[int]]) -> None:
    things = issues(carried)
    found = transitions(marks(rows), things, within=within)
    counted = {(r.a, r.b): r.count for r in found.rows()}
    for a in range(3):
        for b in set(range(3)) - {a}:
            with_a, with_b = ({code for code, some in enumerate(carried) if at in some} for at in (a, b))
            count = 0
            for work in range(3):
                for paragraph in range(LENGTH // PARAGRAPH):
                    ended = {
                        r[1] for r in rows if r[0] == work and max(r[3] - 1, r[2]) // PARAGRAPH == paragraph
                    }
                    begun = {
                        r[1]
                        for r in rows
                        if r[0] == work and paragraph < r[2] // PARAGRAPH <= paragraph + within
                    }
                    one, other = ended & with_a, begun & with_b
                    count += bool(one and other and len(one | other) > 1)
            # A code that follows itself alone is left out only where it stands for both.
            if not with_a & with_b:
                assert counted.get((f"i{a}", f"i{b}"), 0) == count


def test_the_measures_of_a_pair_worked_by_hand() -> None:
    both, one, other, units = (np.array([each]) for each in (4, 8, 10, 100))
    assert measuring.jaccard(both, one, other)[0] == pytest.approx(4 / 14)
    assert measuring.c_coefficient(both, one, other)[0] == pytest.approx(4 / 14)
    assert measuring.lift(both, one, other, units)[0] == pytest.approx(0.04 / (0.08 * 0.10))
    assert measuring.npmi(both, one, other, units)[0] == pytest.approx(np.log(5) / -np.log(0.04))


def test_c_leaves_its_range_when_one_coding_overlaps_many() -> None:
    # One long coding of the first code over five short ones of the second: n12 = 5, n1 = 1, n2 = 5.
    rows = [(0, 0, 0, 50), *((0, 1, at, at + 2) for at in range(0, 50, 10))]
    (row,) = cooccurrence(marks(rows), codes_as_nodes(tuple("abcd")), Definition(unit="overlap")).rows()
    assert (row.count, row.c_a, row.c_b, row.c, row.c_out_of_range) == (5, 1, 5, 5.0, True)
    assert row.jaccard == pytest.approx(10 / 50)
    assert not row.imbalance


def test_c_is_unbalanced_when_one_code_is_more_than_five_times_as_frequent() -> None:
    assert measuring.imbalanced(np.array([1, 1, 6]), np.array([5, 6, 1])).tolist() == [False, True, True]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_fishers_p_is_that_of_scipy(data: st.DataObject) -> None:
    units = data.draw(st.integers(1, 5000))
    one, other = data.draw(st.integers(0, units)), data.draw(st.integers(0, units))
    both = data.draw(st.integers(max(0, one + other - units), min(one, other)))
    table = [[both, one - both], [other - both, units - one - other + both]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    found = measuring.fisher(*(np.array([each]) for each in (both, one, other, units)))[0]
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 20))
def test_p_is_corrected_as_scipy_does_it_for_all_pairs_tested(some: list[float], never: int) -> None:
    expected = stats.false_discovery_control([*some, *([1.0] * never)])[: len(some)]
    assert measuring.corrected(np.array(some), len(some) + never) == pytest.approx(expected)


def test_one_coding_that_is_two_things_is_no_pair_and_is_counted_apart() -> None:
    things = issues([[0, 1], [1], [], []])
    alone = cooccurrence(marks([(0, 0, 0, 5)]), things)
    assert len(alone) == 0
    (row,) = cooccurrence(marks([(0, 0, 0, 5), (0, 0, 10, 15), (0, 1, 11, 14)]), things).rows()
    assert (row.count, row.one_code, row.units_a, row.units_b) == (1, 1, 1, 1)


ALONE = ((0, 0), (1, 0), (2, 0))
"""One coder of three documents."""
TOGETHER = [(work, code, 0, 5) for work in range(3) for code in (0, 1)]
"""Two codes that occur together in each of them."""


def test_an_interval_needs_three_interviews_with_both() -> None:
    things = codes_as_nodes(tuple("abcd"))
    (row,) = cooccurrence(marks([*TOGETHER[:4], (2, 1, 0, 5)], works=ALONE), things).rows()
    assert (row.interviews, row.jaccard_low, row.jaccard_high) == (2, None, None)
    (row,) = cooccurrence(marks([*TOGETHER, (2, 1, 50, 55)], works=ALONE), things).rows()
    assert row.interviews == 3
    assert row.jaccard_low is not None
    assert row.jaccard is not None
    assert row.jaccard_low < row.jaccard <= (row.jaccard_high or 0)


def test_an_interval_leaves_out_as_much_below_as_above_five_per_cent_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[float] = []
    quantiles = bootstrap._quantiles
    monkeypatch.setattr(
        bootstrap, "_quantiles", lambda share, edges: (asked.extend(edges), quantiles(share, edges))[1]
    )
    cooccurrence(marks(TOGETHER, works=ALONE), codes_as_nodes(tuple("abcd"))).rows()
    assert asked == pytest.approx([0.025, 0.975])


def test_the_same_seed_draws_the_same_interviews() -> None:
    found = cooccurrence(marks([*TOGETHER, (2, 0, 30, 40)], works=ALONE), codes_as_nodes(tuple("abcd")))
    assert found.rows(seed=3) == found.rows(seed=3)


def test_a_matrix_is_symmetric() -> None:
    rows = [(0, 0, 0, 5), (0, 1, 0, 5), (0, 2, 3, 15), (2, 1, 0, 5)]
    matrix = cooccurrence(marks(rows), codes_as_nodes(tuple("abcd")), Definition(unit="overlap")).matrix()
    assert (matrix == matrix.T).all()
    assert matrix.sum() == 6


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        pytest.param([], 0, id="no codings"),
        pytest.param([(0, 0, 0, 5), (1, 1, 0, 5)], 0, id="one code a coder"),
        pytest.param([(0, 0, 5, 5), (0, 1, 5, 5)], 0, id="no characters"),
        pytest.param([(0, 0, 0, 5)] * 3, 0, id="one code several times"),
        pytest.param([(0, 0, 0, 5), (0, 1, 5, 9)], 0, id="touching"),
        pytest.param([(0, 0, 0, 5), (0, 1, 0, 5)] * 2, 1, id="identical codings"),
    ],
)
def test_hard_input_has_an_answer(rows: list[Row], pairs: int) -> None:
    found = cooccurrence(marks(rows), codes_as_nodes(tuple("abcd")), Definition(unit="overlap"))
    assert len(found.rows()) == pairs
    assert found.matrix().shape == (4, 4)


def test_thousands_of_codings_on_one_paragraph_are_counted() -> None:
    rows = [(0, at % CODES, 0, 9) for at in range(4000)]
    found = cooccurrence(marks(rows), codes_as_nodes(tuple("abcd")), Definition(unit="overlap"))
    assert found.count.tolist() == [1_000_000] * 6
    assert cooccurrence(marks(rows), codes_as_nodes(tuple("abcd"))).count.tolist() == [1] * 6


@pytest.mark.parametrize("wrong", [{"unit": "page"}, {"window": 0}, {"touching": True}])
def test_a_definition_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(KbError):
        Definition(**wrong)  # type: ignore[arg-type]


KIT = Path(__file__).parents[4] / "shared" / "bench"


@pytest.fixture(scope="module", params=[(3000, "x1"), (30_000, "dense10")], ids=lambda each: each[1])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not KIT.exists():
        if os.environ.get("KB_REQUIRE_CORPUS") == "1":
            pytest.fail(f"the bench kit is not at {KIT}")
        pytest.skip(f"the bench kit is not at {KIT}")
    codings, name = request.param
    folder = tmp_path_factory.mktemp("kit") / name
    sizes = ["--docs", "36", "--codings", str(codings), "--codes", "60"]
    subprocess.run(["python3", str(KIT / "synthetic_project.py"), str(folder), *sizes], check=True)  # noqa: S607
    return folder


def test_totals_are_those_of_the_reference(project: Path) -> None:
    told = subprocess.run(
        ["python3", str(KIT / "reference_cooccurrence.py"), str(project)],  # noqa: S607
        capture_output=True,
        check=True,
    )
    reference = json.loads(told.stdout)
    found = _marks_of(json.loads((project / "project.json").read_text()))
    things = codes_as_nodes(found.codes)
    across = cooccurrence(found, things, Definition(unit="overlap", across_coders=True))
    same = cooccurrence(found, things, Definition(unit="overlap"))
    touching = Definition(unit="overlap", across_coders=True, touching=True)
    documents = cooccurrence(found, things, Definition(unit="document", across_coders=True))
    assert {
        "pairs_all": int(across.count.sum()),
        "pairs_same": int(same.count.sum()),
        "touch_all": int(cooccurrence(found, things, touching).count.sum()),
        "codepairs_all": len(across),
        "codepairs_same": len(same),
        "doc_pairs": len(documents),
    } == {name: value for name, value in reference.items() if name not in {"codings", "seconds"}}


def _marks_of(project: dict[str, list]) -> CodingTable:  # type: ignore[type-arg]
    """The kit's project as columns, without a catalog between."""
    coders = sorted(project["coders"])
    coding_passes = {
        (d, who): at for at, (d, who) in enumerate(sorted({(c[0], c[4]) for c in project["codings"]}))
    }
    text, code, start, end = np.array([c[:4] for c in project["codings"]], dtype=np.int64).T
    work = np.array([coding_passes[c[0], c[4]] for c in project["codings"]], dtype=np.int64)
    return CodingTable(
        tuple(DocumentInfo(at, name, 100_000, 100) for at, name in enumerate(project["docs"])),
        tuple(PassInfo(at, d, coders.index(who), "coder", False) for (d, who), at in coding_passes.items()),  # noqa: FBT003
        tuple(coders),
        tuple(each["name"] for each in project["codes"]),
        text,
        work,
        code,
        start,
        end,
        start // 1000,
        end // 1000,
        np.arange(len(text), dtype=np.int64),
    )


def test_two_that_are_never_together_are_at_the_end_of_the_scale() -> None:
    both, one, other, units = (np.array([number]) for number in (0, 2, 3, 10))
    assert measuring.npmi(both, one, other, units).tolist() == [-1.0]


def test_c_says_nothing_outside_of_its_range_and_something_at_its_ends() -> None:
    assert measuring.out_of_range(np.array([-0.1, 0.0, 1.0, 1.1, np.nan])).tolist() == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_the_quantiles_of_draws_are_those_of_numpy_whatever_is_missing() -> None:
    share = np.array([[0.1, 0.5, 0.2, 0.9], [0.3, np.nan, 0.4, 0.8], [0.7, np.nan, np.nan, np.nan]])
    edges = np.array([0.025, 0.5, 0.975])
    expected = np.nanquantile(share, edges, axis=1).T
    assert pytest.approx(expected) == bootstrap._quantiles(share.copy(), edges).T
