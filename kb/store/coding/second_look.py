"""What is decided at a second look: a passage that was missed is coded, as one action."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Coder, CodingPass, Document, Paragraph
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison.differences import moderated_pass, passes_of
from kb.store.coding.codings import put_coding
from kb.store.get_or_create import code_named, pass_of


def code_missed(session: Session, document: str, position: int, code: str, *, words: str, who: str) -> str:
    """Code a paragraph that was missed, and return the action.

    It goes into the pass of who decides; who has none in this document moderates: into the moderated pass.
    Where there is neither, a pass of theirs is begun.

    Raises:
        KbError: there is no such document or code, or the paragraph has other words by now.
    """
    of, meant = names.document(session, document), names.code(session, code)
    at = (Paragraph.document_id == of.id, Paragraph.position == position)
    paragraph = session.exec(select(Paragraph).where(*at)).first()
    if paragraph is None or paragraph.text != words:
        raise KbError(f"the text of {of.name!r} has changed since; make the list again")
    log = Journal(session, who=who, what=f"code {of.name!r} with {meant.name!r}", document_id=of.id)
    span = (paragraph.start, paragraph.start + len(paragraph.text))
    known = code_named(session, log, meant.name)
    done = put_coding(
        session, log, _pass(session, log, of, who), known, span, extent="exact", origin="accepted"
    )
    return done.batch or log.batch


def _pass(session: Session, log: Journal, document: Document, who: str) -> CodingPass:
    own = select(CodingPass.id).join(Coder, col(Coder.id) == CodingPass.coder_id)
    has_own = session.exec(own.where(CodingPass.document_id == document.id, Coder.name == who)).first()
    moderated = moderated_pass(passes_of(session, document.name))
    if has_own is None and moderated is not None:
        return session.get_one(CodingPass, moderated.id)
    return pass_of(session, log, document, who, None)
