"""Things that were imported, by kind: what the file said of them, and the rows that they stand for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from kb.db.rows import rows
from kb.db.tables import ExchangeItem
from kb.exchange.facts import unpacked
from kb.exchange.guids import same

_T = TypeVar("_T")
_COLUMNS: tuple[Any, ...] = (
    ExchangeItem.kind,
    ExchangeItem.guid,
    ExchangeItem.owner,
    ExchangeItem.noun,
    ExchangeItem.row_id,
    ExchangeItem.facts,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One imported thing; see :class:`kb.db.tables.ExchangeItem`."""

    kind: str
    guid: str
    owner: str
    noun: str | None
    row: int | None
    facts: str

    def thing(self, table: type[_T]) -> tuple[_T, dict[str, Any]]:
        """Return the thing, and what else is known of it."""
        return unpacked(table, self.guid, self.facts)

    def fact(self, name: str) -> Any:
        """Return one fact."""
        return json.loads(self.facts).get(name)


@dataclass
class Kept:
    """All imported things."""

    by_kind: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    by_owner: dict[tuple[str, str], list[Item]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, session: Session) -> Kept:
        """Return what the catalog keeps of imports, in the order of the files."""
        kept = cls()
        order = (ExchangeItem.project_id, ExchangeItem.position, ExchangeItem.id)
        query = select(*_COLUMNS).order_by(*map(col, order))
        for values in rows(session, query):
            item = Item(*values)
            kept.by_kind[item.kind].append(item)
            if item.owner:
                kept.by_owner[item.kind, same(item.owner)].append(item)
            if item.noun is not None and item.row is not None:
                kept.rows[item.noun].add(item.row)
        return kept

    def of_owner(self, kind: str, guid: str) -> Sequence[Item]:
        """Return the things of a kind that belong to another, in their order."""
        return self.by_owner.get((kind, same(guid)), ())
