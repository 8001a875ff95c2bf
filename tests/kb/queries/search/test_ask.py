"""Questions in plain words: what fits them, why, and that nothing is said where nothing fits."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Kb, run
from sqlmodel import Session

import kb as package
from kb.db.engine import open_for_reading, open_for_writing, reading, transaction
from kb.db.tables import Code, Document, Paragraph
from kb.queries.search.ask.answer import Answer, answer
from kb.queries.search.ask.answer_rows import answer_rows
from kb.queries.search.ask.question import (
    LONGEST,
    NoQuestionError,
    QuestionWord,
    ranges_of,
    read_question,
)

QUESTIONS = Path(__file__).parent / "questions"


def questions(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((QUESTIONS / f"{name}.toml").read_text("utf-8"))


@pytest.fixture
def session(catalog: Path) -> Iterator[Session]:
    engine = open_for_reading(catalog)
    with reading(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def real(corpus_catalog: Path) -> Iterator[Session]:
    engine = open_for_reading(corpus_catalog)
    with reading(engine) as opened:
        yield opened
    engine.dispose()


def rank(found: tuple[Any, ...], right: list[str]) -> int:
    """The place of the first right one, from 1; a large number if there is none."""
    names = [each.name for each in found]
    return min((names.index(name) + 1 for name in right if name in names), default=99)


@pytest.mark.parametrize(("name", "first", "top3"), [("first_twenty", 13, 15), ("held_out_ten", 4, 6)])
def test_the_right_issue_comes_about_as_often_as_when_it_was_measured(
    real: Session, name: str, first: int, top3: int
) -> None:
    ranks = [
        rank(answer(real, each["asks"], limit=50).issues, each["issues"])
        for each in questions(name)["question"]
    ]
    assert sum(each == 1 for each in ranks) >= first
    assert sum(each <= 3 for each in ranks) >= top3


@pytest.mark.parametrize("asks", [each["asks"] for each in questions("first_twenty")["nothing"]])
def test_it_says_when_nothing_fits(real: Session, asks: str) -> None:
    assert answer(real, asks).is_empty


def test_every_reason_is_in_the_catalog(real: Session) -> None:
    for each in questions("first_twenty")["question"][:6]:
        found = answer(real, each["asks"])
        for entry in (*found.issues, *found.fixes, *found.codes):
            assert entry.reasons, f"{entry.name} has no reason"
        for passage in found.passages:
            assert passage.found, passage.text
            assert len({passage.text[a:b].lower() for a, b in passage.found}) >= len(passage.words)


def test_an_answer_says_which_words_met_which(session: Session) -> None:
    found = answer(session, "Does the world move on, overnight?")
    assert found.issues[0].name == "concept-drift"
    told = {(each.word, each.field, each.text, each.name) for each in found.issues[0].reasons}
    assert told == {
        ("world", "title", "The world moves on", None),
        ("move", "title", "The world moves on", None),
        ("overnight", "cue", "changed overnight", "Drift"),
    }
    assert (found.issues[0].interviews, found.issues[0].codings) == (2, 3)


def test_words_of_passages_speak_for_the_issues_of_their_codes(session: Session) -> None:
    found = answer(session, "Is a format changed without a word of warning?")
    passage = found.passages[0]
    assert (passage.document, passage.paragraph) == ("Interview 11", 1)
    assert [passage.text[start:end] for start, end in passage.found] == ["changes", "format"]
    assert "silent-provider" in [each.name for each in found.issues]
    reason = next(each for each in found.issues[0].reasons if each.word == "format")
    assert (reason.field, reason.document, reason.paragraph) == ("quote", "Interview 11", 1)


def test_what_interviewers_ask_is_no_answer(session: Session) -> None:
    found = answer(session, "What broke, and how did you notice?")
    assert [each for each in found.passages if each.text in ("What broke?", "How did you notice?")] == []


@pytest.mark.parametrize(
    ("asks", "wanted"),
    [
        pytest.param("What do people do about drift?", "fixes", id="do about"),
        pytest.param("How do they cope with drift?", "fixes", id="cope"),
        pytest.param("What is done against drift?", "fixes", id="is done"),
        pytest.param("In whose words does the world move on?", "quotes", id="whose words"),
        pytest.param("Who says that the world moves on?", "quotes", id="who says"),
        pytest.param("Why does the world move on?", "issues", id="why"),
    ],
)
def test_what_is_asked_for_comes_first(session: Session, asks: str, wanted: str) -> None:
    found = answer(session, asks)
    assert found.wanted == wanted
    parts = {"issues": found.issues, "fixes": found.fixes, "quotes": found.passages}
    if parts[wanted]:
        assert found.sections[0] == (wanted, parts[wanted])


def test_a_fix_fits_by_the_issue_that_it_is_against(session: Session) -> None:
    found = answer(session, "What do people do when the world moves on?")
    fix = found.fixes[0]
    assert (fix.name, fix.reasons[-1].field, fix.reasons[-1].text) == (
        "watch-it",
        "issue",
        "The world moves on",
    )


def test_the_passes_of_moderators_count_alone_if_wanted(session: Session) -> None:
    everybody = answer(session, "Does the world move on?")
    moderated = answer(session, "Does the world move on?", pass_role="moderator")  # noqa: S106  no password
    assert [each.issues[0].codings for each in (everybody, moderated)] == [3, 2]


def test_a_question_has_the_same_answer_every_time(session: Session) -> None:
    asks = "What do people do when the provider changes the model overnight?"
    assert answer(session, asks) == answer(session, asks)


@pytest.mark.parametrize(
    "asks", ["", "   ", "why?", "What do people do about it?", "?!", "x" * (LONGEST + 1)]
)
def test_what_is_no_question_is_told_in_a_sentence(kb: Kb, asks: str) -> None:
    answered = kb("ask", "--", asks)
    assert answered.code == 2
    assert len(answered.err.splitlines()) == 1
    with pytest.raises(NoQuestionError):
        read_question(asks)


def test_half_of_a_surrogate_pair_is_told_in_a_sentence(kb: Kb) -> None:
    answered = kb("ask", "what about \ud800drift?")
    assert (answered.code, len(answered.err.splitlines())) == (2, 1)


def test_a_study_of_another_field_without_issues_is_answered_from_its_codes(tmp_path: Path) -> None:
    engine = open_for_writing(tmp_path / "nurses.db")
    with transaction(engine) as session:
        _nurses(session)
    with reading(engine) as session:
        found = answer(session, "Do nurses sleep badly after the night?")
        assert [each.name for each in found.codes] == ["Tired-after-nights"]
        assert [each.document for each in found.passages] == ["Ward 3"]
        assert found.issues == found.fixes == ()
        assert answer(session, "What is done about concept drift of the model?").is_empty
    engine.dispose()


def _nurses(session: Session) -> None:
    words = "I cannot sleep when I come home after a bad night on the ward."
    document = Document(
        name="Ward 3", sort_key="ward 0003", kind="interview", length=len(words), sha256="0" * 64,
        displayed_from="ward.txt", display_reason="the only file",
    )  # fmt: skip
    session.add(document)
    session.flush()
    session.add(Paragraph(document_id=document.id or 0, position=0, start=0, end=len(words), text=words))
    for name, definition in {
        "Tired-after-nights": "Use when sleep suffers from working at night; not when the ward is noisy.",
        "Handover": "Use when one shift tells the next what happened.",
    }.items():
        code = Code(name=name, key=name.lower(), definition=definition, origin="manual")
        session.add(code)
        session.flush()
        code.canonical_id = code.id
        session.add(code)


def test_a_word_is_found_in_any_form_and_script() -> None:
    text = "Labelling drifts, 模型漂移."
    words = [QuestionWord("labels", "label"), QuestionWord("drift", "drift"), QuestionWord("漂", "漂")]
    assert [text[start:end] for start, end in ranges_of(text, words)] == ["Labelling", "drifts", "漂"]


def test_command_notebook_and_rows_say_the_same(kb: Kb, catalog: Path) -> None:
    asks = "What do people do when the world moves on overnight?"
    rows = kb("ask", asks, "--format", "jsonl").lines
    with package.open(catalog) as notebook:
        frame = notebook.ask(asks)
    assert [list(row) for row in frame[["kind", "name", "score"]].values] == [
        [row["kind"], row["name"], row["score"]] for row in rows
    ]
    assert rows[0]["kind"] == "fix"
    as_json = kb("ask", asks, "--format", "json").json
    assert as_json["fixes"][0]["name"] == rows[0]["name"]
    assert [row["name"] for row in kb("ask", asks, "--format", "csv").csv] == [row["name"] for row in rows]


def test_the_terminal_tells_reasons_and_leads_to_the_words(kb: Kb) -> None:
    shown = kb("ask", "Does the world move on overnight?")
    assert "“overnight” in the cue “changed overnight” of Drift" in " ".join(shown.out.split())
    assert "kb issue concept-drift" in shown.out
    nothing = kb("ask", "Which football club won?")
    assert (nothing.code, nothing.out.strip()) == (0, "")
    assert "nothing in the catalog fits; looked for: football, club, won" in nothing.err


def test_an_empty_catalog_has_no_answer(tmp_path: Path) -> None:
    open_for_writing(tmp_path / "empty.db").dispose()
    answered = run("ask", "what about drift?", "--database", str(tmp_path / "empty.db"))
    assert (answered.code, answered.out.strip()) == (0, "")


def test_rows_begin_with_what_is_asked_for(session: Session) -> None:
    found: Answer = answer(session, "In whose words does a provider change the format?")
    assert next(answer_rows(found)).kind == "passage"
