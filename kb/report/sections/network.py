"""Which issues occur together."""

from __future__ import annotations

from io import BytesIO

from sqlmodel import Session

from kb.analysis.cooccurrence import Level
from kb.analysis.cooccurrence.pairs import Pair
from kb.analysis.network.graphs import graph
from kb.figures import network as drawing
from kb.figures.style import save
from kb.formatting import chance, interval, two
from kb.queries.analyses.cooccurrence import pairs as together
from kb.queries.analyses.pair_occurrences import pair_occurrences
from kb.queries.codebook.study_contents import study_contents
from kb.queries.quotes.quotes import Quote, shortened
from kb.report.anchors import slug
from kb.report.blocks import Block, Figure, Heading, Link, Quotation, Section, Table, nothing, text
from kb.report.options import ReportOptions
from kb.report.sections.quotes import LONGEST

LEAST = 2
"""Interviews in which a pair must have been heard together to be drawn."""


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the network of issues (without issues, of codes), its strongest pairs and their words."""
    study = study_contents(session)
    level: Level = "issue" if study.has_issues else "code"
    things = study.words.plural(level)
    title = f"{things[:1].upper()}{things[1:]} that occur together"
    found = together(session, asked.filters, level=level)
    pairs = found.rows("jaccard", interviews=LEAST, seed=asked.seed, resamples=asked.resamples)
    if not pairs:
        least = f"no two {things} occur together in {LEAST} or more interviews"
        return Section(title, "network", nothing(least))
    drawn = BytesIO()
    made = graph(found, seed=asked.seed, rows=pairs[:60])
    save(drawing.draw(made, words=study.words), drawn, "svg")
    listed = pairs[: asked.pairs]
    blocks: list[Block] = [
        text(
            f"{len(pairs)} of {found.tested} pairs of {things} occur together in {LEAST} or more interviews "
            f"({found.definition.sentence})."
        ),
        Figure(
            title,
            drawn.getvalue(),
            f"A network of the {min(60, len(pairs))} strongest pairs; the table lists them.",
        ),
        Table(
            "The strongest pairs",
            ("", "with", "Paragraphs", "Interviews", "Jaccard", "95%", "NPMI", "c", "p corrected"),
            tuple(_row(pair) for pair in listed),
            "c is ATLAS.ti's coefficient.",
        ),
    ]
    for pair in listed:
        blocks += _words(session, asked, pair, level)
    return Section(title, "network", tuple(blocks))


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


def _words(session: Session, asked: ReportOptions, pair: Pair, level: Level) -> list[Block]:
    """The first places in which two things meet."""
    limit = asked.quotes or None
    found = pair_occurrences(session, pair.a, pair.b, asked.filters, level=level, limit=limit)
    shown = f", {len(found.places)} of {found.total} passages" if len(found.places) < found.total else ""
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
