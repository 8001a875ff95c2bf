"""What is decided about, one by one: characters, sentences, paragraphs, or whole documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Literal

import numpy as np
from sqlmodel import Session, col, select

from kb.analysis.coding_table import DocumentInfo, Ints
from kb.analysis.partitions import WHOLE, Partitions
from kb.analysis.units import Units
from kb.db.tables import Paragraph
from kb.queries.analyses.sentences import sentences

Unit = Literal["character", "sentence", "paragraph", "document"]
UNITS: tuple[Unit, ...] = ("character", "sentence", "paragraph", "document")


_AT_ONCE = 2000
"""Paragraphs that are held, and whose sentences are found, as one piece of work."""
_MOST_NAMED = 500
"""Documents that are named in a query; of more, all are read and the others left out here."""


def units(
    session: Session,
    texts: Sequence[DocumentInfo],
    unit: Unit,
    wanted: Ints,
    partitions: Partitions = WHOLE,
) -> Units:
    """Return the units of some documents (``wanted``, places in ``texts``); the others have none.

    Characters are the code points of a document, the newlines between paragraphs among them. Paragraphs
    and sentences without a character are no units. Sentences are found paragraph by paragraph by spaCy's
    rules for English (blank pipeline with the sentencizer): a sentence ends at ``.``, ``!`` or ``?``.
    """
    many = np.zeros(len(texts), dtype=np.int64)
    line = np.zeros(len(texts), dtype=np.int64)
    if unit in {"character", "document"}:
        many[wanted] = [texts[place].length if unit == "character" else 1 for place in wanted]
        return Units(many, line, None, None, line + (unit == "character"))
    place_of = {texts[place].id: int(place) for place in wanted}
    spans = [(place, *span) for place, span in _spans(session, place_of, unit, partitions)]
    columns = np.array(spans, dtype=np.int64).reshape(-1, 3)
    columns = columns[np.lexsort((columns[:, 1], columns[:, 0]))]
    lengths = np.array([each.length + 1 for each in texts], dtype=np.int64)
    line = np.cumsum(lengths) - lengths
    many = np.bincount(columns[:, 0], minlength=len(texts)).astype(np.int64)
    at = line[columns[:, 0]]
    return Units(many, np.cumsum(many) - many, at + columns[:, 1], at + columns[:, 2], line)


def _spans(
    session: Session, place_of: dict[int, int], unit: Unit, partitions: Partitions
) -> Iterator[tuple[int, tuple[int, int]]]:
    if unit == "paragraph":
        for document, start, end in _rows(session, place_of, Paragraph.end):
            if start < end:
                yield place_of[document], (start, end)
        return
    rows = _rows(session, place_of, Paragraph.text)
    some = iter(lambda: list(islice(rows, _AT_ONCE)), [])
    for document, start, end in chain.from_iterable(partitions.map(_sentences_of, some)):
        yield place_of[document], (start, end)


def _rows(session: Session, place_of: dict[int, int], column: Any) -> Iterator[tuple[int, int, Any]]:
    """The document and the beginning of each paragraph of some documents, and a column more; few are held."""
    query = select(Paragraph.document_id, Paragraph.start, column).execution_options(yield_per=_AT_ONCE)
    if len(place_of) <= _MOST_NAMED:  # SQLite takes 32,766 values at most
        query = query.where(col(Paragraph.document_id).in_(list(place_of)))
    return (
        (document, start, value) for document, start, value in session.exec(query) if document in place_of
    )


def _sentences_of(paragraphs: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, int]]:
    """The sentences of some paragraphs: the document of each, and where it begins and ends there."""
    return [
        (document, start + begin, start + stop)
        for document, start, text in paragraphs
        for begin, stop in sentences(text)
    ]
