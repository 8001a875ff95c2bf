"""What is computed from words, anew: fingerprints, keys of codes, places in what came from other tools."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import PurePath
from typing import Any

from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.codebook.taxonomy import TaxonomyError, parse_taxonomy
from kb.db.tables import Code, DismissedSuggestion, Document, ExchangeFile, TaxonomyFile
from kb.errors import KbError
from kb.store.documents.renaming import sort_key
from kb.store.pseudonyms.memory import Direction
from kb.store.pseudonyms.texts import TextMove, digests

_FILE = ("id", "project_id", "path", "sha256", "content")


def mark_again(
    session: Session, moves: Mapping[int, TextMove], way: Direction, changed: AbstractSet[str]
) -> dict[str, str]:
    """Compute all that follows from the words; return what the fingerprints of texts became.

    ``changed`` are the cells that have other words now.

    Raises:
        KbError: the taxonomy cannot be read with the pseudonyms in it, or two codes would be one.
    """
    session.expire_all()
    known = _taxonomies(session)
    for move in moves.values():
        of_text = digests(move)
        known |= of_text
        _dismissed(session, move.document, of_text, way)
    for document in session.exec(select(Document)).all():
        if f"document:{document.id}:name" in changed:
            document.sort_key = sort_key(document.name)
            session.add(document)
    for code in session.exec(select(Code)).all():
        if f"code:{code.id}:name" in changed:
            code.key = code_key(code.name)
            session.add(code)
    session.flush()
    return known


def take_files_out(session: Session, way: Direction) -> None:
    """Take the files of imported projects out of the catalog into the key; on the way back, put them back."""
    held: list[dict[str, Any]] = way.memory.kept.get("files", [])
    if way.is_back:
        there = set(session.exec(select(ExchangeFile.id)))
        session.add_all(ExchangeFile(**each) for each in held if each["id"] not in there)
    else:
        rows = session.exec(select(ExchangeFile).order_by(col(ExchangeFile.id))).all()
        way.memory.kept["files"] = [{name: getattr(row, name) for name in _FILE} for row in rows]
        for row in rows:
            session.delete(row)
    session.flush()


def _taxonomies(session: Session) -> dict[str, str]:
    known = {}
    for row in session.exec(select(TaxonomyFile)).all():
        marked = hashlib.sha256(row.text.encode()).hexdigest()
        if marked == row.sha256:
            continue
        try:
            parse_taxonomy(row.text, PurePath("taxonomy.yaml"))
        except TaxonomyError as error:
            raise KbError(
                f"a pseudonym does not fit into the taxonomy: {error}; choose one of letters, or mark the "
                "name as no name"
            ) from error
        known[row.sha256] = row.sha256 = marked
        session.add(row)
    return known


def _dismissed(session: Session, document: int, known: Mapping[str, str], way: Direction) -> None:
    """Let suggestions stay dismissed; where two paragraphs have become alike, one mark is enough."""
    query = select(DismissedSuggestion).where(DismissedSuggestion.document_id == document)
    rows = session.exec(query.order_by(col(DismissedSuggestion.id))).all()
    taken = {(row.coder_id, row.code_id, row.sha256) for row in rows}
    for row in rows:
        remembered = way.memory.kept.get(f"dismissed:{row.id}") if way.is_back else None
        wanted = remembered or known.get(row.sha256, row.sha256)
        if (row.coder_id, row.code_id, wanted) in taken:
            continue
        if not way.is_back:
            way.memory.kept[f"dismissed:{row.id}"] = row.sha256
        taken.add((row.coder_id, row.code_id, wanted))
        row.sha256 = wanted
        session.add(row)
