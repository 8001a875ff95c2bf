"""What a coder does not want to be suggested again: a code, for the words of one paragraph."""

from __future__ import annotations

from sqlmodel import Session, select

from kb.db.audit import BATCH, Journal
from kb.db.tables import Code, Coding, DismissedSuggestion, Document, Paragraph
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.queries.documents.dismissed_suggestions import paragraph_digest
from kb.store.get_or_create import coder_named

CONFIRMED = "coding_confirmed"
"""What the history calls it when somebody says that a doubted coding is right."""


def confirm(session: Session, coding_id: int, *, who: str) -> str | None:
    """Remember that a doubted coding is right, so that its coder is not asked again; None if it was so.

    Raises:
        UnknownNameError: there is no such coding.
    """
    coding = session.get(Coding, coding_id)
    if coding is None:
        raise UnknownNameError("coding", str(coding_id), ())
    document, code = session.get_one(Document, coding.document_id), session.get_one(Code, coding.code_id)
    batch = dismiss(session, document.name, coding.first_paragraph, code.name, who=who)
    if batch is not None:
        session.info[BATCH] = batch
        log = Journal(session, who=who, what=f"confirm {code.name!r} in {document.name!r}")
        log.noted(CONFIRMED, document_id=document.id, coding_id=coding_id)
        session.info.pop(BATCH)
    return batch


def dismiss(session: Session, document: str, position: int, code: str, *, who: str) -> str | None:
    """Remember that a coder dismissed a code for a paragraph; return the action, None if it was so already.

    Raises:
        KbError: there is no such document, paragraph or code.
    """
    of, meant = names.document(session, document), names.code(session, code)
    at = (Paragraph.document_id == of.id, Paragraph.position == position)
    paragraph = session.exec(select(Paragraph).where(*at)).first()
    if paragraph is None:
        raise KbError(f"{of.name!r} has no paragraph {position}, counted from 0")
    coder = coder_named(session, who)
    row = DismissedSuggestion(
        document_id=of.id or 0,
        coder_id=coder.id or 0,
        code_id=meant.id or 0,
        sha256=paragraph_digest(paragraph.text),
    )
    same = (
        DismissedSuggestion.document_id == of.id,
        DismissedSuggestion.coder_id == coder.id,
        DismissedSuggestion.code_id == meant.id,
        DismissedSuggestion.sha256 == row.sha256,
    )
    if session.exec(select(DismissedSuggestion).where(*same)).first() is not None:
        return None
    log = Journal(
        session, who=who, what=f"dismiss suggestion {meant.name!r} in {of.name!r}", document_id=of.id
    )
    log.made(row)
    return log.batch
