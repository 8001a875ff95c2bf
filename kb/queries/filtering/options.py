"""What can be filtered by: the stages, aspects and coders of the catalog, and what is known of its cases."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Aspect, Attribute, Coder, CodingPass, Document, Stage


@dataclass(frozen=True, slots=True)
class Choices:
    """Keys and titles in their order; attributes as ``sector: energy``; whether there is a moderated pass."""

    stages: tuple[tuple[str, str], ...]
    aspects: tuple[tuple[str, str], ...]
    coders: tuple[str, ...]
    attributes: tuple[str, ...]
    has_moderated: bool


def choices(session: Session) -> Choices:
    """Return what can be filtered by; coders and attributes only if they have a pass or a document."""
    known = (
        select(Attribute.name, Attribute.value)
        .where(col(Attribute.case_id).in_(select(Document.case_id)))
        .distinct()
        .order_by(Attribute.name, Attribute.value)
    )
    working = col(Coder.id).in_(select(CodingPass.coder_id))
    moderated = select(CodingPass.id).where(CodingPass.role == "moderator").limit(1)
    return Choices(
        tuple(
            (key, title)
            for key, title in session.exec(select(Stage.key, Stage.title).order_by(col(Stage.position)))
        ),
        tuple(
            (key, title)
            for key, title in session.exec(select(Aspect.key, Aspect.title).order_by(col(Aspect.position)))
        ),
        tuple(session.exec(select(Coder.name).where(working).order_by(Coder.name))),
        tuple(f"{name}: {value}" for name, value in session.exec(known)),
        session.exec(moderated).first() is not None,
    )
