"""Saved searches on the Search page: open one by its address, save what is searched, delete one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import data
from app.shell import conflicts, notices
from app.shell.who import current_coder
from app.ui import parameters, templates, wording
from app.viewer import Right, reason_against
from kb.errors import KbError
from kb.queries.search.saved_searches import SavedSearchRow, saved_searches
from kb.queries.search.scope import SearchScope
from kb.store.saved_searches import LONGEST, Search, forget_search, save_search
from kb.store.stale import StaleWriteError

_FORM = "search-save"
_WAITING = "search-save-waiting"
"""The name and the search that were to be saved, while it is asked whether another one is replaced."""


def open_saved() -> None:
    """Go to the saved search that the address names, if there is one."""
    name = parameters.text("saved")
    if not name:
        return
    found = next((row for row in data.cached_query(saved_searches) if row.name == name), None)
    if found is None:
        notices.say("bad", f"No search is saved as “{name}”.")
        templates.go(templates.address("search"), replaced=True)
    kept = {"q": found.query, "role": found.role, "document": found.document, "attribute": found.attribute}
    templates.go(templates.address("search", **kept), replaced=True)


def saved_popover(query: str, scope: SearchScope) -> None:
    """Save the search under a name, and list the saved searches."""
    who = current_coder()
    rows = data.cached_query(saved_searches)
    shown = {row.name: _search_of(row) for row in conflicts.shown_before(_FORM, rows)}
    with st.popover("Saved searches", key="search-saved"):
        templates.show(
            "search/saved.html",
            key="search-saved-list",
            on_click=lambda click: _forget(str(click.get("name", "")), who, shown),
            rows=rows,
        )
        if who:
            _ask_again(who, shown)
        if query and who:
            _form(query, scope, who, shown)
        elif query:
            st.caption(reason_against(Right.CODE) or "To save this search, choose your name in the header.")


def _search_of(row: SavedSearchRow) -> Search:
    return Search(row.query, row.role, row.document, row.attribute)


def _forget(name: str, who: str | None, shown: Mapping[str, Search]) -> None:
    if who:
        try:
            data.execute(forget_search, name, who=who, seen=shown.get(name))
        except KbError as error:
            notices.say("bad", wording.sentence(error))
        st.rerun()


def _form(query: str, scope: SearchScope, who: str, shown: Mapping[str, Search]) -> None:
    with st.form("search-save", border=False, clear_on_submit=True):
        name = st.text_input("Name for this search", key="search-save-name", max_chars=LONGEST)
        if st.form_submit_button("Save this search", key="search-save-do"):
            called = " ".join(name.split())
            search = Search(query, scope.role, scope.document, scope.attribute)
            _save(called, search, who, shown.get(called))


def _ask_again(who: str, shown: Mapping[str, Search]) -> None:
    """Where another search has the name that was given, ask whether it is replaced."""
    decided, waiting = conflicts.ask(_FORM), st.session_state.get(_WAITING)
    if decided == "over" and waiting is not None:
        name, search = waiting
        _save(name, search, who, shown.get(name))
    if decided:
        st.session_state.pop(_WAITING, None)


def _save(name: str, search: Search, who: str, seen: Search | None) -> None:
    try:
        kept = data.execute(save_search, name, search, who=who, seen=seen)
    except StaleWriteError as error:
        st.session_state[_WAITING] = (name, search)
        conflicts.keep(_FORM, error)
        notices.say("bad", f"{wording.sentence(error)} Open Saved searches to replace it.")
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        notices.say("good", f"Saved as “{kept}”.")
    st.rerun()
