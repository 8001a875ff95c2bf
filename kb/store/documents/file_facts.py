"""Facts that the files state of a document, such as ``sector: energy``, kept as attributes of its case.

They follow the files; what a person said of the case stays as the person said it. Storing them is an action
of its own, which can be undone apart from the text.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from ingest.merge import Interview
from ingest.model import Problem
from kb.db.audit import Journal
from kb.db.tables import Attribute, Case, Change, Document

_OF_INGESTS = "ingest %"
"""How the trail calls what an ingest did."""


def keep_stated_facts(
    session: Session, document: Document, interview: Interview, *, who: str
) -> tuple[Problem, ...]:
    """Keep what the shown copy states of a document (a text of the catalog's own states nothing).

    The problem tells of facts that cannot be kept.
    """
    facts = dict(interview.transcript.attributes)
    if not interview.text_is_from_files or _keep(session, document, facts, who=who):
        return ()
    message = (
        f"its facts are not kept ({', '.join(facts)}): other documents have the same case; "
        "set them with `kb attributes`"
    )
    return (Problem(interview.chosen, "", message, "note"),)


def _keep(session: Session, document: Document, facts: Mapping[str, str], *, who: str) -> bool:
    """Set what the files state of a document, and take away what they stated before; say if all was kept.

    A document without a case gets one of its own name, unless a person took its case away. Of a case that
    other documents have, too, nothing is set: what a file states of one interview may not hold for another.
    """
    if document.case_id is None and (not facts or _is_without_case(session, document)):
        return True
    held = _attributes(session, document.case_id)
    if {name: row.value for name, row in held.items()} == dict(facts):
        return True
    if _is_shared(session, document):
        return all(held[name].value == value if name in held else False for name, value in facts.items())
    said_by_people = set_by_people(session, _cases(session, document))
    stated = {name: value for name, value in facts.items() if name not in said_by_people}
    of_files = _set_by_files(session, document) - said_by_people
    log = Journal(session, who=who, what=f"ingest facts of {document.name!r}", document_id=document.id)
    log.batch = uuid.uuid4().hex  # the text cannot be undone, facts can
    if document.case_id is None and stated:
        case = Case(name=_free_name(session, document.name))
        log.made(case)
        log.changed(document, case_id=case.id)
    for name, value in stated.items():
        if name not in held:
            log.made(Attribute(case_id=document.case_id or 0, name=name, value=value))
        elif name in of_files:
            log.changed(held[name], value=value)
    for name in of_files & held.keys() - facts.keys():
        log.deleted(held[name])
    return True


def set_by_people(session: Session, cases: Iterable[int | None]) -> set[str]:
    """Return the attributes of these cases that a person set, changed or took away."""
    query = select(Change.before, Change.after).where(
        Change.noun == "attribute", col(Change.what).not_like(_OF_INGESTS)
    )
    wanted = set(cases)
    return {each["name"] for each in _records(session, query) if each.get("case_id") in wanted}


def _set_by_files(session: Session, document: Document) -> set[str]:
    """Return the attributes of a document's case that its files stated."""
    query = select(Change.before, Change.after).where(
        Change.noun == "attribute", Change.document_id == document.id, col(Change.what).like(_OF_INGESTS)
    )
    records = _records(session, query)
    return {each["name"] for each in records if each.get("case_id") == document.case_id}


def _records(session: Session, query: Any) -> list[Any]:
    return [each for row in session.exec(query) for each in row if each]


def _cases(session: Session, document: Document) -> set[int | None]:
    """Return the case of a document and those that it ever had."""
    query = select(Change.before, Change.after).where(Change.noun == "document", Change.row_id == document.id)
    before = {each.get("case_id") for each in _records(session, query)}
    return {document.case_id, *before} - {None}


def _is_without_case(session: Session, document: Document) -> bool:
    """Whether a person took the case of a document away."""
    query = select(Change.before, Change.after).where(
        Change.noun == "document", Change.row_id == document.id, col(Change.what).not_like(_OF_INGESTS)
    )
    changes = session.exec(query.order_by(col(Change.id)))
    return any(
        before and after and before.get("case_id") and not after.get("case_id") for before, after in changes
    )


def _attributes(session: Session, case_id: int | None) -> dict[str, Attribute]:
    query = select(Attribute).where(Attribute.case_id == case_id)
    return {row.name: row for row in session.exec(query)} if case_id else {}


def _is_shared(session: Session, document: Document) -> bool:
    others = select(Document.id).where(Document.case_id == document.case_id, Document.id != document.id)
    return document.case_id is not None and session.exec(others.limit(1)).first() is not None


def _free_name(session: Session, title: str) -> str:
    """Return the title, with a number behind it where a case is called so: it may be somebody else."""
    query = select(Case.name).where(col(Case.name).istartswith(title, autoescape=True))
    taken = {name.casefold() for name in session.exec(query)}
    names = (title, *(f"{title} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)
