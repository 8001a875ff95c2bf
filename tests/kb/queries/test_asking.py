"""One field to ask with: how it is read, what it finds, and what is said where it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import file, store, taxonomy
from sqlmodel import Session

from kb.db import engine as db
from kb.errors import UnknownNameError
from kb.queries.search.results import SearchScope, search
from kb.queries.syntax.parse import FURTHEST, LONGEST, SearchSyntaxError, parse_search
from kb.queries.syntax.question import And, Has, Near, Not, Or, Question, Says, chips

TALK = (
    "What broke, and how did you notice?",
    "The schema changed overnight and the model drifted.",
    "Nobody told us, and no alert came.",
    "We looked at the dashboard a week later.",
    "Then an alert was added, and drifting shows up the same day.",
)
SECOND = ("Tell me about the images.", "The scanners drifted, said the clinic.", "There was nobody to ask.")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two interviews; Bea coded drift in both and watching in the first."""
    engine = db.open_for_writing(tmp_path / "catalog.db")
    marks = {"drift": ("drifted", "exact"), "watching-fix": ("the dashboard", "exact")}
    store(engine, file("Interview 1 - Bea.txt", TALK, marks), book=taxonomy())  # type: ignore[arg-type]
    store(engine, file("Interview 2 - Bea.txt", SECOND, {"drift": ("drifted", "exact")}), book=taxonomy())
    with db.reading(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("   ", None, id="white space"),
        pytest.param("model drift", Says("model drift"), id="words side by side are one question"),
        pytest.param('"own words"', Says('"own words"'), id="a phrase"),
        pytest.param("shift OR drift", Says("shift OR drift"), id="OR between words is the full text's"),
        pytest.param("drift not alert", And((Says("drift"), Not(Says("alert")))), id="not"),
        pytest.param("drift -alert", And((Says("drift"), Not(Says("alert")))), id="minus"),
        pytest.param("code:drift", Has("drift"), id="a code"),
        pytest.param('code:"late labels"', Has("late labels"), id="a code of several words"),
        pytest.param("code:a and code:b", And((Has("a"), Has("b"))), id="both codes"),
        pytest.param("code:a code:b", And((Has("a"), Has("b"))), id="side by side is and"),
        pytest.param("code:a or code:b", Or((Has("a"), Has("b"))), id="either code"),
        pytest.param("code:a not code:b", And((Has("a"), Not(Has("b")))), id="one without the other"),
        pytest.param("CODE:a AND code:b", And((Has("a"), Has("b"))), id="case does not count"),
        pytest.param("code:a wrong answers", And((Has("a"), Says("wrong answers"))), id="a code and words"),
        pytest.param("a near:2 b", Near(Says("a"), Says("b"), 2), id="near words"),
        pytest.param("drift near:0 b", Near(Has("drift"), Says("b"), 0), id="a word that is a code's name"),
        pytest.param('"drift" near:1 b', Near(Says('"drift"'), Says("b"), 1), id="in quotes it is the word"),
        pytest.param(
            "(code:a or code:b) not (c or d)",
            And((Or((Has("a"), Has("b"))), Not(Or((Says("c"), Says("d")))))),
            id="brackets",
        ),
        pytest.param("near and far", And((Says("near"), Says("far"))), id="near without a number is a word"),
        pytest.param("it's 5:30", Says("it's 5:30"), id="a colon is no operator"),
    ],
)
def test_a_question_is_read(typed: str, read_as: Question | None) -> None:
    assert parse_search(typed, is_code=lambda words: words == "drift") == read_as


