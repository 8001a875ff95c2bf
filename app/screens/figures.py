"""Figures: what a paper shows, each with its numbers as text, and as a file to keep; and the whole report."""

from __future__ import annotations

import streamlit as st

from app import catalog, frame, view
from app.figures import kinds, page
from app.figures.bar import Bar
from kb.errors import KbError

frame.page("Figures")
view.show(
    "list_head.html",
    key="figures-head",
    title="Figures",
    note="For papers and slides. Every number stands under its figure; links lead to the words behind it.",
)
wanted = st.query_params.get("figure", "")
kind = kinds.KINDS.get(wanted) or next(iter(kinds.KINDS.values()))
with st.container(key="figures-desk"):
    aside, main = st.columns([0.2, 0.8], gap="large")
with aside:
    view.show("figures_list.html", key="figures-list", kinds=kinds.KINDS.values(), chosen=kind.key)
    page.report()
with main:
    if wanted and wanted != kind.key:
        view.show("figures_unknown.html", key="figures-unknown", wanted=wanted, kind=kind)
    with st.container(horizontal=True, vertical_alignment="bottom", key="figures-tools"):
        params = kind.controls(Bar(kind.key))
    try:
        found = catalog.ask(kinds.sheet, kind.key, params)
    except KbError as error:
        page.nothing(kind, str(error))
    else:
        page.show(kind, params, found)
