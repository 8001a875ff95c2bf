"""The whole catalog with other words in it, in the transaction of a session: to pseudonyms, or back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from kb.db import fulltext
from kb.db.audit import Journal
from kb.db.tables import Document
from kb.errors import KbError
from kb.store.pseudonyms.cells import rewrite_cells
from kb.store.pseudonyms.computed import mark_again, take_files_out
from kb.store.pseudonyms.imported import move_imported
from kb.store.pseudonyms.memory import Direction
from kb.store.pseudonyms.texts import TextMove, digests, move_text, rewriter
from kb.store.pseudonyms.trail import move_trail


@dataclass(frozen=True)
class Rewritten:
    """What was rewritten: how many places in how many documents, and how many cells elsewhere."""

    places: int
    documents: int
    cells: int


def rewrite_catalog(session: Session, log: Journal, way: Direction) -> Rewritten:
    """Rewrite texts, what stands on them, all other words, and the trail.

    Raises:
        KbError: two things would be called alike, or two codings would become one.
    """
    rows = session.exec(select(Document).order_by(col(Document.id))).all()
    take_files_out(session, way)
    moves: Mapping[int, TextMove] = {row.id or 0: move_text(session, log, row, way) for row in rows}
    of_texts = {before: after for move in moves.values() for before, after in digests(move).items()}
    if not way.is_back:  # on the way back the words come first: each step undoes the one before
        move_imported(session, moves, of_texts, way)
    try:
        cells = rewrite_cells(session, rewriter(way))
    except IntegrityError as error:
        raise KbError(
            "two things in the catalog would be called alike (documents, speakers of one document, cases or "
            f"searches: {error.orig}); give each name its own pseudonym, or merge the speakers first"
        ) from error
    known = mark_again(session, moves, way, cells)
    if way.is_back:
        move_imported(session, moves, of_texts, way)
    move_trail(session, moves, way, known)
    fulltext.forget_deleted(session)
    texts = [move.whole for move in moves.values() if move.whole]
    return Rewritten(sum(map(len, texts)), len(texts), len(cells))
