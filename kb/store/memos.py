"""What a researcher notes: memos on a code, a document or a passage, each in the audit trail."""

from __future__ import annotations

from sqlmodel import Session

from kb.db.audit import Journal
from kb.db.tables import Memo
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.store.coding import passages


def add_memo(
    session: Session, text: str, *, who: str, code: str | None = None, document: str | None = None
) -> int:
    """Write a memo on a code, on a document, or on neither: on the project; return its id.

    Raises:
        KbError: the memo has no words, or what it is on is not in the catalog.
    """
    words = text.strip()
    if not words:
        raise KbError("the memo is empty; nothing was saved")
    on_code = names.code(session, code) if code is not None else None
    on_document = names.document(session, document) if document is not None else None
    about = " and ".join(repr(each.name) for each in (on_code, on_document) if each is not None)
    memo = Memo(
        text=words,
        author=who,
        code_id=on_code.id if on_code else None,
        document_id=on_document.id if on_document else None,
    )
    Journal(session, who=who, what=f"write a memo on {about or 'the project'}").made(memo)
    return memo.id or 0


def note_on_passage(session: Session, document: str, text: str, *, start: int, end: int, who: str) -> int:
    """Write a memo on words of a document, whether they are coded or not; return its id.

    ``start`` and ``end`` are code points of the current text, half-open.

    Raises:
        KbError: the memo has no words, or there is no such document.
        NoPlaceError: the span is empty or leaves the document.
    """
    words, of = text.strip(), names.document(session, document)
    if not words:
        raise KbError("the memo is empty; nothing was saved")
    passages.paragraphs_of(session, of, start, end)
    memo = Memo(document_id=of.id, start=start, end=end, text=words, author=who)
    log = Journal(session, who=who, what=f"memo on a passage in {of.name!r}", document_id=of.id)
    log.made(memo)
    return memo.id or 0


def rewrite_memo(session: Session, memo_id: int, text: str, *, who: str) -> str | None:
    """Rewrite a memo of one's own; an empty text deletes it. Return the action's name, if any.

    Raises:
        UnknownNameError: there is no such memo.
        KbError: somebody else wrote it.
    """
    memo, words = session.get(Memo, memo_id), text.strip()
    if memo is None:
        raise UnknownNameError("memo", str(memo_id), ())
    if memo.author != who:
        raise KbError(f"this memo is by {memo.author or 'somebody unknown'}; only they can change it")
    if memo.text == words:
        return None
    log = Journal(session, who=who, what="memo on a passage", document_id=memo.document_id)
    if words:
        log.changed(memo, text=words)
    else:
        log.deleted(memo)
    return log.batch
