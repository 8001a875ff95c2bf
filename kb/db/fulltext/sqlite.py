"""Full text in SQLite: an FTS5 table that the database keeps up to date by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import Connection, TextClause, bindparam, column, text
from sqlalchemy.sql.selectable import Select
from sqlmodel import Session, select

from kb.db.fulltext.terms import TermGroups, quoted
from kb.db.spacing import unspaced_ranges

TOKENIZER = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
"""What a word is: letters, digits and marks, in lower case and without accents, by its stem."""

_FORGET = "INSERT INTO paragraph_search(paragraph_search, rowid, text) VALUES ('delete', old.id, old.text);"
_LEARN = "INSERT INTO paragraph_search(rowid, text) VALUES (new.id, new.text);"
_INDEX = f"""
CREATE VIRTUAL TABLE paragraph_search USING fts5(
    text, content='paragraph', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')

CREATE TRIGGER paragraph_search_insert AFTER INSERT ON paragraph BEGIN {_LEARN} END

CREATE TRIGGER paragraph_search_delete AFTER DELETE ON paragraph BEGIN {_FORGET} END

CREATE TRIGGER paragraph_search_update AFTER UPDATE OF text ON paragraph BEGIN {_FORGET} {_LEARN} END
"""
"""The statements that make the first index, separated by an empty line."""

_FORGET_SPACED = (
    "INSERT INTO paragraph_search(paragraph_search, rowid, text) "
    "VALUES ('delete', old.id, coalesce(old.spaced, old.text));"
)
_LEARN_SPACED = "INSERT INTO paragraph_search(rowid, text) VALUES (new.id, coalesce(new.spaced, new.text));"
_SPACED_INDEX = (
    """
DROP TRIGGER paragraph_search_insert

DROP TRIGGER paragraph_search_delete

DROP TRIGGER paragraph_search_update

DROP TABLE paragraph_search

CREATE VIEW paragraph_search_text AS SELECT id, coalesce(spaced, text) AS text FROM paragraph

CREATE VIRTUAL TABLE paragraph_search USING fts5(
    text, content='paragraph_search_text', content_rowid='id',
    tokenize="$tokenizer")

CREATE TRIGGER paragraph_search_insert AFTER INSERT ON paragraph BEGIN $learn END

CREATE TRIGGER paragraph_search_delete AFTER DELETE ON paragraph BEGIN $forget END

CREATE TRIGGER paragraph_search_update AFTER UPDATE OF text, spaced ON paragraph
    BEGIN $forget $learn END

INSERT INTO paragraph_search(paragraph_search) VALUES ('rebuild')
""".replace("$forget", _FORGET_SPACED)
    .replace("$learn", _LEARN_SPACED)
    .replace("$tokenizer", TOKENIZER)
)
"""The statements that put the index of spaced text, which is used, in the place of the first one."""

_MATCH = "SELECT rowid AS id, -rank AS score FROM paragraph_search WHERE paragraph_search MATCH :query"
_MARKED = (
    "SELECT paragraph.id, highlight(paragraph_search, 0, :opens, :closes) AS marked, "
    "CASE WHEN paragraph.spaced IS NOT NULL THEN paragraph.text END AS unspaced "
    "FROM paragraph_search JOIN paragraph ON paragraph.id = paragraph_search.rowid "
    "WHERE paragraph_search MATCH :query AND paragraph_search.rowid IN ({ids})"
)


def matches(groups: TermGroups) -> Select[tuple[int, float]]:
    """See :func:`kb.db.fulltext.matches`."""
    statement = text(_MATCH).bindparams(bindparam("query", query(groups), unique=True))
    found = statement.columns(column("id"), column("score")).subquery("found")
    return select(found.c.id, found.c.score)


def marked_ranges(
    session: Session, groups: TermGroups, paragraph_ids: Sequence[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """See :func:`kb.db.fulltext.marked_ranges`."""
    ids = ", ".join(str(int(each)) for each in paragraph_ids)
    statement: TextClause = text(_MARKED.format(ids=ids))
    opens, closes = marks()
    rows = session.connection().execute(statement, {"query": query(groups), "opens": opens, "closes": closes})
    return {row.id: ranges_in(row.marked, row.unspaced, opens, closes) for row in rows}


def create_index(connection: Connection) -> None:
    """Make the first index."""
    _run(connection, _INDEX)


def create_spaced_index(connection: Connection) -> None:
    """Put the index that reads scripts without blanks, too, in the place of the first one."""
    _run(connection, _SPACED_INDEX)


def forget_deleted(session: Session) -> None:
    """Rewrite the index so that words of replaced texts are no longer in the file."""
    session.connection().execute(text("INSERT INTO paragraph_search(paragraph_search) VALUES ('optimize')"))


def query(groups: TermGroups) -> str:
    """Return the terms in the language of FTS5."""
    return " AND ".join(f"({' OR '.join(map(quoted, group))})" for group in groups)


def marks() -> tuple[str, str]:
    """Return two marks that no transcript can hold: they are made up here and now."""
    return f"<{uuid4().hex}>", f"</{uuid4().hex}>"


def ranges_in(marked: str, unspaced: str | None, opens: str, closes: str) -> tuple[tuple[int, int], ...]:
    """Return what lies between marks, as half-open ranges of the text; ``unspaced`` is it without gaps."""
    ranges: list[tuple[int, int]] = []
    position = begin = 0
    for piece in re.split(f"({opens}|{closes})", marked):
        if piece == opens:
            begin = position
        elif piece == closes:
            ranges.append((begin, position))
        else:
            position += len(piece)
    return tuple(ranges) if unspaced is None else unspaced_ranges(unspaced, ranges)


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.strip().split("\n\n"):
        connection.exec_driver_sql(statement)
