"""Saved searches on the Search page: open one by its address, save what is searched, delete one."""

from __future__ import annotations

import streamlit as st

from app import data
from app.shell import notices
from app.shell.who import current_coder
from app.ui import parameters, templates
from kb.errors import KbError
from kb.queries.search.saved_searches import saved_searches
from kb.queries.search.scope import SearchScope
from kb.store.saved_searches import LONGEST, Search, forget_search, save_search


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
    with st.popover("Saved searches", key="search-saved"):
        templates.show(
            "search/saved.html",
            key="search-saved-list",
            on_click=lambda click: _forget(str(click.get("name", "")), who),
            rows=data.cached_query(saved_searches),
        )
        if query and who:
            _form(query, scope, who)
        elif query:
            st.caption("To save this search, choose your name in the header.")


def _forget(name: str, who: str | None) -> None:
    if who:
        data.execute(forget_search, name, who=who)
        st.rerun()


def _form(query: str, scope: SearchScope, who: str) -> None:
    with st.form("search-save", border=False, clear_on_submit=True):
        name = st.text_input("Name for this search", key="search-save-name", max_chars=LONGEST)
        if st.form_submit_button("Save this search", key="search-save-do"):
            _save(name, Search(query, scope.role, scope.document, scope.attribute), who)


def _save(name: str, search: Search, who: str) -> None:
    try:
        kept = data.execute(save_search, name, search, who=who)
    except KbError as error:
        notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    else:
        notices.say("good", f"Saved as “{kept}”.")
    st.rerun()
