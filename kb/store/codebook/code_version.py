"""Whether a code is still as somebody saw it who is about to change it."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from kb.db.tables import Change, Code
from kb.errors import UnknownNameError
from kb.queries import names
from kb.queries.codebook.code_page import code_page
from kb.queries.codebook.code_seen import CodeSeen, Part, seen_of
from kb.queries.codebook.refused_cues import NOUN
from kb.store.stale import changes_of, refuse_stale


def code_as_seen(session: Session, name: str, seen: CodeSeen | None, *parts: Part) -> Code:
    """Return a code by any of its spellings, if its name and some parts of it are as they were seen.

    Raises:
        UnknownNameError: there is no such code, and nobody says to have seen one.
        StaleWriteError: somebody has changed it since, or taken it away.
    """
    try:
        code = names.code(session, name)
    except UnknownNameError:
        about = _edits_of(name)
        refuse_stale(session, seen, None, what=f"the code {name!r}", shown="", about=about, is_gone=True)
        raise
    if seen is None:
        return code
    now = seen_of(code_page(session, code.name))
    if any(getattr(now, part) != getattr(seen, part) for part in ("name", *parts)):
        refuse_stale(
            session,
            seen,
            now,
            what=f"the code {seen.name!r}",
            shown=now.told(parts),
            about=changes_of("code", [code.id]) | _edits_of(code.name) | _edits_of(seen.name),
        )
    return code


def _edits_of(name: str) -> ColumnElement[bool]:
    """The changes of the codebook that are about a code of this name."""
    is_meant: ColumnElement[bool] = col(Change.after)["edit", "name"].as_string() == name
    return (col(Change.noun) == NOUN) & is_meant
