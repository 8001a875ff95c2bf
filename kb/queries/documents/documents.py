"""What is in the catalog: its documents, their passes, and the state of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, SQLModel, col, select

from kb.db.tables import (
    Code,
    Coder,
    Coding,
    CodingPass,
    Document,
    Paragraph,
    Source,
    Speaker,
    Survey,
    TaxonomyFile,
    UnplacedCoding,
)
from kb.queries import names


@dataclass(frozen=True, slots=True)
class PassRow:
    """One coder's work on one document; without codings it is empty, and that means missing."""

    document: str
    coder: str
    role: str
    codings: int
    spills: int
    unplaced: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was coded: missing data, never "nothing found"."""
        return self.codings + self.spills + self.unplaced == 0


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document, the files it was read from, and its passes; ``survey`` is the file it is a row of."""

    document: str
    kind: str
    paragraphs: int
    speakers: tuple[str, ...]
    files: int
    passes: tuple[PassRow, ...]
    codings: int
    survey: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The catalog in numbers. ``codings`` leaves out ``spills``; ``empty_passes`` are missing data."""

    documents: int
    interviews: int
    paragraphs: int
    files: int
    coders: int
    passes: int
    empty_passes: int
    codings: int
    spills: int
    unplaced: int
    codes: int
    unsorted_codes: int
    taxonomy_applied: datetime | None


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    """A paragraph as it is exported."""

    document: str
    position: int
    speaker: str | None
    role: str | None
    start: int
    end: int
    text: str


def titles(session: Session) -> list[str]:
    """Return the names of all documents, in their order; for a list to choose from."""
    return list(session.exec(select(Document.name).order_by(col(Document.sort_key))))


def source_paths(session: Session) -> list[str]:
    """Return the files that documents were read from, relative to the catalog's folder."""
    whole = session.exec(select(Source.path).where(col(Source.survey_id).is_(None)))
    return sorted([*whole, *session.exec(select(Survey.path))])


def codings(session: Session) -> int:
    """Return how many codings there are, spills left out, as :func:`totals` counts them."""
    query = select(func.count()).select_from(Coding).where(Coding.extent != "spill")
    return int(session.exec(query).one())


def totals(session: Session) -> Totals:
    """Return the catalog in numbers."""

    def number(query: object) -> int:
        return int(session.exec(query).one())

    def rows(table: type[SQLModel], *where: ColumnElement[bool] | bool) -> int:
        return number(select(func.count()).select_from(table).where(*where))

    used = select(Coding.code_id).distinct()
    canonical = select(Code.canonical_id).where(col(Code.id).in_(used))
    coded = select(Coding.pass_id).union(select(UnplacedCoding.pass_id))
    return Totals(
        documents=rows(Document),
        interviews=rows(Document, Document.kind == "interview"),
        paragraphs=rows(Paragraph),
        files=rows(Source, col(Source.survey_id).is_(None)) + rows(Survey),
        coders=rows(Coder),
        passes=rows(CodingPass),
        empty_passes=rows(CodingPass, col(CodingPass.id).not_in(coded)),
        codings=codings(session),
        spills=rows(Coding, Coding.extent == "spill"),
        unplaced=rows(UnplacedCoding),
        codes=rows(Code, col(Code.id).in_(canonical)),
        unsorted_codes=rows(Code, col(Code.id).in_(canonical), col(Code.kind).is_(None)),
        taxonomy_applied=session.exec(
            select(TaxonomyFile.applied).order_by(col(TaxonomyFile.id).desc()).limit(1)
        ).first(),
    )


def passes(session: Session) -> list[PassRow]:
    """Return every pass, by document, coders before the moderator."""
    spilled = func.count(case((col(Coding.extent) == "spill", 1)))
    lost = dict(
        session.exec(select(UnplacedCoding.pass_id, func.count()).group_by(col(UnplacedCoding.pass_id))).all()
    )
    query = (
        select(CodingPass.id, Document.name, Coder.name, CodingPass.role, func.count(col(Coding.id)), spilled)
        .select_from(CodingPass)
        .join(Document, col(Document.id) == CodingPass.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .outerjoin(Coding, col(Coding.pass_id) == CodingPass.id)
        .group_by(col(CodingPass.id), Document.name, Document.sort_key, Coder.name, CodingPass.role)
        .order_by(col(Document.sort_key), col(CodingPass.role), col(Coder.name))
    )
    return [
        PassRow(document, coder, role, codings - spills, spills, lost.get(pass_id, 0))
        for pass_id, document, coder, role, codings, spills in session.exec(query)
    ]


def documents(session: Session) -> list[DocumentRow]:
    """Return every document with the state of its passes, in natural order of their names."""
    by_document: dict[str, list[PassRow]] = {}
    for row in passes(session):
        by_document.setdefault(row.document, []).append(row)
    paragraphs = _per_document(session, Paragraph)
    files = _per_document(session, Source)
    surveys = surveys_of_documents(session)
    speakers: dict[int, list[str]] = {}
    for document_id, name in session.exec(select(Speaker.document_id, Speaker.name).order_by(Speaker.name)):
        speakers.setdefault(document_id, []).append(name)
    return [
        DocumentRow(
            document.name,
            document.kind,
            paragraphs.get(document.id or 0, 0),
            tuple(speakers.get(document.id or 0, ())),
            files.get(document.id or 0, 0),
            tuple(by_document.get(document.name, ())),
            sum(row.codings for row in by_document.get(document.name, ())),
            surveys.get(document.id or 0),
        )
        for document in session.exec(select(Document).order_by(col(Document.sort_key)))
    ]


def surveys_of_documents(session: Session) -> dict[int, str]:
    """Return the file of the survey that a document is a row of, by the document's id."""
    query = select(Source.document_id, Survey.path).join(Survey, col(Survey.id) == Source.survey_id)
    return dict(session.exec(query).all())


def paragraphs(session: Session, document: str | None = None) -> Iterator[ParagraphRow]:
    """Yield the paragraphs of one document, or of all, as they stand."""
    query = select(Document.id, Document.name).order_by(col(Document.sort_key))
    if document is not None:
        query = query.where(Document.id == names.document(session, document).id)
    for document_id, name in session.exec(query).all():
        rows = session.exec(
            select(Paragraph, Speaker)
            .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
            .where(Paragraph.document_id == document_id)
            .order_by(col(Paragraph.position))
        )
        for paragraph, speaker in rows:
            yield ParagraphRow(
                name,
                paragraph.position,
                speaker.name if speaker else None,
                speaker.role if speaker else None,
                paragraph.start,
                paragraph.end,
                paragraph.text,
            )


def _per_document(session: Session, table: type[Paragraph | Source]) -> dict[int, int]:
    query = select(table.document_id, func.count()).group_by(col(table.document_id))
    return dict(session.exec(query).all())
