"""How often each thing is spoken of, before and after moderation, and where in the interview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import Kb
from hypothesis import given
from hypothesis import strategies as st

import kb as package
from kb.analysis.coding_table import CodingTable, DocumentInfo, PassInfo
from kb.analysis.density import density, part_of
from kb.analysis.frequencies import Frequencies
from kb.db.engine import open_for_reading, reading
from kb.errors import KbError
from kb.queries.analyses.density import density as density_of
from kb.queries.analyses.frequencies import frequencies
from kb.queries.evidence import issues, stages
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.quotes import Quote, every_quote


def ask(catalog: Path, filters: Filters | None = None, **how: Any) -> Frequencies:
    with reading(open_for_reading(catalog)) as session:
        return frequencies(session, filters, **how)


def quotes(catalog: Path) -> list[Quote]:
    with reading(open_for_reading(catalog)) as session:
        return list(every_quote(session))


def numbers(some: list[Quote]) -> tuple[int, int, int]:
    return len({each.document for each in some}), len({each.coder for each in some}), len(some)


def test_codes_count_what_the_quotes_say_before_and_after(corpus_catalog: Path) -> None:
    every = quotes(corpus_catalog)
    found = {row.thing: row for row in ask(corpus_catalog, of="code").rows}
    assert set(found) == {each.code for each in every}
    for code, row in found.items():
        of_code = [each for each in every if each.code == code]
        before = [each for each in of_code if each.pass_role == "coder"]  # noqa: S105
        after = [each for each in of_code if each.pass_role == "moderator"]  # noqa: S105
        assert (row.interviews, row.coders, row.codings) == numbers(of_code)
        assert (row.before_interviews, row.before_coders, row.before_codings) == numbers(before)
        assert (row.after_interviews, row.after_coders, row.after_codings) == numbers(after)


def test_issues_and_stages_count_as_their_own_questions_do(corpus_catalog: Path) -> None:
    with reading(open_for_reading(corpus_catalog)) as session:
        of_issues = {each.issue: each for each in issues.issues(session)}
        of_stages = {each.stage: each for each in stages.stages(session) if each.codings}
    for level, expected in (("issue", of_issues), ("stage", of_stages)):
        found = {row.thing: row for row in ask(corpus_catalog, of=level).rows}
        assert {name: (each.interviews, each.coders, each.codings) for name, each in found.items()} == {
            name: (each.interviews, each.coders, each.codings)
            for name, each in expected.items()  # type: ignore[attr-defined]
        }


def test_the_total_counts_each_coding_once_and_is_no_sum(catalog: Path) -> None:
    found = ask(catalog)
    assert (found.total.interviews, found.total.coders, found.total.codings) == (2, 3, 6)
    assert sum(row.codings for row in found.rows) == 9
    assert found.unplaced == 4


def test_the_share_is_of_the_interviews_that_were_coded(catalog: Path) -> None:
    found = ask(catalog)
    assert (found.coded.interviews, found.coded.before, found.coded.after) == (3, 3, 2)
    shares = {row.thing: row.share for row in found.rows}
    assert shares["concept-drift"] == pytest.approx(2 / 3)
    assert shares["silent-provider"] == pytest.approx(2 / 3)  # of which one moderated coding
    moderated = ask(catalog, Filters(pass_role="moderator"))  # noqa: S106
    assert (moderated.coded.interviews, moderated.coded.before, moderated.coded.after) == (2, 0, 2)
    assert {row.before_codings for row in moderated.rows} == {0}


def test_things_that_nobody_used_are_there_when_asked_for(catalog: Path) -> None:
    assert "nobody-looks" not in {row.thing for row in ask(catalog).rows}
    unused = {row.thing: row for row in ask(catalog, every=True).rows}["nobody-looks"]
    assert (unused.interviews, unused.share, unused.codings) == (0, 0.0, 0)


def test_a_catalog_without_such_codings_has_no_rows_and_shares_of_nothing(catalog: Path) -> None:
    nothing = ask(catalog, Filters(text="xyzzy"), every=True)
    assert {row.share for row in nothing.rows} == {0.0}
    assert ask(catalog, Filters(document="Interview 11", coder="Bea")).rows == ()


@pytest.mark.parametrize("level", ["code", "issue", "fix", "stage", "aspect", "family"])
def test_a_notebook_and_the_command_line_count_alike(catalog: Path, kb: Kb, level: Any) -> None:
    with package.open(catalog) as notebook:
        frame = notebook.frequencies(level=level)
    assert frame.to_dict("records") == kb("frequencies", "--level", level, "--format", "json").json


def test_the_command_says_what_the_shares_are_of(kb: Kb, tmp_path: Path) -> None:
    shown = kb("frequencies")
    assert "concept-drift" in shown.out
    assert "3 interviews coded: 3 by coders (before), 2 with a moderated pass (after)" in shown.err
    assert {row["level"] for row in kb("frequencies", "--level", "all", "--format", "csv").csv} == {
        "code",
        "issue",
        "fix",
        "stage",
        "aspect",
    }
    assert kb("frequencies", "--out", str(tmp_path / "issues.svg")).code == 0
    assert kb("frequencies", "--level", "all", "--out", str(tmp_path / "issues.svg")).code == 2


# --- Over the course of an interview ---

LENGTHS = (17, 0, 40)
SPANS = st.lists(
    st.sampled_from([0, 2]).flatmap(
        lambda text: st.tuples(st.just(text), st.integers(0, LENGTHS[text]), st.integers(0, LENGTHS[text]))
    ),
    max_size=10,
)


def marks(spans: list[tuple[int, int, int]]) -> CodingTable:
    texts = tuple(DocumentInfo(at, f"Interview {at}", length, 1) for at, length in enumerate(LENGTHS))
    coding_passes = tuple(PassInfo(at, at, 0, "coder", False) for at in range(len(LENGTHS)))  # noqa: FBT003
    rows = sorted((text, min(a, b), max(a, b)) for text, a, b in spans)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    text, start, end = columns.T
    nothing = np.zeros(len(rows), dtype=np.int64)
    return CodingTable(
        texts, coding_passes, ("Ann",), ("x",), text, text, nothing, start, end, nothing, nothing, nothing
    )


@given(SPANS, st.integers(1, 9))
def test_density_is_what_counting_characters_gives(spans: list[tuple[int, int, int]], parts: int) -> None:
    found = density(marks(spans), np.arange(3), parts=parts)
    for text, length in enumerate(LENGTHS):
        covered = {at for each, a, b in spans if each == text for at in range(min(a, b), max(a, b))}
        for part in range(parts):
            characters = range(length * part // parts, length * (part + 1) // parts)
            assert found.sizes[text, part] == len(characters)
            assert found.covered[text, part] == len(covered & set(characters))
        begun = [min(a, b) for each, a, b in spans if each == text]
        assert found.codings[text].sum() == len(begun)
    assert ((found.shares >= 0) & (found.shares <= 1)).all()
    assert ((found.share >= 0) & (found.share <= 1)).all()


@given(st.integers(1, 9), st.integers(0, 39))
def test_a_coding_is_in_the_part_that_holds_its_first_character(parts: int, start: int) -> None:
    edges = [40 * part // parts for part in range(parts + 1)]
    (part,) = part_of(marks([(2, start, 40)]), parts)
    assert edges[part] <= start < edges[part + 1]


def test_the_density_of_the_corpus_adds_up_to_its_codings(corpus_catalog: Path) -> None:
    every = quotes(corpus_catalog)
    with reading(open_for_reading(corpus_catalog)) as session:
        found = density_of(session, parts=13)
    assert found.codings.sum() == len(every)
    per_document = dict(zip(found.names, found.covered.sum(axis=1).tolist(), strict=True))
    for name, characters in per_document.items():
        spans = [(each.start, each.end) for each in every if each.document == name]
        assert characters == len({at for start, end in spans for at in range(start, end)})


def test_a_notebook_gets_a_row_for_every_part(catalog: Path) -> None:
    with package.open(catalog) as notebook:
        frame = notebook.density(parts=4)
        nothing = notebook.density(document="Interview 11", coder="Bea")
    assert len(frame) == 12
    assert frame["codings"].sum() == 10
    assert frame["share"].between(0, 1).all()
    assert list(nothing.columns) == list(frame.columns)
    assert nothing.empty


def test_no_parts_is_refused(catalog: Path) -> None:
    with reading(open_for_reading(catalog)) as session, pytest.raises(KbError, match="0 parts"):
        density_of(session, parts=0)
