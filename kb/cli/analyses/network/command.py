"""``kb network``: the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from kb.cli.analyses.network.network_file import write_network
from kb.cli.analyses.network.options import ENDINGS, CountingOptions, DisplayOptions, LevelName, OutputOptions
from kb.cli.analyses.network.pair_list import list_pairs
from kb.cli.analyses.network.pair_quotes import show_pair
from kb.cli.option_groups import filter_options
from kb.cli.options import Database, Format, OnCluster
from kb.cli.sessions import default_level, reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.analysis.cooccurrence import Cooccurrence, Definition, Transitions
    from kb.analysis.partitions import Partitions
    from kb.queries.filtering.filters import Filters


@filter_options()
def network(
    filters: Filters,
    counting: CountingOptions,
    display: DisplayOptions,
    output: OutputOptions,
    workers: OnCluster = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """List the pairs of codes or issues that occur together.

    The strongest pair comes first. With --pair, show the quotes in which two occur together. With --out,
    write the network to a file. The count of a pair is the number of units set by --unit; a paragraph that
    two coders coded counts twice. The 95% interval comes from resampling interviews. p is from Fisher's
    exact test, one-sided, corrected for all pairs tested. --stage and --aspect limit the issues that are
    paired; --issue, --fix and --code set one side of each pair; the other filters select the codings. A value
    of c marked ! is out of range (below 0 or above 1); one marked * is unbalanced: one code is more than five
    times as frequent as the other. docs/analyses.md defines every number.
    """
    from kb.analysis.cooccurrence import Definition
    from kb.workers import partitions_at

    definition = Definition(
        unit=counting.unit,
        window=counting.window,
        across_coders=counting.across_coders,
        touching=counting.touching,
    )
    if output.out is not None and output.out.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{output.out.name} must end in one of {', '.join(ENDINGS)}")
    with partitions_at(workers) as partitions, reading(database) as session:
        level = counting.level or _usual_level(session)
        if display.pair is not None:
            show_pair(
                session,
                display.pair,
                filters,
                definition,
                level=level,
                limit=display.shown,
                form=form,
            )
            return
        found = _count(session, filters, counting, definition, level, partitions)
    sequences = counting.follows is not None
    if output.out is not None:
        selection = display.selection(sequences=sequences, limit=display.limit or None)
        write_network(output.out, found, selection, alpha=output.backbone, seed=output.seed)
        return
    if output.backbone is not None:
        raise typer.BadParameter("--backbone needs --out FILE: it applies to networks, not to lists")
    selection = display.selection(sequences=sequences, limit=display.shown)
    list_pairs(found, selection, seed=output.seed, form=form)


def _usual_level(session: Session) -> LevelName:
    return "issue" if default_level(session) == "issue" else "code"


def _count(
    session: Session,
    filters: Filters,
    counting: CountingOptions,
    definition: Definition,
    level: LevelName,
    partitions: Partitions,
) -> Cooccurrence | Transitions:
    """Count pairs, or with ``--follows`` sequences."""
    from kb.queries.analyses import cooccurrence

    if counting.follows is None:
        return cooccurrence.pairs(session, filters, level=level, definition=definition, partitions=partitions)
    return cooccurrence.sequences(
        session,
        filters,
        level=level,
        within=counting.follows,
        across_coders=counting.across_coders,
    )
