"""What others have changed in a document since somebody looked at it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from kb.db.tables import Change
from kb.queries import names
from kb.queries.documents.transcript import VisiblePasses, visible_passes


@dataclass(frozen=True, slots=True)
class RecentChange:
    """How many codings somebody changed, and the paragraph (from 0) where the first of them is."""

    who: str
    codings: int
    paragraph: int


def latest_change(session: Session, document: str) -> int:
    """Return the number of the newest change in a document: what comes later has a higher one."""
    of = names.document(session, document)
    return session.exec(select(func.max(Change.id)).where(Change.document_id == of.id)).one() or 0


def changes_since(
    session: Session, document: str, *, since: int, shown: VisiblePasses | None = None
) -> list[RecentChange]:
    """Return who else has changed codings of a document after a change, in the passes that are shown.

    A coding that was changed twice counts once; what files brought does not count.
    """
    of, given = names.document(session, document), shown or VisiblePasses()
    passes = set(visible_passes(session, of, given))
    query = select(Change.who, Change.row_id, Change.before, Change.after).where(
        Change.document_id == of.id,
        Change.noun == "coding",
        col(Change.id) > since,
        col(Change.what).not_like("ingest %"),
    )
    changed: dict[str, dict[int | None, int]] = {}
    for who, row_id, before, after in session.exec(query):
        row = after or before or {}
        if who != given.coder and row.get("pass_id") in passes:
            changed.setdefault(who, {})[row_id] = row["first"]
    return [RecentChange(who, len(rows), min(rows.values())) for who, rows in sorted(changed.items())]
