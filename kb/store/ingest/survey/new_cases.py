"""Store new rows of a survey, many at once: documents, cases, attributes, speakers and paragraphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from sqlmodel import Session, SQLModel, col, insert, select

from ingest.model import SurveyCase
from kb.db.rows import insert_rows
from kb.db.tables import Attribute, Case, Document, Paragraph, Source, Speaker, Survey
from kb.db.tables.columns import now
from kb.store.documents.renaming import LONGEST, sort_key
from kb.store.text_versions import fingerprint

FORMAT = "survey"
REASON = "the only copy"


def source_path(survey: Survey, key: str) -> str:
    """Return how the catalog calls the row of a survey: ``survey.xlsx#P07``."""
    return f"{survey.path}#{key}"


def add_cases(session: Session, survey: Survey, cases: Sequence[SurveyCase]) -> list[str]:
    """Store new cases and return the names of their documents."""
    titles = _free_titles(session, survey, cases)
    case_ids = _inserted(session, Case, [{"name": title} for title in titles])
    facts = zip(cases, titles, case_ids, strict=True)
    documents = _inserted(session, Document, [_document(survey, *each) for each in facts])
    people = _inserted(
        session,
        Speaker,
        [
            {
                "document_id": document,
                "name": voice.name,
                "role": voice.role,
                "labels": list(voice.labels),
                "corrected": False,
            }
            for document, case in zip(documents, cases, strict=True)
            for voice in case.transcript.speakers[:1]
        ],
    )
    numbered = list(zip(documents, people, cases, strict=True))
    rows: dict[type[SQLModel], list[dict[str, Any]]] = {
        Source: [_source(survey, document, case) for document, _, case in numbered],
        Paragraph: list(chain.from_iterable(_paragraphs(*each) for each in numbered)),
        Attribute: [
            {"case_id": case_id, "name": name, "value": value}
            for case_id, case in zip(case_ids, cases, strict=True)
            for name, value in case.attributes
        ],
    }
    for table, params in rows.items():
        insert_rows(session, table, params)
    return titles


def _inserted(session: Session, table: type[Any], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store rows and return their ids, in their order."""
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    return [int(number) for number in session.scalars(statement, list(rows))]


def _document(survey: Survey, case: SurveyCase, title: str, case_id: int) -> dict[str, Any]:
    text = case.transcript.text
    return {
        "name": title,
        "sort_key": sort_key(title),
        "kind": case.transcript.kind,
        "length": len(text),
        "sha256": fingerprint(text),
        "displayed_from": source_path(survey, case.key),
        "display_reason": REASON,
        "case_id": case_id,
        "created": now(),
    }


def _source(survey: Survey, document: int, case: SurveyCase) -> dict[str, Any]:
    return {
        "document_id": document,
        "path": source_path(survey, case.key),
        "sha256": case.sha256,
        "size": len(case.transcript.text.encode("utf-8", "surrogatepass")),
        "format": FORMAT,
        "problems": [],
        "ingested": now(),
        "survey_id": survey.id,
    }


def _paragraphs(document: int, speaker: int, case: SurveyCase) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document,
            "position": position,
            "start": each.start,
            "end": each.end,
            "text": each.text,
            "speaker_id": speaker,
            "label": each.speaker,
            "heading": each.heading,
        }
        for position, each in enumerate(case.transcript.paragraphs)
    ]


def _free_titles(session: Session, survey: Survey, cases: Sequence[SurveyCase]) -> list[str]:
    """Return a title for each case that no document and no case has: ``P07``, else ``P07 (survey)``.

    A case of an interview that is called alike may be somebody else: it is never joined.
    """
    names = chain(session.exec(select(Document.name)), session.exec(select(Case.name)))
    taken = {name.casefold() for name in names}
    stem = PurePosixPath(survey.path).stem[: LONGEST // 2]
    titles = []
    for case in cases:
        title = case.transcript.title[: LONGEST // 2 - 10]
        tries = chain(
            [title, f"{title} ({stem})"], (f"{title} ({stem} {n})" for n in range(2, len(taken) + 3))
        )
        free = next(each for each in tries if each.casefold() not in taken)
        taken.add(free.casefold())
        titles.append(free)
    return titles


def stored_sources(session: Session, survey: Survey) -> list[tuple[int, str, str]]:
    """Return the document, the key and the sha256 of every row of a survey that is stored."""
    begin = len(survey.path) + 1
    query = select(Source.document_id, Source.path, Source.sha256).where(Source.survey_id == survey.id)
    return [
        (document, path[begin:], sha256)
        for document, path, sha256 in session.exec(query.order_by(col(Source.id)))
    ]
