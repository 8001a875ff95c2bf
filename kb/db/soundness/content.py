"""Whether the rows of a catalog hold together: texts and their fingerprints, codings and their places.

SQLite knows nothing of this; damage that leaves its structure alone is found here. Opens the file for itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from kb.db.soundness.damage import look_into

_CODINGS = """
SELECT document.name, coding.id FROM coding JOIN document ON document.id = coding.document_id
LEFT JOIN paragraph f ON f.document_id = coding.document_id AND f.position = coding.first
LEFT JOIN paragraph l ON l.document_id = coding.document_id AND l.position = coding.last
WHERE f.id IS NULL OR l.id IS NULL OR coding."end" > document.length OR coding.start < f.start
   OR coding.start > f."end" + 1 OR coding."end" > l."end" + 1 OR coding."end" < l.start
"""


_RESCUED = 0x6B625263
"""What ``PRAGMA application_id`` says of a catalog that was rescued and misses something."""


def mark_rescued(connection: sqlite3.Connection) -> None:
    """Note in a catalog that it was rescued and misses something, which was told: it is no new damage."""
    connection.execute(f"PRAGMA application_id={_RESCUED}")


def is_rescued(catalog: Path) -> bool:
    """Whether a catalog was rescued and misses something."""
    try:
        with closing(look_into(catalog)) as connection:
            return bool(connection.execute("PRAGMA application_id").fetchone()[0] == _RESCUED)
    except sqlite3.DatabaseError:
        return False


def content_faults(catalog: Path) -> list[tuple[str, str]]:
    """Return what does not hold together, as (where, what is wrong) pairs; nothing where all does."""
    try:
        with closing(look_into(catalog)) as connection:
            return [*_texts(connection), *_codings(connection), *_taxonomies(connection)]
    except sqlite3.DatabaseError as error:
        return [(catalog.name, str(error))]


def _texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for number, name, length, digest in connection.execute("SELECT id, name, length, sha256 FROM document"):
        end = -1
        parts = []
        query = 'SELECT text, start, "end" FROM paragraph WHERE document_id = ? ORDER BY position'
        for text, start, stop in connection.execute(query, (number,)):
            if start != end + 1 or stop != start + len(text):
                yield name, "a paragraph is not where its offsets say"
                break
            end = stop
            parts.append(text)
        else:
            text = "\n".join(parts)
            if len(text) != length or sha256(text.encode()).hexdigest() != digest:
                yield name, "the text is not the one that was stored"


def _codings(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for name, number in connection.execute(_CODINGS):
        yield name, f"coding {number} is not within the text of its paragraphs"


def _taxonomies(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for number, text, digest in connection.execute("SELECT id, text, sha256 FROM taxonomy_file"):
        if sha256(text.encode()).hexdigest() != digest:
            yield f"taxonomy {number}", "the text is not the one that was applied"
