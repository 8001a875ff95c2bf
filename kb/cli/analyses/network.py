"""``kb network``: what occurs with what, how strongly, and in whose words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kb import records
from kb.cli.options import MOST, Database, Form, Format, asks
from kb.cli.output import files, render
from kb.cli.output.quotations import quotation, same_words
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.analysis.cooccurrence import Cooccurrence, Definition, Pair, Transition, Transitions
    from kb.queries.analyses.pair_occurrences import PairOccurrence, PairOccurrencePage
    from kb.queries.filters import Filters

UnitName = Literal["overlap", "same", "paragraph", "window", "document"]
LevelName = Literal["code", "issue", "issue-fix", "issue-stage", "aspect"]
MeasureName = Literal["count", "interviews", "jaccard", "c", "lift", "npmi", "share"]
ENDINGS = (".graphml", ".gexf", ".json", ".csv", ".svg", ".png", ".pdf")
_PICTURES = (".svg", ".png", ".pdf")
_EASY = 60
"""More nodes than that are no picture any more."""


def _rounded(name: str, digits: int = 2) -> Any:
    def shown(row: Any) -> str:
        value = getattr(row, name)
        return "" if value is None else f"{value:.{digits}f}"

    return shown


def _interval(row: Pair) -> str:
    return "" if row.jaccard_low is None else f"{row.jaccard_low:.2f}-{row.jaccard_high:.2f}"


def _chance(row: Pair | Transition) -> str:
    if row.q is None:
        return ""
    return "<0.001" if row.q < 0.001 else f"{row.q:.3f}"  # noqa: PLR2004


def _c(row: Pair) -> str:
    if row.c is None:
        return "!"
    return f"{row.c:.2f}{'!' if row.c_out_of_range else ''}{'*' if row.imbalance else ''}"


PAIRS = (
    Column("this", "a_title", key=True),
    Column("with", "b_title", key=True),
    Column("count", number=True),
    Column("interviews", number=True),
    Column("jaccard", _rounded("jaccard"), number=True),
    Column("95%", _interval, number=True, spare=1),
    Column("c", _c, number=True, spare=5),
    Column("lift", _rounded("lift", 1), number=True, spare=4),
    Column("npmi", _rounded("npmi"), number=True, spare=3),
    Column("p corrected", _chance, number=True, spare=2),
)
STEPS = (
    Column("after", "a_title", key=True),
    Column("comes", "b_title", key=True),
    Column("count", number=True),
    Column("interviews", number=True),
    Column("share", _rounded("share"), number=True),
    Column("lift", _rounded("lift", 1), number=True, spare=1),
    Column("p corrected", _chance, number=True, spare=2),
)


@asks()
def network(
    filters: Filters,
    unit: Annotated[
        UnitName,
        typer.Option("--unit", help="What counts as together: overlapping or same words, or a place."),
    ] = "paragraph",
    window: Annotated[
        int, typer.Option("--window", metavar="N", min=1, max=MOST, help="Paragraphs of a window.")
    ] = 3,
    touching: Annotated[bool, typer.Option("--touching", help="Words that only touch overlap, too.")] = False,
    level: Annotated[LevelName, typer.Option("--level", help="What is counted.")] = "issue",
    coders: Annotated[
        Literal["same", "across"],
        typer.Option("--coders", help="Whether one coder must have seen both, or any coders may."),
    ] = "same",
    follows: Annotated[
        int | None,
        typer.Option(
            "--follows", metavar="N", min=1, max=MOST, help="What begins within N paragraphs after what ends."
        ),
    ] = None,
    measure: Annotated[
        MeasureName | None,
        typer.Option("--measure", help="The strength.  [default: jaccard; with --follows count]"),
    ] = None,
    least: Annotated[
        float, typer.Option("--min", metavar="VALUE", min=0, help="The least strength of a pair.")
    ] = 0.0,
    interviews: Annotated[
        int, typer.Option("--interviews", metavar="N", min=1, max=MOST, help="Heard together in at least N.")
    ] = 1,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            max=MOST,
            help="How many pairs at most; 0 for all.  [default: 20; in a file all]",
            show_default=False,
        ),
    ] = None,
    pair: Annotated[
        str | None, typer.Option("--pair", metavar="A,B", help="Show the words in which both occur.")
    ] = None,
    backbone: Annotated[
        float | None,
        typer.Option(
            "--backbone", metavar="ALPHA", min=0, max=1, help="Only edges that stand out; in a file or JSON."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, max=2**32 - 1, help="For intervals, groups, places.")
    ] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            dir_okay=False,
            help="Write the network here, as FILE ends: .graphml, .gexf, .json, .csv, .svg, .png or .pdf.",
        ),
    ] = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Tell what occurs together, the strongest pairs first.

    Or, with --out, write the network of them to a file; with --pair, show the words in which two occur.
    A pair's count is what --unit says; a paragraph that two coders coded is two. Its interval comes from
    resampling interviews, its p from Fisher's exact test, one-sided and corrected for all pairs tested.
    --stage and --aspect limit what pairs are made of, --issue, --fix and --code say what one of each pair is;
    the other filters choose the codings. A c marked ! is out of range, one marked * unbalanced.
    docs/analyses.md defines every number.
    """
    from kb.analysis.cooccurrence import Definition
    from kb.queries.analyses import cooccurrence as together

    definition = Definition(unit=unit, window=window, across_coders=coders == "across", touching=touching)
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise typer.BadParameter(f"{out.name} does not end in one of {', '.join(ENDINGS)}")
    with reading(database) as session:
        if pair is not None:
            _both(session, pair, filters, definition, level=level, limit=limit, form=form)
            return
        found: Cooccurrence | Transitions
        if follows is None:
            found = together.pairs(session, filters, level=level, definition=definition)
        else:
            found = together.sequences(
                session, filters, level=level, within=follows, across_coders=coders == "across"
            )
    chosen: Any = measure or ("jaccard" if follows is None else "count")
    asked = {"measure": chosen, "least": least, "interviews": interviews, "limit": limit or None}
    if out is not None:
        _write(out, found, asked, alpha=backbone, seed=seed)
        return
    if backbone is not None:
        raise typer.BadParameter("--backbone needs --out FILE: it is for networks, not for lists")
    _list(found, {**asked, "limit": 20 if limit is None else limit or None}, seed=seed, form=form)


