"""What a writer saw of a coding: its code as it is spelled, and its words, in one version of the text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from kb.db.tables import Code, Coding, Document
from kb.errors import UnknownNameError
from kb.queries.documents import transcript
from kb.store.stale import changes_of, refuse_stale
from kb.store.text_versions import Selection, TextChangedError, current_span

_WHAT = "this coding"


@dataclass(frozen=True, slots=True)
class CodingVersion:
    """A coding as it stands: ``code`` is the row of its code, offsets are of the version ``text``.

    A text that only moves the coding leaves it as it was seen; ``text`` None is the current one.
    """

    code: int
    start: int
    end: int
    text: str | None = None


def coding_seen(
    session: Session, coding_id: int, seen: CodingVersion | None
) -> tuple[Coding, Document, Code]:
    """Return a coding that is about to be changed, with its document and code.

    Raises:
        StaleWriteError: it is not as it was seen, or gone.
        UnknownNameError: there is no such coding, and nobody says to have seen one.
    """
    coding, about = session.get(Coding, coding_id), changes_of("coding", [coding_id])
    if coding is None:
        refuse_stale(session, seen, None, what=_WHAT, shown="", about=about, is_gone=True)
        raise UnknownNameError("coding", str(coding_id), ())
    document, code = session.get_one(Document, coding.document_id), session.get_one(Code, coding.code_id)
    if seen is not None:
        now = CodingVersion(coding.code_id, coding.start, coding.end, document.sha256)
        words = transcript.words(session, document.name, coding.start, coding.end)
        shown = f"{code.name} on “{words}”"
        refuse_stale(session, _now(session, document, seen), now, what=_WHAT, shown=shown, about=about)
    return coding, document, code


def _now(session: Session, document: Document, seen: CodingVersion) -> CodingVersion:
    """What somebody saw, in the current text; as they saw it where its words are not in that any more."""
    try:
        span = current_span(session, document, Selection(start=seen.start, end=seen.end, text=seen.text))
    except TextChangedError:
        return seen
    return CodingVersion(seen.code, *span, document.sha256)
