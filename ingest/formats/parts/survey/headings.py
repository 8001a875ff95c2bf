"""The headings of a survey, in one row or in two or three, and the rows of answers below them.

::

    ,,What do you do?,            Qualtrics:   StartDate,ResponseId,Q1
    Respondent ID,Role,Response                Start Date,Response ID,What do you do?
    114,ML engineer,I train.                   "{""ImportId"":""startDate""}", ...

SurveyMonkey and sheets with merged cells name the options of one question in a second row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.parts.grid.delimited import Row

_MOST_ABOVE = 6
_FEW = 2
_LOOKED_AT = 200
_HALF = 0.5
_IMPORT_ID = '{"ImportId"'
_ANSWER_WORDS = frozenset(
    {"response", "open-ended response", "open ended response", "antwort", "offene antwort", "réponse"}
    | {"réponse ouverte", "respuesta", "respuesta abierta", "risposta", "resposta", "antwoord"}
)
"""What a second row of headings says of the only column of its question."""


@dataclass(frozen=True)
class SurveyTable:
    """The rows of answers below their headings, which are unique; ``above`` are the rows of a title."""

    names: tuple[str, ...]
    body: list[Row]
    above: tuple[Row, ...] = ()
    heading_rows: int = 1

    def column(self, number: int) -> list[str]:
        """Return the cells of a column, without white space around them, in the order of the rows."""
        return [row.cells[number].strip() if number < len(row.cells) else "" for row in self.body]


def survey_table(rows: Sequence[Row]) -> SurveyTable | None:
    """Return the table of answers in these rows; None where there is no row below headings."""
    first = _first(rows)
    if first is None:
        return None
    heads, taken = _heads(rows[first : first + 3])
    body = [row for row in rows[first + taken :] if row.cells != rows[first].cells]
    if not body:
        return None
    width = max(_width(heads), *Counter(_width(row.cells) for row in body[:_LOOKED_AT]).most_common(1)[0][:1])
    return SurveyTable(_unique(heads[:width], width), body, tuple(rows[:first]), taken)


def _first(rows: Sequence[Row]) -> int | None:
    """Return the row of the headings: a title above them stands alone."""
    width = max((_width(row.cells) for row in rows[:_LOOKED_AT]), default=0)
    if width < _FEW:
        return None
    alone = 1 if width < 3 * _FEW else _FEW
    for number, row in enumerate(rows[:_MOST_ABOVE]):
        if sum(bool(cell.strip()) for cell in row.cells) > alone:
            return number
    return None


def _heads(rows: Sequence[Row]) -> tuple[list[str], int]:
    """Return the headings that the first rows give together, and how many rows they are."""
    cells = [[" ".join(cell.split()) for cell in row.cells] for row in rows]
    for number, row in enumerate(cells[1:], start=1):
        filled = [cell for cell in row if cell]
        if filled and sum(cell.startswith(_IMPORT_ID) for cell in filled) > _HALF * len(filled):
            return _told_in_full(cells[:number]), number + 1
    first, second = cells[0], cells[1] if len(cells) > 1 else []
    if "responseid" in map(str.casefold, first) and "response id" in map(str.casefold, second):
        return _told_in_full([first, second]), 2
    if _is_second(first, second):
        return _joined(first, second), 2
    return first, 1


def _told_in_full(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the last row, the questions in full; where two are the same, with their short names."""
    short, long = rows[0], rows[-1]
    counts = Counter(long)
    return [
        f"{name} ({short[n]})" if counts[name] > 1 and n < len(short) and name else name or short[n]
        for n, name in enumerate(long)
    ]


def _is_second(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a second row goes on with the headings: it fills the gaps of the first, and leaves gaps."""
    pairs = [(first[n] if n < len(first) else "", cell) for n, cell in enumerate(second)]
    fills = sum(bool(cell) and not head for head, cell in pairs)
    leaves = sum(bool(head) and not cell for head, cell in pairs)
    says = sum(cell.casefold() in _ANSWER_WORDS for _, cell in pairs)
    gaps = sum(not head for head, _ in pairs)
    return bool((fills and fills > _HALF * gaps and (leaves or says)) or says > 1)


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return headings of two rows: a question reaches over the empty cells beside it."""
    found: list[str] = []
    question = ""
    for n in range(max(len(first), len(second))):
        head = first[n] if n < len(first) else ""
        below = second[n] if n < len(second) else ""
        question = head or question
        if not below or below.casefold() in _ANSWER_WORDS:
            found.append(question if head or below else "")
        else:
            found.append(f"{question}: {below}" if question else below)
    return found


def _width(cells: Sequence[str]) -> int:
    return max((n + 1 for n, cell in enumerate(cells) if cell.strip()), default=0)


def _unique(heads: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a name for every column: its number where it has no heading, another behind twins."""
    named = [*heads, *[""] * (width - len(heads))]
    named = [name or f"Column {number}" for number, name in enumerate(named, start=1)]
    seen: Counter[str] = Counter()
    taken = {name.casefold() for name in named}
    unique: list[str] = []
    for name in named:
        seen[name.casefold()] += 1
        number = seen[name.casefold()]
        while number > 1 and f"{name} ({number})".casefold() in taken:
            number += 1
        unique.append(name if number == 1 else f"{name} ({number})")
        taken.add(unique[-1].casefold())
    return tuple(unique)
