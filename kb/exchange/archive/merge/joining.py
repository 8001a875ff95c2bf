"""Rows that both copies added alike become one; what refers to something that is gone brings it back."""

from __future__ import annotations

from collections.abc import Sequence

from kb.exchange.archive.merge.conflict import Conflict
from kb.exchange.archive.merge.numbering import renumbered
from kb.exchange.archive.merge.rows import Rows
from kb.exchange.archive.schema import Table, schema
from kb.exchange.archive.study import Row, Study


def join(tables: dict[str, list[Row]], rows: Rows) -> dict[str, list[Row]]:
    """Return the tables with one row for what both copies added alike; the earlier one stays."""
    ids: dict[str, dict[int, int]] = {name: {} for name, table in schema().items() if table.key == ("id",)}
    done = dict(tables)
    for name, table in schema().items():
        done = _referring_to(done, ids, table)
        kept: list[Row] = []
        seen: dict[tuple[object, ...], Row] = {}
        for row in done[name]:
            same = next((seen[key] for key in _keys(table, row) if key in seen), None)
            if same is None:
                kept.append(row)
                seen |= dict.fromkeys(_keys(table, row), row)
                continue
            if name in ids:
                ids[name][row["id"]] = same["id"]
            same |= rows.joined(name, same, row)
        done[name] = kept
    return renumbered(Study(done), {name: _both(found, done[name]) for name, found in ids.items()}).tables


def _keys(table: Table, row: Row) -> list[tuple[object, ...]]:
    keys = []
    for fields in (table.key, *table.unique):
        values = tuple(row[name] for name in fields)
        if None not in values:
            keys.append((fields, *values))
    return keys


def _referring_to(
    tables: dict[str, list[Row]], ids: dict[str, dict[int, int]], table: Table
) -> dict[str, list[Row]]:
    """Let the rows of a table refer to the rows that stayed."""
    references = [(each.name, ids[each.reference]) for each in table.fields if each.reference in ids]
    for row in tables[table.name]:
        for field, found in references:
            row[field] = found.get(row[field], row[field])
    return tables


def _both(found: dict[int, int], rows: list[Row]) -> dict[int, int]:
    return {row["id"]: row["id"] for row in rows} | found


def bring_back(
    tables: dict[str, list[Row]], versions: Sequence[Study], conflicts: list[Conflict], rows: Rows
) -> None:
    """Put back rows that others refer to: removed in one copy, used anew in the other."""
    there = {
        name: {row["id"] for row in found} for name, found in tables.items() if schema()[name].key == ("id",)
    }
    known = {name: {row["id"]: row for study in versions for row in study.rows(name)} for name in there}
    again = True
    while again:
        again = False
        for name, table in schema().items():
            for row in list(tables[name]):
                for field in table.fields:
                    target, value = field.reference, row[field.name]
                    if target is None or value is None or value in there[target] or field.name == "survey_id":
                        continue
                    back = known[target].get(value)
                    if back is None or back.get("start", 0) is None:
                        _let_go(tables, name, row, field.name, nullable=field.nullable)
                        continue
                    tables[target].append(dict(back))
                    there[target].add(value)
                    said = (rows.describe(target, back), None, "removed and used", None, None, None, "kept")
                    conflicts.append(Conflict(target.replace("_", " "), *said))
                    again = True


def _let_go(tables: dict[str, list[Row]], name: str, row: Row, field: str, *, nullable: bool) -> None:
    if nullable:
        row[field] = None
    elif row in tables[name]:
        tables[name].remove(row)
