"""Full text in PostgreSQL: the words that FTS5 reads, with their places, ranked by FTS5's formula.

Triggers note which paragraphs were written; their words are read before the transaction ends, or before the
next search in it. PostgreSQL keeps at most 256 places of a word, and none after the 16,383rd: in a paragraph
that is so long, ranks are not exactly those of SQLite, and phrases far down are not found.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, column, text
from sqlalchemy.sql.selectable import Select
from sqlmodel import Session, select

from kb.db.fulltext import words
from kb.db.fulltext.terms import Term, TermGroups, plain

_INDEX = """
CREATE TABLE paragraph_words (
    paragraph_id integer PRIMARY KEY REFERENCES paragraph(id) ON DELETE CASCADE,
    words tsvector NOT NULL,
    length integer NOT NULL)

CREATE INDEX ix_paragraph_words ON paragraph_words USING gin(words)

CREATE TABLE paragraph_unread (paragraph_id integer NOT NULL REFERENCES paragraph(id) ON DELETE CASCADE)

CREATE FUNCTION paragraph_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO paragraph_unread VALUES (new.id); RETURN NULL; END $$

CREATE TRIGGER paragraph_is_new AFTER INSERT ON paragraph
    FOR EACH ROW EXECUTE FUNCTION paragraph_written()

CREATE TRIGGER paragraph_has_changed AFTER UPDATE OF text, spaced ON paragraph
    FOR EACH ROW EXECUTE FUNCTION paragraph_written()

INSERT INTO paragraph_unread SELECT id FROM paragraph
"""
"""The statements that make the index, separated by an empty line."""

_BATCH = 1000
_MOST_PLACES, _LAST_PLACE = 256, 16_383
_K1, _B, _LEAST = 1.2, 0.75, 1e-6
"""What FTS5 takes for BM25; see https://sqlite.org/fts5.html#the_bm25_function."""


def matches(session: Session, groups: TermGroups) -> Select[tuple[int, float]]:
    """See :func:`kb.db.fulltext.matches`."""
    connection = session.connection()
    index_changed(connection)
    numbers = count()
    phrases = [[_Phrase.of(term, next(numbers)) for term in group] for group in groups]
    if not groups or not all(any(each.stems for each in group) for group in phrases):
        return _selected(text("SELECT 0 AS id, 0.0 AS score WHERE false"))
    known = [each for group in phrases for each in group if each.stems]
    many, average = _size(connection)
    values: dict[str, Any] = {"k1": _K1, "b": _B, "average": average, "query": _all_of(phrases)}
    for each in known:
        values |= each.values() | {f"rarity{each.number}": _rarity(connection, each, many)}
    statement = text(
        f"SELECT paragraph_id AS id, {_score(known)} AS score "  # noqa: S608  ours
        "FROM paragraph_words WHERE words @@ CAST(:query AS tsquery)"
    ).bindparams(*(bindparam(name, value, unique=True) for name, value in values.items()))
    return _selected(statement)


def _selected(statement: TextClause) -> Select[tuple[int, float]]:
    found = statement.columns(column("id"), column("score")).subquery("found")
    return select(found.c.id, found.c.score)


