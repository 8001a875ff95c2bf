"""Whether more interviews would bring anything new, in numbers that can be reported.

Three questions, each with its own definition: what each interview adds
(:mod:`kb.analysis.saturation.accumulation`), when so little is added that a study may stop
(:mod:`kb.analysis.saturation.saturation_ratio`), and how much there is to be found and how many more
interviews that would take (:mod:`kb.analysis.saturation.growth_models`), with what speaks against such an
estimate (:mod:`kb.analysis.saturation.estimate_doubts`). All are about what codes stand for;
whether an issue is *understood* is not a number (Hennink, Kaiser & Marconi 2017, doi
10.1177/1049732316665344).
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.analysis.saturation.accumulation import Accumulation, band, expected, new_things
from kb.analysis.saturation.estimate_doubts import estimate_doubts
from kb.analysis.saturation.growth_models import MODELS, Growth, fitted
from kb.analysis.saturation.saturation_ratio import Ratio, ratio
from kb.errors import KbError

PERMUTATIONS, SEED = 1000, 20240501
"""How many random orders the band is made of, and which: the same for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What counts as saturated; the defaults are those of Guest, Namey & Chen (2020).

    ``base`` interviews are what is known, ``run`` interviews are looked at for something new, and at most
    ``threshold`` (0.05 is 5%) of what is known may be new in them. ``target`` is the share of what there is
    that somebody wants to have found. ``permutations`` random orders make the band; 0 makes none.
    """

    base: int = 4
    run: int = 2
    threshold: float = 0.05
    target: float = 0.9
    permutations: int = PERMUTATIONS
    seed: int = SEED

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            KbError: a number is out of its range.
        """
        if self.base < 1 or self.run < 1:
            raise KbError("the base and the run need one interview or more each")
        if not 0 <= self.threshold <= 1 or not 0 < self.target <= 1:
            raise KbError("threshold and target are shares from 0 to 100%")
        if self.permutations < 0 or self.seed < 0:
            raise KbError("permutations and seed cannot be negative")


@dataclass(frozen=True, slots=True)
class Step:
    """What one more interview adds; the first is at ``position`` 1.

    In random order no interview is named, and ``new`` and ``cumulative`` are means over all orders.
    ``expected`` is the exact mean over all orders; ``low`` and ``high`` hold 95% of the random ones between
    them.
    """

    position: int
    interview: str | None
    new: float
    cumulative: float
    expected: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Saturation:
    """The whole answer.

    ``uncoded`` interviews are missing data: they are left out of every number. ``doubts`` are sentences about
    estimates that contradict each other; where there are any, there is no one estimated total.
    """

    level: str
    order: str
    interviews: int
    things: int
    uncoded: tuple[str, ...]
    steps: tuple[Step, ...]
    ratio: Ratio
    growth: tuple[Growth, ...]
    doubts: tuple[str, ...]
    rules: Rules

    @property
    def best(self) -> Growth | None:
        """The growth model that describes the steps best, if any does and no doubt is left."""
        if self.doubts:
            return None
        found = [each for each in self.growth if each.error is not None]
        return min(found, key=lambda each: each.error or 0, default=None)


def saturation(
    heard: Accumulation,
    rules: Rules | None = None,
    *,
    level: str,
    order: str,
    uncoded: tuple[str, ...] = (),
) -> Saturation:
    """Answer all three questions; ``order`` is ``random`` or says which order ``heard`` is in."""
    rules = rules or Rules()
    mean = expected(heard)
    at_random = order == "random"
    total: list[float] = (
        [float(each) for each in mean] if at_random else [*map(int, new_things(heard).cumsum())]
    )
    new = [after - before for after, before in zip(total, [0, *total], strict=False)]
    limits = band(heard, rules.permutations, rules.seed)
    steps = [
        Step(
            place + 1,
            None if at_random else name,
            new[place],
            total[place],
            float(mean[place]),
            None if limits is None else float(limits[0][place]),
            None if limits is None else float(limits[1][place]),
        )
        for place, name in enumerate(heard.interviews)
    ]
    growth = tuple(fitted(total, model, rules.target) for model in MODELS)
    reached = ratio(new, base=rules.base, run=rules.run, threshold=rules.threshold)
    return Saturation(
        level,
        order,
        len(heard.interviews),
        heard.things,
        uncoded,
        tuple(steps),
        reached,
        growth,
        estimate_doubts(growth, reached, rules.target),
        rules,
    )
