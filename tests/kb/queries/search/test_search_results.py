"""What a search finds, document by document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import file, store, taxonomy
from sqlmodel import Session

from kb.db import engine as db
from kb.errors import UnknownNameError
from kb.queries.search.results import search
from kb.queries.search.scope import SearchScope

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
        pytest.param(
            "schema near:2 dashboard", [("Interview 1", 1), ("Interview 1", 3)], id="near, both sides"
        ),
        pytest.param(
            "schema near:1 nobody near:1 dashboard",
            [("Interview 1", 2), ("Interview 1", 3)],
            id="near what is near",
        ),
        pytest.param(
            "(schema or dashboard) near:1 alert",
            [("Interview 1", 1), ("Interview 1", 2), ("Interview 1", 3), ("Interview 1", 4)],
            id="near one of two",
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


def test_a_part_of_a_chinese_sentence_is_found_and_marked_near_another(tmp_path: Path) -> None:
    engine = db.open_for_writing(tmp_path / "chinese.db")
    talk = ("什么出了问题?", "数据在夜里变了。模型漂移了。", "没有人通知我们。")
    store(engine, file("Interview 1 - Bea.txt", talk, {"drift": ("模型漂移", "exact")}), book=taxonomy())
    with db.reading(engine) as session:
        groups = search(session, "漂移 near:1 通知").groups
        pieces = [[piece.text for piece in hit.pieces if piece.is_found] for hit in groups[0].hits]
        assert pieces == [["漂移"], ["通知"]]
        [hit] = search(session, "人 not code:drift").groups[0].hits
        assert hit.paragraph == len(talk) - 1
    engine.dispose()
