"""Full text over paragraphs, the same in two engines (FTS5 in SQLite, tsvector in PostgreSQL).

Words match by their stem and without accents, or by their beginning; of scripts without blanks any part of a
sentence matches (:mod:`kb.db.spacing`). What a word is, and its stem, is said by FTS5 for both. Every term is
quoted before an engine sees it, so it is always words to look for. What a person types is read by
:mod:`kb.queries.syntax`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.sql.selectable import Select
from sqlmodel import Session

from kb.db.fulltext import postgresql, sqlite
from kb.db.fulltext.terms import Term, TermGroups

__all__ = [
    "Term",
    "TermGroups",
    "create_index",
    "create_server_index",
    "create_spaced_index",
    "forget_deleted",
    "index_changed",
    "marked_ranges",
    "matches",
]


def matches(session: Session, groups: TermGroups) -> Select[tuple[int, float]]:
    """Return a selection ``(paragraph id, score)`` of the paragraphs that have one term of every group.

    A higher score, BM25 over all paragraphs, is a better match.
    """
    if _is_server(session):
        return postgresql.matches(session, groups)
    return sqlite.matches(groups)


def marked_ranges(
    session: Session, groups: TermGroups, paragraph_ids: Sequence[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return, for each paragraph, the half-open ranges of its text that the terms match."""
    if not paragraph_ids:
        return {}
    if _is_server(session):
        return postgresql.marked_ranges(session, groups, paragraph_ids)
    return sqlite.marked_ranges(session, groups, paragraph_ids)


def index_changed(session: Session) -> None:
    """Read the words of what has been written since; SQLite has done so by itself."""
    if _is_server(session):
        postgresql.index_changed(session.connection())


def create_index(connection: Connection) -> None:
    """Make the first full-text index over the paragraph table; a server gets its own later."""
    if connection.dialect.name == "sqlite":
        sqlite.create_index(connection)


def create_spaced_index(connection: Connection) -> None:
    """Put the index that reads scripts without blanks, too, in the place of the first one."""
    if connection.dialect.name == "sqlite":
        sqlite.create_spaced_index(connection)


def create_server_index(connection: Connection) -> None:
    """Make the index of a server, which finds and ranks as that of SQLite does."""
    if connection.dialect.name == "postgresql":
        postgresql.create_index(connection)


def forget_deleted(session: Session) -> None:
    """Rewrite the index so that words of replaced texts are no longer in the file."""
    if not _is_server(session):
        sqlite.forget_deleted(session)


def _is_server(session: Session) -> bool:
    return session.connection().dialect.name == "postgresql"
