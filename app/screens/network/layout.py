"""The Network page drawn: the filter row, the picture or the table, and beside it what is chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import data
from app.screens.network import charts, details, table
from app.screens.network.filters import MEASURES, VIEWS, Bar, counting, threshold, value
from app.screens.network.request import (
    SEED,
    NetworkAnswer,
    NetworkRequest,
    counted,
    named,
    names,
    network,
    pair,
    shown,
)
from app.shell import header
from app.ui import parameters, templates, wording
from kb.analysis.cooccurrence import Node
from kb.analysis.network.graphs import name_of

TITLES = {
    "issue": "Co-occurrence of {issues}",
    "code": "Co-occurrence of codes",
    "aspect": "Co-occurrence of {aspects}",
    "issue-fix": "Which {fixes} occur with which {issues}",
    "issue-stage": "Which {issues} occur with which {stages}",
}
THINGS = {
    "issue": ("{issue}", "{issues}"),
    "code": ("code", "codes"),
    "aspect": ("{aspect}", "{aspects}"),
    "issue-fix": ("{issue} or {fix}", "{issues} and {fixes}"),
    "issue-stage": ("{issue} or {stage}", "{issues} and {stages}"),
}
EASY = 60
"""More nodes than that are read better as a matrix."""


def show() -> None:
    """Draw the page."""
    bar = Bar("network")
    head = st.container(horizontal=True, vertical_alignment="bottom", key="network-head-tools")
    with st.container(horizontal=True, vertical_alignment="top", key="network-tools"):
        asked = counting(bar)
        found = shown(asked)
        threshold(asked, found.least, found.top, found.found.interviews)
        graph = network(asked, found)
        usual = "matrix" if len(graph) > EASY else "network"
    with head:
        templates.show(
            "network/head.html",
            key="network-title",
            title=wording.fill(TITLES[asked.level]),
            summary=_summary(asked, found, graph),
        )
        chosen = bar.segments("view", "View", VIEWS, usual)
        table.export(asked, found)
    if not len(counted(asked)):
        _empty(asked, found, bar)
        return
    _body(asked, found, graph, bar, chosen)


def _summary(asked: NetworkRequest, found: NetworkAnswer, graph: Any) -> str:
    """How many pairs of how many are shown."""
    limit = " (the strongest)" if found.above > len(found.pairs) else ""
    one, many = map(wording.fill, THINGS[asked.level])
    pairs = f"{wording.many(found.found.tested)} pair{'' if found.found.tested == 1 else 's'} shown"
    number = f"{wording.many(len(graph))} {one if len(graph) == 1 else many}"
    return f"{number}, {wording.many(len(found.pairs))}{limit} of {pairs}"


def _empty(asked: NetworkRequest, found: NetworkAnswer, bar: Bar) -> None:
    """Say why nothing occurs together, and lead to where something may."""
    if not found.found.uses.codings.any():
        reason = "No codings match these filters."
    else:
        reason = f"No co-occurrences: there are no {asked.definition.counts}."
    templates.show(
        "network/empty.html",
        key="network-empty",
        reason=reason,
        way_out=_way_out(asked, found, bar),
    )


def _way_out(asked: NetworkRequest, found: NetworkAnswer, bar: Bar) -> tuple[str, str] | None:
    """What to try where nothing occurs together: words, and the address they lead to."""
    if asked.stage:
        return wording.fill("Show all {stages}"), bar.address(stage=None)
    if asked.role:
        return "Count all passes", bar.address(**{"pass": "all"})
    study = data.study()
    if not study.has_documents:
        return "Add transcripts first", templates.address("documents")
    if not study.has_codings:
        return "Start coding", templates.address("code")
    if not found.found.uses.codings.any():
        return ("Count codes", bar.address(level="code")) if asked.level != "code" else None
    return ("Count whole interviews", bar.address(unit="document")) if asked.unit != "document" else None


def _body(asked: NetworkRequest, found: NetworkAnswer, graph: Any, bar: Bar, chosen: str) -> None:
    known = names(found.found)
    wanted = parameters.text("pair"), parameters.text("focus")
    both = pair(known, wanted[0])
    focus = named(known, wanted[1]) if both is None else None
    is_lost = both is None and focus is None and any(wanted)
    looked = both or ((focus,) if focus is not None else ())
    if looked:
        header.name_page(" and ".join(each.title for each in looked), "Network")
    with st.container(key=f"network-body{'-chosen' if looked else ''}"):
        left, right = st.columns([0.69, 0.31], gap="large")
        with left, st.container(key=f"network-main-{chosen}"):
            _main(asked, found, graph, bar, chosen, _chosen_names(found, both, focus))
        with right:
            if both is not None:
                details.pair(asked, found, both, bar)
            elif focus is not None:
                details.thing(asked, found, graph, focus, bar)
            elif is_lost:
                details.unknown(bar)
            else:
                details.nothing(asked, found, bar, chosen)


def _chosen_names(
    found: NetworkAnswer, both: tuple[Node, Node] | None, focus: Node | None
) -> tuple[str, ...]:
    return tuple(name_of(found.found.things, each) for each in both or ((focus,) if focus else ()))


def _main(
    asked: NetworkRequest, found: NetworkAnswer, graph: Any, bar: Bar, chosen: str, looked: tuple[str, ...]
) -> None:
    if not found.pairs:
        _too_strict(asked, found, bar)
        return
    if chosen == "table":
        table.show(asked, found, bar, intervals=True, key="network-table")
    else:
        with st.container(key="network-picture"):
            (_matrix if chosen == "matrix" else _graph)(asked, graph, looked)
        with st.container(key="network-narrow"):  # a narrow screen has the table first
            table.show(asked, found, bar, intervals=False, key="network-narrow-table")
    templates.show(
        "network/caption.html",
        key="network-caption",
        groups=charts.legend(graph) if chosen == "network" else [],
        caption=_caption(asked, found, chosen),
        one=found.found.interviews == 1,
    )
    if chosen == "network" and st.button("Reset layout", key="network-reset", type="tertiary"):
        st.session_state["network-turn"] = _turn() + 1
        st.rerun()


def _too_strict(asked: NetworkRequest, found: NetworkAnswer, bar: Bar) -> None:
    """Say how strong the strongest pair is, and lead there."""
    best = found.found.strongest(asked.measure, limit=1)
    top = float(found.found.measured(asked.measure)[best][0]) if len(best) else 0.0
    reaches = top >= found.least
    start = f"{max(0.0, int(top / asked.step + 1e-6) * asked.step):g}"
    templates.show(
        "network/strict.html",
        key="network-strict",
        least=value(asked, found.least),
        strongest=value(asked, top),
        interviews=asked.interviews if reaches else None,
        heard=int(found.found.heard_in[best][0]) if len(best) else 0,
        there=bar.address(**({"interviews": None} if reaches else {"min": start, "interviews": None})),
    )


def _caption(asked: NetworkRequest, found: NetworkAnswer, chosen: str) -> str:
    """What a reader must know: what was counted, between whom, what size and width are, what was left out."""
    measure = MEASURES[asked.measure]
    if chosen == "network":
        means = f"Size: interviews. Width: {measure}. Colour: groups (Louvain method, seed {SEED})."
    elif chosen == "matrix":
        means = f"Shade: {measure}. Order: similar rows are next to each other (average-linkage clustering)."
    else:
        means = f"Intervals: 95% bootstrap over interviews, 1000 samples, seed {SEED}."
    sentence = asked.definition.sentence
    passes = "moderated passes" if asked.role else "all passes"
    return (
        f"{means} Count: {sentence}. Spilled codings are not counted. Based on {passes}, "
        f"{wording.count(found.found.interviews, 'interview')}."
    )


def _graph(asked: NetworkRequest, graph: Any, looked: tuple[str, ...]) -> None:
    """Draw the network; a click on a node or an edge goes into the address."""
    nodes, edges = list(graph), list(graph.edges())
    begun, key = _begun(graph, looked, asked)
    spec = charts.network(
        graph,
        measure=MEASURES[asked.measure],
        chosen=begun,
        edge=next((at for at, edge in enumerate(edges) if len(begun) > 1 and set(edge) == set(begun)), None),
    )

    def selected(kind: str, at: int) -> tuple[str, ...]:
        return (nodes[at],) if kind == "node" else tuple(edges[at])

    _chart(spec, key, selected, high=charts.height(len(graph)), alt=_alt(asked, graph))


def _matrix(asked: NetworkRequest, graph: Any, looked: tuple[str, ...]) -> None:
    """Draw the heat map; a click on a cell goes into the address."""
    spec, cells = charts.matrix(graph, measure=MEASURES[asked.measure])
    _, key = _begun(graph, looked, asked, "matrix")
    rows = len(spec["yAxis"]["data"])
    _chart(
        spec,
        key,
        lambda _, at: cells[at],
        high=max(420, 150 + rows * (20 if rows <= EASY else 13)),
        alt=_alt(asked, graph),
    )


def _alt(asked: NetworkRequest, graph: Any) -> str:
    return (
        f"{wording.fill(TITLES[asked.level])}: {len(graph)} nodes, {graph.number_of_edges()} lines. "
        "The table view has the same data as text."
    )


def _chart(
    spec: Any, key: str, selected: Callable[[str, int], Sequence[str]], *, high: int, alt: str
) -> None:
    st.echarts_chart(spec, height=high, key=key, alt=alt, on_select=lambda: _clicked(key, selected))


def _clicked(key: str, selected: Callable[[str, int], Sequence[str]]) -> None:
    """Put what was clicked into the address; a second click takes it out."""
    groups = st.session_state[key]["selection"]["selected"]
    group = next((each for each in groups if each["data_indices"]), None)
    chosen = tuple(selected(group["data_type"], group["data_indices"][0])) if group else ()
    for name in ("pair", "focus"):
        st.query_params.pop(name, None)
    if chosen:
        st.query_params["pair" if len(chosen) > 1 else "focus"] = "~".join(chosen)
    st.session_state["network-drawn"] = st.session_state["network-drawn"] | {"now": frozenset(chosen)}


def _begun(
    graph: Any, looked: tuple[str, ...], asked: NetworkRequest, kind: str = "graph"
) -> tuple[tuple[str, ...], str]:
    """Return what was chosen when the picture was drawn first, and the picture's key.

    A click must not draw the picture anew, or what a person arranged would fall back; so what is chosen by a
    click stays out of the specification. What is chosen elsewhere, by a link, makes another picture.
    """
    same = hashlib.sha256(
        repr(
            (
                kind,
                asked,
                sorted(graph.nodes(data="interviews"), key=str),
                list(graph.edges(data="weight")),
                st.context.theme.type,
            )
        ).encode()
    ).hexdigest()[:12]
    drawn = st.session_state.get("network-drawn")
    if drawn is None or drawn["same"] != same or drawn["now"] != frozenset(looked):
        turn = _turn() + 1
        st.session_state["network-turn"] = turn
        drawn = {"same": same, "begun": looked, "now": frozenset(looked)}
        st.session_state["network-drawn"] = drawn
    return drawn["begun"], f"network-{kind}-{same}-{_turn()}"


def _turn() -> int:
    return int(st.session_state.get("network-turn", 0))
