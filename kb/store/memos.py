"""What a researcher notes: memos on a code, a document or a passage, each in the audit trail."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Code, Coding, Document, Memo
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.store.coding import passages
from kb.store.stale import changes_of, changes_with, refuse_stale

LONGEST = 100_000
"""Characters of a memo that somebody writes; those of imported projects can be longer."""
_WHAT = "this memo"


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
    memo = Memo(
        text=words,
        author=who,
        code_id=on_code.id if on_code else None,
        document_id=on_document.id if on_document else None,
    )
    Journal(session, who=who, what=f"write a memo on {_place(session, memo)}").made(memo)
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
    log = Journal(session, who=who, what=f"memo on {_place(session, memo)}", document_id=of.id)
    log.made(memo)
    return memo.id or 0


def rewrite_memo(
    session: Session, memo_id: int, text: str, *, who: str, seen: str | None = None
) -> str | None:
    """Rewrite a memo of one's own; an empty text deletes it. Return the action's name, if any.

    Raises:
        UnknownNameError: there is no such memo.
        StaleWriteError: it does not have the text that was seen.
        KbError: somebody else wrote it.
    """
    memo, words = session.get(Memo, memo_id), text.strip()
    about = changes_of("memo", [memo_id])
    if memo is None:
        refuse_stale(session, seen, None, what=_WHAT, shown="", about=about, is_gone=True)
        raise UnknownNameError("memo", str(memo_id), ())
    if memo.author != who:
        raise KbError(f"this memo is by {memo.author or 'somebody unknown'}; only they can change it")
    if memo.text == words:
        return None
    refuse_stale(session, seen, memo.text, what=_WHAT, shown=memo.text, about=about)
    done = "rewrite" if words else "delete"
    what = f"{done} the memo on {_place(session, memo)}"
    log = Journal(session, who=who, what=what, document_id=memo.document_id)
    if words:
        log.changed(memo, text=words)
    else:
        log.deleted(memo)
    return log.batch


def note_on_coding(
    session: Session, coding_id: int, text: str, *, who: str, adds: bool = False, seen: str | None = None
) -> str | None:
    """Write a person's memo on a coding, or rewrite it; an empty one is taken away.

    With ``adds`` what is there stays, and the text comes below it. ``seen`` is the memo as it was seen,
    empty where there was none.

    Raises:
        UnknownNameError: there is no such coding.
        StaleWriteError: the memo does not have the text that was seen, or the coding is gone.
    """
    coding = session.get(Coding, coding_id)
    if coding is None:
        gone = changes_of("coding", [coding_id])
        refuse_stale(session, seen, None, what="this coding", shown="", about=gone, is_gone=True)
        raise UnknownNameError("coding", str(coding_id), ())
    document, code = session.get_one(Document, coding.document_id), session.get_one(Code, coding.code_id)
    own = select(Memo).where(Memo.coding_id == coding_id, Memo.author == who).order_by(col(Memo.id))
    memo, words = session.exec(own).first(), text.strip()
    if memo is not None and adds:
        words = f"{memo.text}\n\n{words}".strip()
    before = memo.text if memo else ""
    if words == before:
        return None
    if not adds:
        about = changes_with("memo", coding_id=coding_id, author=who)
        refuse_stale(session, seen, before, what=_WHAT, shown=before, about=about, is_gone=memo is None)
    what = f"{'' if words else 'delete the '}memo on {code.name!r} in {document.name!r}"
    log = Journal(session, who=who, what=what, document_id=document.id)
    if memo is None:
        log.made(Memo(document_id=document.id, coding_id=coding_id, text=words, author=who))
    elif words:
        log.changed(memo, text=words)
    else:
        log.deleted(memo)
    return log.batch


def _place(session: Session, memo: Memo) -> str:
    """What a memo is on, as the history calls it."""
    coding = session.get(Coding, memo.coding_id) if memo.coding_id else None
    code_id, document_id = (coding or memo).code_id, (coding or memo).document_id
    code = repr(session.get_one(Code, code_id).name) if code_id else ""
    document = repr(session.get_one(Document, document_id).name) if document_id else ""
    if coding is not None:
        return f"{code} in {document}"
    if memo.start is not None:
        return f"a passage in {document}"
    return " and ".join(filter(None, (code, document))) or "the project"
