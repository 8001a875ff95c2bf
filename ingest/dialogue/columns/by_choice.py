"""The columns of a table as a person chose them, by their headings or numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ingest.chosen import ColumnSeen
from ingest.dialogue.columns.cells import Row, cell_of, label_of
from ingest.dialogue.columns.layout import Columns
from ingest.dialogue.labels import possible
from ingest.speakers.known_labels import fold

NOTHING = "nothing"
USES = ("speaker", "text", "time", "end", "number", "codes", "coder", NOTHING)
"""What a person can say that a column holds."""

_MOST_ABOVE = 5
_LOOKED_AT = 200
_SINGLE = ("speaker", "text", "time", "end", "number", "coder")


def as_chosen(found: Columns, rows: Sequence[Row], chosen: Mapping[str, str]) -> Columns:
    """Return the columns with those a person chose; as they were found where the table has none of these."""
    found = _headed(found, rows, chosen)
    width = max(map(len, rows), default=0)
    uses = {
        place: use
        for name, use in chosen.items()
        if (place := _place(name, found, width)) is not None and use in USES
    }
    if not uses or not (found.is_transcript or "text" in uses.values()):
        return found
    taken = set(uses)
    single: dict[str, Any] = {
        field: None if (there := getattr(found, field)) in taken or field in uses.values() else there
        for field in _SINGLE
    }
    single |= {use: place for place, use in uses.items() if use in _SINGLE}
    codes = [n for n in found.codes if n not in taken] + [n for n, use in uses.items() if use == "codes"]
    kept = () if "text" in uses.values() else found.voices
    voices = tuple(each for each in kept if each[0] not in taken)
    used = {*single.values(), *codes, *taken, *(n for n, _ in voices)}
    filled = {n for row in rows[:_LOOKED_AT] for n, cell in enumerate(row) if cell.strip()}
    others = tuple(sorted(filled - used))
    return replace(found, codes=tuple(codes), voices=voices, others=others, **single)


def _headed(found: Columns, rows: Sequence[Row], chosen: Mapping[str, str]) -> Columns:
    """Take the first row that has all chosen headings for the one that names the columns."""
    names = {fold(name).casefold() for name in chosen if not name.isdecimal()}
    if found.header or not names:
        return found
    for place, row in enumerate(rows[:_MOST_ABOVE]):
        folded = tuple(map(fold, row))
        if names <= {cell.casefold() for cell in folded}:
            return replace(found, header=True, above=place, names=folded)
    return found


def _place(name: str, found: Columns, width: int) -> int | None:
    wanted = fold(name).casefold()
    named = [n for n, heading in enumerate(found.names) if heading and heading.casefold() == wanted]
    if named:
        return named[0]
    return int(name) - 1 if name.isdecimal() and 0 < int(name) <= width else None


def described(found: Columns, rows: Sequence[Row]) -> tuple[ColumnSeen, ...]:
    """Return what is seen of each column, for who asks how else the table can be read."""
    body = [row for row in rows[:_LOOKED_AT] if not found.is_header(row)][found.above :]
    return tuple(_column(n, found, body) for n in range(max(map(len, rows), default=0)))


def _column(place: int, found: Columns, body: Sequence[Row]) -> ColumnSeen:
    filled = [cell for row in body if (cell := cell_of(row, place).strip())]
    counts = Counter(label_of(cell)[0].casefold() for cell in filled if possible(label_of(cell)[0]))
    back = [label for label, count in counts.items() if count > 1]
    heading = found.names[place] if place < len(found.names) else ""
    return ColumnSeen(
        heading or str(place + 1),
        next(_uses(place, found), None),
        len(back) if 2 * sum(counts[each] for each in back) >= len(filled) else 0,
        sum(map(len, filled)) / len(filled) if filled else 0,
    )


def _uses(place: int, found: Columns) -> Iterator[str]:
    yield from (field for field in _SINGLE if getattr(found, field) == place)
    yield from ("codes" for n in found.codes if n == place)
    yield from ("voice" for n, _ in found.voices if n == place)
