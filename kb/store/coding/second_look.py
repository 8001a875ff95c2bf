"""What is decided at a second look: a passage that was missed is coded, a coding is called right or removed.

Each is one action. A list is looked at for a while: what is not as it was shown any more is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Change, Code, Coder, Coding, CodingPass, Document, Paragraph
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison.differences import moderated_pass, passes_of
from kb.queries.documents.transcript import words
from kb.store.coding.codings import put_coding, remove_coding
from kb.store.coding.dismissed_suggestions import confirm, dismiss
from kb.store.get_or_create import code_named, pass_of
from kb.store.stale import changes_of, refuse_stale
from kb.store.text_versions import NOUN as TEXT_CHANGED

_AGAIN = "choose Later, or make the list again"


@dataclass(frozen=True, slots=True)
class SeenCoding:
    """A doubted coding as it was shown: whose, with which code, on which words of a document.

    ``text`` are the words of the ``paragraph`` that was shown with it.
    """

    coding: int
    document: str
    coder: str
    code: str
    start: int
    end: int
    paragraph: int
    text: str


def code_missed(
    session: Session, document: str, position: int, code: str, *, words: str, who: str
) -> str | None:
    """Code a paragraph that was missed, and return the action; None if somebody coded it so meanwhile.

    It goes into the pass of who decides; who has none in this document moderates: into the moderated pass.
    Where there is neither, a pass of theirs is begun.

    Raises:
        KbError: there is no such document or code, or the paragraph has other words by now.
    """
    paragraph = _paragraph(session, document, position, words)
    of, meant = session.get_one(Document, paragraph.document_id), names.code(session, code)
    log = Journal(session, who=who, what=f"code {of.name!r} with {meant.name!r}", document_id=of.id)
    span = (paragraph.start, paragraph.start + len(paragraph.text))
    known = code_named(session, log, meant.name)
    done = put_coding(
        session, log, _pass(session, log, of, who), known, span, extent="exact", origin="accepted"
    )
    return done.batch


def refuse_missed(
    session: Session, document: str, position: int, code: str, *, words: str, who: str
) -> str | None:
    """Remember that a code is not for a paragraph; return the action, None if that was known already.

    Raises:
        KbError: there is no such document or code, or the paragraph has other words by now.
    """
    paragraph = _paragraph(session, document, position, words)
    return dismiss(session, document, paragraph.position, code, who=who)


def confirm_doubted(session: Session, seen: SeenCoding, *, who: str) -> str | None:
    """Remember that a doubted coding is right; return the action, None if that was known already.

    Raises:
        StaleWriteError: the coding or its words are not as they were shown.
    """
    _refuse_changed(session, seen)
    return confirm(session, seen.coding, who=who)


def remove_doubted(session: Session, seen: SeenCoding, *, who: str, with_decisions: bool = False) -> str:
    """Take a doubted coding away, and return the action.

    Raises:
        StaleWriteError: the coding or its words are not as they were shown.
        DecidedError: moderators decided about it, and nobody said that this may go.
    """
    _refuse_changed(session, seen)
    return remove_coding(session, seen.coding, who=who, with_decisions=with_decisions)


def _paragraph(session: Session, document: str, position: int, words: str) -> Paragraph:
    of = names.document(session, document)
    at = (Paragraph.document_id == of.id, Paragraph.position == position)
    paragraph = session.exec(select(Paragraph).where(*at)).first()
    if paragraph is None or paragraph.text != words:
        raise KbError(f"the text of {of.name!r} has changed since the list was made; {_AGAIN}")
    return paragraph


def _refuse_changed(session: Session, seen: SeenCoding) -> None:
    query = (
        select(Coding, Document.name, Coder.name, Paragraph.text)
        .join(Document, col(Document.id) == Coding.document_id)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Paragraph, col(Paragraph.document_id) == Coding.document_id)
        .where(Coding.id == seen.coding, Paragraph.position == seen.paragraph)
    )
    found, about, shown = session.exec(query).first(), changes_of("coding", [seen.coding]), ""
    now: SeenCoding | None = None
    if found is not None:
        coding, document, coder, text = found
        spelled = session.get_one(Code, coding.code_id)
        code = session.get(Code, spelled.canonical_id) or spelled
        place = (coding.start, coding.end, seen.paragraph, text)
        now = SeenCoding(coding.id or 0, document, coder, code.name, *place)
        shown = f"{code.name} on “{words(session, document, coding.start, coding.end)}”"
        about |= (col(Change.document_id) == coding.document_id) & (col(Change.noun) == TEXT_CHANGED)
    gone = session.get(Coding, seen.coding) is None
    refuse_stale(session, seen, now, what="this coding", shown=shown, about=about, is_gone=gone)


def _pass(session: Session, log: Journal, document: Document, who: str) -> CodingPass:
    known = select(CodingPass.id, Coder.name).join(Coder, col(Coder.id) == CodingPass.coder_id)
    coders = session.exec(known.where(CodingPass.document_id == document.id))
    has_own = any(coder.casefold() == who.casefold() for _, coder in coders)
    moderated = moderated_pass(passes_of(session, document.name))
    if not has_own and moderated is not None:
        return session.get_one(CodingPass, moderated.id)
    return pass_of(session, log, document, who, None)
