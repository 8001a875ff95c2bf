"""Set the attributes of many documents from a table: first what would be set, then do it; nothing is lost.

A value that is there already and differs is a conflict: it stays, unless a person asks to overwrite it. All
that one table sets is one action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlmodel import Session, select

from ingest.attribute_table import AttributeTable
from kb.db.audit import Journal
from kb.db.backups import back_up_before
from kb.db.tables import Attribute, Case, Document
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.store.documents.cases import LONGEST
from kb.store.stale import changes_with, refuse_stale

Outcome = Literal["set", "same", "conflict", "no match", "contradiction", "too long"]
KEYS = "document", "case", "interview", "participant"
"""Headings of the column that names the document or the case; without one of them it is the first column."""


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One cell of the table: whose attribute it is, what it is now, and what becomes of it.

    ``row`` is the line or row of the file. ``case`` is the case that gets the attribute; a ``document``
    without one gets a case of its own name.
    """

    row: int
    name: str
    document: str | None
    case: str | None
    attribute: str
    value: str
    before: str | None
    outcome: Outcome


def plan_attributes(
    session: Session, table: AttributeTable, *, column: str | None = None, overwrite: bool = False
) -> list[AttributeChange]:
    """Return what a table would set, cell by cell; empty cells say nothing.

    Args:
        session: the catalog.
        table: what the file holds.
        column: the heading of the column that names the document or the case.
        overwrite: set a value that differs from the one that is there.

    Raises:
        KbError: there is no such column.
    """
    key = _key(table, column)
    told: dict[tuple[str, str], AttributeChange] = {}
    planned: list[AttributeChange] = []
    for row in table.rows:
        cells = [" ".join(cell.split()) for cell in row.cells]
        name = cells[key] if key < len(cells) else ""
        if not name:
            continue
        by_case = table.header[key].casefold() in ("case", "participant")
        document, case, known = _case_of(session, name, by_case=by_case)
        for attribute, value in zip(table.header, cells, strict=False):
            if not attribute or not value or attribute == table.header[key]:
                continue
            before = known.get(attribute)
            change = AttributeChange(row.number, name, document, case, attribute, value, before, "set")
            change = replace(change, outcome=_outcome(change, overwrite=overwrite))
            earlier = told.get((case or "", attribute)) if case else None
            if earlier and earlier.value != value:
                change = replace(change, outcome="contradiction")
                planned[planned.index(earlier)] = told[case or "", attribute] = replace(
                    earlier, outcome="contradiction"
                )
            elif earlier:
                change = replace(change, outcome="same")
            elif case:
                told[case, attribute] = change
            planned.append(change)
    return planned


def set_attributes(
    session: Session, planned: Sequence[AttributeChange], *, file: str, who: str
) -> str | None:
    """Set what is planned to be set; return the action's id, None where there is nothing to set.

    Raises:
        StaleWriteError: an attribute has another value by now than when that was planned.
    """
    meant = [each for each in planned if each.outcome == "set" and each.case]
    if not meant:
        return None
    back_up_before(session, "import")
    log = Journal(session, who=who, what=f"set attributes from {file!r}")
    for each in meant:
        case = session.exec(select(Case).where(Case.name == each.case)).first()
        if case is None:
            case = Case(name=each.case or "")
            log.made(case)
        document = names.document(session, each.document) if each.document else None
        if document is not None and document.case_id is None:
            log.changed(document, case_id=case.id)
        of_case = select(Attribute).where(Attribute.case_id == case.id, Attribute.name == each.attribute)
        row = session.exec(of_case).first()
        refuse_stale(
            session,
            each.before or "",
            row.value if row else "",
            what=f"{each.attribute!r} of {case.name!r}",
            shown=row.value if row else "",
            about=changes_with("attribute", case_id=case.id, name=each.attribute),
            is_gone=row is None,
        )
        if row is None:
            log.made(Attribute(case_id=case.id or 0, name=each.attribute, value=each.value))
        else:
            log.changed(row, value=each.value)
    return log.batch


def _key(table: AttributeTable, column: str | None) -> int:
    headings = [name.casefold() for name in table.header]
    if column is not None:
        if column.casefold() not in headings:
            raise UnknownNameError("column", column, table.header, where="the table")
        return headings.index(column.casefold())
    return next((headings.index(name) for name in KEYS if name in headings), 0)


def _outcome(change: AttributeChange, *, overwrite: bool) -> Outcome:
    if change.case is None:
        return "no match"
    if max(len(change.attribute), len(change.value), len(change.case)) > LONGEST:
        return "too long"
    if change.before is None or (overwrite and change.before != change.value):
        return "set"
    return "same" if change.before == change.value else "conflict"


def _case_of(session: Session, name: str, *, by_case: bool) -> tuple[str | None, str | None, dict[str, str]]:
    """Return the document and the case that a name means, and what is known of the case."""
    alike = [each for each in session.exec(select(Case)) if each.name.casefold() == name.casefold()]
    case = min(alike, key=lambda each: each.name != name, default=None)
    row = None if by_case and case else _document(session, name)
    if row is not None and row.case_id:
        case = session.get(Case, row.case_id)
    document = row.name if row else None
    if case is None:
        return document, document, {}
    known = session.exec(select(Attribute).where(Attribute.case_id == case.id))
    return document, case.name, {each.name: each.value for each in known}


def _document(session: Session, name: str) -> Document | None:
    try:
        return names.document(session, name)
    except KbError:  # unknown, or several could be meant
        return None
