"""Two ways of sorting codings, crossed, against counting by hand."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import Kb
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

import kb as package
from kb.analysis.coding_table import CodingTable, DocumentInfo, PassInfo
from kb.analysis.crosstab import Crosstab, Independence, Side
from kb.analysis.crosstab import crosstab as cross
from kb.db.engine import open_for_reading, open_for_writing, reading, transaction
from kb.db.tables import Document
from kb.errors import KbError
from kb.queries.analyses.crosstab import crosstab
from kb.queries.evidence.stages import stage_by_aspect
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.quotes import every_quote
from kb.store.documents.cases import set_case

Rows = list[tuple[int, int, set[int], set[int]]]
"""Codings as their interview, their coder, their rows and their columns."""

CODINGS: st.SearchStrategy[Rows] = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.sets(st.integers(0, 2)), st.sets(st.integers(0, 3))),
    max_size=12,
)


def ask(catalog: Path, rows: str, columns: str, filters: Filters | None = None, **how: Any) -> Crosstab:
    with reading(open_for_reading(catalog)) as session:
        return crosstab(session, rows, columns, filters, **how)


def cells(table: Crosstab) -> dict[tuple[str, str], int]:
    """The cells that hold something, by their names."""
    return {
        (row, column): int(table.cells[at, place])
        for at, row in enumerate(table.rows.things)
        for place, column in enumerate(table.columns.things)
        if table.cells[at, place]
    }


def marks(codings: Rows) -> CodingTable:
    """Codings of four interviews by two coders, one code, nowhere in particular."""
    texts = tuple(DocumentInfo(number, f"Interview {number}", 100, 1) for number in range(4))
    coding_passes = tuple(
        PassInfo(2 * text + coder, text, coder, "coder", empty=False) for text in range(4) for coder in (0, 1)
    )
    text = np.array([each[0] for each in codings], dtype=np.int64)
    work = np.array([2 * each[0] + each[1] for each in codings], dtype=np.int64)
    nothing = np.zeros(len(codings), dtype=np.int64)
    ids = 100 + np.arange(len(codings), dtype=np.int64)
    return CodingTable(texts, coding_passes, ("Ann", "Bea"), ("x",), text, work, nothing, *[nothing] * 4, ids)


def side(codings: Rows, at: int, things: int) -> Side:
    pairs = [(number, thing) for number, each in enumerate(codings) for thing in each[at]]  # type: ignore[union-attr]
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    names = tuple("abcd"[:things])
    return Side("side", names, names, columns[:, 0], columns[:, 1])


@settings(max_examples=60)
@given(CODINGS, st.sampled_from(["codings", "interviews", "coders"]))
def test_cells_and_totals_count_each_thing_once(codings: Rows, count: Any) -> None:
    unit = {
        "codings": lambda at: at,
        "interviews": lambda at: codings[at][0],
        "coders": lambda at: codings[at][1],
    }
    expected: dict[Any, set[int]] = defaultdict(set)
    for at, (_, _, rows, columns) in enumerate(codings):
        for row in rows:
            for column in columns:
                for cell in ((row, column), (row, "all"), ("all", column), "all"):
                    expected[cell].add(unit[count](at))
    table = cross(marks(codings), side(codings, 2, 3), side(codings, 3, 4), count=count, every=True)
    for row in range(3):
        assert table.row_totals[row] == len(expected[row, "all"])
        for column in range(4):
            assert table.cells[row, column] == len(expected[row, column])
            assert table.column_totals[column] == len(expected["all", column])
    assert table.total == len(expected["all"])
    assert table.left_out == sum(not (rows and columns) for _, _, rows, columns in codings)
    for of in ("rows", "columns"):
        shares = table.percent(of)  # type: ignore[arg-type]
        assert ((shares >= 0) & (shares <= 100)).all()


@pytest.mark.parametrize("count", ["codings", "interviews", "coders"])
def test_codes_by_interviews_are_what_the_quotes_say(corpus_catalog: Path, count: Any) -> None:
    expected: dict[tuple[str, str], set[Any]] = defaultdict(set)
    totals: dict[str, set[Any]] = defaultdict(set)
    with reading(open_for_reading(corpus_catalog)) as session:
        for each in every_quote(session):
            unit = {"codings": each.coding, "interviews": each.document, "coders": each.coder}[count]
            expected[each.code, each.document].add(unit)
            totals[each.code].add(unit)
    table = ask(corpus_catalog, "code", "interview", count=count)
    assert cells(table) == {key: len(units) for key, units in expected.items()}
    sums = dict(zip(table.rows.things, table.row_totals.tolist(), strict=True))
    assert sums == {code: len(units) for code, units in totals.items()}


@pytest.mark.parametrize("count", ["codings", "interviews", "coders"])
def test_stages_by_aspects_go_through_one_issue(corpus_catalog: Path, count: str) -> None:
    with reading(open_for_reading(corpus_catalog)) as session:
        expected = {(each.stage, each.aspect): getattr(each, count) for each in stage_by_aspect(session)}
    assert cells(ask(corpus_catalog, "stage", "aspect", count=count)) == expected


def test_a_speakers_column_is_what_the_filter_finds(corpus_catalog: Path) -> None:
    table = ask(corpus_catalog, "code", "speaker")
    for role in ("interviewer", "interviewee"):
        with reading(open_for_reading(corpus_catalog)) as session:
            found = [each.code for each in every_quote(session, Filters(speaker_role=role))]
        expected = {(code, role): found.count(code) for code in set(found)}
        assert {key: number for key, number in cells(table).items() if key[1] == role} == expected


def test_a_coder_finds_what_coders_find(catalog: Path) -> None:
    assert cells(ask(catalog, "issue", "coder")) == {
        ("concept-drift", "Amin"): 2,
        ("concept-drift", "Bea"): 1,
        ("silent-provider", "Amin"): 1,
        ("silent-provider", "Bea"): 1,
        ("silent-provider", "Cem"): 1,
        ("rotting-input", "Amin"): 1,
        ("rotting-input", "Bea"): 1,
        ("rotting-input", "Cem"): 1,
    }
    assert ask(catalog, "issue", "coder").total == 6
    assert ask(catalog, "issue", "coder").left_out == 4


def test_what_is_not_known_of_a_case_has_a_column_of_its_own_that_comes_last(own_catalog: Path) -> None:
    engine = open_for_writing(own_catalog)
    with transaction(engine) as session:
        document = session.exec(select(Document).where(Document.name == "Interview 11")).one()
        set_case(session, document, "Carla", {"sector": "zoo", "code": "yes"}, who="Ann")
    engine.dispose()
    table = ask(own_catalog, "fix", "sector", every=True)
    assert table.columns.things == ("zoo", "(not known)")
    assert cells(table) == {("watch-it", "(not known)"): 2}
    assert cells(ask(own_catalog, "pass", "attribute:code"))["moderator", "yes"] == 2


def test_parts_are_where_codings_begin(catalog: Path) -> None:
    table = ask(catalog, "interview", "part", parts=2)
    assert cells(table)["Nasty article", "1 of 2"] == 1
    assert table.total == 10
    assert ask(catalog, "code", "part", parts=1).columns.things == ("1 of 1",)


def test_the_chi_square_test_is_that_of_the_textbook() -> None:
    # 10 20 / 30 40: chi-square = 100 (10*40 - 20*30)^2 / (30*70*40*60) = 0.79365
    codings: Rows = [
        (0, 0, {row}, {column})
        for (row, column), many in {(0, 0): 10, (0, 1): 20, (1, 0): 30, (1, 1): 40}.items()
        for _ in range(many)
    ]
    tested = cross(marks(codings), side(codings, 2, 3), side(codings, 3, 4)).independence
    assert isinstance(tested, Independence)
    assert tested.chi_square == pytest.approx(0.793651, abs=1e-6)
    assert tested.freedom == 1
    assert tested.p == pytest.approx(0.373, abs=1e-3)
    assert tested.cramers_v == pytest.approx((0.793651 / 100) ** 0.5, abs=1e-6)
    assert tested.doubt is None


@pytest.mark.parametrize(
    ("rows", "columns", "how", "says"),
    [
        pytest.param("code", "interview", {"count": "interviews"}, "count codings", id="interviews"),
        pytest.param("issue", "coder", {}, "in several cells", id="two issues of a code"),
        pytest.param("fix", "fix", {}, "two rows and two columns", id="one row"),
    ],
)
def test_where_there_is_no_test_a_sentence_says_why(
    catalog: Path, rows: str, columns: str, how: dict[str, Any], says: str
) -> None:
    assert says in str(ask(catalog, rows, columns, **how).independence)


def test_few_codings_make_the_test_doubtful(catalog: Path) -> None:
    tested = ask(catalog, "code", "interview").independence
    assert isinstance(tested, Independence)
    assert (
        tested.doubt
        == "100% of the cells have an expected count below 5; merge rows or columns for a reliable test"
    )


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("issue", "aspect"), ("code", "part"), ("family", "speaker"), ("coder", "pass"), ("fix", "stage")],
)
def test_nothing_coded_is_an_empty_table(catalog: Path, rows: str, columns: str) -> None:
    table = ask(catalog, rows, columns, Filters(text="xyzzy"))
    assert table.cells.shape == (0, 0)
    assert table.total == 0
    assert table.percent("rows").shape == (0, 0)


def test_an_unknown_side_names_the_nearest(catalog: Path) -> None:
    with pytest.raises(
        KbError, match="no variable or attribute 'speakers' in the catalog; did you mean 'speaker'"
    ):
        ask(catalog, "code", "speakers")
    with pytest.raises(KbError, match="0 parts"):
        ask(catalog, "code", "part", parts=0)


def test_a_notebook_gets_a_pivot_with_distinct_totals(catalog: Path) -> None:
    with package.open(catalog) as notebook:
        frame = notebook.crosstab("issue", "interview", count="interviews", totals=True)
        shares = notebook.crosstab("issue", "interview", percent="rows")
    assert frame.loc["concept-drift"].to_dict() == {"Interview 2": 1, "Interview 11": 1, "(all)": 2}
    assert frame.loc["(all)", "(all)"] == 2
    assert shares.loc["concept-drift", "Interview 2"] == pytest.approx(200 / 3)


def test_the_command_writes_a_wide_table_with_totals(kb: Kb) -> None:
    rows = kb("crosstab", "issue", "interview", "--format", "csv").csv
    assert rows[0] == {
        "issue / interview": "concept-drift",
        "Interview 2": "2",
        "Interview 11": "1",
        "(all)": "3",
    }
    assert rows[-1]["issue / interview"] == "(all)"
    assert rows[-1]["(all)"] == "6"
    shown = kb("crosstab", "issue", "interview")
    assert "silent-provider" in shown.out
    assert "totals count each of the codings once" in shown.err
    assert kb("crosstab", "issue", "interview", "--format", "jsonl").lines[0] == {
        "row": "concept-drift",
        "cells": {"Interview 2": 2, "Interview 11": 1},
        "all": 3,
    }


def test_a_crosstab_is_a_figure(kb: Kb, tmp_path: Path) -> None:
    out = tmp_path / "codes.svg"
    assert kb("crosstab", "code", "interview", "--out", str(out)).code == 0
    assert out.read_text(encoding="utf-8").startswith("<?xml")
    assert kb("crosstab", "code", "interview", "--text", "xyzzy", "--out", str(out)).code == 0
    assert kb("crosstab", "code", "no such thing").code == 2
