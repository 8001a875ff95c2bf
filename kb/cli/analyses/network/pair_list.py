"""The list of pairs or sequences, and the notes below it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from kb.cli.output import render
from kb.cli.output.terminal import Column

if TYPE_CHECKING:
    from kb.analysis.cooccurrence import Cooccurrence, Pair, Transition, Transitions
    from kb.cli.options import Form


def _rounded(name: str, digits: int = 2) -> Any:
    def text(row: Any) -> str:
        value = getattr(row, name)
        return "" if value is None else f"{value:.{digits}f}"

    return text


def _interval(row: Pair) -> str:
    return "" if row.jaccard_low is None else f"{row.jaccard_low:.2f}-{row.jaccard_high:.2f}"


def _corrected_p(row: Pair | Transition) -> str:
    if row.q is None:
        return ""
    return "<0.001" if row.q < 0.001 else f"{row.q:.3f}"  # noqa: PLR2004


def _c(row: Pair) -> str:
    if row.c is None:
        return "!"
    return f"{row.c:.2f}{'!' if row.c_out_of_range else ''}{'*' if row.imbalance else ''}"


PAIR_COLUMNS = (
    Column("first", "a_title", key=True),
    Column("second", "b_title", key=True),
    Column("count", number=True),
    Column("interviews", number=True),
    Column("jaccard", _rounded("jaccard"), number=True),
    Column("95%", _interval, number=True, spare=1),
    Column("c", _c, number=True, spare=5),
    Column("lift", _rounded("lift", 1), number=True, spare=4),
    Column("npmi", _rounded("npmi"), number=True, spare=3),
    Column("p corrected", _corrected_p, number=True, spare=2),
)
SEQUENCE_COLUMNS = (
    Column("after", "a_title", key=True),
    Column("comes", "b_title", key=True),
    Column("count", number=True),
    Column("interviews", number=True),
    Column("share", _rounded("share"), number=True),
    Column("lift", _rounded("lift", 1), number=True, spare=1),
    Column("p corrected", _corrected_p, number=True, spare=2),
)


def list_pairs(
    found: Cooccurrence | Transitions, selection: dict[str, Any], *, seed: int, form: Form
) -> None:
    """Write pairs or sequences as rows, and below them what was counted."""
    from kb.analysis.cooccurrence import Cooccurrence, Pair, Transition

    if isinstance(found, Cooccurrence):
        pairs: list[Any] = found.rows(**selection, seed=seed)
        render.rows(pairs, of=Pair, columns=PAIR_COLUMNS, form=form)
    else:
        pairs = found.rows(**selection)
        render.rows(pairs, of=Transition, columns=SEQUENCE_COLUMNS, form=form)
    if not pairs:
        render.note(describe_nothing(found, selection))
        return
    _note_counting(found, selection, len(pairs))
    if isinstance(found, Cooccurrence) and any(row.jaccard_low is None for row in pairs):
        render.note("pairs that occur together in fewer than three interviews have no interval")


def _note_counting(found: Cooccurrence | Transitions, selection: dict[str, Any], shown: int) -> None:
    sentence = found.definition.sentence if hasattr(found, "definition") else found.sentence
    matching = len(
        found.strongest(selection["measure"], least=selection["least"], interviews=selection["interviews"])
    )
    rest = f"; {matching:,} pairs, showing {shown}: --limit 0 shows all" if matching > shown else ""
    render.note(f"count: {sentence}. Pairs tested: {found.tested:,}{rest}")


def describe_nothing(found: Cooccurrence | Transitions, selection: dict[str, Any]) -> str:
    """Return one sentence on why there is no pair, and how strong the strongest is."""
    measure = selection["measure"]
    if not found.uses.codings.any():
        return "no codings match these filters; `kb status` shows what the catalog contains"
    best = found.strongest(measure, limit=1)
    if not len(best):
        return f"no pairs: there are no {_units(found)}"
    at = int(best[0])
    value = float(found.measured(measure)[at])
    titles = [found.things.things[int(each[at])].title for each in (found.one, found.other)]
    strongest = f"The strongest is {_number(value)}: {titles[0]} with {titles[1]}"
    if selection["interviews"] > 1 and value >= selection["least"]:
        interviews = int(found.heard_in[at])
        return f"No pair occurs in {selection['interviews']} interviews. {strongest}, in {interviews}."
    return f"No pair reaches {_number(selection['least'])}. {strongest}."


def _units(found: Cooccurrence | Transitions) -> str:
    return str(found.definition.counts if hasattr(found, "definition") else found.counts)


def _number(value: float) -> str:
    return f"{value:.0f}" if isfinite(value) and value == int(value) and value > 1 else f"{value:.2f}"
