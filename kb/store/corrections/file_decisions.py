"""Whether a correction stands, or what the files say: for a person to decide at any time."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from kb.db.tables import Document
from kb.errors import KbError
from kb.store.corrections.correct_text import Correcting
from kb.store.corrections.file_text import Stretch
from kb.store.corrections.paragraphs_before import Before, before
from kb.store.corrections.text_change import TextChange, move_of


def take_file_text(session: Session, document: Document, position: int) -> Correcting:
    """Return the correction that puts back what the files say of a paragraph.

    Raises:
        KbError: nobody has corrected the paragraph.
    """
    was, stretch = _corrected(session, document, position)
    change = TextChange(stretch.position, stretch.paragraphs, stretch.file_text, ())
    what = f"put back the file's words of {_named(stretch)}"
    return Correcting(what, change, move_of(was, change))


def keep_correction(session: Session, document: Document, position: int) -> Correcting | None:
    """Return the decision that a correction stands although the files say something else by now.

    None when nothing is to be decided.

    Raises:
        KbError: nobody has corrected the paragraph.
    """
    was, stretch = _corrected(session, document, position)
    if not stretch.disputed:
        return None
    kept = replace(stretch, position=0, disputed=False)
    change = TextChange(stretch.position, stretch.paragraphs, was.drafts, (kept,))
    return Correcting(f"keep the correction of {_named(stretch)}", change, move_of(was, change))


def _named(stretch: Stretch) -> str:
    first, last = stretch.position + 1, stretch.last + 1
    return f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"


def _corrected(session: Session, document: Document, position: int) -> tuple[Before, Stretch]:
    was = before(session, document, position, 1)
    if not was.stretches:
        raise KbError(f"paragraph {position + 1} of {document.name!r} is as the file has it")
    return was, was.stretches[0]
