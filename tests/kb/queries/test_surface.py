"""What a coder sees of a document, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import small_catalog
from sqlmodel import Session

from kb.db import engine as db
from kb.db.tables import Document
from kb.errors import UnknownNameError
from kb.queries.codebook import code_tree
from kb.queries.comparison.unblinding import has_seen_others
from kb.queries.documents import annotations as noted
from kb.queries.documents import outline, transcript
from kb.queries.documents.transcript import VisiblePasses
from kb.store.coding.codings import add_coding
from kb.store.coding.unblinding import show_others
from kb.store.memos import note_on_coding

TWO = "Interview 2"
BEA_BLIND = VisiblePasses(coder="Bea", blind=True)


@pytest.fixture
def session(catalog: Path) -> Iterator[Session]:
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def writing(own_catalog: Path) -> Iterator[Session]:
    engine = db.open_for_writing(own_catalog)
    with db.transaction(engine) as opened:
        yield opened
    engine.dispose()


def coders(shown: VisiblePasses, session: Session) -> set[str]:
    return {each.coder for each in transcript.window(session, TWO, shown=shown).codings}


def test_a_window_has_its_paragraphs_and_the_codings_that_touch_them(session: Session) -> None:
    window = transcript.window(session, TWO, first=2, size=2)
    assert (window.total, [each.position for each in window.paragraphs]) == (5, [2, 3])
    assert [(each.code, each.first, each.last) for each in window.codings] == [
        ("Data-unstable-provider", 1, 2)
    ]
    assert [each.role for each in window.paragraphs] == ["interviewee", "interviewer"]


def test_a_window_beyond_the_end_is_the_last_one(session: Session) -> None:
    assert transcript.window(session, TWO, first=99, size=2).first == 3
    assert transcript.window(session, TWO, first=-5).first == 0


def test_the_words_of_a_coding_are_where_it_says(session: Session) -> None:
    for each in transcript.window(session, TWO).codings:
        words = transcript.words(session, TWO, each.start, each.end)
        assert words in {coded.words for coded in small_catalog.CODINGS if coded.document == TWO}


def test_who_codes_blind_is_sent_nothing_of_the_others(session: Session) -> None:
    assert coders(VisiblePasses(), session) == {"Bea", "Amin"}
    assert coders(BEA_BLIND, session) == {"Bea"}
    assert coders(VisiblePasses(coder="Bea", blind=True, passes=("Amin:moderator",)), session) == {"Bea"}
    assert coders(VisiblePasses(coder="Somebody new", blind=True), session) == set()
    amin = next(each.id for each in transcript.window(session, TWO).codings if each.coder == "Amin")
    assert transcript.coding(session, amin, shown=BEA_BLIND) is None
    assert transcript.coding(session, amin, shown=VisiblePasses(coder="Bea")) is not None
    assert outline.progress(session, TWO, shown=BEA_BLIND).codings == 3


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(VisiblePasses(passes=("Bea",)), {"Bea"}, id="a pass"),
        pytest.param(VisiblePasses(passes=("Amin:moderator",)), {"Amin"}, id="the moderated pass"),
        pytest.param(VisiblePasses(passes=("Amin",)), set(), id="a role that nobody has"),
        pytest.param(VisiblePasses(by="Amin"), {"Amin"}, id="a coder"),
        pytest.param(VisiblePasses(code="drifts"), {"Bea", "Amin"}, id="a code in any spelling"),
        pytest.param(VisiblePasses(code="trial and error"), {"Amin"}, id="a code"),
    ],
)
def test_one_can_choose_whose_codings_are_shown(
    session: Session, shown: VisiblePasses, expected: set[str]
) -> None:
    assert coders(shown, session) == expected


def test_a_line_tells_the_coder_and_the_moderator_apart(session: Session) -> None:
    lines = {each.name: each.line for each in transcript.passes(session, TWO)}
    assert lines == {"Bea": "solid", "Cem": "dashed", "Amin:moderator": "double"}


def test_only_ones_own_codings_are_ones_own(session: Session) -> None:
    window = transcript.window(session, TWO, shown=VisiblePasses(coder="Bea"))
    assert {each.coder for each in window.codings if each.own} == {"Bea"}
    assert {each.coder for each in window.codings if not each.own} == {"Amin"}


def test_what_only_spills_into_a_paragraph_is_not_shown(session: Session) -> None:
    assert "spill" not in {each.extent for each in transcript.window(session, TWO).codings}


def test_an_unknown_document_is_told_as_such(session: Session) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'Interview 11'"):
        transcript.window(session, "Intervew 11")


def test_words_are_found_whatever_their_case(session: Session) -> None:
    spans = transcript.find(session, TWO, "the  MODEL")
    assert [transcript.words(session, TWO, *span) for span in spans] == ["the model"]
    assert transcript.find(session, TWO, ".*") == ()
    assert transcript.find(session, TWO, "  ") == ()


def test_the_outline_is_made_of_the_interviewers_questions(session: Session) -> None:
    parts = outline.outline(session, "Interview 11")
    assert parts == []  # three words are no question that opens a part


def test_the_outline_follows_the_interview_guide_where_it_is_coded(writing: Session) -> None:
    from kb.db.tables import Code  # noqa: PLC0415  only here

    code = Code(
        name="Q1",
        key="q1",
        kind="structural",
        definition="Use on what is said to the question how it broke.",
    )
    writing.add(code)
    writing.flush()
    code.canonical_id = code.id
    document = writing.get_one(Document, 1)
    add_coding(writing, document=document, code="Q1", start=13, end=60, coder="Bea")
    parts = outline.outline(writing, TWO)
    assert [(part.title, part.first, part.last, part.coded) for part in parts] == [
        ("Beginning", 0, 0, 0),
        ("How it broke", 1, 4, 3),
    ]
    assert sum(part.codings for part in parts) == outline.progress(writing, TWO).codings


def test_uncoded_paragraphs_are_walked_in_a_circle(session: Session) -> None:
    progress = outline.progress(session, "Interview 11", shown=VisiblePasses(coder="Cem", blind=True))
    assert (progress.paragraphs, progress.coded, progress.codings) == (3, 1, 1)
    assert progress.uncoded == (2,)  # what the interviewer says needs no code
    assert (progress.next(0), progress.next(2), progress.previous(1)) == (2, 2, 2)


def test_the_tree_has_every_code_once_and_the_unsorted_last(session: Session) -> None:
    branches = code_tree.tree(session)
    shown = [code.name for branch in branches for code in branch.codes]
    assert sorted(shown) == sorted(small_catalog.KINDS)
    assert (branches[-1].title, branches[-1].codes[0].name) == ("Unsorted", "[red]=cmd()[/red]")


def test_who_is_blind_learns_nothing_from_the_counts(session: Session) -> None:
    everybody = {code.name: code.count for code in code_tree.codes(session)}
    bea = {code.name: code.count for code in code_tree.codes(session, counted_by="Bea")}
    assert (everybody["Drift"], bea["Drift"]) == (3, 1)


def test_recent_codes_are_ones_own_newest_first(writing: Session) -> None:
    document = writing.get_one(Document, 1)
    for code in ("Drift", "toil", "Late-labels", "toil"):
        add_coding(writing, document=document, code=code, start=0, end=11 + len(code), coder="Mara")
    assert code_tree.recent(writing, "Mara") == ["Late-labels", "toil", "Drift"]
    assert code_tree.recent(writing, "Somebody new") == []


def test_memos_on_codings_one_does_not_see_are_not_shown(writing: Session) -> None:
    amin = next(each.id for each in transcript.window(writing, TWO).codings if each.coder == "Amin")
    note_on_coding(writing, amin, "doubtful", who="Amin")
    assert [note.text for note in noted.notes(writing, TWO)] == ["doubtful"]
    assert noted.notes(writing, TWO, shown=BEA_BLIND) == []


def test_ending_blind_coding_is_written_down_once(writing: Session) -> None:
    assert not has_seen_others(writing, TWO, who="Bea")
    for _ in range(2):
        show_others(writing, TWO, who="Bea")
    assert has_seen_others(writing, TWO, who="Bea")
    assert not has_seen_others(writing, TWO, who="Cem")
