"""Who is blind to what: coding *blind* means not to have seen what others coded in the same document.

A coder is blind to a document from their first coding in it until they ask to see the others. That is an
event of its own in the history. In a blind round they are so as soon as they are given the document, and
cannot ask before everybody of the round has marked it as done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.blindness import Blindness, HiddenPass
from kb.db.tables import Change, Code, Coder, Coding, CodingPass, Document, Task, UnplacedCoding

PASSES_SHOWN = "passes_shown"
"""What the history calls it when somebody looks at the other passes over a document."""


def has_seen_others(session: Session, document: str, *, who: str) -> bool:
    """Return whether a coder has asked to see the other passes over a document."""
    query = (
        select(Change.id)
        .join(Document, col(Document.id) == Change.document_id)
        .where(Change.noun == PASSES_SHOWN, Change.who == who, Document.name == document)
    )
    return session.exec(query.limit(1)).first() is not None


def documents_seen(who: str) -> Any:
    """Return a selection of the ids of the documents over which a coder has asked to see the other passes."""
    return select(Change.document_id).where(Change.noun == PASSES_SHOWN, Change.who == who)


def blind_documents(session: Session, who: str) -> tuple[int, ...]:
    """Return the ids of the documents that somebody codes without having asked to see the other passes."""
    coded = (
        select(CodingPass.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(Coder.name == who, CodingPass.role == "coder")
    )
    given = select(Task.document_id).where(Task.who == who, col(Task.blind).is_(True))
    ids = {*session.exec(coded), *session.exec(given)}
    seen = set(session.exec(documents_seen(who))) if ids else set()
    return tuple(sorted(ids - seen))


def open_rounds(session: Session, who: str) -> dict[str, str]:
    """Return the documents that somebody codes in a blind round that is not over, each with its round.

    It is over when all who code the document in this round have marked it as done.
    """
    other = aliased(Task)
    waits = exists().where(
        col(other.document_id) == Task.document_id,
        col(other.round) == Task.round,
        col(other.blind).is_(True),
        col(other.done).is_(None),
    )
    query = (
        select(Document.name, Task.round)
        .join(Task, col(Task.document_id) == Document.id)
        .where(Task.who == who, col(Task.blind).is_(True), waits)
        .order_by(col(Document.sort_key))
    )
    return {document: name or "" for document, name in session.exec(query)}


def blindness(session: Session, who: str, documents: tuple[int, ...]) -> Blindness | None:
    """Return what somebody is not to see of documents that they code blind; None where nobody else coded.

    Hidden with the passes of others are unsorted codes that occur in these only: their names were made up
    there. A code that the taxonomy places belongs to everybody's codebook.
    """
    query = (
        select(CodingPass.id, Document.name, Coder.name, CodingPass.role)
        .join(Document, col(Document.id) == CodingPass.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(col(CodingPass.document_id).in_(documents), Coder.name != who)
        .order_by(Document.sort_key, Document.name, CodingPass.role, Coder.name)
    )
    passes = tuple(HiddenPass(id_ or 0, *rest) for id_, *rest in session.exec(query))
    if not passes:
        return None
    return Blindness(who, documents, passes, _codes_used_only_in(session, [each.id for each in passes]))


def blindness_of_coder(session: Session, name: str) -> Blindness | None:
    """Return what a coder is not to see yet, None where that is nothing; the name in whatever case."""
    known = {*session.exec(select(Coder.name)), *session.exec(select(Task.who))}
    alike = [each for each in sorted(known) if each.casefold() == name.casefold()]
    who = min(alike, key=lambda each: each != name, default=name)
    documents = blind_documents(session, who)
    return blindness(session, who, documents) if documents else None


def unseen_codes(session: Session, who: str) -> tuple[int, ...]:
    """Return the ids of the codes that somebody who codes blind is not to see yet."""
    documents = blind_documents(session, who)
    hidden = blindness(session, who, documents) if documents else None
    return hidden.codes if hidden else ()


def _codes_used_only_in(session: Session, passes: list[int]) -> tuple[int, ...]:
    """The unsorted codes that occur in some passes only; one stays while any of its spellings is in sight."""
    spelling = aliased(Code)
    is_in_sight = exists().where(
        (col(spelling.canonical_id) == Code.id) | (col(spelling.id) == Code.id),
        _occurs(col(spelling.id), lambda pass_id: pass_id.not_in(passes)),
    )
    occurs_there = _occurs(col(Code.id), lambda pass_id: pass_id.in_(passes))
    query = select(Code.id).where(col(Code.kind).is_(None), occurs_there, ~is_in_sight).order_by(col(Code.id))
    return tuple(id_ or 0 for id_ in session.exec(query))


def _occurs(code: Any, where: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """What holds of a code (its id) that somebody used in a pass of which something holds."""
    return or_(
        *(
            exists().where(col(kind.code_id) == code, where(col(kind.pass_id)))
            for kind in (Coding, UnplacedCoding)
        )
    )
