"""Whether more interviews would bring anything new."""

from __future__ import annotations

from io import BytesIO

from sqlmodel import Session

from kb.analysis.saturation import Rules, Saturation
from kb.codebook.words import Words
from kb.figures import saturation as drawing
from kb.figures.style import save
from kb.formatting import two
from kb.queries.analyses.groupings import LevelName
from kb.queries.analyses.saturation import saturation
from kb.queries.codebook.study_contents import study_contents
from kb.report.blocks import Block, Figure, Section, Table, nothing, text
from kb.report.options import ReportOptions

_LEVELS: tuple[LevelName, ...] = ("issue", "code")


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the steps, the ratio and the models, for issues and for codes."""
    blocks: list[Block] = []
    rules = Rules(permutations=asked.resamples, seed=asked.seed)
    study = study_contents(session)
    for level in filter(study.has, _LEVELS):
        found = saturation(session, asked.filters, of=level, rules=rules)
        no_such = nothing(f"no {study.words.named(level)} is coded in any interview")
        blocks += _level(found, study.words) if found.things else no_such
    return Section("Saturation", "saturation", tuple(blocks))


def _level(found: Saturation, words: Words) -> list[Block]:
    drawn = BytesIO()
    things = words.plural(found.level)
    save(drawing.draw(found, words=words), drawn, "svg")
    summary = f"{found.things} {things} in {found.interviews} coded interviews, in {found.order} order"
    left_out = (
        f" Left out, because they have no codings: {', '.join(found.uncoded)}." if found.uncoded else ""
    )
    return [
        text(f"{summary}. Saturation {found.ratio.answer}.{left_out}".replace("..", ".")),
        Figure(f"New and known {things}, interview by interview", drawn.getvalue(), summary),
        Table(
            f"New {things} per interview",
            ("#", "Interview", "New", "Known", "Mean of orders", "95% of orders"),
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
            f"Mean of orders: the exact mean over all orders of the interviews. 95% of orders: of "
            f"{found.rules.permutations} random orders.",
        ),
        *([text(" ".join(found.doubts))] if found.doubts else []),
        Table(
            f"Estimated total of {things}",
            ("Model", "Estimated total", "Share found", "Error", "More interviews"),
            tuple(
                (
                    row.model,
                    "" if row.total is None else str(row.total),
                    "" if row.index is None else f"{row.index:.0%}",
                    two(row.error) if row.error is not None else "",
                    row.reason or ("over a million" if row.more is None else str(row.more)),
                )
                for row in found.growth
            ),
            f"More interviews: needed to find {found.rules.target:.0%} of the estimated total. Models of "
            "Lowe et al. (2018).",
        ),
    ]
