"""The filter row of the Network page: what counts as together, how strength is measured, what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from app import data
from app.screens.network.request import NetworkRequest
from app.ui import filters, parameters, wording
from kb.analysis.cooccurrence import Level, Measure, Unit
from kb.formatting import two
from kb.queries.filtering.filters import PassRole
from kb.queries.filtering.options import choices

UNITS: Mapping[str, str] = {
    "overlap": "Overlap",
    "same": "Same words",
    "paragraph": "Same paragraph",
    "window": "3 paragraphs",
    "document": "Interview",
}
MEASURES: Mapping[str, str] = {"count": "Count", "jaccard": "Jaccard", "npmi": "NPMI", "c": "c"}
LEVELS: Mapping[str, str] = {
    "issue": "{Issues}",
    "code": "Codes",
    "aspect": "{Aspects}",
    "issue-fix": "{Issues}, {fixes}",
    "issue-stage": "{Issues}, {stages}",
}
VIEWS: Mapping[str, str] = {"network": "Network", "matrix": "Matrix", "table": "Table"}
_FORGOTTEN = {
    "unit": ("min",),
    "measure": ("min", "sort"),
    "level": ("min", "pair", "focus", "sort"),
    "stage": ("min",),
    "pass": ("min",),
}
"""What a change makes meaningless: a threshold is one of a measure, a pair one of a level."""


class Bar(filters.Toolbar):
    """The filters of the page; what no longer fits when one changes is taken out of the address."""

    def _written(self, name: str, default: str) -> None:
        for other in _FORGOTTEN.get(name, ()):
            st.query_params.pop(other, None)
        super()._written(name, default)


def least() -> float | None:
    """Return how strong a pair must be by the address; what is no number says nothing."""
    value = parameters.decimal("min")
    return None if value is None else round(value, 2)


def interviews() -> int:
    """Return in how many interviews a pair must be heard, by the address."""
    return parameters.number("interviews", least=1) or 1


def counting(bar: Bar) -> NetworkRequest:
    """Draw what decides how pairs are counted, and return what is asked for."""
    unit = bar.segments("unit", "Co-occurrence", UNITS, "paragraph", labelled=True)
    measure = bar.segments("measure", "Strength", MEASURES, "jaccard", labelled=True)
    levels = wording.levels(LEVELS)
    usual = data.study().level
    level = bar.listed("level", "Level", levels, usual if usual in levels else "code", wide=124)
    known = data.cached_query(choices)
    stage = _stage(bar, dict(known.stages))
    role: PassRole | None = None
    if known.has_moderated:
        chosen = bar.listed("pass", "Passes", filters.PASSES, "moderated", wide=116)
        role = "moderator" if chosen == "moderated" else None
    return NetworkRequest(
        cast("Unit", unit),
        cast("Measure", measure),
        cast("Level", level),
        stage or None,
        role,
        least(),
        interviews(),
    )


def _stage(bar: Bar, known: Mapping[str, str]) -> str | None:
    """Draw the choice of a stage, where the study has any."""
    if not known:
        return None
    stages = {"": wording.fill("Any {stage}")} | {key: title for key, title in known.items() if key}
    return bar.listed("stage", wording.word("Stage"), stages, "", wide=124)


def threshold(asked: NetworkRequest, now: float, top: float, heard: int) -> None:
    """Draw how strong a pair must be, up to the strongest there is, and in how many interviews."""
    whole = asked.measure == "count"
    end = max(top, now, asked.step)
    kind: Any = int if whole else float
    key = f"network-min-{asked.measure}-{end:g}"
    if st.session_state.get(key) != kind(now):
        st.session_state[key] = kind(now)
    st.slider(
        f"At least {value(asked, now)}",
        min_value=kind(0),
        max_value=kind(end),
        step=kind(asked.step),
        format="%d" if whole else "%.2f",
        key=key,
        width=140,
        on_change=_keep_least,
        args=(key,),
    )
    if st.session_state.get("network-interviews") != asked.interviews:
        st.session_state["network-interviews"] = asked.interviews
    st.number_input(
        "Min. interviews",
        min_value=1,
        max_value=max(heard, asked.interviews, 1),
        step=1,
        key="network-interviews",
        width=96,
        on_change=_keep_interviews,
    )


def value(asked: NetworkRequest, strength: float) -> str:
    """Return a strength as people read it: a count whole, a coefficient with two decimals."""
    return wording.many(strength) if asked.measure == "count" else two(strength)


def _keep_least(key: str) -> None:
    st.query_params["min"] = f"{st.session_state[key]:g}"


def _keep_interviews() -> None:
    chosen = int(st.session_state["network-interviews"])
    if chosen > 1:
        st.query_params["interviews"] = str(chosen)
    else:
        st.query_params.pop("interviews", None)
