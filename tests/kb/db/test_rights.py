"""Who signed in changes what their role allows, whichever function writes: each row is looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col, select, update

from kb.db import engine as db
from kb.db.audit import Journal, undo
from kb.db.failures import CatalogError
from kb.db.rights import RIGHTS, Actor, ForbiddenError, NotSignedInError, Right, Role, may, require, why_not
from kb.db.rights.enforce import NEEDED, on_behalf
from kb.db.rights.own_work import EVENTS as RIGHT_OF_EVENT
from kb.db.tables import Change, Code, Coder, Coding, CodingPass, Document, Memo, SavedSearch
from kb.db.tables.audit import EVENTS
from kb.store.coding.codings import add_coding, remove_coding
from kb.store.memos import note_on_coding

INTERVIEW, ANN, BEN = "Interview 2", "Ann", "Ben"


@pytest.fixture(scope="module")
def prepared(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(demo_catalog, tmp_path_factory.mktemp("rights") / "catalog.db"))
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        code(session, ANN, "Ann-only")
        code(session, BEN, "Ben-only")
    engine.dispose()
    return path


@pytest.fixture
def engine(prepared: Path, tmp_path: Path) -> Engine:
    return db.open_for_writing(shutil.copy(prepared, tmp_path / "catalog.db"))


def document(session: Session) -> Document:
    return session.exec(select(Document).where(Document.name == INTERVIEW)).one()


def code(session: Session, coder: str, name: str, start: int = 0) -> Coding:
    of = document(session)
    return add_coding(session, document=of, code=name, start=start, end=start + 9, coder=coder).coding


def coding_of(session: Session, name: str) -> Coding:
    query = select(Coding).join(Code, col(Code.id) == Coding.code_id).where(Code.name == name)
    return session.exec(query).one()


def by(engine: Engine, role: Role | str, name: str = ANN) -> Engine:
    return on_behalf(engine, lambda: Actor(name, Role(role)))


def test_each_role_may_do_what_the_one_before_it_may() -> None:
    allowed = [{each for each in Right if may(role, each)} for role in Role]
    assert all(less < more for less, more in pairwise(allowed))
    assert allowed[0] == {Right.READ}
    assert allowed[-1] == set(Right) == set(RIGHTS)
    assert why_not(Role.CODER, Right.EDIT) == (
        "Only moderators and owners can change the codebook, documents and texts; you are a coder."
    )
    require(None, Right.MANAGE)  # the person at the file


def test_the_documentation_says_what_each_role_may_do() -> None:
    told = (Path(__file__).parents[3] / "docs" / "security.md").read_text(encoding="utf-8")
    for right, info in RIGHTS.items():
        cells = " | ".join("yes" if may(role, right) else "" for role in Role)
        assert f"| {info.what} | {cells} |".replace("  ", " ") in told


def test_every_table_and_every_event_has_a_right() -> None:
    assert set(NEEDED) == set(SQLModel.metadata.tables)
    assert set(RIGHT_OF_EVENT) == EVENTS


def test_without_sign_in_everything_is_as_it_was(engine: Engine) -> None:
    with db.transaction(engine) as session:
        session.delete(coding_of(session, "Ben-only"))
        session.add(Change(batch="b", who="anybody", what="x", noun="coding"))


def statement(table: str, kind: str) -> str:
    if kind == "insert":
        return f'INSERT INTO "{table}" DEFAULT VALUES'
    column = next(iter(SQLModel.metadata.tables[table].columns)).name
    change = f'UPDATE "{table}" SET "{column}" = "{column}" WHERE 0 = 1'  # noqa: S608
    return change if kind == "update" else f'DELETE FROM "{table}" WHERE 0 = 1'  # noqa: S608


@pytest.mark.parametrize("kind", ["insert", "update", "delete"])
@pytest.mark.parametrize("role", Role)
def test_no_statement_changes_a_table_without_its_right(engine: Engine, role: Role, kind: str) -> None:
    """Whatever function or library sends it; where it is allowed, the database may have other reasons."""
    refused = set()
    for table in SQLModel.metadata.tables:
        try:
            with db.transaction(by(engine, role)) as session:
                session.connection().exec_driver_sql(statement(table, kind))
                session.rollback()
        except ForbiddenError:
            refused.add(table)
        except (CatalogError, SQLAlchemyError):  # a row without its values
            continue
    expected = {table for table, right in NEEDED.items() if not may(role, right)}
    if role is Role.CODER:  # rewrites nothing at once: each row that changes is looked at
        expected |= {table for table, right in NEEDED.items() if right is Right.CODE} - {"change"}
    if kind == "delete" and not may(role, Right.MANAGE):  # the history is written on, and not taken away
        expected.add("change")
    assert refused == expected


@pytest.mark.parametrize(
    "order",
    [
        "DROP TABLE memo",
        "CREATE TABLE more (id INTEGER)",
        "ALTER TABLE memo ADD COLUMN more TEXT",
        "WITH old AS (SELECT 1) DELETE FROM memo",
        "INSERT INTO alembic_version VALUES ('1')",
        "/* a note */ DELETE FROM memo",
        "SELECT 1; DELETE FROM memo",
        "REPLACE INTO person (id) VALUES (1)",
        "UPDATE main.person SET role = 'owner'",
        "UPDATE OR REPLACE person SET role = 'owner'",
        "DELETE FROM change",
        "UPDATE memo SET text = ''; DROP TABLE person",
        "CREATE TEMPORARY VIEW memo AS SELECT 'a;b'; DROP TABLE person",
        "CREATE TEMPORARY VIEW memo AS SELECT 1 -- '\n; DROP TABLE person; --'",
        "EXPLAIN ANALYZE DELETE FROM memo",
        "PRAGMA user_version = 5",
    ],
)
def test_what_nobody_has_thought_of_is_for_owners_only(engine: Engine, order: str) -> None:
    with pytest.raises(ForbiddenError), db.transaction(by(engine, "moderator")) as session:
        session.connection().exec_driver_sql(order)


def test_an_engine_of_somebody_lets_no_connection_of_its_own_write(engine: Engine) -> None:
    with by(engine, "moderator").connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM memo")).scalar_one() >= 0
        with pytest.raises(ForbiddenError):
            connection.execute(text("DELETE FROM memo"))


def test_who_is_not_signed_in_any_more_writes_nothing(engine: Engine) -> None:
    def nobody() -> Actor:
        raise NotSignedInError

    with pytest.raises(NotSignedInError), db.transaction(on_behalf(engine, nobody)):
        pytest.fail("begun")


def test_a_coder_codes_changes_and_undoes_their_own(engine: Engine) -> None:
    with db.transaction(by(engine, "coder")) as session:
        made = code(session, ANN, "a new code", 40)
        note_on_coding(session, made.id or 0, "hm", who=ANN)
        session.add(SavedSearch(name="mine", query="drift", who=ANN))
        batch = session.exec(
            select(Change.batch).where(Change.noun == "coding").order_by(col(Change.id).desc())
        )
        named = batch.first()
    with db.transaction(by(engine, "coder")) as session:
        assert undo(session, str(named), who=ANN)
    with db.reading(engine) as session:
        assert session.exec(select(Code).where(Code.name == "a new code")).first() is None


def test_a_coder_removes_their_coding_and_the_memo_of_another_stays_on_its_words(engine: Engine) -> None:
    with db.transaction(engine) as session:
        note_on_coding(session, coding_of(session, "Ann-only").id or 0, "I see another thing.", who=BEN)
    with db.transaction(by(engine, "coder")) as session:
        removed = remove_coding(session, coding_of(session, "Ann-only").id or 0, who=ANN)
    memo = select(Memo.coding_id, Memo.start, Memo.end).where(Memo.author == BEN)
    with db.reading(engine) as session:
        assert session.exec(memo).all() == [(None, 0, 9)]
    with db.transaction(by(engine, "coder")) as session:
        undo(session, removed, who=ANN)
        assert session.exec(memo).all() == [(coding_of(session, "Ann-only").id, None, None)]


def resize_other(session: Session) -> None:
    coding_of(session, "Ben-only").end += 1


def move_into_other(session: Session) -> None:
    coding_of(session, "Ann-only").pass_id = coding_of(session, "Ben-only").pass_id


def take_from_other(session: Session) -> None:
    coding_of(session, "Ben-only").pass_id = coding_of(session, "Ann-only").pass_id


def delete_other(session: Session) -> None:
    session.delete(coding_of(session, "Ben-only"))


def code_as_other(session: Session) -> None:
    code(session, BEN, "Ben-only", 60)


def code_as_somebody_new(session: Session) -> None:
    code(session, "Carl", "Ben-only", 60)


def write_memo_of_other(session: Session) -> None:
    session.add(Memo(text="hm", author=BEN))


def recolour(session: Session) -> None:
    session.exec(select(Code).where(Code.name == "Ben-only")).one().colour = 3


def delete_code(session: Session) -> None:
    coding = coding_of(session, "Ben-only")
    session.delete(session.get_one(Code, coding.code_id))


def change_other_anew(session: Session) -> None:
    coding = coding_of(session, "Ben-only")
    session.expire_all()  # as an undo does
    coding.origin = "accepted"


def take_from_other_anew(session: Session) -> None:
    theirs, own = coding_of(session, "Ben-only"), coding_of(session, "Ann-only").pass_id
    session.expire_all()
    theirs.pass_id = own


def delete_other_anew(session: Session) -> None:
    coding = coding_of(session, "Ben-only")
    session.expire_all()
    session.delete(coding)


def rewrite_many(session: Session) -> None:
    session.exec(update(Coding).values(origin="manual"))


def moderate(session: Session) -> None:
    of = document(session)
    add_coding(session, document=of, code="Ann-only", start=0, end=9, coder=ANN, role="moderator")


def rename(session: Session) -> None:
    document(session).name = "Renamed"


def refuse_a_cue(session: Session) -> None:
    Journal(session, who=ANN, what="refuse").noted("codebook", edit={})


@pytest.mark.parametrize(
    "forbidden",
    [
        resize_other,
        move_into_other,
        take_from_other,
        delete_other,
        change_other_anew,
        take_from_other_anew,
        delete_other_anew,
        code_as_other,
        code_as_somebody_new,
        write_memo_of_other,
        recolour,
        delete_code,
        rewrite_many,
        moderate,
        rename,
        refuse_a_cue,
    ],
)
def test_a_coder_changes_nothing_else(engine: Engine, forbidden: Callable[[Session], None]) -> None:
    before = content(engine)
    with pytest.raises(ForbiddenError), db.transaction(by(engine, "coder")) as session:
        forbidden(session)
    assert content(engine) == before


@pytest.mark.parametrize("role", Role)
def test_nobody_writes_the_history_in_the_name_of_another(engine: Engine, role: Role) -> None:
    with pytest.raises(ForbiddenError), db.transaction(by(engine, role)) as session:
        session.add(Change(batch="b", who=BEN, what="x", noun="coding"))


@pytest.mark.parametrize("role", Role)
def test_nobody_gives_an_entry_of_the_history_to_another(engine: Engine, role: Role) -> None:
    with pytest.raises(ForbiddenError), db.transaction(by(engine, role)) as session:
        session.exec(select(Change).where(Change.who == BEN)).all()[-1].who = ANN


def test_a_coder_makes_no_pass_of_their_own_of_one_that_moderated(engine: Engine) -> None:
    def moderated(session: Session) -> CodingPass:
        coder = session.exec(select(Coder.id).where(Coder.name == ANN)).one()
        own = (CodingPass.coder_id == coder, CodingPass.role == "moderator")
        return session.exec(select(CodingPass).where(*own)).one()

    with db.transaction(engine) as session:
        moderate(session)
    with db.reading(engine) as session:
        other = session.exec(select(Document.id).where(Document.name != INTERVIEW)).first() or 0

    def take(session: Session) -> None:
        work = moderated(session)
        work.document_id, work.role = other, "coder"

    with pytest.raises(ForbiddenError), db.transaction(by(engine, "coder")) as session:
        take(session)


def test_only_owners_mark_as_undone_what_others_did(engine: Engine) -> None:
    def mark(role: str, who: str) -> None:
        with db.transaction(by(engine, role)) as session:
            query = select(Change).where(Change.who == who, Change.noun == "coding")
            session.exec(query).all()[-1].undone = True

    with pytest.raises(ForbiddenError):
        mark("moderator", BEN)
    mark("coder", ANN)
    mark("owner", BEN)


def test_a_moderator_changes_codings_of_others_and_the_history_says_who(engine: Engine) -> None:
    with db.transaction(by(engine, "moderator")) as session:
        Journal(session, who=ANN, what="remove").deleted(coding_of(session, "Ben-only"))
    with db.reading(engine) as session:
        assert session.exec(select(Change.who).order_by(col(Change.id).desc())).first() == ANN


def content(engine: Engine) -> dict[str, Any]:
    with db.reading(engine) as session:
        return {
            name: sorted(map(repr, session.connection().execute(select(table))))
            for name, table in SQLModel.metadata.tables.items()
        }
