"""Full text over paragraphs: one grammar, two engines (FTS5 in SQLite, tsvector in PostgreSQL).

The grammar is that of a web search: words, ``"a phrase"``, ``-not``, ``OR``; ``begin*`` and
``"a phrase beg"*`` match beginnings (SQLite only). Words match by their stem and without accents. Every
term is quoted before an engine sees it, so whatever a person types is words to look for, never an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, TextClause, column, text
from sqlalchemy.sql.selectable import Select
from sqlmodel import Session, select

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
"""The statements that make the index, separated by an empty line."""

_MATCH = {
    "sqlite": "SELECT rowid AS id, -rank AS score FROM paragraph_search WHERE paragraph_search MATCH :query",
    "postgresql": "SELECT id, ts_rank_cd(words, asked) AS score FROM paragraph, "
    "websearch_to_tsquery('kb_english', :query) asked WHERE words @@ asked",
}

_MARKED = {
    "sqlite": "SELECT rowid AS id, highlight(paragraph_search, 0, :opens, :closes) AS marked "
    "FROM paragraph_search WHERE paragraph_search MATCH :query AND rowid IN ({ids})",
    "postgresql": "SELECT id, ts_headline('kb_english', text, websearch_to_tsquery('kb_english', :query), "
    "'HighlightAll=true, StartSel=' || :opens || ', StopSel=' || :closes) AS marked "
    "FROM paragraph WHERE id IN ({ids})",
}

_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"(?P<begins>\*?)|$)|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Question:
    """A search as it was understood: one term of every group must be found, and none of ``without``."""

    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.groups


def parse_query(query: str) -> Question:
    """Read what a person typed: ``"own words" drift OR shift -alert``."""
    groups: list[tuple[str, ...]] = []
    without: list[str] = []
    joins_last = False
    for term in _TERM.finditer(query):
        words = term["phrase"] if term["phrase"] is not None else term["word"]
        if words == "OR" and term["phrase"] is None and not term["minus"]:
            joins_last = bool(groups)
            continue
        if not re.search(r"\w", words):
            continue
        begins = bool(term["begins"]) if term["phrase"] is not None else words.endswith("*")
        quoted = _quoted(words, begins=begins)
        if term["minus"]:
            without.append(quoted)
        elif joins_last:
            groups[-1] = (*groups[-1], quoted)
        else:
            groups.append((quoted,))
        joins_last = False
    return Question(tuple(groups), tuple(without))


def matches(session: Session, query: str) -> Select[tuple[int, float]] | None:
    """Return a selection ``(paragraph id, score)`` of the paragraphs that match, or None when nothing can.

    A higher score is a better match; scores of different engines are not comparable.
    """
    asked = _asked(session, query)
    if asked is None:
        return None
    statement = text(_MATCH[_engine(session)]).bindparams(query=asked)
    found = statement.columns(column("id"), column("score")).subquery("found")
    return select(found.c.id, found.c.score)


def marked_ranges(
    session: Session, query: str, paragraph_ids: list[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return, for each paragraph, the half-open ranges of its text that the search found."""
    asked = _asked(session, query)
    if asked is None or not paragraph_ids:
        return {}
    ids = ", ".join(str(int(each)) for each in paragraph_ids)
    statement: TextClause = text(_MARKED[_engine(session)].format(ids=ids))
    # No transcript can hold what is made up here and now.
    opens, closes = f"<{uuid4().hex}>", f"</{uuid4().hex}>"
    rows = session.connection().execute(statement, {"query": asked, "opens": opens, "closes": closes})
    return {row.id: _ranges(row.marked, opens, closes) for row in rows}


def create_index(connection: Connection) -> None:
    """Make the full-text index over the paragraph table; the database keeps it up to date by itself."""
    for statement in _INDEX[connection.dialect.name].strip().split("\n\n"):
        connection.exec_driver_sql(statement)


def forget_deleted(session: Session) -> None:
    """Rewrite the index so that words of replaced texts are no longer in the file."""
    if _engine(session) == "sqlite":
        session.connection().execute(
            text("INSERT INTO paragraph_search(paragraph_search) VALUES ('optimize')")
        )


def _engine(session: Session) -> str:
    return session.connection().dialect.name


def _asked(session: Session, query: str) -> str | None:
    """The query in the engine's own language, or None when there is nothing to look for."""
    question = parse_query(query.replace("\x00", " "))
    if question.is_empty:
        return None
    if _engine(session) == "postgresql":
        groups = " ".join(" OR ".join(group).replace("*", "") for group in question.groups)
        return " ".join([groups, *(f"-{term}" for term in question.without)])
    wanted = " AND ".join(f"({' OR '.join(group)})" for group in question.groups)
    return f"({wanted}) NOT ({' OR '.join(question.without)})" if question.without else wanted


def _quoted(words: str, *, begins: bool) -> str:
    plain = words.replace('"', " ").rstrip("*")
    return f'"{plain}"{"*" if begins else ""}'


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
