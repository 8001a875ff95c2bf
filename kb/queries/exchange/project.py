"""The whole catalog as a project for other tools."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from kb.db.tables import (
    Correction,
    Decision,
    DismissedSuggestion,
    ExchangeFile,
    ExchangeItem,
    ExchangeProject,
    Paragraph,
    SavedSearch,
    Speaker,
    Task,
    TaxonomyFile,
    UnplacedCoding,
)
from kb.exchange.forms import Form
from kb.exchange.guids import made_for, same
from kb.exchange.model import Carried, Code, Project, Source
from kb.exchange.own_notes import DETAILS, TAXONOMY, details_text, read_details
from kb.exchange.report import LossRow
from kb.queries.exchange.cases import Cases
from kb.queries.exchange.codes import Codes
from kb.queries.exchange.kept import Kept
from kb.queries.exchange.memos import Notes, notes_of
from kb.queries.exchange.people import Users
from kb.queries.exchange.sets import sets_of, taxonomy_sets
from kb.queries.exchange.sources import SOURCES, Sources


def project_of(session: Session, *, name: str, origin: str) -> Project:
    """Return everything in the catalog as a project.

    Args:
        session: what is asked.
        name: what the project is called, if it was not imported.
        origin: the program, if the project was not imported.
    """
    kept = Kept.of(session)
    users = Users(session, kept)
    codes = Codes(session, kept)
    notes = notes_of(session, kept, users)
    maker = Sources(session, kept, users, codes, notes)
    sources = maker.all()
    sources = _with_speakers(session, sources, maker.guids)
    cases = Cases(session, kept, maker.guids)
    sources = cases.with_values(sources)
    sets = sets_of(session, kept, codes.guids, maker.guids, notes.of_memos)
    own = _own_notes(session, maker)
    if any(each.name == TAXONOMY for each in own):
        sets += taxonomy_sets(session, codes.guids)
    head = _head(session)
    refs = notes.staying(tuple(head.get("note_refs", ())))
    return Project(
        head.get("name") or name,
        "qdpx",
        origin=head.get("origin") or origin,
        description=head.get("description"),
        users=tuple(users.users),
        codes=_with_notes(codes, notes),
        variables=tuple(cases.variables),
        cases=tuple(cases.all()),
        sources=tuple(sources),
        notes=(*notes.notes, *own),
        sets=tuple(sets),
        carried=tuple(_carried(kept, codes, maker)),
        note_refs=(*refs, *notes.on_project),
        extra=head.get("extra", {}),
        members=_files(session, kept, maker),
        dropped=dict(maker.lost),
    )


def _with_speakers(session: Session, sources: list[Source], guids: Mapping[int, str]) -> list[Source]:
    """Say who speaks in which paragraph, for forms that people read."""
    query = select(Paragraph.document_id, Paragraph.start, Speaker.name)
    query = query.where(col(Speaker.id) == Paragraph.speaker_id).order_by(col(Paragraph.start))
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for document, start, name in session.exec(query):
        said[guids.get(document, "")].append((start, name))
    return [replace(each, speakers=tuple(said.get(each.guid, ()))) for each in sources]


def export_loss(session: Session, project: Project) -> tuple[LossRow, ...]:
    """Return how many things of each kind the catalog has for a project, and how many are left out."""
    selections = [each for source in project.sources for each in source.selections]
    codings = sum(len(each.codings) for each in selections) + sum(
        len(each.codings) for each in project.sources
    )
    values = [value for case in project.cases for value in case.values]
    values += [value for source in project.sources for value in source.values]
    details = len(read_details(next((each.text or "" for each in project.notes if each.name == DETAILS), "")))
    counts = {
        "User": len(project.users),
        "Code": len(project.codes),
        "Variable": len(project.variables),
        "Case": len(project.cases),
        "Source": len(project.sources),
        "Selection": len(selections),
        "Coding": codings,
        "Note": len(project.notes) - bool(details),
        "extent or origin of a coding": details,
        "place in the tree": sum(each.parent is not None for each in project.codes),
        "VariableValue": sum(bool(each.text) for each in values),
        "Set": len(project.sets),
        **{kind: sum(each.kind == kind for each in project.carried) for kind in ("Link", "Graph")},
        "file": len(project.members),
    }
    dropped = {
        "unplaced coding": _count(session, UnplacedCoding) - _carried_unplaced(session),
        "moderator's decision": _count(session, Decision),
        "correction": _count(session, Correction),
        "speaker": _count(session, Speaker),
        "dismissed suggestion": _count(session, DismissedSuggestion),
        "saved search": _count(session, SavedSearch),
        "task": _count(session, Task),
    }
    rows = [LossRow(kind, count, count, 0, 0) for kind, count in counts.items() if count]
    return (*rows, *(LossRow(kind, count, 0, 0, count) for kind, count in dropped.items() if count))


def loss_in(
    form: Form, loss: Sequence[LossRow], project: Project, kept: Mapping[str, int] | None = None
) -> tuple[LossRow, ...]:
    """Return what a form leaves behind of a project, whose loss in QDPX is known; the counts add up.

    ``kept`` are the things that are in the file, where its form counts them itself.
    """
    if kept is None and form.keeps is not None:
        kept = form.keeps(project)
    if kept is None:
        return tuple(loss)
    return tuple(_kept(row, kept.get(row.kind, 0)) for row in loss)


def _kept(row: LossRow, count: int) -> LossRow:
    stored = min(row.stored, count)
    return LossRow(row.kind, row.read, stored, 0, row.read - stored)


def _count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def _carried_unplaced(session: Session) -> int:
    """Codings without a place that came with a project, where they are written as they were."""
    query = select(func.count(func.distinct(ExchangeItem.row_id))).where(
        ExchangeItem.noun == "unplaced_coding"
    )
    return session.exec(query).one()


def _with_notes(codes: Codes, notes: Notes) -> tuple[Code, ...]:
    rows = {same(guid): number for number, guid in codes.guids.items()}
    return tuple(
        replace(each, notes=notes.staying(each.notes) + tuple(notes.on_codes.get(rows[same(each.guid)], ())))
        for each in codes.codes
    )


def _head(session: Session) -> dict[str, Any]:
    """What the last imported project says of itself."""
    query = (
        select(ExchangeProject).where(ExchangeProject.form != "qdc").order_by(col(ExchangeProject.id).desc())
    )
    row = session.exec(query).first()
    return row.facts if row is not None else {}


def _own_notes(session: Session, sources: Sources) -> list[Source]:
    """What the standard has no place for, as notes of ours."""
    own = []
    applied = session.exec(select(TaxonomyFile).order_by(col(TaxonomyFile.id).desc())).first()
    if applied is not None and applied.text.strip():
        own.append(Source(made_for("Note", TAXONOMY), TAXONOMY, text=applied.text))
    if sources.details:
        text = details_text(sources.details.items())
        own.append(Source(made_for("Note", DETAILS), DETAILS, text=text))
    return own


def _carried(kept: Kept, codes: Codes, sources: Sources) -> list[Carried]:
    """Links and graphs that are about things that are still there."""
    there = {same(each) for each in (*codes.guids.values(), *sources.guids.values())}
    known = {
        same(item.guid) for kind in ("Code", *SOURCES) for item in kept.by_kind[kind] if item.noun is not None
    }
    gone = known - there
    things = [item.thing(Carried)[0] for kind in ("Link", "Graph") for item in kept.by_kind[kind]]
    return [
        each for each in things if each.kind == "Graph" or not any(same(guid) in gone for guid in each.about)
    ]


def _files(session: Session, kept: Kept, sources: Sources) -> dict[str, bytes]:
    """The files that were kept, without those of documents that are gone."""
    there = {same(each) for each in sources.guids.values()}
    gone = {
        path
        for kind in SOURCES
        for item in kept.by_kind[kind]
        if item.noun is not None and same(item.guid) not in there
        for path in item.fact("members") or ()
    }
    rows = session.exec(select(ExchangeFile).order_by(col(ExchangeFile.id)))
    return {row.path: zlib.decompress(b64decode(row.content)) for row in rows if row.path not in gone}
