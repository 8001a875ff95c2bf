"""A blind session: the database itself leaves out what others coded, for nobody else and for no longer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, exists, select

from kb.db import engine as db
from kb.db.blindness import Blindness, blindness_of, reading_for
from kb.db.tables import Change, Code, Coding, CodingPass, Document, Memo
from kb.queries.comparison.unblinding import blind_documents, blindness
from kb.store.coding.codings import add_coding, note_on_coding
from kb.store.coding.unblinding import show_others

INTERVIEW = "Interview 2"
ANN = "Ann O'Hara %s"
"""A name that is careless about quotation marks and placeholders."""


@pytest.fixture
def engine(demo_catalog: Path, tmp_path: Path) -> Engine:
    """A catalog in which Ann codes an interview that others code, too."""
    engine = db.open_for_writing(shutil.copy(demo_catalog, tmp_path / "catalog.db"))
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
        add_coding(session, document=of, code="Ann-only", start=0, end=9, coder=ANN)
        theirs = add_coding(session, document=of, code="Ben-only", start=0, end=9, coder="Ben")
        add_coding(session, document=of, code="Of-both", start=0, end=9, coder="Ben")
        add_coding(session, document=of, code="Of-both", start=20, end=29, coder=ANN)
        note_on_coding(session, theirs.id, "Ben's memo", who="Ben")
    return engine


def of_ann(engine: Engine) -> Blindness:
    with db.reading(engine) as session:
        found = blindness(session, ANN, blind_documents(session, ANN))
    assert found is not None
    return found


def codes(session: Session) -> set[str]:
    return set(session.exec(select(Code.name).where(col(Code.name).in_(("Ann-only", "Ben-only", "Of-both")))))


def coders(session: Session) -> int:
    """How many passes there are over the interview; by raw SQL, which no option of a query would reach."""
    return int(session.connection().execute(text("SELECT count(*) FROM coding_pass")).scalar_one())


def test_every_statement_leaves_out_what_the_coder_is_blind_to(engine: Engine) -> None:
    blind = of_ann(engine)
    assert {each.coder for each in blind.passes} == {"Ben", "Felix", "Imke", "Noor"}
    assert blind.names == [INTERVIEW]
    with db.reading(engine) as session:
        whole = coders(session)
        assert blindness_of(session) is None
    with reading_for(engine, blind) as session:
        assert blindness_of(session) == blind
        assert coders(session) == whole - len(blind.passes)
        assert codes(session) == {"Ann-only", "Of-both"}
        others = select(CodingPass.id).where(CodingPass.document_id == blind.documents[0])
        assert len(session.exec(others).all()) == 1
        hidden = exists().where(col(Coding.pass_id).in_([each.id for each in blind.passes]))
        assert not session.exec(select(hidden)).one()
        assert not session.exec(select(Memo).where(Memo.author == "Ben")).all()
        assert not session.exec(select(Change).where(Change.who == "Ben")).all()
        assert session.exec(select(func.count()).where(Change.who == ANN)).one()


def test_nobody_else_meets_the_views_and_writing_goes_on(engine: Engine) -> None:
    blind = of_ann(engine)
    with reading_for(engine, blind) as one, db.reading(engine) as other:
        assert coders(one) < coders(other)
        with db.transaction(engine) as session:
            of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
            add_coding(session, document=of, code="Of-both", start=40, end=49, coder="Ben")
    for _ in range(3):  # the connection of before is used again
        with db.transaction(engine) as session:
            assert codes(session) == {"Ann-only", "Ben-only", "Of-both"}
    with pytest.raises(RuntimeError), reading_for(engine, blind):
        raise RuntimeError
    with db.reading(engine) as session:
        assert coders(session) > len(blind.passes)


def test_who_has_asked_to_see_the_others_is_blind_to_nothing(engine: Engine) -> None:
    with db.transaction(engine) as session:
        show_others(session, INTERVIEW, who=ANN)
    with db.reading(engine) as session:
        assert blind_documents(session, ANN) == ()
        assert blind_documents(session, "Somebody new") == ()
        assert blindness(session, ANN, ()) is None
