"""Whether the data carry an estimated total, and which estimates contradict each other.

The models of :mod:`kb.analysis.saturation.growth_models` are fitted to few steps, and extrapolate: Lowe and
others report all of them because none is best for all data. So one total is only given where they agree, and
where the saturation ratio does not say the opposite.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.analysis.saturation.growth_models import Growth
from kb.analysis.saturation.saturation_ratio import Ratio

AGREE = 1.25
"""Totals agree if the largest is at most so many times the smallest. A convention of ours."""


def estimate_doubts(growth: Sequence[Growth], ratio: Ratio, target: float) -> tuple[str, ...]:
    """Return in sentences what speaks against an estimated total; nothing where all agree.

    ``target`` is the share (0 to 1) that somebody wants to have found.
    """
    fits = [each for each in growth if each.total is not None]
    if not fits:
        return ()
    doubts = [sentence for sentence in (_spread(growth, fits), _against(fits, ratio, target)) if sentence]
    if doubts:
        doubts.append("The data do not support one estimated total.")
    return tuple(doubts)


def _spread(growth: Sequence[Growth], fits: Sequence[Growth]) -> str | None:
    """Say that the models disagree, each with its total."""
    totals = [each.total or 0 for each in fits]
    unlimited = [each.model for each in growth if each.unlimited]
    if max(totals) <= AGREE * min(totals) and not unlimited:
        return None
    said = [f"{each.model} estimates {each.total} in total" for each in fits]
    said += [f"{model} finds no upper limit" for model in unlimited]
    return f"The models contradict each other: {', '.join(said)}."


def _against(fits: Sequence[Growth], ratio: Ratio, target: float) -> str | None:
    """Say which models and the saturation ratio draw opposite conclusions."""
    short = [each for each in fits if (each.index or 0) < target]
    if ratio.notation is not None and short:
        said = ", ".join(f"{each.model} that only {each.index:.0%} is found" for each in short)
        return f"According to the saturation ratio, saturation is reached; {said}."
    done = [each for each in fits if (each.index or 0) >= target]
    if ratio.notation is None and ratio.runs and len(done) == len(fits):
        said = ", ".join(f"{each.model} that {each.index:.0%} is found" for each in done)
        return f"According to the saturation ratio, saturation is not reached; {said}."
    return None
