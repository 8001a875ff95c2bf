"""Store what was read from files: one document, its text, its passes and codings.

A document that is stored again keeps its rows: what a file still says is left alone, what it says anew is
added, what it no longer says is taken away and written down. Codings that a person made are moved along with
the text and never taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlmodel import Session, col, delete, select

from ingest.merge import Interview, SourceRef
from ingest.merge.alignment import align
from ingest.merge.displayed_text import Replacement as Replaced
from ingest.model import Problem, Transcript
from kb.codebook.taxonomy import Taxonomy
from kb.db import fulltext
from kb.db.audit import Journal
from kb.db.rows import insert_rows
from kb.db.tables import Document, Paragraph, Replacement, Source
from kb.store.corrections.file_text import documents_saying
from kb.store.corrections.overlay import LaidOver, lay_over, store_stretches
from kb.store.documents.file_facts import keep_stated_facts
from kb.store.documents.renaming import is_renamed, sort_key
from kb.store.documents.speakers import Person, corrections, store_voices, voices
from kb.store.ingest.passes import store_passes
from kb.store.ingest.reanchor import move_codings, move_replacements
from kb.store.ingest.redact import hide_names
from kb.store.pseudonyms.files.left_out_files import left_out, would_show_names
from kb.store.text_versions import fingerprint, text_of


@dataclass(frozen=True, slots=True)
class SavedInterview:
    """What storing a document did. ``empty`` names the coders whose pass has no codings.

    ``problems`` tell where files and corrections contradict each other.
    """

    document: str
    status: Literal["added", "changed", "unchanged"]
    codings: int
    empty: tuple[str, ...]
    unplaced: int
    problems: tuple[Problem, ...] = ()


def save(
    session: Session,
    interview: Interview,
    *,
    paths: Mapping[str, str],
    taxonomy: Taxonomy | None,
    who: str,
) -> SavedInterview:
    """Store one interview whole, inside the caller's transaction.

    Args:
        session: the transaction.
        interview: what the files say, all of them (see :func:`ingest.merge.gather`).
        paths: how the catalog calls each file (relative to its own folder).
        taxonomy: tells which code a new spelling belongs to.
        who: the person who runs this.
    """
    log = Journal(session, who=who, what=f"ingest {interview.title!r}")
    document = _known(session, interview)
    if document is not None and would_show_names(session, document, interview):
        told = left_out(document.name, interview)
        return SavedInterview(document.name, "unchanged", 0, (), 0, (told,))
    is_new = document is None
    if document is None:
        document = _new_document(session, interview, paths)
    laid = lay_over(session, None if is_new else document, interview)
    interview = replace(interview, problems=(*interview.problems, *laid.problems))
    retold = not is_new and retell(session, log, document, interview, laid, paths)
    sources = _store_sources(session, document, interview, paths)
    work = store_passes(session, log, document, interview, laid, sources.ids, taxonomy)
    facts = keep_stated_facts(session, document, interview, who=who)
    changed = retold or work.changed or bool(sources.changed)
    if is_new or changed:
        log.noted(
            "document",
            document_id=document.id,
            document=document.name,
            files=sorted(sources.changed),
            codings=work.codings,
            unplaced=work.unplaced,
        )
    status: Literal["added", "changed", "unchanged"] = (
        "added" if is_new else "changed" if changed else "unchanged"
    )
    problems = (*laid.problems, *facts)
    return SavedInterview(document.name, status, work.codings, work.empty, work.unplaced, problems)


def _known(session: Session, interview: Interview) -> Document | None:
    """The document of an interview: of its title, or, where a name is now taken out of it, of its text.

    A case of a survey is none, whatever it is called or says.
    """
    is_case = col(Document.id).in_(select(Source.document_id).where(col(Source.survey_id).is_not(None)))
    query = select(Document).where(~is_case)
    document = session.exec(query.where(Document.name == interview.title)).first()
    if document is None and interview.moved is not None:
        cases = set(session.exec(select(Source.document_id).where(col(Source.survey_id).is_not(None))))
        found = documents_saying(session, [interview.moved.old])
        document = next((each for each in found if each.id not in cases), None)
    return document


def _new_document(session: Session, interview: Interview, paths: Mapping[str, str]) -> Document:
    text = interview.transcript.text
    title = _free_title(session, interview.title)
    document = Document(
        name=title,
        sort_key=sort_key(title),
        kind=interview.transcript.kind,
        length=len(text),
        sha256=fingerprint(text),
        displayed_from=paths[str(interview.chosen)],
        display_reason=interview.display_reason,
    )
    session.add(document)
    session.flush()
    _store_text(session, document, interview.transcript)
    _store_replacements(session, document, interview, interview.replacements, paths)
    return document


def _free_title(session: Session, title: str) -> str:
    """Return the title, with a number behind it where a case of a survey is called so."""
    if session.exec(select(Document.id).where(Document.name == title)).first() is None:
        return title
    taken = set(
        session.exec(select(Document.name).where(col(Document.name).startswith(title, autoescape=True)))
    )
    names = (title, *(f"{title} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def retell(
    session: Session,
    log: Journal,
    document: Document,
    interview: Interview,
    laid: LaidOver,
    paths: Mapping[str, str],
) -> bool:
    """Show another text where the files now ask for it, and move every coding along."""
    text = laid.transcript.text
    replaced = laid.replacements(interview.replacements)
    same = document.sha256 == fingerprint(text) and _is_laid_out(session, document, laid.transcript)
    if interview.text_is_from_files and not (same and _leaves_out_files(session, document, paths)):
        document.displayed_from = paths[str(interview.chosen)]
        document.display_reason = interview.display_reason
        _store_replacements(session, document, interview, replaced, paths)
    if same:
        return store_stretches(session, document, laid)
    moved = interview.moved
    before = text_of(session, document)
    if moved is None or moved.old != before:
        moved = align(before, text)
    kept = corrections(session, document)
    session.exec(delete(Paragraph).where(col(Paragraph.document_id) == document.id))
    _store_text(session, document, laid.transcript, kept)
    store_stretches(session, document, laid)
    if not interview.text_is_from_files:
        move_replacements(session, document, moved)
        _store_replacements(session, document, interview, replaced, paths)
    move_codings(session, log, document, moved, laid.transcript)
    of_files = [] if laid.file_text is None else [(laid.file_text, interview.transcript.text)]
    hide_names(session, document, (before, text), *of_files)
    fulltext.forget_deleted(session)
    if not is_renamed(session, document):
        document.name, document.sort_key = interview.title, sort_key(interview.title)
    document.length, document.sha256 = len(text), fingerprint(text)
    session.add(document)
    session.flush()
    return True


def _store_text(
    session: Session, document: Document, transcript: Transcript, kept: Mapping[str, Person] | None = None
) -> None:
    """Store the paragraphs and who speaks; whom a person put right (``kept``, by label) stays so."""
    speakers: dict[str, int] = {}
    told = voices(transcript.speakers, kept or {}, document.id or 0)
    for row in store_voices(session, told, document.id or 0):
        speakers |= dict.fromkeys(row.labels, row.id or 0)
    rows: Iterator[dict[str, Any]] = (
        {
            "document_id": document.id,
            "position": position,
            "start": paragraph.start,
            "end": paragraph.end,
            "text": paragraph.text,
            "speaker_id": speakers.get(paragraph.speaker or ""),
            "label": paragraph.speaker,
            "heading": paragraph.heading,
            "audio_start": paragraph.audio_start,
            "audio_end": paragraph.audio_end,
        }
        for position, paragraph in enumerate(transcript.paragraphs)
    )
    insert_rows(session, Paragraph, rows)


def _is_laid_out(session: Session, document: Document, transcript: Transcript) -> bool:
    """Whether the paragraphs and their speakers and headings are those of the catalog; the words are."""
    query = select(Paragraph).where(Paragraph.document_id == document.id).order_by(col(Paragraph.position))
    held = (
        (row.start, row.end, row.label, row.heading, row.audio_start, row.audio_end)
        for row in session.exec(query)
    )
    read = ((p.start, p.end, p.speaker, p.heading, p.audio_start, p.audio_end) for p in transcript.paragraphs)
    return list(held) == list(read)


def _leaves_out_files(session: Session, document: Document, paths: Mapping[str, str]) -> bool:
    """Whether the document came from other files, too, that are not there any more."""
    known = session.exec(select(Source.path).where(Source.document_id == document.id))
    return not set(known) <= set(paths.values())


def _store_replacements(
    session: Session,
    document: Document,
    interview: Interview,
    replaced: Iterable[Replaced],
    paths: Mapping[str, str],
) -> None:
    """Write down where names were taken out; what was written down before of a text that stays, stays."""
    read = {
        (each.start, each.end, each.placeholder): paths.get(str(each.source)) if each.source else None
        for each in replaced
    }
    for row in session.exec(select(Replacement).where(Replacement.document_id == document.id)).all():
        place = (row.start, row.end, row.shown)
        if place in read:
            row.source = read.pop(place) or row.source
            session.add(row)
        elif interview.text_is_from_files:
            session.delete(row)
    session.add_all(
        Replacement(document_id=document.id or 0, start=start, end=end, shown=shown, source=source)
        for (start, end, shown), source in read.items()
    )


@dataclass(frozen=True)
class StoredSources:
    """The ids of an interview's files, by the files' paths, and those that are new or have changed."""

    ids: dict[str, int]
    changed: frozenset[str]


def _store_sources(
    session: Session, document: Document, interview: Interview, paths: Mapping[str, str]
) -> StoredSources:
    wanted: dict[str, SourceRef] = {paths[str(each.path)]: each for each in interview.sources}
    rows = {row.path: row for row in session.exec(select(Source).where(col(Source.path).in_(wanted)))}
    changed: set[str] = set()
    for path, ref in wanted.items():
        row = rows.get(path)
        if row is None:
            row = Source(document_id=document.id or 0, path=path, sha256="", size=0, format="")
        facts = {
            "document_id": document.id or 0,
            "sha256": ref.sha256 or "",
            "size": ref.size or 0,
            "format": ref.format or "",
            "problems": _problem_lines(interview, ref),
        }
        if any(getattr(row, name) != value for name, value in facts.items()):
            changed.add(path)
            for name, value in facts.items():
                setattr(row, name, value)
            session.add(row)
            rows[path] = row
    session.flush()
    ids = {str(ref.path): rows[path].id or 0 for path, ref in wanted.items()}
    return StoredSources(ids, frozenset(changed))


def _problem_lines(interview: Interview, ref: SourceRef) -> list[str]:
    """What a person should know of a file."""
    problems: Iterable[Any] = interview.problems
    return [str(each.message) for each in problems if str(each.path) == str(ref.path)]
