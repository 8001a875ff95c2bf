"""On a server, a role may do what it may do in a file: the same statements are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, select

from kb.db import engine as db
from kb.db.failures import CatalogError
from kb.db.rights import Actor, ForbiddenError, Right, Role, may
from kb.db.rights.enforce import NEEDED, on_behalf
from kb.db.tables import Coding, Document
from kb.queries.people import digest_of, signed_in_with
from kb.store.coding.codings import add_coding, remove_coding
from kb.store.people.invitations import accept, invite
from kb.store.people.roles import end_access


def writes(table: str) -> tuple[str, ...]:
    column = next(iter(SQLModel.metadata.tables[table].columns)).name
    change = f'UPDATE "{table}" SET "{column}" = "{column}" WHERE 0 = 1'  # noqa: S608
    delete = f'DELETE FROM "{table}" WHERE 0 = 1'  # noqa: S608
    return (f'INSERT INTO "{table}" DEFAULT VALUES', change, delete)


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    found = new_database()
    db.open_for_writing(found).dispose()
    return found


@pytest.mark.parametrize("role", Role)
def test_no_statement_changes_a_table_without_its_right(url: str, role: Role) -> None:
    engine = on_behalf(db.open_for_writing(url), lambda: Actor("Ann", role))
    refused = set()
    for table in SQLModel.metadata.tables:
        for order in writes(table):
            try:
                with db.transaction(engine) as session:
                    session.connection().exec_driver_sql(order)
                    session.rollback()
            except ForbiddenError:
                refused.add((table, order[:6]))
            except (CatalogError, SQLAlchemyError):
                continue
    tables = {table for table, right in NEEDED.items() if not may(role, right)}
    if role is Role.CODER:
        tables |= {table for table, right in NEEDED.items() if right is Right.CODE} - {"change"}
    expected = {(table, kind) for table in tables for kind in ("INSERT", "UPDATE", "DELETE")}
    if not may(role, Right.MANAGE):
        expected.add(("change", "DELETE"))
    assert refused == expected


@pytest.mark.parametrize(
    "order",
    [
        "EXPLAIN ANALYZE DELETE FROM person",
        "UPDATE memo SET text = ''; DROP TABLE person",
        "CREATE TEMPORARY VIEW memo AS SELECT 'a;b'; DROP TABLE person",
    ],
)
def test_a_server_is_sent_no_second_statement_and_none_in_an_explanation(url: str, order: str) -> None:
    """It would run them."""
    engine = on_behalf(db.open_for_writing(url), lambda: Actor("Ann", Role.MODERATOR))
    with pytest.raises(ForbiddenError), db.transaction(engine) as session:
        session.connection().exec_driver_sql(order)


def test_people_sign_in_code_their_own_and_lose_access(
    new_database: Callable[[], str], demo_catalog: object
) -> None:
    from kb.store.recovery.move import move  # noqa: PLC0415

    found = new_database()
    move(str(demo_catalog), found)
    engine = db.open_for_writing(found)
    with db.transaction(engine) as session:
        invite(session, "Olga", "owner", who="me")
        link = invite(session, "Ann", "coder", who="me")
    with db.transaction(engine) as session:
        token = accept(session, link, "correct horse battery")

    def ann() -> Actor | None:
        with db.reading(engine) as session:
            return signed_in_with(session, digest_of(token))

    mine = on_behalf(engine, ann)
    with db.transaction(mine) as session:
        add_coding(session, document=interview(session), code="Drift", start=0, end=9, coder="Ann")
    with db.reading(engine) as session:
        theirs = min(each or 0 for each in session.exec(select(Coding.id)))
    with pytest.raises(ForbiddenError), db.transaction(mine) as session:
        remove_coding(session, theirs, who="Ann")
    with db.transaction(engine) as session:
        end_access(session, "Ann", who="me")
    assert ann() is None
    engine.dispose()


def interview(session: Session) -> Document:
    found = session.exec(select(Document).where(Document.name == "Interview 2")).one()
    assert isinstance(found, Document)
    return found
