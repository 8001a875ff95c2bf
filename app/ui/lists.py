"""Lists of issues and fixes: found by their words, sorted by a column, exported as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

_Row = TypeVar("_Row")


def matches(words: str, row: Any) -> bool:
    """Say whether every word that was typed is in a row's title, key or study reference."""
    text = f"{row.title} {row.key} {getattr(row, 'study', None) or ''}".casefold()
    return all(word in text for word in words.casefold().split())


def ordered(rows: Sequence[_Row], wanted: str | None, columns: Sequence[str]) -> tuple[list[_Row], str]:
    """Return rows by a column, words from A to Z and numbers from most to least, and the column's name.

    Rows that are equal there stay in the order they have: those heard in most interviews first.
    """
    column = wanted if wanted and wanted in columns else "interviews"

    def value(row: _Row) -> tuple[int, Any]:
        found = getattr(row, column)
        if isinstance(found, int):
            return 0, -found
        text = ", ".join(found) if isinstance(found, tuple) else str(found or "")
        return (0 if text else 1), text.casefold()

    return sorted(rows, key=value), column


def records(rows: Sequence[Any], columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield rows for an export: what the columns show, by their titles."""
    for row in rows:
        yield {title: getattr(row, name) for name, title in columns.items()}


def neighbours(keys: Sequence[str], key: str) -> tuple[str | None, str | None, int]:
    """Return the keys before and after one in the list that a person came from, and its place from 1."""
    if key not in keys:
        return None, None, 0
    at = keys.index(key)
    return (keys[at - 1] if at else None), (keys[at + 1] if at + 1 < len(keys) else None), at + 1
