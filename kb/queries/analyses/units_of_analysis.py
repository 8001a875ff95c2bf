"""What is decided about, one by one: characters, sentences, paragraphs, or whole documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from sqlmodel import Session, col, select

from kb.analysis.coding_table import DocumentInfo, Ints
from kb.analysis.units import Units
from kb.db.tables import Paragraph
from kb.queries.analyses.sentences import sentences

Unit = Literal["character", "sentence", "paragraph", "document"]
UNITS: tuple[Unit, ...] = ("character", "sentence", "paragraph", "document")


def units(session: Session, texts: Sequence[DocumentInfo], unit: Unit, wanted: Ints) -> Units:
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
    spans = [(place, *span) for place, span in _spans(session, place_of, unit)]
    columns = np.array(spans, dtype=np.int64).reshape(-1, 3)
    columns = columns[np.lexsort((columns[:, 1], columns[:, 0]))]
    lengths = np.array([each.length + 1 for each in texts], dtype=np.int64)
    line = np.cumsum(lengths) - lengths
    many = np.bincount(columns[:, 0], minlength=len(texts)).astype(np.int64)
    at = line[columns[:, 0]]
    return Units(many, np.cumsum(many) - many, at + columns[:, 1], at + columns[:, 2], line)


def _spans(session: Session, place_of: dict[int, int], unit: Unit) -> Iterator[tuple[int, tuple[int, int]]]:
    columns = (Paragraph.document_id, Paragraph.start, Paragraph.end)
    if unit == "paragraph":
        query = select(*columns).where(col(Paragraph.document_id).in_(list(place_of)))
        for document, start, end in session.exec(query):
            if start < end:
                yield place_of[document], (start, end)
        return
    said = select(Paragraph.document_id, Paragraph.start, Paragraph.text)
    for document, start, text in session.exec(said.where(col(Paragraph.document_id).in_(list(place_of)))):
        for begin, stop in sentences(text):
            yield place_of[document], (start + begin, start + stop)
