"""Which row of one study is which row of another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.exchange.archive.study import Row, Study

Pairs = tuple[list[tuple[Row, Row]], list[Row], list[Row]]
"""Rows that are one thing in both, rows of the old study only, rows of the new one only."""


def paired(old: Iterable[Row], new: Iterable[Row], *keys: Callable[[Row], object]) -> Pairs:
    """Pair the rows that have one key, the keys in their order of weight; each row is in one pair at most."""
    pairs: list[tuple[Row, Row]] = []
    left, right = list(old), list(new)
    for key in keys:
        known: dict[object, list[Row]] = {}
        for row in right:
            known.setdefault(key(row), []).append(row)
        rest, taken = [], set()
        for row in left:
            if same := known.get(key(row)):
                other = same.pop(0)
                taken.add(id(other))
                pairs.append((row, other))
            else:
                rest.append(row)
        left, right = rest, [row for row in right if id(row) not in taken]
    return pairs, left, right


def made(row: Row) -> tuple[object, object]:
    """The id of a row and the moment when it was made: no two have both alike by accident."""
    return row["id"], row["created"]


@dataclass(frozen=True)
class Documents:
    """The documents of two studies: which are one, and what both are called in what is told."""

    both: list[tuple[Row, Row]]
    removed: list[Row]
    added: list[Row]
    old: dict[int | None, str]
    new: dict[int | None, str]

    @classmethod
    def of(cls, old: Study, new: Study) -> Documents:
        """Pair the documents; one that was renamed has its new name in both."""
        named = lambda row: row["name"]  # noqa: E731
        both, removed, added = paired(old.rows("document"), new.rows("document"), made, named)
        names: dict[int | None, str] = {row["id"]: row["name"] for row in new.rows("document")}
        before: dict[int | None, str] = {row["id"]: row["name"] for row in removed}
        return cls(both, removed, added, before | {was["id"]: now["name"] for was, now in both}, names)
