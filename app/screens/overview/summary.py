"""The overview's pieces: the heat map, the list of issues, what is missing, and the state of the coding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Literal

from sqlmodel import Session

from app.ui import wording
from app.ui.templates import address
from kb.queries import code_usage
from kb.queries.code_usage import CodeUsage
from kb.queries.documents.documents import Totals
from kb.queries.evidence import fixes, issues, stage_aspect
from kb.queries.evidence.stage_aspect import Heading, StageAspectTable
from kb.queries.filters import Filters
from kb.queries.history import Action
from kb.queries.progress.pass_progress import PassProgress

STEPS = 5
_FEW = 3
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
    """Something that waits, how often, and where to see to it; the page there counts ``noun`` like this."""

    number: int
    noun: str
    title: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Square:
    """A document in a coder's strip: its state, and that in words."""

    document: str
    state: Literal["done", "started", "empty", "none"]
    told: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A coder's passes: a square for each document; none where there are too many to draw."""

    coder: str
    squares: tuple[Square, ...]
    done: int
    started: int
    empty: int
    of: int


@dataclass(frozen=True, slots=True)
class RecentAction:
    """What somebody did, several actions of one kind on one document or of one sort told as one."""

    at: datetime
    who: str
    what: str
    document: str | None
    undone: bool


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
        return Row(key, aspect.title if aspect else "any aspect", tuple(cells), numbers[None, key])

    return Table(table.stages, tuple(map(row, table.aspects)), row(None))


def _step(number: int, most: int) -> int:
    """The step of a number: none, then fifths of the strongest."""
    return 0 if not number else min(STEPS, 1 + (number - 1) * STEPS // max(most, 1))


def loudness(session: Session, filters: Filters) -> tuple[StageAspectTable, list[ListedIssue]]:
    """Return stage by aspect and the issues; the codings are gone through once for both."""
    used = code_usage.usage_by_code(session, filters)
    return stage_aspect.stage_aspect_table(session, filters, used=used), _listed(
        session, filters, used, every=False
    )


def listed_issues(session: Session, filters: Filters, *, every: bool = False) -> list[ListedIssue]:
    """Return the issues that the filters mean, those heard in most interviews first."""
    evidence = replace(filters, issue=None, stage=None, aspect=None)
    return _listed(session, filters, code_usage.usage_by_code(session, evidence), every=every)


def _listed(
    session: Session, filters: Filters, used: dict[int, CodeUsage], *, every: bool
) -> list[ListedIssue]:
    limits = replace(filters, issue=None, stage=None, aspect=None)
    against = Counter(key for fix in fixes.fixes(session, limits, used=used) for key in fix.mitigates)
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
        for row in issues.issues(session, filters, every=every, used=used)
    ]


def missing(totals: Totals, undecided: Sequence[str]) -> list[Missing]:
    """Return what waits for somebody; what is zero is not in it."""
    rows = [
        Missing(
            len(undecided),
            "documents",
            "document with differences to decide"
            if len(undecided) == 1
            else "documents with differences to decide",
            f"two coders, not moderated yet: {_named(undecided)}",
            address("documents", status="undecided"),
        ),
        Missing(
            totals.unsorted_codes,
            "codes",
            "code without a place" if totals.unsorted_codes == 1 else "codes without a place",
            "no issue, fix or topic holds them yet",
            address("codebook", view="unsorted"),
        ),
        Missing(
            totals.empty_passes,
            "empty passes",
            "pass is empty" if totals.empty_passes == 1 else "passes are empty",
            "counted as missing, not as “no issue”",
            address("documents", status="empty"),
        ),
        Missing(
            totals.unplaced,
            "codings without a place",
            "coding lost its place" if totals.unplaced == 1 else "codings lost their place",
            "the text changed under them",
            address("documents", status="unplaced"),
        ),
    ]
    return [row for row in rows if row.number]


def _named(documents: Sequence[str]) -> str:
    """Name the first few."""
    more = len(documents) - _FEW
    return ", ".join(documents[:_FEW]) + (f" and {more} more" if more > 0 else "")


def status(passes: Sequence[PassProgress]) -> list[Strip]:
    """Return a strip for each coder, and one for the moderated passes, documents in their order."""
    names = list(dict.fromkeys(row.document for row in passes))
    rows: dict[str, dict[str, PassProgress]] = {}
    for row in passes:
        rows.setdefault("Moderated" if row.role == "moderator" else row.coder, {})[row.document] = row
    ordered = sorted(rows, key=lambda coder: (coder == "Moderated", coder))
    return [_strip(coder, rows[coder], names) for coder in ordered]


def _strip(coder: str, of: dict[str, PassProgress], names: list[str]) -> Strip:
    squares = tuple(_square(name, of.get(name)) for name in names)
    found = Counter(each.state for each in squares)
    drawn = squares if len(names) <= _MANY else ()
    return Strip(coder, drawn, found["done"], found["started"], found["empty"], len(names))


def _square(document: str, row: PassProgress | None) -> Square:
    return Square(document, row.state if row else "none", wording.pass_state(row) if row else "none yet")


_DEEDS = {
    "ingest ": ("brought in", "document"),
    "code '": ("coded", "passage"),
    "recode '": ("recoded", "passage"),
    "resize '": ("moved the edges of", "coding"),
    "remove '": ("removed", "coding"),
    "memo on '": ("wrote", "memo"),
}
"""How actions of a kind are told together, by what their line in the history begins with."""


def recent_actions(actions: Sequence[Action], most: int) -> list[RecentAction]:
    """Return what was done last, newest first; the same done several times in a row is told as one."""
    told = []
    for _, group in groupby(actions, _sort_of):
        told.append(_deed(list(group)))
    return told[:most]


def _sort_of(action: Action) -> tuple[object, ...]:
    """What actions have in common that are told as one; files come in many documents at a time."""
    begins = _begins(action)
    if begins is None:
        return (action.batch,)
    where = () if begins == "ingest " else action.documents
    return (action.who, begins, where, action.undone)


def _begins(action: Action) -> str | None:
    said = action.what.replace('"', "'")  # a name with an apostrophe is quoted the other way
    return next((begins for begins in _DEEDS if said.startswith(begins)), None)


def _deed(group: list[Action]) -> RecentAction:
    first = group[0]
    documents = list(dict.fromkeys(name for action in group for name in action.documents))
    document = documents[0] if len(documents) == 1 else None
    begins = _begins(first)
    if begins is None:
        what = f": {first.what}"
    elif begins == "ingest ":
        what = "brought in" if document else f"brought in {len(group)} documents"
    else:
        verb, noun = _DEEDS[begins]
        number = f"{len(group)} {noun}{'' if len(group) == 1 else 's'}"
        what = f"{verb} {number} in" if document else f"{verb} {number}"
    return RecentAction(first.at, first.who, what, document, first.undone)
