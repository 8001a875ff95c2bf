"""Who may have the whole catalog: whoever codes blind may not, since it holds what others coded."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app import data
from kb.db.tables import CodingPass


def is_blind() -> bool:
    """Say whether whoever looks may not see all of the catalog yet: what others coded, or a machine."""
    return data.blindness() is not None or data.cached_query(_machines_over, data.blind_to())


def _machines_over(session: Session, documents: tuple[int, ...]) -> bool:
    """Whether a machine coded any of some documents."""
    of = (col(CodingPass.role) == "machine", col(CodingPass.document_id).in_(documents))
    return session.exec(select(CodingPass.id).where(*of).limit(1)).first() is not None
