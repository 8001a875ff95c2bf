"""The alphas for segments that ATLAS.ti names cu-alpha and Cu-alpha.

Given that coders found a unit relevant, do they tell the codes of one domain apart (cu), or the domains (Cu)?
Labels are the codes of the domain, or the domains; a unit counts where at least two raters gave it a label,
and what one rater alone found relevant is missing data. Alpha is Krippendorff's for nominal data, from
coincidences weighted by length and with n(n-1), as in González-Prieto et al. 2020, arXiv 2008.00977 (after
Krippendorff et al. 2016, "On the reliability of unitizing textual continua"). It needs labels that exclude
each other: units on which one rater has two are set aside and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from kb.analysis.agreement.coded_runs import MOST, Ints, merged, sweep
from kb.analysis.agreement.coefficients import Floats
from kb.analysis.agreement.ratings import Ratings
from kb.analysis.partitions import Partitions


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSegments:
    """For every panel: coincidences by label (a column each), those off the diagonal, units and set aside."""

    totals: Floats
    off: Floats
    units: Floats
    aside: Floats

    def alpha(self, weights: Floats) -> Floats:
        """Return alpha with every panel counted so many times, a row of weights an answer; or NaN."""
        totals, off = weights @ self.totals, weights @ self.off
        n = totals.sum(axis=-1)
        below = n**2 - (totals**2).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = np.where(below > 0, 1 - (n - 1) * off / np.where(below > 0, below, 1), np.nan)
        return found


def segments_of_parts(ratings: Ratings, label_of: Ints, partitions: Partitions) -> LabelledSegments:
    """Return :func:`labelled_segments` computed in parts: the same, for each panel stands by itself."""
    if partitions.number == 1:
        return labelled_segments(ratings, label_of)
    some = [each for _, each in ratings.parts(partitions.number)]
    found = list(partitions.map(partial(labelled_segments, label_of=label_of), some))
    columns = ((each.totals, each.off, each.units, each.aside) for each in found)
    return LabelledSegments(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def labelled_segments(ratings: Ratings, label_of: Ints) -> LabelledSegments:
    """Return the coincidences of labels; ``label_of`` says which label a code gives, -1 for none."""
    label = label_of[ratings.code]
    chosen = label >= 0
    labels = int(label_of.max(initial=0)) + 1
    key = ((ratings.panel * MOST + ratings.rater) * labels + label)[chosen]
    runs = merged(key, ratings.start[chosen], ratings.end[chosen])
    of_panel, of_rater, given = (
        runs.key // labels // MOST,
        runs.key // labels % MOST,
        runs.key % labels,
    )
    most = int(ratings.raters.max(initial=0))
    many, which = np.zeros((2, len(runs), most), dtype=np.int64)
    many[np.arange(len(runs)), of_rater] = 1
    which[np.arange(len(runs)), of_rater] = given
    panel, place, level = sweep(of_panel, runs.start, runs.end, np.hstack((many, which)))
    length = np.diff(place, append=place[-1:])
    return _coincidences(len(ratings.panels), labels, panel, length, level[:, :most], level[:, most:])


def _coincidences(
    panels: int, labels: int, panel: Ints, length: Ints, many: Ints, which: Ints
) -> LabelledSegments:
    """``many`` labels, and ``which`` if it is one, of every rater (a column) on every stretch (a row)."""
    there = (many > 0).any(axis=1) & (length > 0)
    panel, length, many, which = panel[there], length[there], many[there], which[there]
    clear = (many <= 1).all(axis=1)
    aside = np.bincount(panel[~clear], length[~clear], minlength=panels).astype(np.float64)
    raters = many.sum(axis=1)
    usable = clear & (raters > 1)
    panel, length, many, which, raters = (each[usable] for each in (panel, length, many, which, raters))
    totals = np.zeros((panels, labels))
    for rater in range(many.shape[1]):
        gave = many[:, rater] == 1
        np.add.at(totals, (panel[gave], which[gave, rater]), length[gave])
    apart = np.zeros(len(panel))
    for one in range(many.shape[1]):
        for other in range(one):
            apart += (many[:, one] * many[:, other] == 1) & (which[:, one] != which[:, other])
    off = np.bincount(panel, 2 * apart * length / (raters - 1), minlength=panels).astype(np.float64)
    units = np.bincount(panel, length, minlength=panels).astype(np.float64)
    return LabelledSegments(totals, off, units, aside)
