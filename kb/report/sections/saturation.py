"""Whether more interviews would bring anything new."""

from __future__ import annotations

from io import BytesIO

from sqlmodel import Session

from kb.analysis.saturation import Rules, Saturation
from kb.figures import saturation as drawing
from kb.figures.style import save
from kb.formatting import two
from kb.queries.analyses.groupings import LevelName
from kb.queries.analyses.saturation import saturation
from kb.report.blocks import Block, Figure, Section, Table, nothing, text
from kb.report.options import ReportOptions

_LEVELS: tuple[LevelName, ...] = ("issue", "code")


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the steps, the ratio and the models, for issues and for codes."""
    blocks: list[Block] = []
    rules = Rules(permutations=asked.resamples, seed=asked.seed)
    for level in _LEVELS:
        found = saturation(session, asked.filters, of=level, rules=rules)
        blocks += _level(found) if found.things else nothing(f"no {level} was heard in a coded interview")
    return Section("Saturation", "saturation", tuple(blocks))


def _level(found: Saturation) -> list[Block]:
    drawn = BytesIO()
    save(drawing.draw(found), drawn, "svg")
    told = f"{found.things} {found.level}s in {found.interviews} coded interviews, in {found.order} order"
    left_out = f" Not coded and left out: {', '.join(found.uncoded)}." if found.uncoded else ""
    return [
        text(f"{told}. {found.ratio.answer}.{left_out}".replace("..", ".")),
        Figure(f"New and known {found.level}s, interview by interview", drawn.getvalue(), told),
        Table(
            f"What each interview adds, {found.level}s",
            ("#", "Interview", "New", "Known", "Any order", "95 % of orders"),
            tuple(
                (
                    step.position,
                    step.interview or "",
                    int(step.new),
                    int(step.cumulative),
                    f"{step.expected:.1f}",
                    "" if step.low is None else f"{step.low:.0f} to {step.high:.0f}",
                )
                for step in found.steps
            ),
            f"Any order: the exact mean over all orders. The band is of {found.rules.permutations} random "
            "ones.",
        ),
        Table(
            f"How much there is to be found, {found.level}s",
            ("Model", "In all", "Found", "Off by", "More interviews"),
            tuple(
                (
                    row.model,
                    "" if row.ceiling is None else f"{row.ceiling:.1f}",
                    "" if row.index is None else f"{row.index:.0%}",
                    two(row.error) if row.error is not None else "",
                    row.reason or ("over a million" if row.more is None else str(row.more)),
                )
                for row in found.growth
            ),
            f"More interviews until {found.rules.target:.0%} would be found. Models after Lowe et al. "
            "(2018); they need "
            "not agree.",
        ),
    ]
