"""When a study may stop: the saturation ratio of Guest, Namey & Chen (2020).

*A simple method to assess and report thematic saturation in qualitative research*, PLoS ONE 15(5), e0232076,
doi 10.1371/journal.pone.0232076. The first interviews are the *base*: what they speak of is what is known.
After it come *runs*, each of so many interviews, each beginning one interview later than the run before. A
run's share is what is new in it, divided by what is known from the base. The first run at or below the
threshold ends it: ``6+2`` says that little new came after interview 6, as seen in the two that followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.formatting import counted


@dataclass(frozen=True, slots=True)
class RatioRun:
    """Interviews ``first`` to ``last`` (counted from 1), what is new in them, and its share of the base."""

    first: int
    last: int
    new: float
    share: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """The answer: ``notation`` as the paper writes it (``6+2``), or None, and the same as a sentence."""

    base: int
    run: int
    threshold: float
    base_things: float
    runs: tuple[RatioRun, ...]
    notation: str | None
    answer: str


def ratio(new: Sequence[float], *, base: int = 4, run: int = 2, threshold: float = 0.05) -> Ratio:
    """Return when saturation is reached, ``new`` being how many things each interview adds."""
    known = sum(new[:base])
    runs: list[RatioRun] = []
    if known:
        for before in range(base, len(new) - run + 1):
            added = sum(new[before : before + run])
            runs.append(RatioRun(before + 1, before + run, added, added / known))
    reached = next((each for each in runs if each.share <= threshold), None)
    notation = f"{reached.first - 1}+{run}" if reached else None
    if reached:
        answer = (
            f"reached at {notation}: interviews {reached.first} to {reached.last} add {reached.share:.1%} "
            f"of the number found in the first {base}"
        )
    elif len(new) < base + run:
        answer = f"not computed: {base + run} coded interviews are needed, and there are {len(new)}"
    elif not known:
        answer = f"not computed: nothing is coded in the first {counted(base, 'interview')}"
    else:
        last = runs[-1]
        answer = (
            f"not reached: interviews {last.first} to {last.last}, the last ones, add {last.share:.1%} of "
            f"the number found in the first {base}, more than {100 * threshold:g}%"
        )
    return Ratio(base, run, threshold, known, tuple(runs), notation, answer)
