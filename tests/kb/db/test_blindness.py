"""A blind session: the database itself leaves out what others coded, for nobody else and for no longer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, text
from sqlmodel import Session, SQLModel, col, exists, select

from kb.db import engine as db
from kb.db.audit import TABLES, Journal
from kb.db.blindness import OPEN_KINDS, WORK_KINDS, Blindness, blindness_of, reading_for
from kb.db.tables import (
    Change,
    Code,
    CodePlace,
    Coding,
    CodingPass,
    Decision,
    DismissedSuggestion,
    Document,
    DocumentCode,
    ExchangeItem,
    ExchangeProject,
    Memo,
)
from kb.db.tables.audit import EVENTS
from kb.queries.comparison.unblinding import blind_documents, blindness
from kb.queries.history.entries import Entry, trail
from kb.queries.history.scope import TrailFilters
from kb.store.coding.codings import add_coding
from kb.store.coding.dismissed_suggestions import confirm, dismiss
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.coding.unblinding import show_others
from kb.store.get_or_create import code_named, pass_of
from kb.store.memos import note_on_coding

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


OPEN = {
    *("aspect", "fix", "fix_code", "fix_issue", "issue", "issue_code", "issue_stage", "stage"),
    *("coder", "variable", "named_set", "saved_search", "task", "taxonomy_file", "participant", "attribute"),
    *("document", "paragraph", "speaker", "source", "survey", "replacement", "correction"),
    *("exchange_project", "exchange_file"),
    *("person", "invitation", "sign_in"),
}
"""Tables of all who work on a study: codebook, people, texts, cases. Each new table is decided about."""


def test_every_table_and_every_kind_of_change_is_work_or_everybodys(engine: Engine) -> None:
    with reading_for(engine, of_ann(engine)) as session:
        query = text("SELECT name FROM sqlite_temp_master WHERE type = 'view'")
        views = set(session.connection().execute(query).scalars())
    assert views | OPEN == set(SQLModel.metadata.tables)
    assert not views & OPEN
    assert {*TABLES, *EVENTS} == WORK_KINDS | OPEN_KINDS
    assert not WORK_KINDS & OPEN_KINDS
    with db.transaction(engine) as session, pytest.raises(ValueError, match="EVENTS"):
        Journal(session, who="Ben", what="something new").noted("something_new")


def test_the_blind_see_nothing_of_others_in_any_table_or_kind_of_change(engine: Engine) -> None:
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
        ids = {}
        for who in (ANN, "Ben"):
            log = Journal(session, who=who, what="work", document_id=of.id)
            work = pass_of(session, log, of, who, None)
            code = code_named(session, log, f"{who[:3]}-only")
            log.made(DocumentCode(document_id=of.id, pass_id=work.id, code_id=code.id))
            dismiss(session, INTERVIEW, 2, "Of-both", who=who)
            confirm(
                session, session.exec(select(Coding.id).where(Coding.pass_id == work.id)).first(), who=who
            )
            ids[who] = work.id
            for noun in sorted(WORK_KINDS):
                session.add(
                    Change(batch=who, who=who, what="work", noun=noun, row_id=9**9, document_id=of.id)
                )
        bens = session.exec(select(Coding.id).where(Coding.pass_id == ids["Ben"])).first()
        decide(session, INTERVIEW, [ModerationDecision(keep=(bens or 0,))], who="Ben")
        project = ExchangeProject(name="a", form="qdpx", file="a.qdpx", sha256="", facts={})
        session.add(project)
        session.flush()
        items = [("Coding", "coding", each.id) for each in session.exec(select(Coding))]
        items += [("Note", "memo", each.id) for each in session.exec(select(Memo))]
        items += [("Code", "code", each.id) for each in session.exec(select(Code))]
        items += [("PlainTextSelection", None, None), ("TextSource", "document", of.id)]
        for number, (kind, noun, row) in enumerate(items):
            facts = {"kind": kind, "guid": str(number), "facts": "{}", "project_id": project.id}
            session.add(ExchangeItem(noun=noun, row_id=row, document_id=of.id, **facts))
        ben = session.exec(select(Code).where(Code.name == "Ben-only")).one()
        session.add(CodePlace(code_id=ben.id, description="Ben's"))
        session.flush()
    with reading_for(engine, of_ann(engine)) as session:
        codings = set(session.exec(select(Coding.id)))
        memos = set(session.exec(select(Memo.id)))
        assert session.exec(select(DocumentCode.pass_id)).all() == [ids[ANN]]
        assert len(session.exec(select(DismissedSuggestion)).all()) == 2
        assert bens not in set(session.exec(select(Decision.coding_id)))
        assert {each.who for each in session.exec(select(Change).where(Change.batch == ANN))} == {ANN}
        for noun in WORK_KINDS:
            others = select(Change.who).where(
                Change.noun == noun, Change.document_id == of.id, Change.who != ANN
            )
            assert not session.exec(others).all(), noun
        assert not session.exec(select(CodePlace).where(CodePlace.description == "Ben's")).all()
        for noun, seen in (
            ("coding", codings),
            ("memo", memos),
            ("code", set(session.exec(select(Code.id)))),
        ):
            kept = set(session.exec(select(ExchangeItem.row_id).where(ExchangeItem.noun == noun)))
            assert kept == seen, noun
        assert session.exec(select(ExchangeItem.kind).where(col(ExchangeItem.noun).is_(None))).all() == []
        assert session.exec(select(ExchangeItem).where(ExchangeItem.noun == "document")).all()


def test_the_history_of_the_blind_counts_no_codings_of_others(engine: Engine) -> None:
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
        log = Journal(session, who="Ben", what="ingest")
        log.noted("document", document_id=of.id, files=["a.txt"], codings=7, unplaced=1)
    told = [each.lines[0].text for each in _newest(engine, None) + _newest(engine, of_ann(engine))]
    assert told == ["imported 1 file: 7 codings, 1 without a place", "imported 1 file"]


def _newest(engine: Engine, blind: Blindness | None) -> list[Entry]:
    with reading_for(engine, blind) as session:
        return trail(session, TrailFilters(), limit=1)


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
