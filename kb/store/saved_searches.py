"""Saved searches: saved, replaced and deleted, each change in the audit trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlmodel import Session, select

from kb.db.audit import Journal
from kb.db.tables import SavedSearch
from kb.errors import KbError, UnknownNameError

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Search:
    """The text of a search, and what it is limited to."""

    query: str
    role: str | None = None
    document: str | None = None
    attribute: str | None = None


def save_search(session: Session, name: str, search: Search, *, who: str) -> str:
    """Save a search under a name and replace the one that has it; return the name as it is saved.

    Raises:
        KbError: the name is empty or too long, or the search is empty.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise KbError(f"a saved search needs a name of at most {LONGEST} characters")
    if not search.query.strip():
        raise KbError("there is nothing to save yet; search for something first")
    log = Journal(session, who=who, what=f"save the search {called!r}")
    row = session.exec(select(SavedSearch).where(SavedSearch.name == called)).first()
    if row is None:
        log.made(SavedSearch(name=called, who=who, **asdict(search)))
    else:
        log.changed(row, **asdict(search))
    return called


def forget_search(session: Session, name: str, *, who: str) -> None:
    """Delete a saved search.

    Raises:
        UnknownNameError: there is none of this name.
    """
    row = session.exec(select(SavedSearch).where(SavedSearch.name == name)).first()
    if row is None:
        raise UnknownNameError("saved search", name, session.exec(select(SavedSearch.name)).all())
    Journal(session, who=who, what=f"delete the saved search {name!r}").deleted(row)
