"""One figure on its page: the picture, its files, what it says, its numbers; and the report of everything."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial

import streamlit as st

from app import data
from app.screens.figures import registry
from app.screens.figures.sheet import Kind, Params, Sheet
from app.ui import templates
from app.viewer import for_viewer
from kb.report import Report, ReportOptions
from kb.report import report as make
from kb.report.html import html
from kb.report.markdown import markdown

_LEAST = 9.0
"""CSS pixels below which no letter is to be: a wide figure scrolls instead."""
_POINT = 96 / 72
_MOST, _TALL = 1.3, 640
"""A small figure is drawn larger, but not so that it leaves the screen."""


def show(kind: Kind, params: Params, found: Sheet) -> None:
    """Draw a figure with everything that belongs to it."""
    text = found.text
    if text.empty:
        nothing(kind, text.empty)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="figures-files"):
        templates.show("figures/title.html", key="figures-title", title=text.title)
        _files(kind, params, found)
    templates.show(
        "figures/picture.html",
        key="figures-picture",
        text=text,
        picture=base64.b64encode(found.svg).decode("ascii"),
        least=round(found.width * min(1.0, _LEAST / (kind.smallest * _POINT))),
        most=round(found.width * min(_MOST, max(1.0, _TALL / found.height))),
    )
    templates.show("figures/text.html", key="figures-text", text=text)


def nothing(kind: Kind, reason: str) -> None:
    """Say in one sentence why there is no figure."""
    sentence = f"{reason[:1].upper()}{reason[1:]}"
    templates.show(
        "figures/none.html",
        key="figures-none",
        title=kind.title,
        reason=sentence if sentence.endswith((".", "!", "?")) else f"{sentence}.",
    )


def _files(kind: Kind, params: Params, found: Sheet) -> None:
    """Draw the downloads; PNG and CSV are made when somebody wants them."""
    files = (
        ("SVG", "svg", "image/svg+xml", found.svg),
        ("PNG", "png", "image/png", for_viewer(lambda: data.cached_query(registry.png, kind.key, params))),
        ("CSV", "csv", "text/csv", for_viewer(lambda: data.cached_query(registry.csv, kind.key, params))),
    )
    for title, suffix, mime, made in files:
        st.download_button(
            title,
            made,
            file_name=f"{found.text.name}.{suffix}",
            mime=mime,
            key=f"figures-{suffix}",
            on_click="ignore",
        )


def report() -> None:
    """Draw the button for the report; it is made, which takes a moment, when somebody downloads it."""
    with st.popover("Download the report", key="figures-report"):
        st.caption(
            "Methods, tables, figures and the quotes behind them, in one file. It is made when you download "
            "it, which takes a moment."
        )
        forms = (("HTML", "html", "text/html", html), ("Markdown", "md", "text/markdown", markdown))
        for title, suffix, mime, written in forms:
            st.download_button(
                title,
                for_viewer(partial(_report, written)),
                file_name=f"report.{suffix}",
                mime=mime,
                key=f"figures-report-{suffix}",
                on_click="ignore",
                width="stretch",
            )


def _report(written: Callable[[Report], str]) -> bytes:
    return written(data.cached_query(make, ReportOptions(title=data.name()))).encode()
