"""What people changed of the codings of a document, read off its audit trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from kb.db.tables import Change, Document

Place = tuple[int, int, int]
"""Code, start and end: what makes two codings of one pass the same."""


@dataclass(frozen=True)
class PersonChanges:
    """What people decided about the codings of a document; no file that is read later takes it back.

    ``removed`` are the places that they took codings from, ``placed`` the codings that they put somewhere,
    ``settled`` what had no place (pass, code and words) until they gave it one or let it go.
    """

    removed: frozenset[tuple[int, Place]]
    placed: frozenset[int | None]
    settled: frozenset[tuple[int, int, str]]

    @classmethod
    def of(cls, session: Session, document: Document) -> PersonChanges:
        """Read off the audit trail of a document what people decided."""
        query = select(Change).where(
            Change.document_id == document.id,
            col(Change.noun).in_(("coding", "unplaced_coding")),
            col(Change.what).not_like("ingest %"),
        )
        removed: dict[int | None, set[tuple[int, Place]]] = defaultdict(set)
        placed, settled = set[int | None](), set[tuple[int, int, str]]()
        for change in session.exec(query.order_by(col(Change.id))):
            if change.noun == "unplaced_coding":
                settled |= {_named(change.before)} if change.before else set()
                settled -= {_named(change.after)} if change.after else set()
                continue
            if change.after and not change.before and change.row_id not in removed:
                placed.add(change.row_id)
            if change.before:
                removed[change.row_id].add(_place_of(change.before))
            if change.after:  # put there, or brought back
                removed[change.row_id].discard(_place_of(change.after))
        gone = frozenset(place for places in removed.values() for place in places)
        return cls(gone, frozenset(placed), frozenset(settled))


def _named(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return row["pass_id"], row["code_id"], row["words"]


def _place_of(row: Mapping[str, Any]) -> tuple[int, Place]:
    return row["pass_id"], (row["code_id"], row["start"], row["end"])
