"""Ids of the merged project: what both copies had keeps its id, what is new in one gets one that is free."""

from __future__ import annotations

from typing import Any

from kb.exchange.archive.schema import LABELS, schema
from kb.exchange.archive.study import Row, Study

Ids = dict[str, dict[int, int]]
"""For each table the ids in the merged project by those in a copy."""

_NAMED_APART = {"change": "batch", "taxonomy_file": "sha256", "replacement": "shown"}
_KEPT = ("code", "participant", "speaker", "attribute")
"""Tables whose ids are never given again, and whose rows have no moment."""


class Numbers:
    """Gives out ids: none that any copy has or had."""

    def __init__(self, *studies: Study) -> None:
        self._taken: dict[str, set[int]] = {}
        self._next: dict[str, int] = {}
        for name, table in schema().items():
            if table.key == ("id",):
                ids = {row["id"] for study in studies for row in study.rows(name)}
                ids |= {
                    row["row_id"]
                    for study in studies
                    for row in study.rows("change")
                    if row["noun"] == name and row["row_id"] is not None
                }
                self._next[name] = max(ids, default=0) + 1
                self._taken[name] = set()

    def new(self, table: str) -> int:
        """Return an id that nothing has."""
        number = self._next[table]
        self._next[table] = number + 1
        return number

    def of(self, base: Study, copy: Study) -> Ids:
        """Return the ids of a copy's rows in the merged project; the copy that comes first keeps its own."""
        found: Ids = {}
        for name in self._taken:
            known = {row["id"]: row for row in base.rows(name)}
            mine = {row["id"]: row for row in copy.rows(name)}
            both = {key for key, row in mine.items() if key in known and _is_same(name, known[key], row)}
            taken = self._taken[name] | known.keys()
            new = [key for key in sorted(mine) if key not in both]
            if name == "change" and any(key in taken for key in new):  # ids are the order of the history
                taken |= set(new)
            found[name] = {key: key for key in both} | {
                key: self.new(name) if key in taken else key for key in new
            }
            self._taken[name] |= set(found[name].values())
        return found


def _is_same(table: str, one: Row, other: Row) -> bool:
    """Whether rows with one id are one thing: made at the same moment, or called the same."""
    if table == "paragraph":
        return bool(one["document_id"] == other["document_id"])
    if table in _KEPT:
        return True
    field = "created" if "created" in one else _NAMED_APART.get(table) or LABELS.get(table, "id")
    return bool(one[field] == other[field])


def renumbered(study: Study, ids: Ids) -> Study:
    """Return a copy's rows with the ids of the merged project, also within its history."""
    tables: dict[str, list[Row]] = {}
    for name, table in schema().items():
        references = [(each.name, each.reference) for each in table.fields if each.reference is not None]
        rows = []
        for row in study.rows(name):
            new = dict(row)
            if name in ids:
                new["id"] = ids[name][row["id"]]
            for field, target in references:
                if row[field] is not None:
                    new[field] = ids[target].get(row[field], row[field])
            if name == "change":
                _renumber_entry(new, ids)
            rows.append(new)
        tables[name] = rows
    return Study(tables)


def _renumber_entry(row: Row, ids: Ids) -> None:
    noun = row["noun"]
    row["row_id"] = ids.get(noun, {}).get(row["row_id"], row["row_id"])
    row["document_id"] = ids["document"].get(row["document_id"], row["document_id"])
    for when in ("before", "after"):
        if isinstance(row[when], dict):
            row[when] = _renumbered_facts(noun, row[when], ids)


def _renumbered_facts(noun: str, facts: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """Return a row as the history has it, by its columns; of a correction, what it moved (``coding:7``)."""
    new = dict(facts)
    if noun in schema():
        for each in schema()[noun].fields:
            target = noun if each.column == "id" else each.reference
            if target in ids and isinstance(new.get(each.column), int):
                new[each.column] = ids[target].get(new[each.column], new[each.column])
    elif isinstance(facts.get("spans"), dict):
        new["spans"] = {_renumbered_name(name, ids): place for name, place in facts["spans"].items()}
    return new


def _renumbered_name(name: str, ids: Ids) -> str:
    table, _, number = name.partition(":")
    if table not in ids or not number.isdigit():
        return name
    return f"{table}:{ids[table].get(int(number), int(number))}"
