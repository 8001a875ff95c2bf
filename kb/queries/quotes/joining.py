"""The one rule by which codings are joined to a passage, and the orders of passages.

Codings of one code in one document whose words overlap are one passage, whoever made them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from kb.db.rows import rows
from kb.db.tables import Code, Coding
from kb.errors import KbError
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters

EXTENTS = ("exact", "shared", "paragraph", "spill")
"""How exact a coding is, the most exact first."""


class Mark(NamedTuple):
    """A coding, as little of it as is needed to find the passages, in the order in which they are joined."""

    document: int
    code: int
    start: int
    end: int
    id: int
    work: int
    first: int
    last: int
    extent: int
    """A place in EXTENTS."""


Piece = list[tuple[int, ...]]
"""The codings of one passage."""
Place = tuple[str, int, int, int, int]
"""Where a passage is by interview: the document's sort key and id, its start, the code, its first coding."""


def marks_of(session: Session, filters: Filters) -> list[tuple[int, ...]]:
    """Return the codings that the filters mean, plain as they are many, in the order of Mark's fields."""
    query = (
        select(
            Coding.document_id,
            func.coalesce(Code.canonical_id, Code.id),
            Coding.start,
            Coding.end,
            Coding.id,
            Coding.pass_id,
            Coding.first_paragraph,
            Coding.last_paragraph,
            case({extent: place for place, extent in enumerate(EXTENTS)}, value=col(Coding.extent)),
        )
        .join(Code, col(Code.id) == Coding.code_id)
        .where(*conditions.conditions(session, filters))
    )
    return sorted(rows(session, query))


def joined(marks: Iterable[tuple[int, ...]]) -> list[Piece]:
    """Join the codings of one code in one document whose words overlap; touching is not overlapping."""
    pieces: list[Piece] = []
    here: tuple[int, ...] = ()
    reached = 0
    for mark in marks:
        start, end = mark[2], mark[3]
        if mark[:2] == here and start < reached:
            pieces[-1].append(mark)
            reached = max(reached, end)
        else:
            pieces.append([mark])
            here, reached = mark[:2], end
    return pieces


def cursor(piece: Piece, keys: Mapping[int | None, str]) -> str:
    """Return where the passages go on after this one."""
    return json.dumps(_place(piece, keys))


def read_cursor(text: str | None) -> Place | None:
    """Return the place that a cursor tells.

    Raises:
        KbError: it is no cursor.
    """
    if text is None:
        return None
    try:
        sort_key, document, start, code, coding = json.loads(text)
        return str(sort_key), int(document), int(start), int(code), int(coding)
    except (ValueError, TypeError, OverflowError):
        raise KbError("--after needs the cursor printed with the previous page; copy all of it") from None


def _place(piece: Piece, keys: Mapping[int | None, str]) -> Place:
    document, code, start, _, coding = piece[0][:5]
    return keys[document], document, start, code, coding


def by_interview(
    pieces: Iterable[Piece], keys: Mapping[int | None, str], after: Place | None
) -> Iterator[Piece]:
    """Yield the passages by document and place; a document is put in order when it is its turn."""
    of_document = {document: list(some) for document, some in groupby(pieces, key=lambda piece: piece[0][0])}
    for document in sorted(of_document, key=lambda document: (keys[document], document)):
        if after and (keys[document], document) < after[:2]:
            continue
        for piece in sorted(of_document[document], key=lambda piece: _place(piece, keys)):
            if after is None or _place(piece, keys) > after:
                yield piece


def by_code(pieces: Iterable[Piece], keys: Mapping[int | None, str]) -> list[Piece]:
    """Return the passages by code, the code with most of them first, then by document and place."""
    pieces = list(pieces)
    counts = Counter(piece[0][1] for piece in pieces)

    def place(piece: Piece) -> tuple[int, int, Place]:
        code = piece[0][1]
        return -counts[code], code, _place(piece, keys)

    return sorted(pieces, key=place)
