"""Saved searches: saved, replaced and deleted, each change in the audit trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlmodel import Session, select

from kb.db.audit import Journal
from kb.db.tables import SavedSearch
from kb.errors import KbError, UnknownNameError
from kb.store.stale import changes_of, refuse_stale

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Search:
    """The text of a search, and what it is limited to."""

    query: str
    role: str | None = None
    document: str | None = None
    attribute: str | None = None


def save_search(session: Session, name: str, search: Search, *, who: str, seen: Search | None = None) -> str:
    """Save a search under a name; return the name as it is saved.

    ``seen`` is the search that has this name and is to be replaced; None where nobody has seen one.

    Raises:
        KbError: the name is empty or too long, or the search is empty.
        StaleWriteError: another search has the name.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise KbError(f"a saved search needs a name of at most {LONGEST} characters")
    if not search.query.strip():
        raise KbError("there is nothing to save yet; search for something first")
    row = session.exec(select(SavedSearch).where(SavedSearch.name == called)).first()
    if row is not None and _as_saved(row) != search:
        _refuse_unseen(session, row, seen)
    log = Journal(session, who=who, what=f"save the search {called!r}")
    if row is None:
        log.made(SavedSearch(name=called, who=who, **asdict(search)))
    else:
        log.changed(row, **asdict(search))
    return called


def forget_search(session: Session, name: str, *, who: str, seen: Search | None = None) -> None:
    """Delete a saved search.

    Raises:
        UnknownNameError: there is none of this name.
        StaleWriteError: it is not the one that was seen.
    """
    row = session.exec(select(SavedSearch).where(SavedSearch.name == name)).first()
    if row is None:
        raise UnknownNameError("saved search", name, session.exec(select(SavedSearch.name)).all())
    if seen is not None:
        _refuse_unseen(session, row, seen)
    Journal(session, who=who, what=f"delete the saved search {name!r}").deleted(row)


def _as_saved(row: SavedSearch) -> Search:
    return Search(row.query, row.role, row.document, row.attribute)


def _refuse_unseen(session: Session, row: SavedSearch, seen: Search | None) -> None:
    now = _as_saved(row)
    limits = [each for each in (now.role, now.document, now.attribute) if each]
    refuse_stale(
        session,
        seen or Search(""),
        now,
        what=f"the saved search {row.name!r}",
        shown=now.query + (f" ({', '.join(limits)})" if limits else ""),
        about=changes_of("saved_search", [row.id]),
    )
