"""Take an import back: what it made is deleted, what it changed is put back.

Rows that it made are known as ranges of ids, not one by one: an import has hundreds of thousands. So it is
not done again by undoing the undo; the file is imported again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Table, or_
from sqlalchemy import delete as sql_delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, and_, col, exists, select, update

from kb.db import audit, fulltext
from kb.db.audit import CannotUndoError, Journal
from kb.db.rows import insert_rows
from kb.db.tables import Change, Coding, CodingPass, DocumentCode, ExchangeItem, UnplacedCoding
from kb.db.tables.audit import UNDO
from kb.store.codebook.apply_taxonomy import sort_again
from kb.store.codebook.pending_edits import current

NOUN = "exchange"
"""How the trail calls an import of another tool's project."""
_ORDER = (
    "exchange_item", "exchange_file", "set_member", "named_set", "document_code", "coding", "unplaced_coding",
    "memo", "coding_pass", "document", "attribute", "participant", "variable", "code_place", "code", "coder",
    "exchange_project",
)  # fmt: skip
"""The tables of an import, each before those that it refers to."""
_IN_USE: dict[str, tuple[Any, ...]] = {
    "code": (Coding.code_id, UnplacedCoding.code_id, DocumentCode.code_id),
    "coder": (CodingPass.coder_id,),
}


def undo_import(session: Session, batch: str, *, who: str) -> int:
    """Take an import back, and return how many rows that were.

    Raises:
        CannotUndoError: it is undone already, or something was changed on what it brought.
    """
    changes = session.exec(select(Change).where(Change.batch == batch).order_by(col(Change.id).desc())).all()
    told = next(each for each in changes if each.noun == NOUN)
    facts = told.after or {}
    if told.undone or "made" not in facts:
        raise CannotUndoError("this import is undone already; import the file again")
    made: dict[str, list[list[int]]] = facts["made"]
    _refuse_later(session, told, made)
    log = Journal(session, who=who, what=audit.what_undoing_is(told.what))
    rows = sum(audit.put_back(session, log, each) for each in changes if each.row_id)
    session.flush()
    _put_items_back(session, facts)
    try:
        rows += sum(_delete(session, noun, made.get(noun, ())) for noun in _ORDER)
    except IntegrityError as error:
        raise CannotUndoError(f"cannot undo “{told.what}”: something else uses what it brought") from error
    session.expire_all()
    told.undone = True
    session.add(told)
    log.noted(NOUN, file=facts.get("file"), undone=True)
    fulltext.forget_deleted(session)
    session.flush()
    if current(session) is not None:
        sort_again(session)
    return rows


def _refuse_later(session: Session, told: Change, made: dict[str, list[list[int]]]) -> None:
    """Refuse where somebody has worked on what the import brought, and not taken it back."""
    on = [
        and_(Change.noun == noun, _within(Change.row_id, each))
        for noun, ids in made.items()
        for each in _some(ids)
    ]
    on += [_within(Change.document_id, each) for each in _some(made.get("document", []))]
    for some in (on[at : at + 200] for at in range(0, len(on), 200)):
        later = select(Change.what).where(
            col(Change.id) > (told.id or 0),
            Change.batch != told.batch,
            col(Change.undone).is_(False),
            col(Change.what).not_like(f"{UNDO}%"),
            or_(*some),
        )
        if (what := session.exec(later.limit(1)).first()) is not None:
            raise CannotUndoError(
                f"cannot undo “{told.what}”: “{what}” was done on it since; undo that first (`kb history`)"
            )


def _put_items_back(session: Session, facts: dict[str, Any]) -> None:
    for values in facts.get("items", ()):
        session.exec(update(ExchangeItem).where(col(ExchangeItem.id) == values["id"]).values(**values))
    if gone := facts.get("gone"):
        insert_rows(session, ExchangeItem, gone)


def _delete(session: Session, noun: str, ids: Iterable[list[int]]) -> int:
    """Delete the rows of these ids; codes and coders that others use by now stay."""
    table: Table = SQLModel.metadata.tables[noun]
    rows = 0
    for first, last in ids:
        unused = [~exists().where(col(column) == table.c.id) for column in _IN_USE.get(noun, ())]
        query = sql_delete(table).where(table.c.id.between(first, last), *unused)
        rows += session.connection().execute(query).rowcount
    return rows


def _within(column: Any, ids: list[int]) -> ColumnElement[bool]:
    first, last = ids
    return col(column).between(first, last)


def _some(ids: list[list[int]]) -> list[list[int]]:
    return ids
