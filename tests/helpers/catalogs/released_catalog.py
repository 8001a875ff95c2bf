"""The small catalog with what must not leave it: names of participants, a memo, what is known of a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

import small_catalog
from sqlmodel import select

from kb.db import engine as db
from kb.db.tables import Attribute, Case, Document, Memo, Paragraph, Source

NAMES = ("Zora", "Quill", "Bea", "Cem", "Amin", "Eve", "Nasty", "Kestrel")
"""Names of a participant, of coders, of a document, and of a firm in the name of a file."""
ASIDE = ("salary", "grumpy", "Kestrel_export")
"""What is known of the case, of a memo, of a file."""


def make(path: Path) -> Path:
    """The catalog; the participant of Interview 2 consents, and the interviewer names her in paragraph 4."""
    small_catalog.make(path)
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        document = session.exec(select(Document).where(Document.name == "Interview 2")).one()
        case = Case(name="Zora Quill")
        session.add(case)
        session.flush()
        document.case_id = case.id
        for name, value in (("consent", "yes"), ("salary", "4711")):
            session.add(Attribute(case_id=case.id or 0, name=name, value=value))
        here = select(Paragraph).where(Paragraph.document_id == document.id)
        asked = session.exec(here.where(Paragraph.text == "How did you notice?")).one()
        asked.text = "How did Zora know??"  # as long as it was
        session.add(Memo(text="she was grumpy", author="Bea", document_id=document.id))
        for source in session.exec(select(Source)):
            source.path = f"private/Kestrel_export_{source.id}.docx"
    engine.dispose()
    return path


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a folder as text, as a reader sees it; not the licences of fonts, which name people."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "LICENSE" not in path.name:
            yield path.relative_to(folder).as_posix(), unescape(path.read_text(encoding="utf-8"))


def found_in(folder: Path, words: Iterable[str]) -> list[tuple[str, str]]:
    """Which of these words are in the files of a folder or in their names, and where."""
    patterns = {word: re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", re.IGNORECASE) for word in words}
    return [
        (word, name)
        for name, text in written(folder)
        for word, pattern in patterns.items()
        if pattern.search(f"{name} {text}")
    ]


def stretches(paragraphs: Iterable[str], *, words: int = 4) -> set[str]:
    """Every few words that stand together in some paragraphs."""
    found = set()
    for text in paragraphs:
        parts = text.split()
        found |= {" ".join(parts[at : at + words]) for at in range(len(parts) - words + 1)}
    return found
