"""What a session does not see: what machines coded, and what somebody who codes blind is not to see yet.

A machine's codings are never in a count unless asked for, and the blind are shown nothing of what others
coded. While such a session lasts, each table that holds what coders do stands behind a temporary view of
its own name that leaves rows out. SQLite and PostgreSQL look among temporary names first, so every
statement reads the view, and no question can forget to ask. The views belong to the session's transaction,
which is rolled back at the end: nobody else ever meets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Dialect,
    Engine,
    TableClause,
    and_,
    column,
    or_,
    select,
    table,
)
from sqlmodel import Session, SQLModel, col

from kb.db.engine import file_of
from kb.db.failures import plain_database_errors
from kb.db.tables import (
    Change,
    Code,
    CodePlace,
    Coder,
    Coding,
    CodingPass,
    Decision,
    DismissedSuggestion,
    DocumentCode,
    ExchangeItem,
    Memo,
    SetMember,
    UnplacedCoding,
)
from kb.db.tables.audit import HISTORY, MACHINE_RUN

WORK_KINDS = frozenset(
    {
        *(
            str(each.__tablename__)
            for each in (
                Code,
                Coding,
                CodingPass,
                Decision,
                DismissedSuggestion,
                DocumentCode,
                Memo,
                UnplacedCoding,
            )
        ),
        "coding_confirmed",
        MACHINE_RUN,
    }
)
"""What the audit trail calls the rows and events of somebody who codes a document."""
OPEN_KINDS = frozenset(
    {
        "attribute",
        "code_place",
        "codebook",
        "correction",
        "document",
        "document_text",
        "exchange",
        HISTORY,
        "named_set",
        "participant",
        "passes_shown",
        "people",
        "pseudonymisation",
        "replacement",
        "saved_search",
        "set_member",
        "speaker",
        "task",
        "taxonomy_file",
        "text_version",
        "variable",
    }
)
"""What everybody may see of the trail: texts, speakers, cases and codebook are of all who work on a study."""
_KEPT = "kb_blindness"


@dataclass(frozen=True, slots=True)
class HiddenPass:
    """A pass that somebody is blind to: its id, its document, and who coded."""

    id: int
    document: str
    coder: str
    role: str


@dataclass(frozen=True, slots=True)
class Blindness:
    """What a coder is not to see yet.

    ``documents`` are the ids of those that they code blind, ``passes`` those of others over them, ``codes``
    the ids of unsorted codes that are used in these passes and nowhere else.
    """

    coder: str
    documents: tuple[int, ...]
    passes: tuple[HiddenPass, ...]
    codes: tuple[int, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the documents with passes that are left out, in the order of the passes."""
        return list(dict.fromkeys(each.document for each in self.passes))


@dataclass(frozen=True, slots=True)
class _Machines:
    """What is left out because machines made it: ids of passes, and of coders that are nothing else."""

    passes: tuple[int, ...] = ()
    coders: tuple[int, ...] = ()


@contextmanager
def reading_for(
    engine: Engine,
    blindness: Blindness | None = None,
    *,
    machines: bool = False,
    blind_to: Sequence[int] = (),
) -> Iterator[Session]:
    """A session that sees one state of the catalog and changes nothing; without what it is not to see.

    What machines coded is there only with ``machines``, and then not in the documents (their ids) that
    somebody is ``blind_to``.
    """
    with (
        plain_database_errors(engine.url, file_of(engine.url)),
        engine.execution_options(kb_reads=True).connect() as connection,
        Session(connection, info={_KEPT: blindness}) as session,
    ):
        unseen = _machines(session, blind_to if machines else None)
        if blindness is not None or unseen.passes or unseen.coders:
            for view in _views(blindness, unseen, connection.dialect):
                connection.exec_driver_sql(view)
        try:
            yield session
        finally:
            connection.rollback()


def blindness_of(session: Session) -> Blindness | None:
    """Return what a session leaves out; None where it shows everything that people coded."""
    found: Blindness | None = session.info.get(_KEPT)
    return found


def _machines(session: Session, documents: Sequence[int] | None) -> _Machines:
    """The passes of machines over some documents, None for all of them."""
    if documents is not None and not documents:
        return _Machines()
    query = select(col(CodingPass.id), col(CodingPass.coder_id)).where(col(CodingPass.role) == "machine")
    if documents is not None:
        query = query.where(col(CodingPass.document_id).in_(documents))
    rows = session.execute(query.order_by(col(CodingPass.id))).all()
    coders = {row[1] for row in rows} if documents is None else set()
    if coders:
        others = select(col(CodingPass.coder_id)).where(col(CodingPass.role) != "machine")
        coders -= set(session.execute(others.where(col(CodingPass.coder_id).in_(coders))).scalars())
    if documents is None:
        coders |= _undone(session)
    return _Machines(tuple(row[0] for row in rows), tuple(sorted(coders)))


