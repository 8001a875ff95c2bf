"""The overview's pieces: the heat map, the list of issues, what is missing, and the state of the coding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from app.view import address
from kb.queries import fixes, issues
from kb.queries.documents import PassRow, Totals
from kb.queries.evidence import Filters
from kb.queries.heat import Heading, Heat

STEPS = 5
_MANY = 60
"""More interviews than squares can show."""


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
        ordered = sorted(enumerate(self.cells), key=lambda each: -each[1].number)
        return [each for each in ordered[:3] if each[1].number]


@dataclass(frozen=True, slots=True)
class Table:
    """The heat map as it is drawn."""

    stages: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue in a list, with the number of fixes against it that somebody speaks of."""

    key: str
    title: str
    stages: tuple[str, ...]
    aspect: str | None
    interviews: int
    codings: int
    coders: int
    fixes: int
    study: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that waits, how often, and where to see to it."""

    number: int
    title: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A coder's passes: a state for each interview; none where there are too many to draw."""

    coder: str
    states: tuple[tuple[str, Literal["coded", "empty", "none"]], ...]
    coded: int
    empty: int
    of: int


def heat_table(heat: Heat, counted: str) -> Table:
    """Return the heat map of one of the three numbers, its steps from the strongest cell."""
    numbers = {(each.stage, each.aspect): int(getattr(each, counted)) for each in heat.cells}
    most = max((number for (stage, aspect), number in numbers.items() if stage and aspect), default=0)

    def row(aspect: Heading | None) -> Row:
        key = aspect.key if aspect else None
        cells = [
            Cell(stage.key, key, numbers[stage.key, key], _step(numbers[stage.key, key], most))
            for stage in heat.stages
        ]
        return Row(key, aspect.title if aspect else "any aspect", tuple(cells), numbers[None, key])

    return Table(heat.stages, tuple(map(row, heat.aspects)), row(None))


def _step(number: int, most: int) -> int:
    """The step of a number: none, then fifths of the strongest."""
    return 0 if not number else min(STEPS, 1 + (number - 1) * STEPS // max(most, 1))


def listed_issues(session: Session, filters: Filters, *, every: bool = False) -> list[ListedIssue]:
    """Return the issues that the filters mean, those heard in most interviews first."""
    limits = Filters(pass_role=filters.pass_role, coder=filters.coder, attribute=filters.attribute)
    against = Counter(key for fix in fixes.fixes(session, limits) for key in fix.mitigates)
    return [
        ListedIssue(
            row.issue,
            row.title,
            row.stages,
            row.aspect,
            row.interviews,
            row.codings,
            row.coders,
            against[row.issue],
            row.study,
        )
        for row in issues.issues(session, filters, every=every)
    ]


def missing(totals: Totals) -> list[Missing]:
    """Return what waits for somebody; what is zero is not in it."""
    rows = [
        Missing(
            totals.unsorted_codes,
            "code without a place" if totals.unsorted_codes == 1 else "codes without a place",
            "no issue, fix or topic holds them yet",
            address("codebook", view="unsorted"),
        ),
        Missing(
            totals.empty_passes,
            "pass is empty" if totals.empty_passes == 1 else "passes are empty",
            "counted as missing, not as “no issue”",
            address("documents", status="empty"),
        ),
        Missing(
            totals.unplaced,
            "coding lost its place" if totals.unplaced == 1 else "codings lost their place",
            "the text changed under them",
            address("documents", status="unplaced"),
        ),
    ]
    return [row for row in rows if row.number]


def status(passes: Sequence[PassRow]) -> list[Strip]:
    """Return a strip for each coder, and one for the moderated passes, interviews in their order."""
    names = list(dict.fromkeys(row.document for row in passes))
    rows: dict[str, dict[str, PassRow]] = {}
    for row in passes:
        rows.setdefault("Moderated" if row.role == "moderator" else row.coder, {})[row.document] = row
    ordered = sorted(rows, key=lambda coder: (coder == "Moderated", coder))
    return [_strip(coder, rows[coder], names) for coder in ordered]


def _strip(coder: str, of: dict[str, PassRow], names: list[str]) -> Strip:
    states = tuple((name, _state(of.get(name))) for name in names)
    found = Counter(state for _, state in states)
    return Strip(coder, states if len(names) <= _MANY else (), found["coded"], found["empty"], len(names))


def _state(row: PassRow | None) -> Literal["coded", "empty", "none"]:
    if row is None:
        return "none"
    return "empty" if row.is_empty else "coded"
