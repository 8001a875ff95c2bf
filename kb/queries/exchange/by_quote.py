"""Codings that come without their texts: looked up, by their quotes, in the documents that are here.

A quote that stands in its document once is coded there. One that stands at several places, or at none, waits
among the unplaced codings: a person says where. A document that is not here takes nothing, and that is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import PurePath

from sqlmodel import Session, col, select

from kb.db.tables import Document, Paragraph
from kb.exchange.forms.parts.quotes import Words
from kb.exchange.model import QUOTES, Problem, Project, Source


def with_texts(session: Session, project: Project) -> Project:
    """Return a project whose quotes are placed in the catalog's documents, as far as these are known."""
    if not any(each.kind == QUOTES and each.text is None for each in project.sources):
        return project
    documents = _by_name(session)
    problems: list[Problem] = []
    lost: Counter[str] = Counter()
    sources = []
    for source in project.sources:
        if source.kind != QUOTES or source.text is not None:
            sources.append(source)
            continue
        document = documents.get(_key(source.name or ""))
        if document is None:
            count = sum(len(each.codings) for each in source.selections)
            message = f"no document of this name is here; {count} codings are left out"
            problems.append(Problem(source.name or "", message))
            lost.update(TextSource=1, PlainTextSelection=len(source.selections), Coding=count)
            lost["Coding"] += len(source.codings)
            continue
        sources.append(_placed(source, document.name, _text(session, document), problems))
    dropped = Counter(project.dropped)
    dropped.update(lost)
    return replace(
        project, sources=tuple(sources), dropped=dict(dropped), problems=(*project.problems, *problems)
    )


def _by_name(session: Session) -> dict[str, Document]:
    """Documents by their names, and by their names without an ending where that is nobody's else."""
    rows = list(session.exec(select(Document)))
    often = Counter(_key(PurePath(each.name).stem) for each in rows)
    stems = {_key(PurePath(each.name).stem): each for each in rows}
    exact = {_key(each.name): each for each in rows}
    return {**{name: row for name, row in stems.items() if often[name] == 1}, **exact}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _placed(source: Source, name: str, text: str, problems: list[Problem]) -> Source:
    words = Words(text)
    selections = []
    for each in source.selections:
        place = words.place(each.name or "", [each.raw] if each.raw else [])
        if place.doubt:
            problems.append(Problem(name, place.doubt))
        selections.append(replace(each, start=place.start, end=place.end, doubt=place.doubt))
    return replace(source, name=name, text=text, selections=tuple(selections))


def _text(session: Session, document: Document) -> str:
    query = select(Paragraph.text).where(Paragraph.document_id == document.id)
    return "\n".join(session.exec(query.order_by(col(Paragraph.position))))
