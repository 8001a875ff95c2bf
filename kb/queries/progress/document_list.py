"""What stands on the shelf: every document with who is behind it, who speaks, who coded it, and when last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from kb.db.tables import Attribute, Case, Change, Document, Paragraph, Source, Speaker, UnplacedCoding
from kb.queries.comparison.pass_comparison import documents_half_moderated
from kb.queries.documents.documents import surveys_of_documents
from kb.queries.documents.whole_document import codes_of_documents, sets_of_documents
from kb.queries.progress.pass_progress import PassProgress, documents_without_decision, pass_progress


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """Somebody who speaks in a document."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class DocumentListRow:
    """A document in the list of documents.

    ``survey`` is the file of the survey that it is a row of. ``touched`` is when it was last ingested or
    changed, ``last_change`` the number of that change (clocks may go wrong), ``unplaced`` its codings that
    lost their place, ``is_undecided`` says that two coders coded it and no moderator has
    (:func:`kb.queries.progress.pass_progress.documents_without_decision`). ``sets`` are those that it is in,
    ``codes`` those on the whole document.
    """

    document: str
    kind: str
    case: str | None
    attributes: tuple[tuple[str, str], ...]
    paragraphs: int
    speakers: tuple[SpeakerSummary, ...]
    passes: tuple[PassProgress, ...]
    codings: int
    problems: int
    unplaced: int
    is_undecided: bool
    touched: datetime
    last_change: int
    survey: str | None = None
    sets: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def is_unsure(self) -> bool:
        """Whether somebody speaks whose role nobody knows; an article may have no speakers."""
        return any(voice.role == "unknown" for voice in self.speakers)

    @property
    def states(self) -> frozenset[str]:
        """Everything that can be asked for of its state.

        ``coded`` in every pass there is, ``none`` without a coding, ``started`` and ``empty`` with such a
        pass, ``undecided``, ``unplaced``, ``unsure``, ``problems``.
        """
        coded = [each for each in self.passes if not each.is_empty]
        held = {
            "coded": bool(coded) and len(coded) == len(self.passes),
            "none": not coded,
            "started": any(each.state == "started" for each in self.passes),
            "empty": len(coded) < len(self.passes),
            "undecided": self.is_undecided,
            "unplaced": self.unplaced > 0,
            "unsure": self.is_unsure,
            "problems": self.problems > 0,
        }
        return frozenset(name for name, is_so in held.items() if is_so)


def document_list(session: Session) -> list[DocumentListRow]:
    """Return every document, in natural order of their names."""
    cases = dict(session.exec(select(Case.id, Case.name)).all())
    about: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for case_id, name, value in session.exec(
        select(Attribute.case_id, Attribute.name, Attribute.value).order_by(Attribute.name)
    ):
        about[case_id].append((name, value))
    voices: dict[int | None, list[SpeakerSummary]] = defaultdict(list)
    for document_id, name, role in session.exec(
        select(Speaker.document_id, Speaker.name, Speaker.role).order_by(Speaker.name)
    ):
        voices[document_id].append(SpeakerSummary(name, role))
    surveys = surveys_of_documents(session)
    sets, codes = sets_of_documents(session), codes_of_documents(session)
    passes = pass_progress(session)
    by_document: dict[str, list[PassProgress]] = defaultdict(list)
    for each in passes:
        by_document[each.document].append(each)
    open_ones = set(documents_without_decision(passes, documents_half_moderated(session)))
    newest = dict(_per_document(session, Change, func.max(col(Change.id))))
    last = select(func.max(col(Change.id))).group_by(col(Change.document_id))
    changed = dict(session.exec(select(Change.id, Change.at).where(col(Change.id).in_(last))).all())
    paragraphs = dict(_per_document(session, Paragraph, func.count()))
    unplaced = dict(_per_document(session, UnplacedCoding, func.count()))
    problems: dict[int, int] = defaultdict(int)
    for document_id, found in session.exec(select(Source.document_id, Source.problems)):
        problems[document_id] += len(found)
    rows = session.exec(
        select(Document.id, Document.name, Document.kind, Document.case_id, Document.created).order_by(
            col(Document.sort_key)
        )
    )
    return [
        DocumentListRow(
            name,
            kind,
            cases.get(case_id),
            tuple(about[case_id]) if case_id else (),
            paragraphs.get(document_id, 0),
            tuple(voices[document_id]),
            tuple(by_document[name]),
            sum(each.codings for each in by_document[name]),
            problems[document_id or 0],
            unplaced.get(document_id, 0),
            name in open_ones,
            changed.get(newest.get(document_id), created),
            newest.get(document_id, 0),
            surveys.get(document_id or 0),
            sets.get(document_id or 0, ()),
            codes.get(document_id or 0, ()),
        )
        for document_id, name, kind, case_id, created in rows
    ]


def cases(session: Session) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what is known of every case, by its name."""
    query = (
        select(Case.name, Attribute.name, Attribute.value)
        .outerjoin(Attribute, col(Attribute.case_id) == Case.id)
        .order_by(Case.name, Attribute.name)
    )
    known: dict[str, tuple[tuple[str, str], ...]] = {}
    for case, name, value in session.exec(query):
        known[case] = (*known.get(case, ()), *(((name, value),) if name is not None else ()))
    return known


def _per_document(session: Session, table: Any, what: Any) -> list[Any]:
    """Ask one thing of the rows of each document."""
    return list(session.exec(select(table.document_id, what).group_by(col(table.document_id))).all())
