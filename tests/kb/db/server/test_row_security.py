"""A server checks rights itself: what gets past the program writes nothing, either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session, SQLModel, select, text

from kb.db import engine as db
from kb.db.rights import RIGHTS, Actor, Right, Role, may
from kb.db.rights.enforce import NEEDED, on_behalf
from kb.db.rights.row_security import act_as
from kb.db.tables import Coder, Coding, CodingPass, Document
from kb.store.coding.codings import add_coding


@pytest.fixture(scope="module")
def study(new_database: Callable[[], str], demo_catalog: object) -> Iterator[Engine]:
    """The demo on a server, past all checks of the program: nothing is looked at but by the server."""
    from kb.store.recovery.move import move  # noqa: PLC0415

    url = new_database()
    move(str(demo_catalog), url)
    with db.transaction(db.open_for_writing(url)) as session:
        document = session.exec(select(Document).where(Document.name == "Interview 2")).one()
        add_coding(session, document=document, code="Drift", start=0, end=9, coder="Ann")
    engine = create_engine(url)
    yield engine
    engine.dispose()


@contextmanager
def acting(engine: Engine, name: str, role: Role) -> Iterator[Connection]:
    """A transaction of a person; nothing of it stays."""
    with Session(engine) as session:
        act_as(session, Actor(name, role))
        yield session.connection()
        session.rollback()


def rows(connection: Connection, order: str) -> int:
    return connection.execute(text(order)).rowcount


def test_every_table_has_a_policy_for_each_kind_of_statement(study: Engine) -> None:
    """A new table needs one in a migration: ``row_security.build``."""
    with study.connect() as connection:
        secured = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")))
        made = connection.execute(text("SELECT tablename, lower(cmd) FROM pg_policies")).all()
        least = dict(
            connection.execute(
                text("SELECT tablename, with_check FROM pg_policies WHERE cmd = 'INSERT'")
            ).all()
        )
    assert secured == set(NEEDED) == set(SQLModel.metadata.tables)
    assert sorted(made) == sorted(
        (table, verb) for table in NEEDED for verb in ("select", "insert", "update", "delete")
    )
    assert [each for each, right in NEEDED.items() if f"'{RIGHTS[right].since}'" not in least[each]] == []


@pytest.mark.parametrize("role", Role)
def test_a_role_changes_only_the_rows_of_tables_that_it_may_write(study: Engine, role: Role) -> None:
    for table in ("document", "paragraph", "code", "taxonomy_file", "coding", "speaker"):
        with acting(study, "Nobody Else", role) as connection:
            changed = rows(connection, f'UPDATE "{table}" SET id = id')  # noqa: S608
            there = connection.scalar(text(f'SELECT count(*) FROM "{table}"'))  # noqa: S608
        allowed = may(role, Right.MODERATE if table == "coding" else NEEDED[table])
        assert there, table
        assert changed == (there if allowed else 0), table


def test_a_coder_writes_in_their_own_pass_only(study: Engine) -> None:
    with Session(study) as session:
        own = select(CodingPass.id).join(Coder).where(Coder.name == "Ann")
        mine = session.exec(select(Coding.id).where(Coding.pass_id == session.exec(own).one())).all()
        other = session.exec(select(CodingPass.id).join(Coder).where(Coder.name != "Ann")).first()
    with acting(study, "ann", Role.CODER) as connection:
        assert rows(connection, "UPDATE coding SET extent = extent") == len(mine) == 1
        assert rows(connection, "UPDATE saved_search SET who = who WHERE who <> 'Ann'") == 0
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text("UPDATE coding SET pass_id = :other"), {"other": other})


def test_nobody_writes_into_the_history_under_another_name_or_takes_anything_out(study: Engine) -> None:
    entry = """INSERT INTO change (batch, at, who, what, noun, undone)
        VALUES ('b', now(), '{who}', 'a test', 'coding', false)"""
    for role in (Role.CODER, Role.MODERATOR, Role.OWNER):
        with acting(study, "Ann", role) as connection:
            assert rows(connection, entry.format(who="Ann")) == 1
            assert (rows(connection, "DELETE FROM change") > 0) == (role is Role.OWNER)
            with pytest.raises(ProgrammingError, match="row-level security"):
                rows(connection, entry.format(who="Ben"))
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting(study, "Ann", Role.READER) as connection, refused:
        rows(connection, entry.format(who="Ann"))


def test_who_acts_is_said_for_a_transaction_and_who_says_nothing_may_do_everything(study: Engine) -> None:
    with acting(study, "Ann", Role.READER) as connection:
        assert rows(connection, "UPDATE document SET id = id") == 0
    with study.connect() as connection:
        assert rows(connection, "UPDATE document SET id = id") > 0
        connection.rollback()


def test_the_app_says_who_acts(study: Engine) -> None:
    url = study.url.render_as_string(hide_password=False)
    engine = on_behalf(db.open_for_writing(url), lambda: Actor("Ann", Role.CODER))
    with db.transaction(engine) as session:
        said = session.connection().exec_driver_sql(
            "SELECT current_setting('kb.role'), current_setting('kb.name')"
        )
        assert said.one() == ("coder", "Ann")
    engine.dispose()
