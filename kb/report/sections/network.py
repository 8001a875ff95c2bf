"""Which issues occur together."""

from __future__ import annotations

from io import BytesIO

from sqlmodel import Session

from kb.analysis.cooccurrence.pairs import Pair
from kb.analysis.network.graphs import graph
from kb.figures import network as drawing
from kb.figures.style import save
from kb.formatting import chance, interval, two
from kb.queries.analyses.cooccurrence import pairs as together
from kb.queries.analyses.pair_occurrences import pair_occurrences
from kb.queries.quotes.quotes import Quote, shortened
from kb.report.anchors import slug
from kb.report.blocks import Block, Figure, Heading, Link, Quotation, Section, Table, nothing, text
from kb.report.options import ReportOptions
from kb.report.sections.quotes import LONGEST

LEAST = 2
"""Interviews in which a pair must have been heard together to be drawn."""


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the network of issues, its strongest pairs, and the words in which they meet."""
    found = together(session, asked.filters, level="issue")
    pairs = found.rows("jaccard", interviews=LEAST, seed=asked.seed, resamples=asked.resamples)
    if not pairs:
        least = f"no two issues were heard together in {LEAST} interviews or more"
        return Section("Issues that occur together", "network", nothing(least))
    drawn = BytesIO()
    save(drawing.draw(graph(found, seed=asked.seed, rows=pairs[:60])), drawn, "svg")
    listed = pairs[: asked.pairs]
    blocks: list[Block] = [
        text(
            f"{len(pairs)} of {found.tested} pairs of issues were heard together in {LEAST} interviews or "
            "more "
            f"({found.definition.sentence})."
        ),
        Figure(
            "Issues that occur together",
            drawn.getvalue(),
            f"A network of the {min(60, len(pairs))} strongest pairs; the table lists them.",
        ),
        Table(
            "The strongest pairs",
            ("", "with", "Paragraphs", "Interviews", "Jaccard", "95 %", "NPMI", "c", "p corrected"),
            tuple(_row(pair) for pair in listed),
            "c is ATLAS.ti's coefficient.",
        ),
    ]
    for pair in listed:
        blocks += _words(session, asked, pair)
    return Section("Issues that occur together", "network", tuple(blocks))


def _anchor(pair: Pair) -> str:
    return f"pair-{slug(f'{pair.a} {pair.b}')}"


def _row(pair: Pair) -> tuple[str | int | Link, ...]:
    return (
        Link(pair.a_title, _anchor(pair)),
        pair.b_title,
        pair.count,
        pair.interviews,
        two(pair.jaccard),
        interval(pair.jaccard_low, pair.jaccard_high),
        two(pair.npmi),
        two(pair.c),
        chance(pair.q),
    )


def _words(session: Session, asked: ReportOptions, pair: Pair) -> list[Block]:
    """The first places in which two issues meet."""
    found = pair_occurrences(session, pair.a, pair.b, asked.filters, limit=asked.quotes or None)
    shown = f", {len(found.places)} of {found.total} places" if len(found.places) < found.total else ""
    blocks: list[Block] = [Heading(f"{found.a} with {found.b}{shown}", _anchor(pair))]
    for place in found.places:
        quotes: list[Quote] = sorted({*place.a, *place.b}, key=lambda each: (each.start, each.end, each.code))
        blocks.append(
            Quotation(
                " […] ".join(dict.fromkeys(shortened(each.quote, LONGEST) for each in quotes)),
                place.document,
                place.first + 1,
                quotes[0].role or "unknown",
                tuple(dict.fromkeys(each.code for each in quotes)),
                tuple(sorted({each.coder for each in quotes})),
            )
        )
    return blocks
