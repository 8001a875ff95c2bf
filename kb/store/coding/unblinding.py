"""Show a coder the other passes over a document, and write down that they are no longer blind."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from kb.db.audit import Journal
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison.unblinding import PASSES_SHOWN, has_seen_others, open_rounds


class RoundOpenError(KbError):
    """Somebody asks for the codings of others in a blind round that is not over."""

    def __init__(self, document: str, round_: str) -> None:
        super().__init__(
            f"{document} is in the blind round {round_!r}: the codings of others are shown when "
            "everybody has marked it as done"
        )


def show_others(session: Session, document: str, *, who: str) -> None:
    """Write down that from now on a coder sees the other passes over a document; once is enough.

    Raises:
        RoundOpenError: they code it in a blind round, and somebody has not marked it as done.
    """
    of = names.document(session, document)
    if (open_ := open_rounds(session, who).get(of.name)) is not None:
        raise RoundOpenError(of.name, open_)
    if not has_seen_others(session, document, who=who):
        log = Journal(session, who=who, what=f"show the codings of others in {of.name!r}")
        log.noted(PASSES_SHOWN, document_id=of.id, document=of.name)


def show_others_of(session: Session, documents: Iterable[str], *, who: str) -> None:
    """Write down the same of several documents."""
    for document in documents:
        show_others(session, document, who=who)
