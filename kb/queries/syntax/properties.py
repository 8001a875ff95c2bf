"""What a search can ask of a paragraph beside words and codes: who speaks it, and in which document it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.db.tables import Attribute, Case, Document, Paragraph, Speaker
from kb.errors import UnknownNameError
from kb.queries import names
from kb.queries.syntax.tree import HasProperty

ROLES = ("interviewee", "interviewer", "other", "unknown")
PASSES = ("moderated", "all")


def known_property(session: Session, asked: HasProperty) -> HasProperty:
    """Return what is asked with the catalog's own spelling of its value.

    Raises:
        UnknownNameError: the catalog does not hold it; the message has the nearest value.
    """
    if asked.field == "document":
        return HasProperty("document", names.document(session, asked.value).name)
    known = values(session, asked.field)
    wanted = _folded(asked.value)
    found = next((value for value in known if value == asked.value or _folded(value) == wanted), None)
    if found is None:
        raise UnknownNameError(asked.field, asked.value, known)
    return HasProperty(asked.field, found)


def values(session: Session, field: str) -> list[str]:
    """Return every value of a field that the catalog holds, in their order."""
    queries: dict[str, Any] = {
        "speaker": select(Speaker.name).distinct().order_by(Speaker.name),
        "document": select(Document.name).order_by(col(Document.sort_key)),
        "case": select(Case.name).distinct().order_by(Case.name),
        "attribute": select(Attribute.name, Attribute.value)
        .distinct()
        .order_by(Attribute.name, Attribute.value),
    }
    if field in queries:
        found = session.exec(queries[field]).all()
        return [f"{row[0]}: {row[1]}" if field == "attribute" else str(row) for row in found]
    return list(ROLES if field == "role" else PASSES)


def paragraph_has(asked: HasProperty) -> ColumnElement[bool]:
    """Return what must hold of a Paragraph for what is asked of it."""
    match asked.field:
        case "role":
            return spoken_by(asked.value)
        case "speaker":
            return col(Paragraph.speaker_id).in_(select(Speaker.id).where(Speaker.name == asked.value))
        case "document":
            documents: Any = select(Document.id).where(Document.name == asked.value)
        case "case":
            documents = (
                select(Document.id)
                .join(Case, col(Case.id) == Document.case_id)
                .where(Case.name == asked.value)
            )
        case _:
            documents = documents_with_attribute(asked.value)
    return col(Paragraph.document_id).in_(documents)


def spoken_by(role: str) -> ColumnElement[bool]:
    """Return what must hold of a Paragraph that somebody of this role speaks."""
    return col(Paragraph.speaker_id).in_(select(Speaker.id).where(Speaker.role == role))


def documents_with_attribute(text: str) -> SelectOfScalar[int] | SelectOfScalar[None]:
    """Return the documents of the cases of which this is known: ``sector: energy``."""
    name, _, value = text.partition(":")
    return (
        select(Document.id)
        .join(Attribute, col(Attribute.case_id) == Document.case_id)
        .where(Attribute.name == name.strip(), Attribute.value == value.strip())
    )


def _folded(value: str) -> str:
    return "".join(value.casefold().split())
