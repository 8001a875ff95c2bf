"""Every coding as a row of numbers: what co-occurrence, agreement and saturation count with.

The analyses take whole catalogs at once, so a column is an array and a name is its place in a tuple. They
never see a session: this module asks, they compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, col, exists, select

from kb.analysis.coding_table import CodingTable, DocumentInfo, Ints, PassInfo
from kb.db.arrays import columns
from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Paragraph, UnplacedCoding
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters

_COLUMNS = (
    col(Coding.pass_id),
    col(Coding.code_id),
    col(Coding.start),
    col(Coding.end),
    col(Coding.first_paragraph),
    col(Coding.last_paragraph),
    col(Coding.id),
)


_HALF = 32
"""Bits of a code point's place in a document: two are one number, which sorts as both do."""


def coding_table(session: Session, filters: Filters | None = None) -> CodingTable:
    """Return the codings for which the filters hold, by document (in natural order), start, end and code.

    All documents and passes are there, also those without such codings; spills are left out unless the
    filters ask for them.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    documents = _documents(session)
    coding_passes, coders = _coding_passes(session, {each.id: place for place, each in enumerate(documents)})
    codes, code_of = _codes(session)
    rows = _rows(session, filters or Filters())
    coding_pass = _looked_up(rows[0], {each.id: place for place, each in enumerate(coding_passes)})
    document = np.array([each.document for each in coding_passes], dtype=np.int64)[coding_pass]
    code = _looked_up(rows[1], code_of)
    _, _, start, end, *_ = rows
    order = np.lexsort((code, start << _HALF | end, document))
    columns = (document, coding_pass, code, *rows[2:])
    return CodingTable(documents, coding_passes, coders, codes, *(column[order] for column in columns))


def _documents(session: Session) -> tuple[DocumentInfo, ...]:
    last = (
        select(func.max(Paragraph.position))
        .where(Paragraph.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )
    query = select(Document.id, Document.name, Document.length, last).order_by(
        col(Document.sort_key), col(Document.name)
    )
    return tuple(
        DocumentInfo(id_ or 0, name, length, 0 if position is None else position + 1)
        for id_, name, length, position in session.exec(query)
    )


def _coding_passes(
    session: Session, documents: Mapping[int, int]
) -> tuple[tuple[PassInfo, ...], tuple[str, ...]]:
    """The passes and the coders by name; ``documents`` is the position of every document by its id."""
    named = session.exec(select(Coder.id, Coder.name).order_by(col(Coder.name))).all()
    place = {id_: place for place, (id_, _) in enumerate(named)}
    anything = exists().where(col(Coding.pass_id) == CodingPass.id).correlate(CodingPass) | exists().where(
        col(UnplacedCoding.pass_id) == CodingPass.id
    ).correlate(CodingPass)
    query: Any = select(
        CodingPass.id, CodingPass.document_id, CodingPass.coder_id, CodingPass.role, anything
    ).order_by(col(CodingPass.id))
    coding_passes = tuple(
        PassInfo(id_, documents[document], place[coder], role, not some)
        for id_, document, coder, role, some in session.exec(query)
    )
    return coding_passes, tuple(name for _, name in named)


def _codes(session: Session) -> tuple[tuple[str, ...], dict[int, int]]:
    """The canonical names in alphabetical order, and the place of every spelling's canonical name."""
    rows = session.exec(select(Code.id, Code.name, Code.canonical_id)).all()
    names = {id_: name for id_, name, _ in rows}
    canonical = {id_ or 0: names[canonical or id_] for id_, _, canonical in rows}
    codes = tuple(sorted(set(canonical.values())))
    place = {name: number for number, name in enumerate(codes)}
    return codes, {id_: place[name] for id_, name in canonical.items()}


def _rows(session: Session, filters: Filters) -> Ints:
    """The columns of the codings, one a row of the array."""
    return columns(session, select(*_COLUMNS).where(*conditions.conditions(session, filters)))


def _looked_up(ids: Ints, places: dict[int, int]) -> Ints:
    """The place of every id."""
    table = np.zeros(max(places, default=0) + 1, dtype=np.int64)
    for id_, place in places.items():
        table[id_] = place
    return table[ids]
