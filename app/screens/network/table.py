"""The network as a table, which everybody can read, and as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from typing import Any, Literal, cast

import streamlit as st

from app.screens.network.details import PLACES, pair_address
from app.screens.network.filters import Bar
from app.screens.network.request import NetworkAnswer, NetworkRequest, network
from app.ui import export as exporting
from app.ui import parameters, templates
from app.ui.drawing import drawing, saved
from kb.analysis.cooccurrence import Pair
from kb.analysis.network.writers import WRITERS
from kb.formatting import chance, interval

PAGE = 50
COLUMNS = {
    "a_title": "First",
    "b_title": "Second",
    "count": "Count",
    "interviews": "Interviews",
    "jaccard": "Jaccard",
    "npmi": "NPMI",
    "c": "c",
    "q": "p corrected",
}
NUMBERS = ("count", "interviews", "jaccard", "npmi", "c", "q")
ABOUT = {
    "count": "What is counted: {places}.",
    "interviews": "In how many interviews the two occur together.",
    "jaccard": "Units with both, as a share of the units with either; with a 95% bootstrap interval.",
    "npmi": "Normalised pointwise mutual information: 0 as expected by chance, 1 always together, -1 never.",
    "c": "The c-coefficient of ATLAS.ti: count / (codings of the first + codings of the second − count).",  # noqa: RUF001
    "q": "Fisher's exact test, one-sided, corrected for multiple testing (Benjamini-Hochberg).",
}
EXPORT = (
    "a", "a_title", "b", "b_title", "count", "interviews", "jaccard", "jaccard_low", "jaccard_high", "c",
    "c_out_of_range", "imbalance", "lift", "npmi", "p", "q", "sets_both", "sets_a", "sets_b", "both",
    "units_a", "units_b", "units", "linked",
)  # fmt: skip
_FILES = (
    ("SVG", "svg", "image/svg+xml"),
    ("PNG", "png", "image/png"),
    ("GraphML", "graphml", "application/graphml+xml"),
    ("GEXF", "gexf", "application/gexf+xml"),
    ("JSON (node-link)", "json", "application/json"),
)


def show(asked: NetworkRequest, found: NetworkAnswer, bar: Bar, *, intervals: bool, key: str) -> None:
    """Draw the pairs, sorted by the column that the address names."""
    rows, sort = ordered(asked, found)
    limit = int(st.session_state.get("network-rows", PAGE))
    shown = rows[:limit]
    known = found.found.described(found.places[shown]) if intervals else [found.pairs[at] for at in shown]
    event = templates.show(
        "network/table.html",
        key=key,
        rows=[
            {
                "pair": pair,
                "address": pair_address(bar, found, pair),
                "interval": interval(pair.jaccard_low, pair.jaccard_high),
                "chance": chance(pair.q),
            }
            for pair in known
        ],
        columns=COLUMNS,
        numbers=NUMBERS,
        sort=sort,
        sort_address={name: bar.address(sort=name) for name in COLUMNS},
        about={name: text.format(places=asked.definition.sentence) for name, text in ABOUT.items()},
        more=min(PAGE, len(rows) - len(shown)),
        chosen=parameters.text("pair"),
        counted=PLACES[asked.unit][0],
    )
    if event and event.get("do") == "more":
        st.session_state["network-rows"] = limit + PAGE
        st.rerun()


def ordered(asked: NetworkRequest, found: NetworkAnswer) -> tuple[list[int], str]:
    """Return the places of the pairs by the column of the address, the most or surest first, and its name."""
    column = parameters.one_of("sort", COLUMNS, str(asked.measure))

    def rank(at: int) -> tuple[bool, Any]:
        value = getattr(found.pairs[at], column)
        if value is None or isinstance(value, str):
            return value is None, (value or "").casefold()
        return False, value if column == "q" else -value

    return sorted(range(len(found.pairs)), key=rank), column


def export(asked: NetworkRequest, found: NetworkAnswer) -> None:
    """Draw the popover with the pairs as lists and the network as files."""
    exporting.export(
        f"network-{asked.level}",
        EXPORT,
        lambda: _records(found),
        shown=len(found.pairs),
        of=found.found.tested,
        what="pairs",
        key="network",
        others=[
            (title, suffix, mime, partial(_written, asked, found, suffix)) for title, suffix, mime in _FILES
        ],
    )


def _written(asked: NetworkRequest, found: NetworkAnswer, suffix: str) -> bytes:
    made = network(asked, found)
    if f".{suffix}" in WRITERS:
        return WRITERS[f".{suffix}"](made)
    return saved(drawing("network").draw(made), cast("Literal['svg', 'png']", suffix))


def _records(found: NetworkAnswer) -> Iterator[dict[str, Any]]:
    rows: list[Pair] = found.found.described(found.places)
    for row in rows:
        values = asdict(row)
        yield {name: values[name] for name in EXPORT}
