"""Who is behind a document: its case, and what is known of them, each change in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.db.audit import Journal
from kb.db.tables import Attribute, Case, Document
from kb.errors import KbError
from kb.store.stale import changes_of, changes_with, refuse_stale

LONGEST = 200
"""Characters of a case's name, and of the name or the value of an attribute."""


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """What somebody saw who names a case: that of the document, and the attributes of the one they name."""

    case: str | None
    attributes: tuple[tuple[str, str], ...] = ()


def set_case(
    session: Session,
    document: Document,
    name: str | None,
    attributes: Mapping[str, str] | None = None,
    *,
    who: str,
    seen: CaseSeen | None = None,
) -> str | None:
    """Say who is behind a document and what is known of them; return the action's name, None if it was so.

    A case that is new is made; one that other documents have too is shared. ``attributes`` are all that is
    known from now on: those that are left out are taken away; None leaves them alone. Without a name the
    document has no case any more.

    Raises:
        KbError: a name is empty or too long.
        StaleWriteError: the document's case, or what is known of the one named, is not as it was seen.
    """
    case_name = _tidy("a case", name) if name and name.strip() else None
    wanted = {_tidy("an attribute", key): _tidy(key, value) for key, value in (attributes or {}).items()}
    if wanted and case_name is None:
        raise KbError("attributes belong to a case; name the case")
    if seen is not None:
        _refuse_unseen(session, document, case_name, None if attributes is None else wanted, seen)
    log = _Counted(session, who=who, what=f"set the case of {document.name!r}", document_id=document.id)
    case = _case_to_set(session, log, case_name) if case_name is not None else None
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


def _refuse_unseen(
    session: Session, document: Document, name: str | None, wanted: Mapping[str, str] | None, seen: CaseSeen
) -> None:
    """Refuse to overwrite the case of a document, or attributes of a case, that somebody did not see."""
    now = session.get(Case, document.case_id) if document.case_id else None
    said = now.name if now else None
    meant = _case_called(session, name) if name is not None else None
    known = {row.name: row.value for row in session.exec(_attributes(meant))} if meant else {}
    is_so = said == name and wanted in (None, known)
    if is_so:
        return
    kept = dict(seen.attributes) if wanted not in (None, known) else known
    words = ", ".join(f"{key} = {value}" for key, value in sorted(known.items()))
    cases = [each.id for each in (now, meant) if each]
    refuse_stale(
        session,
        (seen.case, kept),
        (said, known),
        what=f"the case of {document.name!r}",
        shown=(said or "no case") + (f": {words}" if words else ""),
        about=or_(
            changes_of("document", [document.id]),
            changes_of("participant", cases),
            *(changes_with("attribute", case_id=each) for each in cases),
        ),
    )


def _attributes(case: Case) -> SelectOfScalar[Attribute]:
    return select(Attribute).where(Attribute.case_id == case.id)


def _case_called(session: Session, name: str) -> Case | None:
    """The case of this name, in whatever case it is written."""
    alike = [each for each in session.exec(select(Case)) if each.name.casefold() == name.casefold()]
    return min(alike, key=lambda each: each.name != name, default=None)


def _case_to_set(session: Session, log: Journal, name: str) -> Case:
    case = _case_called(session, name)
    if case is None:
        case = Case(name=name)
        log.made(case)
    return case


def _know(session: Session, log: Journal, case: Case, wanted: Mapping[str, str]) -> None:
    known = {row.name: row for row in session.exec(_attributes(case))}
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
