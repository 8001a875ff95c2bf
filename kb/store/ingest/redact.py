"""Take a name out of everything the catalog keeps about a document, once a version of its text hides it.

The text itself is replaced; what was written beside it before — memos, words of codings without a place, the
audit trail — may hold the name, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from ingest.merge.redaction import names_of, redactions
from kb.db.tables import Change, Document, Memo, Source, Speaker, UnplacedCoding


def hide_names(session: Session, document: Document, before: str, after: str) -> None:
    """Mask, wherever the catalog speaks of a document, the names that its text showed and now hides."""
    found = [each for each in redactions(before, after) if each.hides == "other"]
    if not found:
        return
    masked = names_of(found, (before, after), {}).masked
    for memo in session.exec(select(Memo).where(Memo.document_id == document.id)):
        memo.text = masked(memo.text)
    for source in session.exec(select(Source).where(Source.document_id == document.id)):
        source.problems = _everywhere(source.problems, masked)
    actions = select(Change.batch).where(Change.document_id == document.id)
    for change in session.exec(select(Change).where(col(Change.batch).in_(actions))):
        change.what = masked(change.what)
        change.before = _everywhere(change.before, masked)
        change.after = _everywhere(change.after, masked)
    _hide_in_speakers(session, document, masked)
    _hide_in_unplaced(session, document, masked)
    session.flush()


def _hide_in_speakers(session: Session, document: Document, masked: Callable[[str], str]) -> None:
    """Mask what a person called a speaker; two must not be called alike."""
    rows = session.exec(select(Speaker).where(Speaker.document_id == document.id)).all()
    for row in rows:
        name, number = masked(row.name), 2
        while any(name == other.name for other in rows if other is not row):
            name, number = f"{masked(row.name)} {number}", number + 1
        row.name = name


def _hide_in_unplaced(session: Session, document: Document, masked: Callable[[str], str]) -> None:
    """Mask the words of codings without a place; two that only a name told apart become one."""
    rows = session.exec(select(UnplacedCoding).where(UnplacedCoding.document_id == document.id)).all()
    taken = {(row.pass_id, row.code_id, row.words) for row in rows}
    for row in rows:
        row.memo = masked(row.memo) if row.memo else row.memo
        words = masked(row.words)
        if words == row.words:
            continue
        if (row.pass_id, row.code_id, words) in taken:
            session.delete(row)
        else:
            taken.add((row.pass_id, row.code_id, words))
            row.words = words


def _everywhere(value: Any, masked: Callable[[str], str]) -> Any:
    """Mask every string of a value that JSON can hold; paths of files stay, they are needed to find them."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        return [_everywhere(each, masked) for each in value]
    if isinstance(value, dict):
        return {name: each if name == "files" else _everywhere(each, masked) for name, each in value.items()}
    return value
