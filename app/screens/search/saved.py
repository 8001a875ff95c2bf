"""Saved searches on the Search page: open one by its address, save what is searched, delete one."""

from __future__ import annotations

import streamlit as st

from app import data
from app.shell import notices
from app.shell.who import current_coder
from app.ui import templates
from kb.errors import KbError
from kb.queries.search.saved_searches import saved_searches
from kb.queries.search.scope import SearchScope
from kb.store.saved_searches import LONGEST, Search, forget_search, save_search


def open_saved() -> None:
    """Go to the saved search that the address names, if there is one."""
    name = st.query_params.get("saved")
    if name is None:
        return
    st.query_params.pop("saved")
    found = next((row for row in data.cached_query(saved_searches) if row.name == name), None)
    if found is None:
        notices.say("bad", f"No search is saved as {name!r}.")
        return
    kept = {"q": found.query, "role": found.role, "document": found.document, "attribute": found.attribute}
    st.query_params.from_dict({key: value for key, value in kept.items() if value})


def saved_popover(query: str, scope: SearchScope) -> None:
    """Save the search under a name, and list the saved searches."""
    who = current_coder()
    with st.popover("Saved searches", key="search-saved"):
        event = templates.show(
            "search/saved.html", key="search-saved-list", rows=data.cached_query(saved_searches)
        )
        if query and who:
            _form(query, scope, who)
        elif query:
            st.caption("To save this search, choose your name in the header.")
    if event and event.get("do") == "forget" and who:
        data.execute(forget_search, str(event.get("name", "")), who=who)
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
