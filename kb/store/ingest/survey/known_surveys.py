"""The surveys of the catalog, and which of them a file is: by its path, or by its rows if it was moved."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from ingest.model import Parsed
from kb.db.tables import Document, Source, Survey

FOLDER = "upload"
_LOOKED_AT = 500
_A_GOOD_PART = 0.3
_THE_SAME = 0.8
"""So many of the rows that are looked at are stored already: it is the same survey, somewhere else."""


def columns_of(survey: Survey) -> dict[str, str]:
    """Return what each column of a survey held when it was read last, by its heading."""
    return {str(name): str(use) for name, use in survey.columns}


def survey_at(session: Session, path: str) -> Survey | None:
    """Return the survey that the catalog calls so."""
    return session.exec(select(Survey).where(Survey.path == path)).first()


def same_rows(session: Session, parsed: Parsed) -> Survey | None:
    """Return the survey that has nearly all rows of a file, if one has."""
    cases = parsed.survey.cases if parsed.survey else ()
    marks = list(islice(dict.fromkeys(case.sha256 for case in cases), _LOOKED_AT))
    query = (
        select(Source.survey_id, func.count(col(Source.sha256).distinct()))
        .where(col(Source.sha256).in_(marks), col(Source.survey_id).is_not(None))
        .group_by(col(Source.survey_id))
    )
    found = sorted(((count, survey) for survey, count in session.exec(query)), reverse=True)
    if not found or found[0][0] < _THE_SAME * len(marks):
        return None
    return session.get(Survey, found[0][1])


def upload_path(session: Session, parsed: Parsed) -> str:
    """Return how the catalog calls an uploaded survey: ``upload/NAME``, ``upload/2/NAME`` for another one."""
    number = 1
    while True:
        folder = FOLDER if number == 1 else f"{FOLDER}/{number}"
        path = f"{folder}/{parsed.path.name}"
        survey = survey_at(session, path)
        if survey is None or _shares_rows(session, survey, parsed):
            return path
        number += 1


def known_upload(session: Session, parsed: Parsed) -> str | None:
    """Return the path of the survey that an upload is a newer version of."""
    survey = survey_at(session, upload_path(session, parsed))
    return survey.path if survey else None


def _shares_rows(session: Session, survey: Survey, parsed: Parsed) -> bool:
    """Whether a file has a good part of the rows of a survey, or names its cases; a number is no name."""
    cases = parsed.survey.cases if parsed.survey else ()
    begin = len(survey.path) + 1
    query = select(Source.path, Source.sha256).where(Source.survey_id == survey.id)
    stored = [(path[begin:].casefold(), sha256) for path, sha256 in session.exec(query)]
    marks, keys = {case.sha256 for case in cases}, {case.key.casefold() for case in cases}
    named = parsed.survey is not None and parsed.survey.is_named
    proves = keys - {key for key in keys if key.isdecimal()} if named else set()
    same = sum(sha256 in marks or key in proves for key, sha256 in stored)
    return not stored or same >= _A_GOOD_PART * len(stored)


def known_survey(
    session: Session, path: str, parsed: Parsed, is_there: Callable[[str], bool]
) -> tuple[Survey | None, str | None]:
    """Return the survey that a file is, and the other file it is a copy of, if that is still there.

    A survey whose file was moved goes by the new path from then on.
    """
    at_path = survey_at(session, path)
    if at_path is not None:
        return at_path, None
    same = same_rows(session, parsed)
    if same is None:
        return None, None
    if is_there(same.path):
        return None, same.path
    _move(session, same, path)
    return same, None


def _move(session: Session, survey: Survey, path: str) -> None:
    """Let a survey and its rows go by the path where its file is now."""
    begin = len(survey.path) + 1
    mine = select(Source.document_id).where(Source.survey_id == survey.id)
    session.exec(
        update(Document)
        .where(col(Document.id).in_(mine))
        .values(displayed_from=path + func.substr(Document.displayed_from, begin))
    )
    session.exec(
        update(Source)
        .where(col(Source.survey_id) == survey.id)
        .values(path=path + func.substr(Source.path, begin))
    )
    survey.path = path
    session.add(survey)
    session.flush()
