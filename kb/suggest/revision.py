"""What changes when suggestions for a document may change: its text, the codebook, codings elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from kb.db.tables import Change, TaxonomyFile
from kb.queries import names


@dataclass(frozen=True, slots=True)
class Revision:
    """The state of what suggestions rest on, besides the coder's own work in the document."""

    text: str
    taxonomy: int | None
    codebook: int | None
    made: int | None
    """The newest change of a code that was made while the document was coded."""
    elsewhere: int | None
    """The newest change in another document."""

    def is_of_other_words(self, other: Revision | None) -> bool:
        """Return whether the text differs, so that nothing that was learnt for it holds."""
        return other is None or self.text != other.text

    def is_newer_at_once(self, other: Revision | None) -> bool:
        """Return whether text or codebook differ: suggestions that go by the other are wrong."""
        return other is None or (self.text, self.taxonomy, self.codebook, self.made) != (
            other.text,
            other.taxonomy,
            other.codebook,
            other.made,
        )


def revision(session: Session, document: str) -> Revision:
    """Return the state of what suggestions for a document rest on."""
    of = names.document(session, document)
    applied = session.exec(select(func.max(TaxonomyFile.id))).one()
    newest = select(Change.id).order_by(col(Change.id).desc()).limit(1)
    codebook = session.exec(newest.where(col(Change.document_id).is_(None))).first()
    made = session.exec(newest.where(Change.noun == "code", Change.document_id == of.id)).first()
    elsewhere = session.exec(newest.where(col(Change.document_id) != of.id)).first()
    return Revision(of.sha256, applied, codebook, made, elsewhere)
