"""Rows of the alphas for segments: codes, or families, told apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kb.analysis.agreement.bootstrap import interval
from kb.analysis.agreement.rated_data import AgreementGrouping, RatedData
from kb.analysis.agreement.results import AgreementRow, Draws, defined
from kb.analysis.agreement.segment_alphas import LabelledSegments

GIVEN: dict[str, tuple[AgreementGrouping, ...]] = {
    "cu-alpha": ("family",),
    "Cu-alpha": ("all", "document", "coders"),
}
"""The alphas for segments, and by what each is given."""
DOMAINS = "families told apart"
_NOUNS = {"cu-alpha": "codes of the family", "Cu-alpha": "families"}


def segment_alpha_rows(
    rated: RatedData, by: AgreementGrouping, coefficient: str, draws: Draws
) -> Iterator[AgreementRow]:
    """Yield an alpha for segments: of each family, or of the panels of each row."""
    if coefficient == "cu-alpha":
        everyone = np.ones(len(rated.raters), dtype=np.bool_)
        for family, codes in rated.families.items():
            found = rated.segments(*([place] for place in codes))
            yield _row(rated, family, coefficient, found, everyone, len(codes), draws)
    else:
        found = rated.segments(*rated.families.values())
        names, row = rated.panels(by)
        for number, name in enumerate(names):
            yield _row(rated, name or DOMAINS, coefficient, found, row == number, len(rated.families), draws)


def _row(
    rated: RatedData,
    name: str,
    coefficient: str,
    of: LabelledSegments,
    panels: npt.NDArray[np.bool_],
    labels: int,
    draws: Draws,
) -> AgreementRow:
    """One alpha over the chosen panels, with its interval; ``labels`` is how many there are to tell apart."""
    chosen = panels.astype(np.float64)
    value = defined(of.alpha(chosen[None])[0])
    there = np.zeros(rated.many, dtype=np.int64)
    there[rated.place[panels]] = 1
    low = high = None
    resampled = draws.of(there) if value is not None else None
    if resampled is not None:
        low, high = (
            defined(float(bound)) for bound in interval(of.alpha(resampled[:, rated.place] * chosen))
        )
    units, aside = round(float(chosen @ of.units)), round(float(chosen @ of.aside))
    why = "" if value is not None else _why(coefficient, units, labels)
    counts = (int(there.sum()), units, 0, 0, 0, 0, aside)
    return AgreementRow(name, "family", coefficient, value, low, high, why, *counts)


def _why(coefficient: str, units: int, labels: int) -> str:
    nouns = _NOUNS[coefficient]
    if labels < 2:  # noqa: PLR2004  there is nothing to tell apart
        return f"{coefficient} is undefined: fewer than two {nouns} were used"
    if units == 0:
        return f"{coefficient} is undefined: no unit has exactly one of the {nouns} from each of two coders"
    return f"{coefficient} is undefined: all coders gave one and the same of the {nouns}"
