"""What a coder does not want to be suggested again: codes, for the words of a paragraph."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256

from sqlmodel import Session, col, select

from kb.db.tables import Coder, DismissedSuggestion


def paragraph_digest(words: str) -> str:
    """Return what a paragraph is known by: its words, wherever they stand in the document."""
    return sha256(words.encode()).hexdigest()


def dismissed_codes(session: Session, document_id: int, coder: str | None) -> dict[str, set[int]]:
    """Return the ids of the codes that a coder dismissed in a document, by the digest of the paragraph."""
    query = (
        select(DismissedSuggestion.sha256, DismissedSuggestion.code_id)
        .join(Coder, col(Coder.id) == DismissedSuggestion.coder_id)
        .where(DismissedSuggestion.document_id == document_id, Coder.name == coder)
    )
    dismissed: dict[str, set[int]] = defaultdict(set)
    for digest, code_id in session.exec(query):
        dismissed[digest].add(code_id)
    return dict(dismissed)
