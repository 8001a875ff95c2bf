"""Files of documents in which names were replaced: they must not bring the names back."""

from __future__ import annotations

from sqlmodel import Session, col, select

from ingest.merge import Interview
from ingest.model import Problem
from kb.db.tables import Change, Document, Source, Survey
from kb.queries.documents.pseudonymised import NOUN, is_pseudonymised
from kb.store.text_versions import fingerprint

_TOLD = (
    "left out: the names in {name!r} are replaced by pseudonyms, and the file has another text; "
    "`kb pseudonymise --undo` puts the names back first"
)


def replaced_files(session: Session) -> set[str]:
    """Return the fingerprints of the files whose names are replaced, wherever they lie now."""
    done = select(Change.document_id).where(Change.noun == NOUN, col(Change.undone).is_(False))
    sources = select(Source.sha256, Source.survey_id).where(col(Source.document_id).in_(done))
    found = session.exec(sources).all()
    surveys = {number for _, number in found if number is not None}
    rows = session.exec(select(Survey.sha256).where(col(Survey.id).in_(surveys)))
    return {sha256 for sha256, _ in found} | set(rows)


def would_show_names(session: Session, document: Document | None, interview: Interview) -> bool:
    """Whether storing what files say would change a text in which names are replaced."""
    if document is None or not is_pseudonymised(session, document.id):
        return False
    return fingerprint(interview.transcript.text) != document.sha256


def left_out(name: str, interview: Interview) -> Problem:
    """Return what is told of files that are left out."""
    return Problem(interview.chosen, "", _TOLD.format(name=name), "warning")
