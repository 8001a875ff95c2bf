"""Codes that the taxonomy does not place stand where their project's tree has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select

from kb.codebook.edits import Meaning
from kb.db.tables import Code, CodePlace


def put_in_tree(
    session: Session, *, but: Collection[str] = (), meanings: Mapping[str, Meaning] | None = None
) -> None:
    """Give every unsorted code of an imported tree its parent and description from there.

    Each is a code of its own, whatever others are spelled like; ``but`` are the names of codes that mean
    another. ``meanings`` are what people said here of codes by their names; that comes first.
    """
    query = select(Code, CodePlace).join(CodePlace, col(CodePlace.code_id) == Code.id)
    for code, place in session.exec(query.where(col(Code.kind).is_(None))):
        if code.name in but:
            continue
        code.canonical_id, code.parent_id = code.id, place.parent_id
        definition, cues = (meanings or {}).get(code.name, ("", ()))
        code.definition, code.cues = definition or place.description, list(cues)
        session.add(code)
    session.flush()
