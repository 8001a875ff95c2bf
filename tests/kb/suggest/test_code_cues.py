"""Cues of a code on trial, and cues proposed from its passages: sound, no names, nothing that is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cue_catalog
import numpy as np
import pytest
from command_line import Kb
from cue_catalog import INTERVIEWS
from sqlalchemy import Engine
from sqlmodel import Session, select

from kb.codebook.edits import EditError, Place
from kb.db import engine as db
from kb.db.blindness import reading_for
from kb.db.tables import Code, Document
from kb.queries.codebook.refused_cues import refused_cues
from kb.queries.comparison.unblinding import blindness_of_coder
from kb.queries.history.code_log import code_log
from kb.queries.search.paragraphs import search_paragraphs
from kb.store.codebook import edit_codes
from kb.store.codebook.apply_taxonomy import sort_again
from kb.store.codebook.cues import add_cue, refuse_cue, remove_cue
from kb.store.coding.codings import add_coding
from kb.store.coding.unblinding import show_others
from kb.store.undo import undo
from kb.suggest.code_cues import read as reading
from kb.suggest.code_cues.code_cues import CodeCues, code_cues
from kb.suggest.code_cues.evidence import CodedTexts, choose
from kb.suggest.code_cues.phrase_places import PhrasePlaces
from kb.suggest.tokens import tokens


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cue_catalog.make(tmp_path_factory.mktemp("cues") / "catalog.db")


@pytest.fixture
def engine(made: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "catalog.db"
    path.write_bytes(made.read_bytes())
    opened = db.open_for_writing(path)
    yield opened
    opened.dispose()


def do(engine: Engine, change: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with db.transaction(engine) as session:
        return change(session, *args, **kwargs)


def ask(engine: Engine, code: str = "drift", *, coder: str | None = None) -> CodeCues:
    """The cues of a code as somebody sees them."""
    with db.reading(engine) as session:
        blind = blindness_of_coder(session, coder) if coder else None
    with reading_for(engine, blind) as session:
        return code_cues(session, code)


def proposed(found: CodeCues) -> list[str]:
    return [each.cue for each in found.proposed]


def coded_texts(*interviews: list[tuple[str, bool]]) -> CodedTexts:
    """Paragraphs of interviews; True for those that carry the code."""
    said = [(number, text, coded) for number, some in enumerate(interviews) for text, coded in some]
    return CodedTexts(
        PhrasePlaces([tokens(text) for _, text, _ in said]),
        np.array([number for number, *_ in said]),
        np.array([coded for *_, coded in said]),
        [(row, tokens(text)) for row, (_, text, coded) in enumerate(said) if coded],
    )


def chosen(texts: CodedTexts, *cues: str, refused: tuple[str, ...] = ()) -> list[str]:
    phrases, never = ([tuple(tokens(each)) for each in some] for some in (cues, refused))
    return [" ".join(each.phrase) for each in choose(texts, phrases, never)]


ELSE = [(f"we talk of something plain here, of point {number}", False) for number in range(12)]


@pytest.mark.parametrize(
    ("interviews", "found"),
    [
        pytest.param(4, ["annotator"], id="in all interviews with the code"),
        pytest.param(2, [], id="the way in which one or two people talk"),
    ],
)
def test_what_stands_in_passages_of_several_interviews_and_hardly_elsewhere_is_proposed(
    interviews: int, found: list[str]
) -> None:
    talks = [
        [("annotator" if number < interviews else "nobody", True), ("something plain", True), *ELSE]
        for number in range(4)
    ]
    assert chosen(coded_texts(*talks)) == found


def test_what_stands_everywhere_and_what_adds_nothing_to_the_cues_is_not_proposed() -> None:
    talks = coded_texts(*([("something an annotator labels", True), *ELSE] for _ in range(4)))
    [best] = chosen(talks)
    assert best in ("annotator", "labels")
    assert chosen(talks, "annot") == []


def test_a_word_that_was_refused_does_not_come_in_another_form() -> None:
    talks = coded_texts(*([("annotators", True), *ELSE] for _ in range(4)))
    assert chosen(talks, refused=("annotator",)) == []


def test_a_long_paragraph_makes_no_word_a_cue() -> None:
    long = " ".join(f"we talk of something plain here, of point {number}" for number in range(12))
    short = [(f"point {number}", False) for number in range(12)] + [("plain", False)] * 2
    assert chosen(coded_texts(*([(long, True), *short] for _ in range(4)))) != ["point"]
    assert "point" not in chosen(coded_texts(*([(long, True), *short] for _ in range(4))))


def test_a_cue_is_counted_where_it_fires_and_told_when_it_never_does_or_misleads(engine: Engine) -> None:
    found = ask(engine)
    assert [(each.cue, each.paragraphs, each.coded, each.verdict) for each in found.cues] == [
        ("something else", 40, 0, "misleading"),
        ("glacier", 0, 0, "unused"),
    ]
    assert (found.coded, found.paragraphs, found.interviews) == (4, 48, 4)


def test_a_cue_that_fires_only_in_interviews_beyond_those_that_are_looked_at_fires(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fires = {each.cue for each in ask(engine).cues if each.verdict != "unused"}
    monkeypatch.setattr(reading, "MOST_INTERVIEWS", 1)
    silent = {each.cue for each in ask(engine).cues if each.verdict == "unused"}
    assert fires
    assert silent == {"glacier"}


def test_no_name_is_proposed(engine: Engine) -> None:
    [best] = ask(engine).proposed
    assert "wolfgang" not in best.cue
    assert (best.paragraphs, best.coded, best.interviews) == (4, 4, 4)
    do(engine, refuse_cue, "drift", best.cue, who="Bea")
    words = {best.cue}
    while some := proposed(ask(engine)):
        words |= set(some)
        for each in some:
            do(engine, refuse_cue, "drift", each, who="Bea")
    assert {"picture", "annotators", "disagree"} <= words
    assert not any("wolfgang" in each for each in words)


def test_what_others_coded_is_in_no_cue_of_somebody_who_codes_blind(engine: Engine) -> None:
    assert proposed(ask(engine, coder="Cem")) == []
    assert ask(engine, coder="Cem").coded == 0
    for title in INTERVIEWS:
        do(engine, show_others, title, who="Cem")
    assert proposed(ask(engine, coder="Cem")) == proposed(ask(engine)) != []


def test_an_accepted_cue_is_an_edit_of_the_codebook_and_can_be_undone(engine: Engine) -> None:
    [cue] = proposed(ask(engine))
    batch = do(engine, add_cue, "drift", cue, who="Bea")
    assert do(engine, add_cue, "drift", cue, who="Bea") is None, "the second of two clicks"
    assert proposed(ask(engine)) == []
    assert ask(engine).cues[-1].cue == cue
    do(engine, undo, batch, who="Bea")
    assert proposed(ask(engine)) == [cue]
    do(engine, remove_cue, "drift", "glacier", who="Bea")
    assert [each.cue for each in ask(engine).cues] == ["something else"]
    for number in range(19):
        do(engine, add_cue, "drift", f"word{number}", who="Bea")
    with pytest.raises(EditError, match="the most it can have; first remove one"):
        do(engine, add_cue, "drift", "more", who="Bea")


def test_refused_words_do_not_come_again_unless_that_is_undone(engine: Engine) -> None:
    [cue] = proposed(ask(engine))
    batch = do(engine, refuse_cue, "drift", cue, who="Bea")
    assert do(engine, refuse_cue, "drift", cue, who="Cem") is None
    do(engine, edit_codes.rename, "drift", "shift", who="Bea")
    assert cue not in proposed(ask(engine, "shift"))
    with db.reading(engine) as session:
        assert refused_cues(session, "shift") == (cue,)
        log = [line.text for line in code_log(session, "shift").lines]
    assert f"refused the cue “{cue}” for the code drift" in log
    do(engine, undo, batch, who="Bea")
    assert cue in proposed(ask(engine, "shift"))


def meaning(engine: Engine, name: str) -> tuple[str, list[str], str | None]:
    with db.reading(engine) as session:
        code = session.exec(select(Code).where(Code.name == name)).one()
        return code.definition, code.cues, code.kind


def test_a_code_without_a_place_keeps_its_definition_and_cues_and_takes_them_along(engine: Engine) -> None:
    [cue] = proposed(ask(engine, "loose-end"))
    do(engine, add_cue, "loose-end", cue, who="Cem")
    batch = do(engine, edit_codes.describe, "loose-end", "Use when it is open.", (cue,), who="Cem")
    do(engine, sort_again)
    assert meaning(engine, "loose-end") == ("Use when it is open.", [cue], None)
    do(engine, undo, batch, who="Cem")
    assert meaning(engine, "loose-end") == ("", [cue], None)
    do(engine, edit_codes.rename, "loose-end", "open-end", who="Cem")
    assert meaning(engine, "open-end") == ("", [cue], None)
    do(engine, edit_codes.move, Place("open-end", "topic"), who="Cem")
    assert meaning(engine, "open-end") == ("", [cue], "topic")


def test_the_search_behind_a_cue_finds_the_paragraphs_that_are_counted(engine: Engine) -> None:
    from app.screens.codebook.cues import search_for  # noqa: PLC0415  the page

    [best] = ask(engine).proposed
    with db.reading(engine) as session:
        everywhere = search_paragraphs(session, search_for(best.cue), limit=None)
        coded = search_paragraphs(session, search_for(best.cue, "drift"), limit=None)
    assert (everywhere.total, coded.total) == (best.paragraphs, best.coded)


def test_the_command_shows_cues_and_changes_one_at_a_time(engine: Engine, tmp_path: Path, kb: Kb) -> None:
    at = ("--database", str(tmp_path / "catalog.db"))
    shown = kb("cues", "drift", *at)
    assert "unused" in shown.out
    assert "proposed" in shown.out
    assert "drift is in 4 of 48 paragraphs of 4 coded interviews" in shown.err
    assert "proposed" not in kb("cues", "drift", "--coder", "Cem", *at).out
    cue = ask(engine).proposed[0].cue
    assert f"refused: {cue}" in kb("cues", "drift", "--refuse", cue, *at).err
    assert "removed: glacier" in kb("cues", "drift", "--remove", "glacier", *at).err
    assert "added: ice" in kb("cues", "drift", "--accept", "ice", *at).err
    assert kb("cues", "drift", "--accept", "a", "--refuse", "b", *at).code == 2


def test_codings_of_a_moderator_count_before_those_of_coders(engine: Engine) -> None:
    def moderate(session: Session) -> None:
        for title in INTERVIEWS:
            document = session.exec(select(Document).where(Document.name == title)).one()
            add_coding(
                session,
                document=document,
                code="watching-fix",
                start=0,
                end=8,
                coder="Amin",
                role="moderator",
            )

    do(engine, moderate)
    assert ask(engine).coded == 0
    assert ask(engine, "watching-fix").coded == 4
