"""Codes that the taxonomy does not place stand where their project's tree has them."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from kb.db.tables import Code, CodePlace


def put_in_tree(session: Session, *, but: Collection[str] = ()) -> None:
    """Give every unsorted code of an imported tree its parent and description from there.

    Each is a code of its own, whatever others are spelled like; ``but`` are the names of codes that mean
    another.
    """
    query = select(Code, CodePlace).join(CodePlace, col(CodePlace.code_id) == Code.id)
    for code, place in session.exec(query.where(col(Code.kind).is_(None))):
        if code.name in but:
            continue
        code.canonical_id, code.parent_id = code.id, place.parent_id
        code.definition = code.definition or place.description  # what a person said here comes first
        session.add(code)
    session.flush()
