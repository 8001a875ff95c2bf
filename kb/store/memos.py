"""What a researcher notes: memos on a code or a document, each in the audit trail."""

from __future__ import annotations

from sqlmodel import Session

from kb.db.audit import Journal
from kb.db.tables import Memo
from kb.errors import KbError
from kb.queries import names


def add_memo(
    session: Session, text: str, *, who: str, code: str | None = None, document: str | None = None
) -> int:
    """Write a memo on a code, on a document, or on neither: on the project; return its id.

    Raises:
        KbError: the memo has no words, or what it is on is not in the catalog.
    """
    words = text.strip()
    if not words:
        raise KbError("a memo needs some words; nothing was stored")
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