def marked_ranges(
    session: Session, groups: TermGroups, paragraph_ids: Sequence[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """See :func:`kb.db.fulltext.marked_ranges`."""
    rows = session.connection().execute(
        text("SELECT id, text, spaced FROM paragraph WHERE id = ANY(:ids)"), {"ids": list(paragraph_ids)}
    )
    texts = {row.id: (row.spaced or row.text, row.text if row.spaced else None) for row in rows}
    return words.marked(texts, groups)


def create_index(connection: Connection) -> None:
    """Make the index, and read the words of all paragraphs that are there."""
    for statement in _INDEX.strip().split("\n\n"):
        connection.exec_driver_sql(statement)
    index_changed(connection)


def index_changed(connection: Connection) -> None:
    """Read the words of the paragraphs that were written since."""
    some = text(
        "SELECT id, coalesce(spaced, text) AS said FROM paragraph "
        "WHERE id IN (SELECT paragraph_id FROM paragraph_unread LIMIT :most)"
    )
    if connection.execute(text("SELECT 1 FROM paragraph_unread LIMIT 1")).first() is None:
        return  # a server that has paragraphs elsewhere would send for all of them to find out
    while rows := connection.execute(some, {"most": _BATCH}).all():
        stems = {row.id: words.tokens(row.said) for row in rows}
        connection.execute(
            text(
                "INSERT INTO paragraph_words VALUES (:id, CAST(:words AS tsvector), :length) "
                "ON CONFLICT (paragraph_id) DO UPDATE SET words = excluded.words, length = excluded.length"
            ),
            [{"id": key, "words": _vector(each), "length": len(each)} for key, each in stems.items()],
        )
        connection.execute(
            text("DELETE FROM paragraph_unread WHERE paragraph_id = ANY(:ids)"), {"ids": list(stems)}
        )


def _vector(stems: Sequence[str]) -> str:
    """Stems with their places, as PostgreSQL reads them."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, stem in enumerate(stems, start=1):
        if place <= _LAST_PLACE and len(places[stem]) < _MOST_PLACES:
            places[stem].append(place)
    return " ".join(f"{_quoted(stem)}:{','.join(map(str, at))}" for stem, at in places.items() if at)


def _quoted(stem: str) -> str:
    doubled = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The stems of a term, side by side, as PostgreSQL looks for them, counts them and ranks by them."""

    number: int
    stems: tuple[str, ...]
    is_beginning: bool

    @classmethod
    def of(cls, term: Term, number: int) -> _Phrase:
        return cls(number, tuple(words.tokens(plain(term))), term.is_beginning)

    def query(self) -> str:
        return f"({' <-> '.join(map(_quoted, self.stems))}{':*' if self.is_beginning else ''})"

    def values(self) -> dict[str, Any]:
        return {f"stem{self.number}_{at}": stem for at, stem in enumerate(self.stems)}

    def score(self) -> str:
        """What it adds to the score of a row: its rarity, more for each time it is there."""
        times = f"CAST(times{self.number} AS float8)"
        weighed = "(:k1 * (1 - :b + :b * length / :average))"
        return f":rarity{self.number} * ({times} * (:k1 + 1.0) / ({times} + {weighed}))"

    @property
    def is_one(self) -> bool:
        """Whether it is one word: then its places are counted as the words of a row are gone through."""
        return len(self.stems) == 1

    def times(self) -> str:
        """How often it is in a row; of one word, among the words ``w0`` of it."""
        if self.is_one:
            return (
                f"coalesce(sum(cardinality(positions)) FILTER (WHERE {self._is(0)}), 0) AS times{self.number}"
            )
        following = "".join(
            f" AND EXISTS (SELECT 1 FROM unnest(words) AS w{at} WHERE {self._is(at)} "  # noqa: S608  ours
            f"AND place + {at} = ANY(w{at}.positions))"
            for at in range(1, len(self.stems))
        )
        places = "unnest(words) AS w0, unnest(w0.positions) AS place"
        counted = f"SELECT count(*) FROM {places} WHERE {self._is(0)}{following}"  # noqa: S608  ours
        return f"({counted}) AS times{self.number}"

    def _is(self, at: int) -> str:
        """Whether a word of a row is one of the stems."""
        stem = f"CAST(:stem{self.number}_{at} AS text)"
        if self.is_beginning and at == len(self.stems) - 1:
            return f"starts_with(w{at}.lexeme, {stem})"
        return f"w{at}.lexeme = {stem}"


def _score(phrases: Sequence[_Phrase]) -> str:
    """The score of a row: how often each phrase is in it is counted once, as going through the words is dear.

    It is one value, so that nothing is counted where only the rows are.
    """
    of_words = ", ".join(each.times() for each in phrases if each.is_one)
    of_phrases = ", ".join(each.times() for each in phrases if not each.is_one)
    counted = [f"(SELECT {of_words} FROM unnest(words) AS w0) AS of_words"] if of_words else []  # noqa: S608  ours
    counted += [f"(SELECT {of_phrases} OFFSET 0) AS of_phrases"] if of_phrases else []
    return f"(SELECT {' + '.join(each.score() for each in phrases)} FROM {', '.join(counted)})"  # noqa: S608  ours


def _all_of(phrases: Sequence[Sequence[_Phrase]]) -> str:
    """One phrase of every group, in the language of PostgreSQL."""
    groups = ([each.query() for each in group if each.stems] for group in phrases)
    return " & ".join(f"({' | '.join(group)})" for group in groups)


def _size(connection: Connection) -> tuple[int, float]:
    """How many paragraphs there are, and how many words each has on average."""
    many, words_of_all = connection.execute(text("SELECT count(*), sum(length) FROM paragraph_words")).one()
    return many, float(words_of_all or 0) / many if many else 1.0


def _rarity(connection: Connection, phrase: _Phrase, many: int) -> float:
    """How much it tells that one of so many paragraphs has a phrase: less, the more have it."""
    counted = text("SELECT count(*) FROM paragraph_words WHERE words @@ CAST(:has AS tsquery)")
    hits = connection.execute(counted, {"has": phrase.query()}).scalar_one()
    told = math.log((many - hits + 0.5) / (hits + 0.5))
    return told if told > 0 else _LEAST
