"""Full text over paragraphs in two engines (FTS5 in SQLite, tsvector in PostgreSQL).

Words match by their stem and without accents, beginnings of words in SQLite only; of scripts without blanks
any part of a sentence matches (:mod:`kb.db.spacing`). Every term is quoted before an engine sees it, so it is
always words to look for. What a person types is read by :mod:`kb.queries.syntax`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, TextClause, bindparam, column, text
from sqlalchemy.sql.selectable import Select
from sqlmodel import Session, select

from kb.db.spacing import spaced, unspaced_ranges

_FORGET = "INSERT INTO paragraph_search(paragraph_search, rowid, text) VALUES ('delete', old.id, old.text);"
_LEARN = "INSERT INTO paragraph_search(rowid, text) VALUES (new.id, new.text);"
_SQLITE_INDEX = f"""
CREATE VIRTUAL TABLE paragraph_search USING fts5(
    text, content='paragraph', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')

CREATE TRIGGER paragraph_search_insert AFTER INSERT ON paragraph BEGIN {_LEARN} END

CREATE TRIGGER paragraph_search_delete AFTER DELETE ON paragraph BEGIN {_FORGET} END

CREATE TRIGGER paragraph_search_update AFTER UPDATE OF text ON paragraph BEGIN {_FORGET} {_LEARN} END
"""
_POSTGRESQL_INDEX = """
CREATE EXTENSION IF NOT EXISTS unaccent

CREATE TEXT SEARCH CONFIGURATION kb_english (COPY = english)

ALTER TEXT SEARCH CONFIGURATION kb_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem

ALTER TABLE paragraph ADD COLUMN words tsvector
    GENERATED ALWAYS AS (to_tsvector('kb_english', text)) STORED

CREATE INDEX ix_paragraph_words ON paragraph USING gin(words)
"""
_INDEX = {"sqlite": _SQLITE_INDEX, "postgresql": _POSTGRESQL_INDEX}
"""The statements that make the first index, separated by an empty line."""

_FORGET_SPACED = (
    "INSERT INTO paragraph_search(paragraph_search, rowid, text) "
    "VALUES ('delete', old.id, coalesce(old.spaced, old.text));"
)
_LEARN_SPACED = "INSERT INTO paragraph_search(rowid, text) VALUES (new.id, coalesce(new.spaced, new.text));"
_SQLITE_SPACED_INDEX = """
DROP TRIGGER paragraph_search_insert

DROP TRIGGER paragraph_search_delete

DROP TRIGGER paragraph_search_update

DROP TABLE paragraph_search

CREATE VIEW paragraph_search_text AS SELECT id, coalesce(spaced, text) AS text FROM paragraph

CREATE VIRTUAL TABLE paragraph_search USING fts5(
    text, content='paragraph_search_text', content_rowid='id',
    tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")

CREATE TRIGGER paragraph_search_insert AFTER INSERT ON paragraph BEGIN $learn END

CREATE TRIGGER paragraph_search_delete AFTER DELETE ON paragraph BEGIN $forget END

CREATE TRIGGER paragraph_search_update AFTER UPDATE OF text, spaced ON paragraph
    BEGIN $forget $learn END

INSERT INTO paragraph_search(paragraph_search) VALUES ('rebuild')
""".replace("$forget", _FORGET_SPACED).replace("$learn", _LEARN_SPACED)
_POSTGRESQL_SPACED_INDEX = """
DROP INDEX ix_paragraph_words

ALTER TABLE paragraph DROP COLUMN words

ALTER TABLE paragraph ADD COLUMN words tsvector
    GENERATED ALWAYS AS (to_tsvector('kb_english', coalesce(spaced, text))) STORED

CREATE INDEX ix_paragraph_words ON paragraph USING gin(words)
"""
_SPACED_INDEX = {"sqlite": _SQLITE_SPACED_INDEX, "postgresql": _POSTGRESQL_SPACED_INDEX}
"""The statements that put the index of spaced text, which is used, in the place of the first one."""

_MATCH = {
    "sqlite": "SELECT rowid AS id, -rank AS score FROM paragraph_search WHERE paragraph_search MATCH :query",
    "postgresql": "SELECT id, ts_rank_cd(words, query) AS score FROM paragraph, "
    "websearch_to_tsquery('kb_english', :query) query WHERE words @@ query",
}

_MARKED = {
    "sqlite": "SELECT paragraph.id, highlight(paragraph_search, 0, :opens, :closes) AS marked, "
    "CASE WHEN paragraph.spaced IS NOT NULL THEN paragraph.text END AS unspaced "
    "FROM paragraph_search JOIN paragraph ON paragraph.id = paragraph_search.rowid "
    "WHERE paragraph_search MATCH :query AND paragraph_search.rowid IN ({ids})",
    "postgresql": "SELECT id, ts_headline('kb_english', coalesce(spaced, text), "
    "websearch_to_tsquery('kb_english', :query), "
    "'HighlightAll=true, StartSel=' || :opens || ', StopSel=' || :closes) AS marked, "
    "CASE WHEN spaced IS NOT NULL THEN text END AS unspaced FROM paragraph WHERE id IN ({ids})",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words side by side; with ``is_beginning`` the last one may go on."""

    words: str
    is_beginning: bool = False


TermGroups = Sequence[Sequence[Term]]
"""What is looked for: one term of every group."""


def matches(session: Session, groups: TermGroups) -> Select[tuple[int, float]]:
    """Return a selection ``(paragraph id, score)`` of the paragraphs that have one term of every group.

    A higher score is a better match; scores of different engines are not comparable.
    """
    statement = text(_MATCH[_engine(session)]).bindparams(
        bindparam("query", _query(session, groups), unique=True)
    )
    found = statement.columns(column("id"), column("score")).subquery("found")
    return select(found.c.id, found.c.score)


def marked_ranges(
    session: Session, groups: TermGroups, paragraph_ids: Sequence[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return, for each paragraph, the half-open ranges of its text that the terms match."""
    if not paragraph_ids:
        return {}
    ids = ", ".join(str(int(each)) for each in paragraph_ids)
    statement: TextClause = text(_MARKED[_engine(session)].format(ids=ids))
    # No transcript can hold what is made up here and now.
    opens, closes = f"<{uuid4().hex}>", f"</{uuid4().hex}>"
    query = _query(session, groups)
    rows = session.connection().execute(statement, {"query": query, "opens": opens, "closes": closes})
    return {row.id: _in_text(_ranges(row.marked, opens, closes), row.unspaced) for row in rows}


def create_index(connection: Connection) -> None:
    """Make the first full-text index over the paragraph table; the database keeps it up to date by itself."""
    _run(connection, _INDEX)


def create_spaced_index(connection: Connection) -> None:
    """Put the index that reads scripts without blanks, too, in the place of the first one."""
    _run(connection, _SPACED_INDEX)


def forget_deleted(session: Session) -> None:
    """Rewrite the index so that words of replaced texts are no longer in the file."""
    if _engine(session) == "sqlite":
        session.connection().execute(
            text("INSERT INTO paragraph_search(paragraph_search) VALUES ('optimize')")
        )


def _run(connection: Connection, statements: Mapping[str, str]) -> None:
    for statement in statements[connection.dialect.name].strip().split("\n\n"):
        connection.exec_driver_sql(statement)


def _engine(session: Session) -> str:
    return session.connection().dialect.name


def _query(session: Session, groups: TermGroups) -> str:
    """The terms in the engine's own language."""
    quoted = [[_quoted(term) for term in group] for group in groups]
    if _engine(session) == "postgresql":
        return " ".join(" OR ".join(group).replace("*", "") for group in quoted)
    return " AND ".join(f"({' OR '.join(group)})" for group in quoted)


def _quoted(term: Term) -> str:
    plain = spaced(term.words.replace('"', " ").replace("\x00", " ").rstrip("*"))
    return f'"{plain}"{"*" if term.is_beginning else ""}'


def _in_text(ranges: tuple[tuple[int, int], ...], unspaced: str | None) -> tuple[tuple[int, int], ...]:
    return ranges if unspaced is None else unspaced_ranges(unspaced, ranges)


def _ranges(marked: str, opens: str, closes: str) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    position = begin = 0
    for piece in re.split(f"({opens}|{closes})", marked):
        if piece == opens:
            begin = position
        elif piece == closes:
            ranges.append((begin, position))
        else:
            position += len(piece)
    return tuple(ranges)
