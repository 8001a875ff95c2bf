"""What the catalog holds already, in the shape of what is read: one more version of an interview."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePath

from sqlmodel import Session, col, select

from ingest.merge import SourceRef, Version, in_catalog
from ingest.merge.file_names import PassRole, name_of
from ingest.model import Parsed, Transcript, lay_out
from ingest.model import Speaker as Voice
from kb.db import fulltext
from kb.db.spacing import spaced
from kb.db.tables import Coder, CodingPass, Document, Paragraph, Source, Speaker
from kb.store.corrections.file_text import documents_saying, file_drafts

_PROBES = 3
_PROBE_WORDS = 12
"""So many words of so many of its longest paragraphs find a text that the catalog knows by another name."""


def candidates(
    session: Session, parsed: Iterable[Parsed], stored: Callable[[PurePath], str]
) -> list[Document]:
    """Return the documents that what was read could be versions of: by name, by file, and by their words.

    ``stored`` tells how the catalog calls a file. The cases of a survey are nobody's versions.
    """
    cases = select(Source.document_id).where(col(Source.survey_id).is_not(None))
    query = select(Document).where(col(Document.id).not_in(cases))
    documents = {each.id: each for each in session.exec(query)}
    by_name = {_folded(each.name): each for each in documents.values()}
    by_file = dict(session.exec(select(Source.path, Source.document_id)).all())
    found: dict[int, Document] = {}
    for each in parsed if documents else ():
        if each.transcript is None:
            continue
        named = by_name.get(_folded(name_of(each.path, each.transcript.title).document))
        came = documents.get(by_file.get(stored(each.path)))
        for document in (named, came, *_by_words(session, each.transcript)):
            if document is not None:
                found[document.id or 0] = document
    return sorted(found.values(), key=lambda document: document.sort_key)


def version_in_catalog(session: Session, document: Document, folder: Path) -> Version:
    """Return the text that the catalog has from a document's files, without what people corrected."""
    sources = dict(
        session.exec(select(Source.path, Source.sha256).where(Source.document_id == document.id)).all()
    )
    return in_catalog(
        _transcript(session, document),
        SourceRef(_on_disk(folder, document.displayed_from), sources.get(document.displayed_from)),
        _passes(session, document),
        [(_on_disk(folder, path), sha256) for path, sha256 in sources.items()],
    )


def files_behind(session: Session, texts: Iterable[str], folder: Path) -> list[Path]:
    """Return the files of the documents whose files say these texts."""
    documents = [each.id for each in documents_saying(session, texts)]
    query = select(Source.path).where(col(Source.document_id).in_(documents))
    return sorted(_on_disk(folder, path) for path in session.exec(query))


def _on_disk(folder: Path, path: str) -> Path:
    return Path(os.path.normpath(folder / path))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _by_words(session: Session, transcript: Transcript) -> list[Document]:
    longest: Sequence[str] = sorted((each.text for each in transcript.paragraphs), key=len, reverse=True)
    for text in longest[:_PROBES]:
        words = " ".join(spaced(text.replace('"', " ")).split(None, _PROBE_WORDS)[:_PROBE_WORDS])
        inner = fulltext.matches(session, [[fulltext.Term(words)]]).subquery("hits")
        query = (
            select(Document)
            .join(Paragraph, col(Paragraph.document_id) == Document.id)
            .join(inner, inner.c.id == Paragraph.id)
            .distinct()
        )
        if documents := list(session.exec(query)):
            return documents
    return []


def _transcript(session: Session, document: Document) -> Transcript:
    paragraphs, _ = lay_out(file_drafts(session, document))
    voices = session.exec(
        select(Speaker).where(Speaker.document_id == document.id).order_by(col(Speaker.name))
    )
    return Transcript(
        document.name,
        paragraphs,
        speakers=tuple(Voice(row.name, row.role, tuple(row.labels)) for row in voices),  # type: ignore[arg-type]
        kind=document.kind,  # type: ignore[arg-type]
    )


def _passes(session: Session, document: Document) -> list[tuple[str, PassRole]]:
    """Who coded it in which role, as far as a file told the role."""
    query = (
        select(Coder.name, CodingPass.role)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(CodingPass.document_id == document.id, col(CodingPass.role_assumed).is_(False))
    )
    return [(coder, "moderator" if role == "moderator" else "coder") for coder, role in session.exec(query)]
