"""Stage by aspect as a heat map: each number with its step, from none to the strongest."""

from __future__ import annotations

from dataclasses import dataclass

from kb.queries.evidence.stage_aspect import Heading, StageAspectTable

STEPS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and its step, 0 (none) to 5."""

    stage: str
    aspect: str | None
    number: int
    step: int


@dataclass(frozen=True, slots=True)
class Row:
    """An aspect: its cells, and its total, which is no sum."""

    aspect: str | None
    title: str
    cells: tuple[Cell, ...]
    total: int

    @property
    def strongest(self) -> list[tuple[int, Cell]]:
        """The three cells with most evidence, each with its column."""
        ordered = sorted(enumerate(self.cells), key=lambda placed: -placed[1].number)
        return [placed for placed in ordered[:3] if placed[1].number]


@dataclass(frozen=True, slots=True)
class Table:
    """The heat map as it is drawn."""

    stages: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: Row


def heat_table(table: StageAspectTable, counted: str) -> Table:
    """Return the heat map of one of the three numbers, its steps from the strongest cell."""
    numbers = {(each.stage, each.aspect): int(getattr(each, counted)) for each in table.cells}
    most = max((number for (stage, aspect), number in numbers.items() if stage and aspect), default=0)

    def row(aspect: Heading | None) -> Row:
        key = aspect.key if aspect else None
        cells = [
            Cell(stage.key, key, numbers[stage.key, key], _step(numbers[stage.key, key], most))
            for stage in table.stages
        ]
        return Row(key, aspect.title if aspect else "", tuple(cells), numbers[None, key])

    return Table(table.stages, tuple(map(row, table.aspects)), row(None))


def _step(number: int, most: int) -> int:
    """The step of a number: none, then fifths of the strongest."""
    return 0 if not number else min(STEPS, 1 + (number - 1) * STEPS // max(most, 1))
