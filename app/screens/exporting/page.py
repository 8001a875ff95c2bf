"""Export: choose what, say how, see what is left out, then download it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import blind, data
from app.screens.exporting import making
from app.screens.exporting.choices import PROFILES, TABLE_FORMS, Choice, choices
from app.screens.exporting.making import Made, Wanted
from app.shell import header
from app.ui import filters, parameters, templates, wording
from app.ui.fields.buttons import button
from app.viewer import Right, viewer
from kb.errors import KbError
from kb.exchange.report import kind_in_words
from kb.queries.documents import documents
from kb.queries.documents.pseudonymised import PseudonymStatus, pseudonym_status
from kb.queries.filtering.filters import Filters

_MADE = "export-made"
_NOT_BLIND = (
    "You are coding blind, and this file would contain the codings of others. Show them first, "
    "or ask somebody else to export it."
)


def show() -> None:
    """Draw the page."""
    header.begin_page("Export")
    header.stop_without(Right.EXCHANGE, "Export")
    names = data.cached_query(pseudonym_status)
    templates.show("exporting/head.html", key="export-head", names=names)
    known = choices()
    with st.container(key="export-cols"):
        left, right = st.columns([0.46, 0.54], gap="large")
    with left:
        choice = known[_chosen(known)]
    with right:
        wanted = _options(choice)
        only = st.checkbox(
            "Only if pseudonymised",
            key="export-pseudonyms",
            help="Create the file only if names were replaced in all documents, as with `--pseudonymised`.",
        )
        _render(replace(wanted, pseudonymised=only), names)


def _chosen(known: dict[str, Choice]) -> str:
    """Ask what is exported; the address names it."""
    named = parameters.one_of("what", known) or next(iter(known))
    if st.session_state.get("export-what") not in known or st.session_state["export-what"] != named:
        st.session_state["export-what"] = named
    st.radio(
        "What",
        list(known),
        format_func=lambda name: wording.plain(known[name].title),
        captions=[wording.plain(each.about) for each in known.values()],
        key="export-what",
        on_change=lambda: st.query_params.update(what=st.session_state["export-what"]),
    )
    return named


def _options(choice: Choice) -> Wanted:
    """Ask how it is exported."""
    templates.show("exporting/options_head.html", key="export-options", choice=choice)
    who = viewer()
    if choice.kind == "archive":
        return Wanted(choice, who=who)
    if choice.kind == "form":
        profile = "original"
        if choice.name == "qdpx":
            profile = st.radio(
                "Written for", list(PROFILES), format_func=lambda name: PROFILES[name], key="export-profile"
            )
        return Wanted(choice, profile=profile, who=who)
    form = st.radio(
        "Format",
        list(TABLE_FORMS),
        format_func=lambda name: TABLE_FORMS[name],
        key="export-form",
        horizontal=True,
    )
    return Wanted(choice, form=form, filters=_filters(choice), who=who)


def _filters(choice: Choice) -> Filters:
    """Ask which part of the catalog a table is of."""
    document = st.selectbox(
        "Document",
        list(data.cached_query(documents.titles)),
        index=None,
        placeholder="All documents",
        key="export-document",
    )
    if choice.name == "paragraphs":
        return Filters(document=document)
    role = filters.Toolbar("export").passes(usual="all")
    spill = st.checkbox(
        "Include spilled codings",
        value=choice.name == "codings",
        key=f"export-spill-{choice.name}",
        help="Codings that an imported file lists under a paragraph without marked text.",
    )
    return Filters(document=document, pass_role=role, spill=spill)


def _render(wanted: Wanted, names: PseudonymStatus) -> None:
    """Draw the button that makes the file, and the file once it is made."""
    why = names.sentence if wanted.pseudonymised and not names.is_whole else None
    why = _NOT_BLIND if wanted.choice.is_whole and blind.is_blind() else why
    if button("Create the file", kind="primary", key="export-make", why=why):
        st.session_state.pop(_MADE, None)
        with st.spinner("Creating the file…"):
            try:
                st.session_state[_MADE] = making.make(wanted)
            except KbError as error:
                text = wording.sentence(error)
                templates.show("notice.html", key="export-notice", notices=[("bad", text)])
    made: Made | None = st.session_state.get(_MADE)
    if made is None or why or not making.is_current(made, wanted):
        return
    templates.show(
        "exporting/made.html",
        key="export-result",
        made=made,
        kept=[
            (_noun(each.kind, each.read - each.dropped), each.read - each.dropped)
            for each in made.loss
            if each.read > each.dropped
        ],
        lost=[(each.dropped, _noun(each.kind, each.dropped)) for each in made.loss if each.dropped],
        size=_size(len(made.content)),
        at=wording.clock(made.at),
        is_old=made.version != data.version(),
    )
    st.download_button(
        f"Download {wording.plain(made.name)}",
        lambda: made.content,  # as they are, they would be read and stored again at each redraw
        file_name=made.name,
        mime="application/octet-stream",
        key="export-download",
        on_click="ignore",
    )


def _noun(kind: str, number: int) -> str:
    """Return what so many things are called."""
    return kind_in_words(kind, number)


def _size(number: int) -> str:
    """Return a number of bytes as people say it."""
    mega, kilo = 1_000_000, 1000
    if number >= mega:
        return f"{number / mega:.1f} MB"
    return f"{max(1, round(number / kilo))} kB"


show()
