"""Who is behind a document: its case, and what is known of them, each change in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, select

from kb.db.audit import Journal
from kb.db.tables import Attribute, Case, Document
from kb.errors import KbError

LONGEST = 200
"""Characters of a case's name, and of the name or the value of an attribute."""


def set_case(
    session: Session,
    document: Document,
    name: str | None,
    attributes: Mapping[str, str] | None = None,
    *,
    who: str,
) -> str | None:
    """Say who is behind a document and what is known of them; return the action's name, None if it was so.

    A case that is new is made; one that other documents have too is shared. ``attributes`` are all that is
    known from now on: those that are left out are taken away; None leaves them alone. Without a name the
    document has no case any more.

    Raises:
        KbError: a name is empty or too long.
    """
    case_name = _tidy("a case", name) if name and name.strip() else None
    wanted = {_tidy("an attribute", key): _tidy(key, value) for key, value in (attributes or {}).items()}
    if wanted and case_name is None:
        raise KbError("attributes belong to a case; name the case")
    log = _Counted(session, who=who, what=f"set the case of {document.name!r}", document_id=document.id)
    case = _case_named(session, log, case_name) if case_name is not None else None
    log.changed(document, case_id=case.id if case else None)
    if case is not None and attributes is not None:
        _know(session, log, case, wanted)
    return log.batch if log.written else None


class _Counted(Journal):
    """A journal that knows whether anything was written down."""

    written = 0

    def _write(self, row: object, *, before: object, after: object) -> None:
        self.written += 1
        super()._write(row, before=before, after=after)  # type: ignore[arg-type]


def _case_named(session: Session, log: Journal, name: str) -> Case:
    """The case of this name, in whatever case it is written."""
    alike = [each for each in session.exec(select(Case)) if each.name.casefold() == name.casefold()]
    case = min(alike, key=lambda each: each.name != name, default=None)
    if case is None:
        case = Case(name=name)
        log.made(case)
    return case


def _know(session: Session, log: Journal, case: Case, wanted: Mapping[str, str]) -> None:
    known = {row.name: row for row in session.exec(select(Attribute).where(Attribute.case_id == case.id))}
    for name, row in known.items():
        if name not in wanted:
            log.deleted(row)
    for name, value in wanted.items():
        if name in known:
            log.changed(known[name], value=value)
        else:
            log.made(Attribute(case_id=case.id or 0, name=name, value=value))


def _tidy(what: str, text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise KbError(f"{what} is empty; fill it in, or remove the line")
    if len(words) > LONGEST:
        raise KbError(f"{what} can have at most {LONGEST} characters, not {len(words)}")
    return words