def _list(found: Cooccurrence | Transitions, asked: dict[str, Any], *, seed: int, form: Form) -> None:
    """The pairs as rows, and under them what was counted."""
    from kb.analysis.cooccurrence import Cooccurrence, Pair, Transition

    together = isinstance(found, Cooccurrence)
    rows: list[Any] = (
        found.rows(**asked, seed=seed) if isinstance(found, Cooccurrence) else found.rows(**asked)
    )
    render.rows(rows, of=Pair if together else Transition, columns=PAIRS if together else STEPS, form=form)
    if not rows:
        render.note(nothing(found, asked))
        return
    _told(found, asked, len(rows))
    if together and any(row.jaccard_low is None for row in rows):
        render.note("no interval where only one interview has either of a pair: nothing can vary")


def _told(found: Cooccurrence | Transitions, asked: dict[str, Any], shown: int) -> None:
    sentence = found.definition.sentence if hasattr(found, "definition") else found.sentence
    matching = len(found.strongest(asked["measure"], least=asked["least"], interviews=asked["interviews"]))
    more = f"; {matching:,} pairs in all, --limit 0 shows them" if matching > shown else ""
    render.note(f"count: {sentence}. Pairs tested: {found.tested:,}{more}")


def nothing(found: Cooccurrence | Transitions, asked: dict[str, Any]) -> str:
    """Return one sentence on why there is no pair, and how strong the strongest is."""
    measure = asked["measure"]
    if not found.uses.codings.any():
        return "nothing is coded like this; `kb status` shows what there is"
    best = found.strongest(measure, limit=1)
    if not len(best):
        return f"nothing occurs together: there are no {_counts(found)}"
    at = int(best[0])
    value = float(found.measured(measure)[at])
    titles = [found.things.things[int(each[at])].title for each in (found.one, found.other)]
    strongest = f"Strongest is {_value(value)}: {titles[0]} with {titles[1]}"
    if asked["interviews"] > 1 and value >= asked["least"]:
        heard = int(found.heard_in[at])
        return f"No pair is heard in {asked['interviews']} interviews. {strongest}, in {heard}."
    return f"No pair reaches {_value(asked['least'])}. {strongest}."


