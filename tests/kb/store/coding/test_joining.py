"""Two codings that become one, as the words between their ends go: what is about both is about that one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from interview_files import TALK, ask, document, file, store
from sqlalchemy import Engine
from sqlmodel import Session

from kb.db import engine as db
from kb.db.tables import Coding
from kb.store.coding.codings import add_coding
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.corrections import correct_text
from kb.store.memos import note_on_coding

TEXT = "\n".join(TALK)
LONG, SHORT = "schema changed", "schema"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Ann has given a code twice; on the second coding is a memo, and a moderator has decided about it."""
    made = db.open_for_writing(tmp_path / "catalog.db")
    store(made, file("Interview 1.txt"))
    start = TEXT.index(LONG)
    with db.transaction(made) as session:
        span = {"start": start, "end": start + len(LONG)}
        first = add_coding(session, document=document(session), code="drift", coder="Ann", **span).coding
        alike = first.model_dump(exclude={"id"}) | {"end": start + len(SHORT)}
        session.add(second := Coding(**alike))
        session.flush()
        note_on_coding(session, second.id or 0, "Whose schema?", who="Bea")
        decide(session, "Interview 1", [ModerationDecision(keep=(second.id or 0,))], who="Ines")
    yield made
    made.dispose()


def corrected(engine: Engine) -> None:
    def correct(session: Session) -> None:
        of = document(session)
        position = next(at for at, words in enumerate(TALK) if LONG in words)
        meant = correct_text.replace_words(session, of, position, LONG, SHORT)
        correct_text.save(session, of, meant, who="Ann")

    with db.transaction(engine) as session:
        correct(session)


def read_again(engine: Engine) -> None:
    store(engine, file("Interview 1.txt", tuple(words.replace(LONG, SHORT) for words in TALK)))


@pytest.mark.parametrize("change", [corrected, read_again])
def test_memos_and_decisions_are_about_the_coding_that_stays(
    engine: Engine, tmp_path: Path, change: Callable[[Engine], None]
) -> None:
    change(engine)
    by_ann = "SELECT coding.id FROM coding JOIN coding_pass ON coding_pass.id = pass_id WHERE role = 'coder'"
    [(stays,)] = ask(tmp_path / "catalog.db", by_ann)
    assert ask(tmp_path / "catalog.db", "SELECT text, coding_id FROM memo") == [("Whose schema?", stays)]
    assert ask(tmp_path / "catalog.db", "SELECT kept, coding_id FROM decision") == [(1, stays)]
