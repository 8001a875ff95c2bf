"""Beside the network: the chosen pair or thing, in numbers and in words; else the strongest pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.network.charts import hue
from app.screens.network.filters import MEASURES, Bar, value
from app.screens.network.request import NetworkAnswer, NetworkRequest, described, words
from app.ui import parameters, templates, wording
from app.ui.highlight import Mark, painted
from kb.analysis.cooccurrence import Node, Pair
from kb.analysis.network.graphs import name_of
from kb.errors import KbError
from kb.formatting import chance, interval, two
from kb.queries.analyses.pair_occurrences import PairOccurrence
from kb.queries.documents import transcript
from kb.queries.documents.transcript import ParagraphShown
from kb.queries.quotes.quotes import Quote

FEW, MORE = 5, 50
HUES = (6, 7)
"""The colours of the two things of a pair, here and in the words."""
HINTS = {
    "network": "Click a circle to see what it occurs with. Click a line to see the quotes.",
    "matrix": "Click a cell to see the quotes of the pair.",
    "table": "Click a pair to see its quotes.",
}
_STRONGEST = 8
_PARAGRAPHS = 6
"""Paragraphs of one place that are shown; an interview is one place."""

PLACES = {
    "overlap": ("Pairs of codings", "pair of codings", "pairs of codings"),
    "same": ("Pairs of codings", "pair of codings", "pairs of codings"),
    "paragraph": ("Paragraphs with both", "paragraph", "paragraphs"),
    "window": ("Windows of 3 paragraphs with both", "window of 3 paragraphs", "windows of 3 paragraphs"),
    "document": ("Interviews with both", "interview", "interviews"),
}


def nothing(asked: NetworkRequest, found: NetworkAnswer, bar: Bar, chosen: str) -> None:
    """Say what can be clicked, and list the strongest pairs."""
    templates.show(
        "network/strongest.html",
        key="network-strongest",
        pairs=[
            {
                "a": pair.a_title,
                "b": pair.b_title,
                "value": strength(asked, pair),
                "address": pair_address(bar, found, pair),
            }
            for pair in found.pairs[:_STRONGEST]
        ],
        measure=MEASURES[asked.measure],
        hint=HINTS[chosen],
    )


def unknown(bar: Bar) -> None:
    """Say that what the address names is not here."""
    templates.show("network/unknown.html", key="network-unknown", clear=bar.address(pair=None, focus=None))


def thing(asked: NetworkRequest, found: NetworkAnswer, graph: Any, chosen: Node, bar: Bar) -> None:
    """Show one thing: its numbers, what it occurs with, and the way to its page."""
    at = found.found.things.things.index(chosen)
    name = name_of(found.found.things, chosen)
    uses = found.found.uses
    mine = [pair for pair in found.pairs if name in (_name(found, pair, "a"), _name(found, pair, "b"))]
    neighbours = [
        {
            "title": pair.b_title if _name(found, pair, "a") == name else pair.a_title,
            "value": strength(asked, pair),
            "count": pair.count,
            "address": pair_address(bar, found, pair),
        }
        for pair in mine
    ]
    in_graph = name in graph
    templates.show(
        "network/thing.html",
        key="network-thing",
        title=chosen.title,
        kind=chosen.kind,
        kind_name=wording.named(chosen.kind),
        page=page_of(asked, chosen),
        hue=hue(graph.nodes[name]["community"]) if in_graph else None,
        stages=chosen.stages,
        aspect=chosen.aspect,
        interviews=int(uses.interviews[at]),
        of=found.found.interviews,
        codings=int(uses.codings[at]),
        coders=int(uses.coders[at]),
        strength=value(asked, graph.nodes[name]["strength"]) if in_graph else None,
        neighbours=neighbours,
        measure=MEASURES[asked.measure],
        places=PLACES[asked.unit][2].capitalize(),
        clear=bar.address(focus=None),
    )


def pair(asked: NetworkRequest, found: NetworkAnswer, both: tuple[Node, Node], bar: Bar) -> None:
    """Show two things: how strongly they occur together, and every place where they do, in its words."""
    a, b = both
    numbers = described(found.found, a, b)
    limit = _limit(f"{a.kind}:{a.key}~{b.kind}:{b.key}~{asked.unit}~{asked.level}~{asked.role}")
    try:
        page = words(asked, a, b, limit=limit)
    except KbError as error:
        templates.show(
            "network/wrong.html", key="network-wrong", reason=str(error), clear=bar.address(pair=None)
        )
        return
    event = templates.show(
        "network/pair.html",
        key="network-pair",
        things=[
            {
                "title": each.title,
                "hue": hue,
                "page": page_of(asked, each),
                "codes": _codes(page.places, side),
                "is_code": each.kind not in ("issue", "fix", "stage", "aspect"),
            }
            for each, hue, side in zip(both, HUES, ("a", "b"), strict=True)
        ],
        facts=_facts(asked, found, numbers, page.interviews) if numbers else [],
        notes=_notes(numbers) if numbers else [],
        heading=_heading(asked, page.total),
        places=[_place(each) for each in page.places],
        total=page.total,
        more=min(MORE, page.total - len(page.places)),
        passes="all" if asked.role is None else None,
        clear=bar.address(pair=None),
    )
    if event and event.get("do") == "more":
        st.session_state["network-words"] = (st.session_state["network-words"][0], limit + MORE)
        st.rerun()


def strength(asked: NetworkRequest, row: Pair) -> str:
    """Return how strong a pair is, as it was asked for."""
    found = getattr(row, asked.measure)
    return "undefined" if found is None else value(asked, found)


def pair_address(bar: Bar, found: NetworkAnswer, row: Pair) -> str:
    """Return the address that shows a pair."""
    return bar.address(pair=f"{_name(found, row, 'a')}~{_name(found, row, 'b')}", focus=None)


def page_of(asked: NetworkRequest, each: Node) -> str | None:
    """Return the address of the page about a thing."""
    passes = "all" if asked.role is None and parameters.text("pass") == "all" else None
    match each.kind:
        case "issue" | "fix" if asked.level != "code":
            return templates.address(each.kind, **{"id": each.key, "pass": passes})
        case "stage" | "aspect":
            return templates.address("issues", **{each.kind: each.key, "pass": passes})
        case _:
            return templates.address("codebook", code=each.key)


def _name(found: NetworkAnswer, row: Pair, side: str) -> str:
    key, kind = getattr(row, side), getattr(row, f"{side}_kind")
    return f"{kind}:{key}" if found.found.things.bipartite else str(key)


def _limit(about: str) -> int:
    known = st.session_state.get("network-words")
    limit = int(known[1]) if known and known[0] == about else FEW
    st.session_state["network-words"] = (about, limit)
    return limit


def _heading(asked: NetworkRequest, total: int) -> str:
    _, one, many = PLACES[asked.unit]
    return f"The {one}" if total == 1 else f"The {wording.many(total)} {many}"


def _facts(
    asked: NetworkRequest, found: NetworkAnswer, row: Pair, interviews: int
) -> list[tuple[str, str, str]]:
    """What is known of a pair: a label, a number, and what is beside it."""
    facts = [
        (PLACES[asked.unit][0], wording.many(row.count), ""),
        ("Interviews with both", f"{interviews} of {found.found.interviews}", ""),
        ("Jaccard", _two(row.jaccard), interval(row.jaccard_low, row.jaccard_high)),
        ("NPMI", _two(row.npmi), ""),
        ("c", _two(row.c), "out of range" if row.c_out_of_range else ""),
        ("Lift", _two(row.lift), ""),
        ("Fisher p corrected", chance(row.q) or "undefined", wording.count(found.found.tested, "pair")),
    ]
    if row.one_code:
        facts.append(("Left out", str(row.one_code), "one code stands for both"))
    return facts


def _notes(row: Pair) -> list[str]:
    made = []
    if row.jaccard_low is None:
        made.append("No interval: fewer than three interviews have both.")
    if row.imbalance:
        made.append("One of the two is coded much more often than the other. This makes c low.")
    if row.linked:
        made.append("The taxonomy links the two.")
    return made


def _two(number: float | None) -> str:
    return "undefined" if number is None else two(number)


def _codes(places: Iterable[PairOccurrence], side: str) -> list[str]:
    return list(dict.fromkeys(quote.code for each in places for quote in getattr(each, side)))


def _place(each: PairOccurrence) -> dict[str, Any]:
    """One place as the template shows it: its paragraphs, with the words of both painted."""
    marks = [
        Mark(quote.start, quote.end, hue)
        for hue, quotes in zip(HUES, (each.a, each.b), strict=True)
        for quote in quotes
    ]
    touched = _touched((*each.a, *each.b), each.first, each.last)
    text = _paragraphs(each.document, touched)
    shown = [at for at in touched if at in text][:_PARAGRAPHS]
    quotes: Sequence[Quote] = sorted({*each.a, *each.b}, key=lambda quote: (quote.start, quote.coding))
    return {
        "document": each.document,
        "at": shown[0] if shown else each.first,
        "place": wording.place(shown[0], shown[-1] - shown[0] + 1) if shown else "",
        "coders": ", ".join(dict.fromkeys(quote.coder for quote in quotes)),
        "coding": quotes[0].coding if quotes else None,
        "lines": [
            {
                "speaker": text[at].speaker,
                "stretches": painted(text[at].text, text[at].start, marks),
                "gap": number > 0 and at > shown[number - 1] + 1,
            }
            for number, at in enumerate(shown)
        ],
        "left_out": len(touched) - len(shown),
    }


def _touched(quotes: Iterable[Quote], first: int, last: int) -> list[int]:
    """The paragraphs of a place in which something is coded."""
    found = {at for quote in quotes for at in range(quote.paragraph, quote.paragraph + quote.paragraphs)}
    return sorted(at for at in found if first <= at <= last)


def _paragraphs(document: str, touched: Sequence[int]) -> Mapping[int, ParagraphShown]:
    """Some paragraphs of a document, by their position."""
    shown = touched[:_PARAGRAPHS]
    return data.cached_query(_texts, document, shown[0], shown[-1]) if shown else {}


def _texts(session: Session, document: str, first: int, last: int) -> dict[int, ParagraphShown]:
    window = transcript.window(session, document, first=first, size=last - first + 1)
    return {each.position: each for each in window.paragraphs}