def _undone(session: Session) -> set[int]:
    """The machines whose runs are all undone: their passes are gone, and only the trail knows them."""
    passes = select(col(CodingPass.id)).where(col(CodingPass.coder_id) == col(Coder.id))
    found = session.execute(select(col(Coder.name), col(Coder.id)).where(~passes.exists()))
    idle: dict[str, int] = {row[0]: row[1] for row in found}
    if not idle:
        return set()
    ran = select(col(Change.who)).where(col(Change.noun) == "machine_run", col(Change.who).in_(idle))
    return {idle[name] for name in session.execute(ran.distinct()).scalars()}


@lru_cache(maxsize=64)
def _views(of: Blindness | None, machines: _Machines, dialect: Dialect) -> tuple[str, ...]:
    """The statements that put a view before each table with coders' work."""
    passes = [*(each.id for each in (of.passes if of else ())), *machines.passes]
    views: dict[type[SQLModel], ColumnElement[bool]] = {
        Coding: column("pass_id").not_in(passes),
        CodingPass: column("id").not_in(passes),
        UnplacedCoding: column("pass_id").not_in(passes),
        DocumentCode: column("pass_id").not_in(passes),
        Decision: column("pass_id").not_in(passes),
    }
    if machines.coders:
        views[Coder] = column("id").not_in(machines.coders)
    if of:
        views |= {
            Memo: _memos(of),
            Change: _changes(of),
            DismissedSuggestion: _dismissed(of, dialect),
            ExchangeItem: _imported(of, passes, dialect),
            Code: column("id").not_in(of.codes),
            CodePlace: column("code_id").not_in(of.codes),
            SetMember: _is_outside("code_id", of.codes),
        }
    return tuple(_view(each, where, dialect) for each, where in views.items())


def _view(of: type[SQLModel], where: ColumnElement[bool], dialect: Dialect) -> str:
    name = str(of.__tablename__)
    whole = _whole(of, dialect)
    query = select(whole).where(where).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return f"CREATE TEMPORARY VIEW {dialect.identifier_preparer.quote(name)} AS {query}"


def _whole(of: type[SQLModel], dialect: Dialect) -> TableClause:
    """A table itself, whatever stands before it."""
    name = str(of.__tablename__)
    columns: list[ColumnClause[Any]] = [column(each.name) for each in SQLModel.metadata.tables[name].columns]
    return table(name, *columns, schema=dialect.default_schema_name)


def _memos(of: Blindness) -> ColumnElement[bool]:
    elsewhere = and_(_is_outside("document_id", of.documents), _is_outside("code_id", of.codes))
    return or_(column("author") == of.coder, elsewhere)


def _changes(of: Blindness) -> ColumnElement[bool]:
    """Rows of the trail, the coder's own and those about something else than others' work on a document."""
    about_codes = or_(column("noun") != Code.__tablename__, _is_outside("row_id", of.codes))
    elsewhere = and_(_is_outside("document_id", of.documents), about_codes)
    return or_(column("who") == of.coder, column("noun").not_in(WORK_KINDS), elsewhere)


def _dismissed(of: Blindness, dialect: Dialect) -> ColumnElement[bool]:
    """Suggestions that the coder dismissed, and those that others did elsewhere."""
    coders = _whole(Coder, dialect)
    own = select(coders.c.id).where(coders.c.name == of.coder)
    return or_(column("document_id").not_in(of.documents), column("coder_id").in_(own))


def _imported(of: Blindness, passes: Sequence[int], dialect: Dialect) -> ColumnElement[bool]:
    """What is kept of projects of other tools: what stands for a row is seen where the row is.

    What stands for none, such as a selection, is of somebody's work where it is in a document.
    """
    noun: ColumnClause[Any] = column("noun")
    row: ColumnClause[Any] = column("row_id")
    memos = _whole(Memo, dialect)
    seen = {
        "code": row.not_in(of.codes),
        "memo": row.in_(select(memos.c.id).where(_memos(of))),
    }
    for each in (Coding, UnplacedCoding, DocumentCode):
        work = _whole(each, dialect)
        seen[work.name] = row.in_(select(work.c.id).where(work.c.pass_id.not_in(passes)))
    stands_for_none = and_(noun.is_(None), _is_outside("document_id", of.documents))
    rows = (and_(noun == name, where) for name, where in seen.items())
    return or_(stands_for_none, noun.not_in(list(seen)), *rows)


def _is_outside(name: str, ids: Sequence[int]) -> ColumnElement[bool]:
    return or_(column(name).is_(None), column(name).not_in(ids))
