"""The accumulation curve: what the interviews brought, between what random orders would have brought."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kb.analysis.saturation import Saturation
from kb.codebook.words import OURS, Words
from kb.figures.style import FAINT, FIRST, INK, MUTED, SECOND, figure


def draw(answer: Saturation, *, width: float = 6.5, height: float = 4.4, words: Words = OURS) -> Figure:
    """Draw an answer: steps, band, the mean of all orders, the best growth model, and where it says stop."""
    made, axes = figure(width, height)
    things = words.plural(answer.level)
    axes.set_xlabel("interviews coded" + ("" if answer.order == "random" else f", order: {answer.order}"))
    axes.set_ylabel(f"{things} found")
    if answer.steps:
        _curves(axes, answer)
        _ceiling(axes, answer)
        _stop(axes, answer)
        made.legend(loc="outside lower center", ncols=2)
    else:
        axes.text(0.5, 0.5, "no interview is coded", ha="center", transform=axes.transAxes, color=MUTED)
    axes.set_ylim(bottom=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    return made


def _curves(axes: Axes, answer: Saturation) -> None:
    at = [step.position for step in answer.steps]
    low = [step.low for step in answer.steps if step.low is not None]
    high = [step.high for step in answer.steps if step.high is not None]
    if low:
        label = f"95% of {answer.rules.permutations:,} random orders"
        axes.fill_between(at, low, high, color=FAINT, linewidth=0, label=label)
    mean = [step.expected for step in answer.steps]
    axes.plot(at, mean, color=MUTED, linewidth=1, linestyle="--", label="mean of orders")
    if answer.order != "random":
        dots = "o" if len(at) <= 60 else None  # noqa: PLR2004  more dots than that are a thick line
        axes.plot(
            at,
            [step.cumulative for step in answer.steps],
            color=FIRST,
            linewidth=1.6,
            marker=dots,
            markersize=3,
            label="in this order",
        )


def _ceiling(axes: Axes, answer: Saturation) -> None:
    """A line at the estimated total, where the estimates do not contradict each other."""
    best = answer.best
    if best is None or best.total is None or best.index is None:
        return
    label = f"estimated total ({best.model}): {best.total}, {best.index:.0%} found"
    axes.axhline(best.total, color=SECOND, linewidth=0.9, linestyle=":", label=label)


def _stop(axes: Axes, answer: Saturation) -> None:
    """A line at the interview after which little new came."""
    if answer.ratio.notation is None:
        return
    after = int(answer.ratio.notation.partition("+")[0])
    axes.vlines(after, 0, answer.steps[after - 1].cumulative, color=INK, linewidth=0.7)
    axes.annotate(
        answer.ratio.notation, (after, 0), xytext=(3, 4), textcoords="offset points", fontweight="bold"
    )
