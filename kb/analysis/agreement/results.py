"""From decisions to rows of an answer: coefficients with intervals and tables, or why there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from kb.analysis.agreement.bootstrap import drawn, of_sums
from kb.analysis.agreement.coded_runs import Ints
from kb.analysis.agreement.coefficients import COEFFICIENTS, SUMS, Floats, why_undefined
from kb.analysis.agreement.decisions import Decisions, DecisionSubject


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One coefficient for one code, family, document, pair of coders, or for all.

    ``what`` says which decisions are meant: about one ``code``, about a ``family`` (any code of it), about
    ``every code`` one by one, or about ``any code``: coded at all or not. ``value`` is missing where the
    coefficient is undefined, and ``why`` then says why; ``low`` and ``high`` are missing where there is no
    interval. ``units`` are decisions; both, first, second, neither are their table, over all pairs of coders;
    ``aside`` are units that were set aside because one coder gave them several labels. ``averaged`` is over
    how many pairs of coders and interviews the value is a mean; None where their tables are added up.
    """

    name: str
    what: DecisionSubject
    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    why: str
    interviews: int
    units: int
    both: int
    first: int
    second: int
    neither: int
    aside: int = 0
    averaged: int | None = None


@dataclass(frozen=True, slots=True)
class Draws:
    """How intervals are to be made: of which documents is up to each row."""

    resamples: int
    seed: int

    def of(self, documents: Ints) -> Floats | None:
        """Draw from the documents that are in a row (1, not 0); None if too few for an interval."""
        there = np.flatnonzero(documents)
        if len(there) < 2 or not self.resamples:  # noqa: PLR2004  one interview does not vary
            return None
        found = np.zeros((self.resamples, len(documents)))
        found[:, there] = drawn(len(there), resamples=self.resamples, seed=self.seed)
        return found


def agreement_rows(rows: Iterable[Decisions], wanted: Sequence[str], draws: Draws) -> Iterator[AgreementRow]:
    """Yield the wanted coefficients of each row of decisions."""
    for some in _some_at_a_time(rows):
        yield from _answered(some, wanted, draws)


def defined(value: float) -> float | None:
    """Return a number; nothing where it is undefined: NaN never leaves this package."""
    return None if np.isnan(value) else float(value)


def _some_at_a_time(rows: Iterable[Decisions], most: int = 2_000_000) -> Iterator[list[Decisions]]:
    """Yield rows some at a time: memory must not grow with codes times documents."""
    waiting = iter(rows)
    for row in waiting:
        yield [row, *islice(waiting, most // max(1, row.sums.size))]


def _answered(rows: Sequence[Decisions], wanted: Sequence[str], draws: Draws) -> Iterator[AgreementRow]:
    functions = [COEFFICIENTS[name].of for name in wanted]
    totals = np.stack([row.sums.sum(axis=0) for row in rows])
    values = [function(totals) for function in functions]
    low, high = _intervals(rows, functions, draws)
    for number, row in enumerate(rows):
        for place, name in enumerate(wanted):
            value = defined(values[place][number])
            yield replace(
                counted_row(row, name),
                value=value,
                low=None if value is None else defined(low[place, number]),
                high=None if value is None else defined(high[place, number]),
            )


def counted_row(row: Decisions, coefficient: str) -> AgreementRow:
    """Return what a row counts, and why its coefficient might be undefined; the value is still to come."""
    total = row.sums.sum(axis=0)
    units, pairs, both, first, second = (
        round(total[SUMS.index(name)]) for name in ("units", "pairs", "both", "first", "second")
    )
    return AgreementRow(
        row.name,
        row.what,
        coefficient,
        value=None,
        low=None,
        high=None,
        why=_why(coefficient, total, row.what),
        interviews=int(row.documents.sum()),
        units=units,
        both=both,
        first=first,
        second=second,
        neither=pairs - both - first - second,
    )


def _intervals(
    rows: Sequence[Decisions], functions: list[Callable[[Floats], Floats]], draws: Draws
) -> tuple[Floats, Floats]:
    """The intervals of all rows; those over the same documents are resampled together."""
    low, high = np.full((2, len(functions), len(rows)), np.nan)
    together: dict[bytes, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        together[row.documents.tobytes()].append(place)
    for places in together.values():
        resampled = draws.of(rows[places[0]].documents)
        if resampled is not None:
            several = np.stack([rows[place].sums for place in places], axis=1)
            low[:, places], high[:, places] = of_sums(resampled, several, functions)
    return low, high


def _why(name: str, total: Floats, what: DecisionSubject) -> str:
    said = why_undefined(name, total)
    return said if what in {"code", "family"} else said.replace(" with it", "")