def _counts(found: Cooccurrence | Transitions) -> str:
    return str(found.definition.counts if hasattr(found, "definition") else found.counts)


def _value(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and value > 1 else f"{value:.2f}"


def _write(
    out: Path, found: Cooccurrence | Transitions, asked: dict[str, Any], *, alpha: float | None, seed: int
) -> None:
    """The network as a file; as CSV two, one of the edges and one of the nodes."""
    from kb.analysis.cooccurrence import Cooccurrence
    from kb.analysis.network.graphs import graph, steps
    from kb.analysis.network.writers import WRITERS, nodes_csv

    made = (
        graph(found, **asked, alpha=alpha, seed=seed)
        if isinstance(found, Cooccurrence)
        else steps(found, **asked, alpha=alpha, seed=seed)
    )
    ending = out.suffix.lower()
    if not made.number_of_edges():
        is_empty = alpha is None or not len(found.strongest(**asked))
        render.note(nothing(found, asked) if is_empty else f"no edge stands out at {alpha:g}")
    if ending in _PICTURES:
        from kb.figures.network import draw

        if len(made) > _EASY:
            render.note(f"{len(made)} nodes are hard to read as a picture: --min or --backbone shows fewer")
        files.write(out, ending.removeprefix("."), figure=lambda: draw(made), rows=(), of=())
        return
    files.write_bytes(out, WRITERS[ending](made))
    if ending == ".csv":
        files.write_bytes(out.with_name(f"{out.stem}.nodes.csv"), nodes_csv(made))


def _both(
    session: Session,
    pair: str,
    filters: Filters,
    definition: Definition,
    *,
    level: LevelName,
    limit: int | None,
    form: Form,
) -> None:
    """The places with both, in the order of the text."""
    from kb.queries.analyses.pair_occurrences import PairOccurrence
    from kb.queries.analyses.pair_occurrences import pair_occurrences as both

    a, comma, b = (part.strip() for part in pair.partition(","))
    if not (a and comma and b):
        raise typer.BadParameter("--pair takes two names with a comma between them: --pair drift,no-signal")
    most = 20 if limit is None else limit or None
    page = both(session, a, b, filters, level=level, definition=definition, limit=most)
    if form == "table":
        render.stream(part for place in page.places for part in _words(place))
    else:
        render.rows(map(records.record, page.places), of=PairOccurrence, columns=(), form=form)
    _told_both(page, definition)


def _words(both: PairOccurrence) -> list[Any]:
    found = {quote.coding: quote for quote in (*both.a, *both.b)}
    quotes = sorted(found.values(), key=lambda quote: (quote.start, quote.end))
    return [quotation(same) for same in same_words(quotes)]


def _told_both(page: PairOccurrencePage, definition: Definition) -> None:
    shown = len(page.places)
    heard = f"{page.interviews} interview{'' if page.interviews == 1 else 's'}"
    more = f", showing {shown}: --limit 0 shows all" if shown < page.total else ""
    if page.total:
        render.note(f"{page.a} with {page.b}: {definition.told(page.total)}, in {heard}{more}")
    else:
        render.note(f"{page.a} and {page.b} do not occur together: there are no {definition.counts}")
