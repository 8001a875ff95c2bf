"""The questions behind the evidence pages agree with those of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from kb.db.engine import open_for_reading, reading
from kb.db.tables import Coding, CodingPass, Fix, Issue
from kb.queries.analyses import cooccurrence
from kb.queries.analyses.crosstab import crosstab
from kb.queries.analyses.frequencies import frequencies
from kb.queries.counting import code_usage
from kb.queries.counting.counts import Counts
from kb.queries.evidence import (
    combined_counts,
    cooccurring_issues,
    fix_page,
    fixes,
    fixes_of_issues,
    issues,
    stage_aspect,
    stages,
)
from kb.queries.filtering.filters import Filters
from kb.queries.quotes import coded_passages

ROOT = Path(__file__).parents[3]
MODERATED = Filters(pass_role="moderator")  # noqa: S106  no password


@pytest.fixture(scope="module")
def demo(demo_catalog: Path) -> Iterator[Session]:
    with reading(open_for_reading(demo_catalog)) as session:
        yield session


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(Filters(), id="all"),
        pytest.param(MODERATED, id="moderated"),
        pytest.param(Filters(aspect="reliability"), id="one aspect"),
        pytest.param(Filters(stage="data-collection"), id="one stage"),
    ],
)
def test_the_heat_map_the_stages_and_the_crosstab_count_the_same(demo: Session, filters: Filters) -> None:
    table = stage_aspect.stage_aspect_table(demo, filters)
    inside = {
        (each.stage, each.aspect, each.interviews, each.coders, each.codings)
        for each in table.cells
        if each.stage and each.aspect and each.codings
    }
    cells = stages.stage_by_aspect(demo, filters)
    assert inside == {(each.stage, each.aspect, each.interviews, each.coders, each.codings) for each in cells}
    any_aspect = {each.stage: each.codings for each in table.cells if each.stage and each.aspect is None}
    assert any_aspect == {row.stage: row.codings for row in stages.stages(demo, filters)}
    if (filters.stage, filters.aspect) == (None, None):  # a crosstab keeps the other issues of a code
        crossed = crosstab(demo, "stage", "aspect", filters)
        counted = {
            (row, column): int(crossed.cells[at, to])
            for at, row in enumerate(crossed.rows.things)
            for to, column in enumerate(crossed.columns.things)
            if crossed.cells[at, to]
        }
        assert counted == {(each.stage, each.aspect): each.codings for each in cells}


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        MODERATED,
        Filters(pass_role="coder"),  # noqa: S106  no password
        Filters(document="Interview 1"),
        Filters(coder="noor", pass_role="coder"),  # noqa: S106
    ],
    ids=["all", "moderated", "coders", "one interview", "one coder"],
)
def test_what_an_issue_is_counted_against_is_what_every_analysis_counts_against(
    demo: Session, filters: Filters
) -> None:
    page = issues.issue(demo, "drift", filters)
    assert page.of_interviews == frequencies(demo, filters).coded.interviews
    assert page.of_interviews == cooccurrence.pairs(demo, filters).interviews
    assert page.counts.interviews <= page.of_interviews
    assert page.counts.coders <= page.of_coders
    fix = demo.exec(select(Fix.key).limit(1)).one()
    of_fix = fix_page.fix(demo, fix, filters)
    assert (of_fix.of_interviews, of_fix.of_coders) == (page.of_interviews, page.of_coders)


def test_moderated_codings_are_counted_against_moderated_interviews(demo: Session) -> None:
    """Not against the interviews and coders of any pass, and never against an empty pass."""
    page = issues.issue(demo, "drift", MODERATED)
    moderated = set(
        demo.exec(
            select(CodingPass.document_id, CodingPass.coder_id)
            .join(Coding, col(Coding.pass_id) == CodingPass.id)
            .where(CodingPass.role == "moderator")
        )
    )
    assert page.of_interviews == len({document for document, _ in moderated})
    assert page.of_coders == len({coder for _, coder in moderated})
    assert page.of_interviews < issues.issue(demo, "drift").of_interviews


def test_a_total_counts_each_interview_once(demo: Session) -> None:
    table = stage_aspect.stage_aspect_table(demo, MODERATED)
    whole = next(each for each in table.cells if each.stage is None and each.aspect is None)
    assert whole.interviews <= 13
    assert whole.interviews < sum(each.interviews for each in table.cells if each.stage and each.aspect)


@pytest.mark.parametrize("filters", [Filters(), MODERATED], ids=["all", "moderated"])
def test_a_list_of_issues_counts_together_what_the_heat_map_counts(demo: Session, filters: Filters) -> None:
    for row in stages.stages(demo, filters):
        listed = issues.issues(demo, replace(filters, stage=row.stage))
        together = combined_counts.counts_of_issues(demo, [issue.issue for issue in listed], filters)
        assert together == Counts(row.interviews, row.coders, row.codings)


def test_several_fixes_together_count_each_interview_once(demo: Session) -> None:
    rows = fixes.fixes(demo, MODERATED)
    one = combined_counts.counts_of_fixes(demo, [rows[0].fix], MODERATED)
    assert one == Counts(rows[0].interviews, rows[0].coders, rows[0].codings)
    every = combined_counts.counts_of_fixes(demo, [row.fix for row in rows], MODERATED)
    assert max(row.interviews for row in rows) <= every.interviews < sum(row.interviews for row in rows)
    assert combined_counts.counts_of_fixes(demo, []) == Counts()


def test_two_coders_on_the_same_words_are_one_passage(demo: Session) -> None:
    page = coded_passages.coded_passages(demo, Filters(issue="drift"), order="strength", limit=5)
    assert page.total < page.codings
    assert len({voice.coder for voice in page.passages[0].coders}) >= 2
    assert page.codings == issues.issue(demo, "drift").counts.codings


def test_a_moderated_passage_names_those_who_saw_it_before(demo: Session) -> None:
    page = coded_passages.coded_passages(demo, Filters(issue="drift", pass_role="moderator"), limit=None)  # noqa: S106
    assert {voice.role for each in page.passages for voice in each.coders} == {"coder", "moderator"}
    assert page.codings == page.total


@pytest.mark.parametrize("order", ["interview", "code", "strength"])
def test_an_order_changes_no_passage(demo: Session, order: coded_passages.Order) -> None:
    page = coded_passages.coded_passages(demo, Filters(issue="drift"), order=order, limit=None)
    assert {each.coding for each in page.passages} == {
        each.coding
        for each in coded_passages.coded_passages(demo, Filters(issue="drift"), limit=None).passages
    }


def test_the_words_of_a_passage_are_those_that_were_coded(demo: Session) -> None:
    for each in coded_passages.coded_passages(demo, MODERATED, limit=50).passages:
        assert len(each.quote) == each.end - each.start


def test_company_is_mutual_and_a_share(demo: Session) -> None:
    keys = [row.issue for row in issues.issues(demo, MODERATED)]
    found = {key: cooccurring_issues.companions(demo, key, MODERATED) for key in keys}
    assert any(found.values())
    for issue, others in found.items():
        for other in others:
            back = next(each for each in found[other.issue] if each.issue == issue)
            assert (back.paragraphs, back.jaccard) == (other.paragraphs, other.jaccard)
            assert 0 < other.jaccard <= 1


def test_a_fix_and_an_issue_are_named_together_as_often_from_either_side(demo: Session) -> None:
    from_issue = fixes_of_issues.fixes_of_issue(demo, "misleading-offline-evaluation", MODERATED)
    for pair in from_issue.pairs:
        back = fixes_of_issues.issues_of_fix(demo, pair.key, MODERATED)
        assert pair.both in {each.both for each in back.pairs if each.key == "misleading-offline-evaluation"}


@pytest.mark.parametrize("filters", [Filters(), MODERATED], ids=["all", "moderated"])
def test_what_occurs_with_an_issue_on_its_page_is_what_the_network_counts(
    demo: Session, filters: Filters
) -> None:
    carried = code_usage.codes_of_issues(demo)
    known = {each.key: carried.get(each.id or 0, set()) for each in demo.exec(select(Issue))}
    pairs = cooccurrence.pairs(demo, filters).rows("count", resamples=0)
    for key, codes in known.items():
        counted = {
            (other, row.count, row.jaccard)
            for row in pairs
            for one, other in ((row.a, row.b), (row.b, row.a))
            if one == key and not codes & known[other]
        }
        found = cooccurring_issues.companions(demo, key, filters)
        assert {(each.issue, each.paragraphs, each.jaccard) for each in found} == counted
    assert pairs


def test_an_issue_names_those_that_have_exactly_its_codes(demo: Session) -> None:
    found = issues.issue(demo, "slow-answers")
    assert [key for key, _ in found.same_evidence] == ["costly-training", "memory-hungry-models"]
    assert issues.issue(demo, "costly-training").counts == found.counts
    assert issues.issue(demo, "drift").same_evidence == ()
    assert issues.issue(demo, "data-in-other-hands").same_evidence == (), "no codes are nothing to share"
