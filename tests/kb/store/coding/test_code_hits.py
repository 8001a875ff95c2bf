"""All that a search finds, coded at once: nothing twice, one undo, on the words that were selected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import Answer, run
from sqlalchemy import Engine
from sqlmodel import select

from kb.db import engine as db
from kb.db.tables import Code, Coder, Coding, CodingPass, Document
from kb.queries.search.hit_spans import HitSpan, hit_spans
from kb.queries.search.scope import SearchScope
from kb.store.coding.code_hits import code_hits, plan_hits
from kb.store.coding.codings import add_coding
from kb.store.coding.unblinding import show_others
from kb.store.corrections.correct_text import save, set_text
from kb.store.undo import undo


@pytest.fixture
def engine(own_catalog: Path) -> Iterator[Engine]:
    opened = db.open_for_writing(own_catalog)
    yield opened
    opened.dispose()


def spans(engine: Engine, query: str, unit: str = "paragraph", **scope: str) -> list[HitSpan]:
    with db.reading(engine) as session:
        return hit_spans(session, query, SearchScope(**scope), unit=unit)  # type: ignore[arg-type]


def codings(engine: Engine, coder: str) -> list[tuple[str, str, int, int]]:
    """Document, code and place of what somebody coded."""
    with db.reading(engine) as session:
        query = (
            select(Document.name, Code.name, Coding.start, Coding.end)
            .join(CodingPass, CodingPass.id == Coding.pass_id)
            .join(Coder, Coder.id == CodingPass.coder_id)
            .join(Code, Code.id == Coding.code_id)
            .join(Document, Document.id == Coding.document_id)
            .where(Coder.name == coder, Coding.extent != "spill")
        )
        return sorted(tuple(row) for row in session.exec(query))


@pytest.mark.parametrize(
    ("query", "unit", "words"),
    [
        pytest.param("drift", "words", ["drifted", "drift", "drift"], id="the words that were found"),
        pytest.param(
            "overnight",
            "sentence",
            ["The data changed overnight."],
            id="the sentence",
        ),
        pytest.param(
            "overnight",
            "paragraph",
            ["The data changed overnight. Nobody told us, and the model drifted away."],
            id="the paragraph",
        ),
        pytest.param(
            "code:Monitoring-fix",
            "words",
            ["By trial and error, then we began to monitor."],
            id="the paragraph, where a code finds it",
        ),
        pytest.param("xyzzy", "paragraph", [], id="nothing"),
    ],
)
def test_what_is_found_is_a_span_of_the_text(engine: Engine, query: str, unit: str, words: list[str]) -> None:
    found = spans(engine, query, unit)
    assert [each.words for each in found] == words
    with db.reading(engine) as session:
        for each in found:
            document = session.exec(select(Document).where(Document.name == each.document)).one()
            assert each.text == document.sha256


def test_hits_are_coded_as_one_action_with_one_undo(engine: Engine) -> None:
    found = spans(engine, "drift", "words")
    with db.transaction(engine) as session:
        done = code_hits(session, found, code="Late-labels", coder="Mara")
    assert (done.new, done.batch is not None) == (3, True)
    assert [(document, code) for document, code, *_ in codings(engine, "Mara")] == [
        ("Interview 11", "Late-labels"),
        ("Interview 2", "Late-labels"),
        ("Nasty article", "Late-labels"),
    ]
    with db.transaction(engine) as session:
        undo(session, done.batch or "", who="Mara")
    assert codings(engine, "Mara") == []
    with db.reading(engine) as session:
        assert session.exec(select(Code).where(Code.name == "Late-labels")).one()


def test_nothing_is_coded_twice_and_what_is_coded_is_told_and_left(engine: Engine) -> None:
    before = codings(engine, "Bea")
    found = spans(engine, "drift overnight OR drift", "paragraph")
    with db.transaction(engine) as session:
        done = code_hits(session, found, code="drifts", coder="Bea")
    outcomes = {each.span.document: each.outcome for each in done.hits}
    assert outcomes["Interview 2"] == "coded already"
    assert [each for each in codings(engine, "Bea") if each[0] == "Interview 2"] == before
    again = spans(engine, "drift overnight OR drift", "paragraph")
    with db.transaction(engine) as session:
        second = code_hits(session, again, code="Drift", coder="Bea")
    assert (second.new, second.batch) == (0, None)


def test_spans_that_overlap_each_other_are_coded_once(engine: Engine) -> None:
    [whole] = spans(engine, "overnight")
    half = replace(whole, start=whole.start + 4, words=whole.words[4:])
    with db.transaction(engine) as session:
        done = code_hits(session, [whole, half], code="Late-labels", coder="Mara")
    assert [each.outcome for each in done.hits] == ["new", "coded already"]
    assert len(codings(engine, "Mara")) == 1


def test_a_plan_changes_nothing_and_says_what_the_action_then_does(engine: Engine) -> None:
    found = spans(engine, "drift")
    with db.reading(engine) as session:
        planned = plan_hits(session, found, code="A new idea", coder="Somebody new")
    assert codings(engine, "Somebody new") == []
    with db.transaction(engine) as session:
        done = code_hits(session, found, code="A new idea", coder="Somebody new")
    assert tuple(planned) == done.hits


def test_words_that_moved_are_followed_and_words_that_are_gone_are_left(engine: Engine) -> None:
    provider, drift = spans(engine, "format or drift", document="Interview 11", unit="paragraph")
    with db.transaction(engine) as session:
        document = session.exec(select(Document).where(Document.name == "Interview 11")).one()
        correcting = set_text(session, document, 1, "Quite another answer.")
        assert correcting is not None
        save(session, document, correcting, who="Mara")
    with db.transaction(engine) as session:
        done = code_hits(session, [provider, drift], code="Late-labels", coder="Mara")
    assert [each.outcome for each in done.hits] == ["text changed", "new"]
    moved = done.hits[1].span
    assert moved.start != drift.start
    assert moved.words == "And the drift is worse in winter."
    assert codings(engine, "Mara") == [("Interview 11", "Late-labels", moved.start, moved.end)]


# --- On the command line ------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_is_coded_then(own_catalog: Path) -> None:
    command = (
        "search",
        "drift",
        "--code-as",
        "drifts",
        "--who",
        "Bea",
        "--span",
        "words",
        "--format",
        "jsonl",
    )
    trial = run(*command, "--dry-run", "--database", str(own_catalog))
    assert "nothing is stored" in trial.err
    done = run(*command, "--database", str(own_catalog))
    assert trial.lines == done.lines
    assert [row["outcome"] for row in done.lines] == ["coded already", "new", "new"]
    assert "to undo: kb undo" in done.err
    action = done.err.rpartition("kb undo ")[2].strip()
    assert run("undo", action, "--database", str(own_catalog)).code == 0
    assert run(*command, "--dry-run", "--database", str(own_catalog)).lines == trial.lines


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(("--code-as", "Drif"), "did you mean 'Drift'", id="a code that is misspelled"),
        pytest.param(("--code-as", "Quite new"), "--new-code creates it", id="a new code"),
        pytest.param(("--code-as", " "), "needs the name of a code", id="no name"),
        pytest.param(("--dry-run",), "--dry-run needs --code-as", id="a trial of nothing"),
        pytest.param(("--span", "words"), "--span needs --code-as", id="a span of nothing"),
    ],
)
def test_what_cannot_be_coded_is_told_in_a_sentence(
    own_catalog: Path, options: tuple[str, ...], told: str
) -> None:
    answered = run("search", "drift", *options, "--who", "Bea", "--database", str(own_catalog))
    assert answered.code == 2
    assert told in answered.err


def test_a_new_code_is_made_where_it_is_allowed(own_catalog: Path) -> None:
    command = ("search", "drift", "--code-as", "Quite new", "--new-code", "--who", "Bea")
    answered = run(*command, "--format", "jsonl", "--database", str(own_catalog))
    assert {row["outcome"] for row in answered.lines} == {"new"}
    codes = run("codes", "--format", "jsonl", "--database", str(own_catalog)).lines
    assert next(row for row in codes if row["code"] == "Quite new")["codings"] == 3


@pytest.mark.parametrize("who", ["Dora", "dora"])
def test_a_blind_coder_finds_and_codes_nothing_by_what_others_coded(own_catalog: Path, who: str) -> None:
    engine = db.open_for_writing(own_catalog)
    with db.transaction(engine) as session:
        for name in ("Interview 2", "Interview 11"):
            of = session.exec(select(Document).where(Document.name == name)).one()
            add_coding(session, document=of, code="Made up by Bea", start=0, end=9, coder="Bea")
        add_coding(session, document=of, code="drifts", start=0, end=9, coder="Dora")
    engine.dispose()

    def found(query: str, *options: str) -> Answer:
        command = ("search", query, "--code-as", "drifts", "--who", who, *options, "--format", "jsonl")
        return run(*command, "--database", str(own_catalog))

    for options in (("--dry-run",), ()):
        seen = found("code:Made-up-by-Bea", *options)
        assert {row["document"] for row in seen.lines} == {"Interview 2"}
    engine = db.open_for_writing(own_catalog)
    assert {document for document, *_ in codings(engine, "Dora")} == {"Interview 2", "Interview 11"}
    with db.transaction(engine) as session:
        for name in ("Interview 2", "Interview 11"):
            show_others(session, name, who="Dora")
    engine.dispose()
    asked = found("code:Made-up-by-Bea", "--dry-run")
    assert {row["document"] for row in asked.lines} == {"Interview 2", "Interview 11"}
