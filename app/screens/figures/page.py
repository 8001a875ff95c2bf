"""Figures: what a paper shows, each with its numbers as text, and as a file to keep; and the whole report."""

from __future__ import annotations

import streamlit as st

from app import data
from app.screens.figures import figure_page, registry
from app.screens.figures.parameters import Bar
from app.shell import header
from app.ui import parameters, templates
from kb.errors import KbError


def show() -> None:
    """Draw the page."""
    header.begin_page("Figures")
    templates.show(
        "list_head.html",
        key="figures-head",
        title="Figures",
        note="Figures for papers and slides. The table under a figure links to the quotes.",
    )
    kinds = registry.kinds()
    kind = kinds[parameters.one_of("figure", kinds, next(iter(kinds)))]
    header.name_page(kind.title, "Figures")
    with st.container(key="figures-desk"):
        aside, main = st.columns([0.2, 0.8], gap="large")
    with aside:
        templates.show("figures/list.html", key="figures-list", kinds=kinds.values(), chosen=kind.key)
        figure_page.report()
    with main:
        with st.container(horizontal=True, vertical_alignment="bottom", key="figures-tools"):
            params = kind.controls(Bar(kind.key))
        try:
            found = data.cached_query(registry.sheet, kind.key, params)
        except KbError as error:
            figure_page.nothing(kind, str(error))
        else:
            figure_page.show(kind, params, found)


show()