@pytest.mark.parametrize(
    ("typed", "spot", "expected"),
    [
        pytest.param("code:a and", "and", "after “and”", id="nothing behind an operator"),
        pytest.param("or b", "or", "before “or”", id="nothing before an operator"),
        pytest.param("a not", "not", "after “not”", id="a not of nothing"),
        pytest.param("(a or b", "(", "closed", id="a bracket that stays open"),
        pytest.param("a) b", ")", "closes nothing", id="a bracket that closes nothing"),
        pytest.param("()", ")", "expected a word or a code", id="nothing between brackets"),
        pytest.param("drift code:", "code:", "expected the name of a code", id="a code without its name"),
        pytest.param("a near:x b", "near:x", "number of paragraphs", id="near without a number"),
        pytest.param(f"a near:{FURTHEST + 1} b", f"near:{FURTHEST + 1}", "number", id="too far to be near"),
        pytest.param("a near:2", "near:2", "after “near:2”", id="near nothing"),
        pytest.param("not a near:2 b", "near:2", "both sides", id="near what is not there"),
        pytest.param('code:""', 'code:""', "name of a code", id="a code without a name"),
        pytest.param("...", "...", "letters or numbers", id="no letters"),
        pytest.param("not a", "not a", "also what", id="only what is not wanted"),
        pytest.param("a or not b", "a or not b", "also what", id="everything but"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_was_expected(typed: str, spot: str, expected: str) -> None:
    with pytest.raises(SearchSyntaxError) as error:
        parse_search(typed)
    assert typed[error.value.start : error.value.end] == spot
    assert expected in str(error.value)


@pytest.mark.parametrize("typed", ["x" * (LONGEST + 1), "a and " * 90 + "a", "(" * 90], ids=len)
def test_a_question_without_end_is_refused(typed: str) -> None:
    with pytest.raises(SearchSyntaxError):
        parse_search(typed)


def test_the_chips_say_how_it_was_read() -> None:
    asked = parse_search("code:a near:1 wrong not (b or code:c)")
    assert [(chip.kind, chip.text, chip.without) for chip in chips(asked)] == [
        ("code", "a", False),
        ("near", "within 1 paragraph of", False),
        ("words", "wrong", False),
        ("words", "b", True),
        ("or", "or", False),
        ("code", "c", True),
    ]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        pytest.param("drifting", [("Interview 1", 1), ("Interview 1", 4), ("Interview 2", 1)], id="by stem"),
        pytest.param("drift not alert", [("Interview 1", 1), ("Interview 2", 1)], id="without a word"),
        pytest.param("code:drift", [("Interview 1", 1), ("Interview 2", 1)], id="a code"),
        pytest.param("code:Drift schema", [("Interview 1", 1)], id="a code and a word"),
        pytest.param("code:drift not schema", [("Interview 2", 1)], id="a code without a word"),
        pytest.param("alert not code:drift", [("Interview 1", 2), ("Interview 1", 4)], id="a word, no code"),
        pytest.param(
            "code:drift or code:watching-fix",
            [("Interview 1", 1), ("Interview 1", 3), ("Interview 2", 1)],
            id="either",
        ),
        pytest.param("code:drift and code:watching-fix", [], id="never both"),
        pytest.param(
            "code:drift near:2 code:watching-fix", [("Interview 1", 1), ("Interview 1", 3)], id="but near"
        ),
        pytest.param("code:drift near:1 code:watching-fix", [], id="not that near"),
        pytest.param(
            "code:drift near:1 nobody",
            [("Interview 1", 1), ("Interview 1", 2), ("Interview 2", 1), ("Interview 2", 2)],
            id="near a word",
        ),
        pytest.param("schema near:50 scanners", [], id="never near over the end of a document"),
        pytest.param("drift not (not schema)", [("Interview 1", 1)], id="twice not"),
    ],
)
def test_a_question_finds_paragraphs(session: Session, typed: str, places: list[tuple[str, int]]) -> None:
    found = search(session, typed)
    assert [(group.document, hit.paragraph) for group in found.groups for hit in group.hits] == places
    assert found.total == len(places)


def test_what_was_found_is_marked_and_the_coded_words_carry_their_code(session: Session) -> None:
    [group] = search(session, "code:drift schema").groups
    [hit] = group.hits
    assert hit.text == TALK[1]
    assert [piece.text for piece in hit.pieces if piece.is_found] == ["schema"]
    assert [(piece.text, piece.code) for piece in hit.pieces if piece.code] == [("drifted", "drift")]
    assert hit.codes == ("drift",)


def test_a_search_can_be_limited_and_begin_where_most_is_found(session: Session) -> None:
    assert search(session, "drift", SearchScope(document="Interview 2")).total == 1
    assert search(session, "drift", SearchScope(attribute="sector: energy")).total == 0
    assert [group.total for group in search(session, "drift", most_first=True).groups] == [2, 1]


def test_a_page_of_findings_says_how_much_there_is(session: Session) -> None:
    found = search(session, "drift", limit=1)
    assert (found.shown, found.total, found.documents) == (1, 3, 2)


def test_a_code_that_is_not_there_is_told_with_the_nearest(session: Session) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'drift'"):
        search(session, "schema not code:drfit")
