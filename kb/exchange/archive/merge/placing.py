"""All that stands on words of a copy, on the merged text: codings, memos, hidden names, and their history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.exchange.archive.merge.paragraphs import Places
from kb.exchange.archive.study import Row, Study

SPAN = ("start", "end", "first_paragraph", "last_paragraph")
"""The fields of a coding that belong together."""
_ON_WORDS = ("coding", "memo", "replacement")


def place(study: Study, places: Mapping[int, Places]) -> Study:
    """Return a copy's rows with their places in the merged texts; a span of None has no place there."""
    tables = {name: [dict(row) for row in rows] for name, rows in study.tables.items()}
    for name in (*_ON_WORDS, "correction"):
        for row in tables[name]:
            where = places.get(row["document_id"])
            if where is not None and not where.is_same:
                (_move_correction if name == "correction" else _move)(row, where)
    for row in tables["change"]:
        where = places.get(row["document_id"])
        if where is not None and not where.is_same and row["noun"] in _ON_WORDS:
            row["before"], row["after"] = (_moved_facts(row[when], where) for when in ("before", "after"))
    return Study(tables)


def _move(row: Row, where: Places) -> None:
    if row["start"] is None or row["end"] is None:
        return
    span = where.span(row["start"], row["end"])
    row["start"], row["end"] = span or (None, None)
    if "first_paragraph" in row:
        first, last = (where.paragraph(row[name]) for name in SPAN[2:])
        if span is not None and (first is None or last is None):
            first, last = where.paragraphs(*span)
        row["first_paragraph"], row["last_paragraph"] = (first, last) if span else (None, None)


def _move_correction(row: Row, where: Places) -> None:
    """A correction begins with the paragraph that stands where its own stood; None where that is gone."""
    kept = [where.paragraph(row["position"] + number) for number in range(row["paragraphs"])]
    row["position"] = None if None in kept else kept[0]


def _moved_facts(facts: dict[str, Any] | None, where: Places) -> dict[str, Any] | None:
    """A row as the history has it; one that has no place keeps none, and cannot be put back."""
    if not facts or not isinstance(facts.get("start"), int) or not isinstance(facts.get("end"), int):
        return facts
    span = where.span(facts["start"], facts["end"])
    new = facts | dict(zip(("start", "end"), span or (None, None), strict=True))
    if span is not None and "first" in facts:
        new["first"], new["last"] = where.paragraphs(*span)
    return new
