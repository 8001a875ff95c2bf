"""The cells of a table column by column, and what each column is like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.dialogue.columns.cells import (
    FEWEST_LABELLED,
    FEWEST_LETTERS,
    HALF,
    MOSTLY,
    TWICE,
    Row,
    alternation,
    cell_of,
    label_of,
    letters_of,
    share_of,
)
from ingest.dialogue.columns.heading_words import is_aside, is_category, role_of
from ingest.dialogue.labels import is_certain, is_name, is_opener, possible
from ingest.speakers.known_labels import recognise

_NEARLY_ALL = 0.95


class CellsByColumn:
    """The cells of a table by column, with the headings where it has some; and what a column is like."""

    def __init__(self, names: tuple[str, ...], body: Sequence[Row]) -> None:
        self._names = names
        self._body = body
        width = len(names) or max((len(row) for row in body), default=0)
        self._cells = [[cell_of(row, n).strip() for row in body] for n in range(width)]
        self._filled = [[cell for cell in cells if cell] for cells in self._cells]

    def _name(self, column: int) -> str:
        return self._names[column] if self._names else ""

    def _rest(self, used: set[int | None]) -> list[int]:
        return [n for n in range(len(self._cells)) if n not in used and self._filled[n]]

    def _weight(self, column: int) -> float:
        filled = self._filled[column]
        return letters_of(filled) / len(filled) if filled else 0

    def _begins_with_labels(self, column: int) -> bool:
        found = Counter(
            label
            for cell in self._filled[column]
            if (label := cell.partition(":")[0]) != cell and possible(label.strip()) and not is_opener(label)
        )
        return sum(n for n in found.values() if n > 1) >= FEWEST_LABELLED

    def _names_people(self, column: int) -> bool:
        """Whether the cells are labels: short, coming back, in turns; or roles and ids throughout."""
        filled = [label_of(cell)[0] for cell in self._filled[column]]
        if not filled or share_of(filled, possible) < 1:
            return False
        if any(is_opener(cell) for cell in filled):
            return False
        counts = Counter(cell.casefold() for cell in filled)
        if len(counts) > 1 and all(map(is_certain, filled)):
            return len(filled) > TWICE or len(self._body) == len(filled)
        back = sum(n for n in counts.values() if n > 1)
        if len(filled) < FEWEST_LABELLED or back < HALF * len(filled) or len(counts) < 2:  # noqa: PLR2004
            return False
        return share_of(filled, lambda cell: is_name(cell) or is_certain(cell)) >= MOSTLY or (
            alternation(filled) >= HALF
        )

    def _is_certain(self, column: int) -> bool:
        return share_of(self._filled[column], is_certain) >= MOSTLY

    def _alternate(self, column: int) -> bool:
        filled = self._filled[column]
        return (
            alternation(filled) >= MOSTLY
            and share_of(filled, lambda cell: is_name(cell) or is_certain(cell)) == 1
        )

    def _voices(self) -> tuple[tuple[int, str], ...]:
        """Return the columns that hold one person's words each: headed by roles, or taking turns."""
        return self._turn_takers() or self._roles()

    def _roles(self) -> tuple[tuple[int, str], ...]:
        """Return the columns headed by roles that hold talk: ``Interviewer | Interviewee``."""
        found = []
        for n, name in enumerate(self._names):
            known = recognise(name)
            if known is None or known.role not in {"interviewer", "interviewee"}:
                continue
            filled = self._filled[n]
            if len(filled) > 1 and self._weight(n) >= FEWEST_LETTERS and not self._names_people(n):
                found.append((n, name))
        return tuple(found)

    def _turn_takers(self) -> tuple[tuple[int, str], ...]:
        """Return the columns headed like people of which each row fills one, ``Moderator | Ann | Noor``."""
        found = [(n, name) for n, name in enumerate(self._names) if self._is_headed_by_somebody(n)]
        if len(found) < TWICE or len({name.casefold() for _, name in found}) < len(found):
            return ()
        if any(self._are_cases(n) for n in range(len(self._cells)) if (n, self._name(n)) not in found):
            return ()
        turns = [
            [n for n, _ in found if self._cells[n][row]]
            for row in range(len(self._body))
            if any(self._cells[n][row] for n, _ in found)
        ]
        alone = [columns[0] for columns in turns if len(columns) == 1]
        if len(turns) < FEWEST_LABELLED or len(alone) < _NEARLY_ALL * len(turns):
            return ()
        changes = sum(before != after for before, after in pairwise(alone))
        return tuple(found) if changes >= HALF * (len(alone) - 1) else ()

    def _are_cases(self, column: int) -> bool:
        """Whether each row has another id, as the cases of a survey have."""
        filled = self._filled[column]
        return len(set(filled)) == len(self._body) and share_of(filled, is_certain) >= MOSTLY

    def _is_headed_by_somebody(self, column: int) -> bool:
        name = self._name(column)
        if not possible(name) or role_of(name) or is_aside(name) or is_category(name) or is_opener(name):
            return False
        somebody = is_certain(name) or recognise(name) is not None or is_name(name)
        return somebody and len(self._filled[column]) > 1 and not self._names_people(column)
