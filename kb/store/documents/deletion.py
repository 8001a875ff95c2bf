"""Delete a document with all that was done on it, and bring all of it back.

What is deleted stays in the audit trail, so that it can be undone. Every row of the document's codings,
passes and memos is written down as with any other change; the text and the files it came from are one entry.
Later ingests leave the files of a deleted document out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, delete, or_, select, update

from kb.db import audit, fulltext
from kb.db.audit import CannotUndoError, Journal
from kb.db.backups import back_up_before
from kb.db.tables import (
    Change,
    Code,
    Coding,
    CodingPass,
    Correction,
    Decision,
    DismissedSuggestion,
    Document,
    DocumentCode,
    Memo,
    Paragraph,
    Replacement,
    SetMember,
    Source,
    Speaker,
    Task,
    UnplacedCoding,
)
from kb.db.tables.audit import HISTORY
from kb.db.tables.records import row_of, snapshot
from kb.store.codebook.apply_taxonomy import sort_again
from kb.store.codebook.pending_edits import current

_ON_THE_TEXT = (UnplacedCoding, DismissedSuggestion, DocumentCode, SetMember, Task, CodingPass)
OF_TEXT: Mapping[str, type[Any]] = {
    "paragraphs": Paragraph,
    "replacements": Replacement,
    "sources": Source,
    "corrections": Correction,
}
"""What is written down with a text, in one entry of the trail, and under which name."""

NOUN = "document_text"
"""How the trail calls the entry that holds a text."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted with a document, and the action's id."""

    action: str
    document: str
    paragraphs: int
    codings: int
    memos: int


def delete_document(session: Session, document: Document, *, who: str) -> Deletion:
    """Delete a document, its codings, passes and memos; undoing the action brings all of it back."""
    back_up_before(session, "delete")
    log = Journal(session, who=who, what=f"delete the document {document.name!r}", document_id=document.id)
    done = delete_within(session, log, document)
    fulltext.forget_deleted(session)
    return done


Filled = Mapping[type[Any], frozenset[int]]
"""The documents that have rows in each table: of thousands, most have none in most tables."""


def filled_tables(session: Session, documents: Any) -> Filled:
    """Return which documents have rows in which table; ``documents`` is a query of their ids."""
    found: dict[type[Any], frozenset[int]] = {}
    tables: tuple[type[Any], ...] = (*_ON_THE_TEXT, *OF_TEXT.values(), Memo, Coding, Decision, Speaker)
    for table in tables:
        document_id: Any = col(table.document_id)
        query = select(document_id).where(document_id.in_(documents)).distinct()
        found[table] = frozenset(session.exec(query))
    return found


def worked_on_among(filled: Filled) -> set[int]:
    """Return the documents that have more than a text with its files and speakers."""
    return {number for table in (*_ON_THE_TEXT, Memo, Coding, Decision) for number in filled[table]}


def delete_within(
    session: Session, log: Journal, document: Document, filled: Filled | None = None
) -> Deletion:
    """Delete a document as a part of an action; the full-text index is for the caller to clean.

    ``filled`` spares questions for rows that are not there, where many documents are deleted at once.
    """

    def rows(table: type[Any]) -> list[Any]:
        return _rows(session, table, document) if _has(document, table, filled) else []

    codings = rows(Coding)
    memos: Sequence[Memo] = ()
    if codings or _has(document, Memo, filled):
        on_them = col(Memo.coding_id).in_([row.id for row in codings])
        memos = session.exec(select(Memo).where(or_(col(Memo.document_id) == document.id, on_them))).all()
    text = _text(session, document, codings, rows)
    for row in (*rows(Decision), *memos, *codings):
        log.deleted(row)
    for table in _ON_THE_TEXT:
        for row in rows(table):
            log.deleted(row)
    log.noted(NOUN, document_id=document.id, **text)
    for of_text in OF_TEXT.values():
        if _has(document, of_text, filled):
            gone = delete(of_text).where(col(of_text.document_id) == document.id)
            # Nobody uses their rows again; looking for them in the session takes longer with each document.
            session.exec(gone.execution_options(synchronize_session=False))
    for row in rows(Speaker):
        log.deleted(row)
    log.deleted(document)
    return Deletion(log.batch, document.name, len(text["paragraphs"]), len(codings), len(memos))


