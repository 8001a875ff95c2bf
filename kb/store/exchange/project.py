"""Import a project: everything in one transaction, as one action that is undone as one."""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from kb.db.audit import Journal
from kb.db.backups import back_up_before
from kb.db.tables import ExchangeFile, ExchangeProject
from kb.exchange.guids import made_for
from kb.exchange.model import Project
from kb.exchange.report import Loss, loss_of
from kb.queries.exchange.by_quote import with_texts
from kb.store.codebook.apply_taxonomy import current, sort_again
from kb.store.exchange.cases import Cases
from kb.store.exchange.codes import Codes
from kb.store.exchange.codings import Codings
from kb.store.exchange.documents import Documents
from kb.store.exchange.gone import forget_gone
from kb.store.exchange.importing import Clash, Importing, ranges
from kb.store.exchange.memos import store_memos
from kb.store.exchange.ours import Ours, ours_of
from kb.store.exchange.people import People
from kb.store.exchange.sets import store_sets
from kb.store.exchange.undoing import NOUN

__all__ = ["Imported", "import_project"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ``changes`` counts rows by what became of them (``made coding``).

    ``clashes`` are what was changed here and in the file, also where a person has chosen.
    """

    loss: Loss
    changes: Mapping[str, int]
    action: str | None
    clashes: tuple[Clash, ...] = ()


def import_project(
    session: Session,
    project: Project,
    *,
    file: str,
    who: str,
    backs_up: bool = True,
    theirs: Collection[str] = (),
) -> Imported:
    """Store a project of another tool; one that was imported before is brought up to date.

    Args:
        session: the transaction; who only wants to know what would happen rolls it back.
        project: what was read.
        file: the name of its file.
        who: the person who imports.
        backs_up: make a backup of the catalog before.
        theirs: the keys of clashes in which the file prevails; in all others, what the catalog says stays.
    """
    if backs_up:
        back_up_before(session, "import")
    log = Journal(session, who=who, what=f"import {file!r}")
    project = with_texts(session, project)
    ours = ours_of(project)
    row = ExchangeProject(
        name=project.name,
        form=project.form,
        file=file,
        sha256=hashlib.sha256(repr(project.name).encode()).hexdigest(),
        facts=_facts(project),
    )
    work = Importing.of(session, log, project, 0, frozenset(theirs))
    work.add(row)
    work.project_id = row.id or 0
    work.problems += project.problems
    _store(work, ours, file)
    work.store_items()
    _files(work)
    if current(session) is not None:
        sort_again(session)
    made = {noun: ranges(ids) for noun, ids in work.made.items() if ids}
    counts = ((f"{what} {noun.replace('_', ' ')}", count) for (what, noun), count in work.changes.items())
    changes = {what: count for what, count in counts if count}
    before = [item.values() for item, _ in work.renewed]
    gone = [each.values() for each in work.forgotten]
    log.noted(NOUN, file=file, form=project.form, made=made, changes=changes, items=before, gone=gone)
    loss = loss_of(project, work.stored)
    told = replace(loss, problems=tuple(work.problems))
    return Imported(told, changes, log.batch, tuple(work.clashes))


def _store(work: Importing, ours: Ours, file: str) -> None:
    people = People(work)
    codes = Codes(work)
    documents = Documents(work, file)
    codings = Codings(work, people, codes, ours.details)
    codings.store(documents)
    memos = store_memos(work, people, codings.comments, ours.notes)
    Cases(work, documents)
    store_sets(work, codes, documents, memos, ours.sets)
    for position, each in enumerate(work.project.carried):
        guid = each.guid or made_for(each.kind, position, each.xml)
        work.keep(each.kind, replace(each, guid=guid), position=position)
    forget_gone(work, documents)
    ours.apply(work.session, work.log.who)


def _facts(project: Project) -> dict[str, object]:
    """What the file says of the project itself."""
    return {
        "name": project.name,
        "origin": project.origin,
        "description": project.description,
        "note_refs": list(project.note_refs),
        "extra": dict(project.extra),
    }


def _files(work: Importing) -> None:
    """Keep the files that are no text of ours; one that is kept already is not kept twice."""
    held = {(each.path, each.sha256) for each in work.session.exec(select(ExchangeFile))}
    for path, content in work.project.members.items():
        digest = hashlib.sha256(content).hexdigest()
        if (path, digest) not in held:
            work.add(
                ExchangeFile(
                    project_id=work.project_id,
                    path=path,
                    sha256=digest,
                    content=b64encode(zlib.compress(content, 6)).decode(),
                )
            )
