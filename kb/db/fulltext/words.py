"""The words of a text as FTS5 reads them, for an index elsewhere: asked of a database in memory.

So there is one rule of what a word is, which stem it has, and what of a text is marked.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping

from kb.db.fulltext import sqlite
from kb.db.fulltext.terms import TermGroups

_local = threading.local()


def tokens(text: str) -> list[str]:
    """Return the stems of all words of a text, in order.

    >>> tokens("The caf\u00e9s don't drift!")
    ['the', 'cafe', 'don', 't', 'drift']
    """
    reader = _reader()
    reader.execute("DELETE FROM read")
    reader.execute("INSERT INTO read(rowid, text) VALUES (1, ?)", (text,))
    return [row[0] for row in reader.execute("SELECT term FROM word ORDER BY offset")]


def marked(
    texts: Mapping[int, tuple[str, str | None]], groups: TermGroups
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the ranges that terms match in some texts, which are given with and without gaps, by their ids.

    ``texts`` has, for each id, what is indexed and, where that has gaps, the text itself.
    """
    reader = _reader()
    reader.execute("DELETE FROM read")
    indexed = [(key, text) for key, (text, _) in texts.items()]
    reader.executemany("INSERT INTO read(rowid, text) VALUES (?, ?)", indexed)
    opens, closes = sqlite.marks()
    found = reader.execute(
        "SELECT rowid, highlight(read, 0, ?, ?) FROM read WHERE read MATCH ?",
        (opens, closes, sqlite.query(groups)),
    )
    return {key: sqlite.ranges_in(said, texts[key][1], opens, closes) for key, said in found}


def _reader() -> sqlite3.Connection:
    reader: sqlite3.Connection | None = getattr(_local, "reader", None)
    if reader is None:
        reader = sqlite3.connect(":memory:", isolation_level=None)
        reader.execute(f'CREATE VIRTUAL TABLE read USING fts5(text, tokenize="{sqlite.TOKENIZER}")')
        reader.execute("CREATE VIRTUAL TABLE word USING fts5vocab(read, instance)")
        _local.reader = reader
    return reader