def restore_document(session: Session, batch: str, *, who: str) -> int:
    """Bring back a deleted document with all that was done on it, and return how many rows that were.

    An action that deleted several, as the rows of a survey, brings all of them back.

    Raises:
        CannotUndoError: it is back already, or another document has its name now.
    """
    query = select(Change).where(Change.batch == batch, Change.noun != HISTORY)
    changes = session.exec(query.order_by(col(Change.id).desc())).all()
    if any(change.undone for change in changes):
        raise CannotUndoError("this action is already undone; see `kb history`")
    if not any(change.noun == "document" and change.after is None for change in changes):
        raise CannotUndoError("the document is back; to delete it again, use `kb documents delete`")
    log = Journal(
        session,
        who=who,
        what=audit.what_undoing_is(changes[0].what),
        document_id=changes[0].document_id,
    )
    moved: dict[int | None, dict[int, int]] = {}
    for change in changes:
        if change.noun != NOUN:
            audit.put_back(session, log, change)
            continue
        moved[change.document_id] = _restore_text(session, change.after or {})
        log.noted(NOUN, document_id=change.document_id, restored=True)
        change.undone = True
        session.add(change)
    for document_id, files in moved.items():
        _name_files(session, document_id, files)
    session.flush()
    applied = current(session)
    if applied is not None and applied.text.strip():
        sort_again(session)
    return len(changes)


@dataclass(frozen=True, slots=True)
class DeletedFile:
    """A file of a deleted document, and the action that deleted it."""

    document: str
    action: str
    path: str
    sha256: str


def deleted_files(session: Session) -> list[DeletedFile]:
    """Return the files of the documents that are deleted, which no ingest brings back."""
    query = select(Change).where(Change.noun == NOUN, col(Change.undone).is_(False))
    return [
        DeletedFile(after["name"], change.batch, source["path"], source["sha256"])
        for change in session.exec(query)
        if (after := change.after or {}).get("sources")
        for source in after["sources"]
    ]


def _has(document: Document, table: type[Any], filled: Filled | None) -> bool:
    return filled is None or document.id in filled[table]


def _text(
    session: Session,
    document: Document,
    codings: Iterable[Coding],
    rows: Callable[[type[Any]], list[Any]],
) -> dict[str, Any]:
    """Return the text of a document, its files, and the codes that might be gone when it comes back."""
    used = {row.code_id for row in codings} | {row.code_id for row in rows(UnplacedCoding)}
    codes = session.exec(select(Code).where(col(Code.id).in_(used))).all() if used else ()
    return {
        "name": document.name,
        **{name: [snapshot(row) for row in rows(table)] for name, table in OF_TEXT.items()},
        "codes": [snapshot(row) for row in codes],
    }


def _restore_text(session: Session, held: dict[str, Any]) -> dict[int, int]:
    """Store the text and its files again; return the ids of files whose id another file has by now."""
    for record in held["codes"]:
        if session.get(Code, record["id"]) is None:
            kept = {name: record[name] for name in ("id", "name", "key", "origin", "colour")}
            session.add(Code(**kept, canonical_id=record["id"]))
    for name, table in OF_TEXT.items():
        if table is not Source:
            session.add_all(row_of(table, {**record, "id": None}) for record in held.get(name, ()))
    moved: dict[int, int] = {}
    for record in held["sources"]:
        taken = session.get(Source, record["id"]) is not None
        row = row_of(Source, {**record, "id": None if taken else record["id"]})
        session.add(row)
        _flush(session, record["path"])
        if taken:
            moved[record["id"]] = getattr(row, "id")  # noqa: B009  a row of any table
    _flush(session, held["name"])
    return moved


def _name_files(session: Session, document_id: int | None, moved: Mapping[int, int]) -> None:
    """Let codings name the files that they came from by the ids that those have now."""
    for table in (Coding, UnplacedCoding):
        of_document = col(table.document_id) == document_id
        for before, after in sorted(moved.items(), reverse=True):  # a new id can be another's old one
            query = update(table).where(of_document, col(table.source_id) == before)
            session.exec(query.values(source_id=after))


def _flush(session: Session, what: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise CannotUndoError(f"cannot bring {what!r} back: it was imported again in the meantime") from error


def _rows(session: Session, table: type[Any], document: Document) -> list[Any]:
    query = select(table).where(table.document_id == document.id).order_by(table.id)
    found: list[SQLModel] = list(session.exec(query))
    return found
