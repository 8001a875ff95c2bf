"""Search: one field for words and codes; what it finds, document by document; searches that have a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import streamlit as st

from app import data
from app.shell import navigation, notices
from app.ui import code_colours, export, filters, templates, wording
from kb.errors import KbError
from kb.queries.documents import documents
from kb.queries.options import choices
from kb.queries.search import results as finding
from kb.queries.search.results import SearchResults, SearchScope
from kb.queries.search.saved_searches import saved_searches as saved
from kb.queries.syntax import question as asking
from kb.store import saved_searches

PAGE = 20
SECOND, LONGEST_NUMBER = 2, 9
SORTS = {"text": "By document", "most": "Most found first"}
COLUMNS = ("Document", "Case", "Paragraph", "Speaker", "Role", "Text", "Codes", "Coders")


def open_saved() -> None:
    """Go to the search that the address names, if there is one."""
    name = st.query_params.get("saved")
    if name is None:
        return
    st.query_params.pop("saved")
    found = next((each for each in data.cached_query(saved) if each.name == name), None)
    if found is None:
        notices.say("bad", f"No search is saved as {name!r}.")
        return
    kept = {"q": found.query, "role": found.role, "document": found.document, "attribute": found.attribute}
    st.query_params.from_dict({key: value for key, value in kept.items() if value})


def saved_popover(asked: str, limits: SearchScope) -> None:
    """Save what is asked under a name, and list what was saved."""
    with st.popover("Saved searches", key="search-saved"):
        event = templates.show("search/saved.html", key="search-saved-list", rows=data.cached_query(saved))
        who = navigation.coder()
        if asked and who:
            with st.form("search-save", border=False, clear_on_submit=True):
                name = st.text_input(
                    "Name for this search", key="search-save-name", max_chars=saved_searches.LONGEST
                )
                if st.form_submit_button("Save this search", key="search-save-do"):
                    keep(name, asked, limits, who)
        elif asked:
            st.caption("To save this search, say who is coding in the header.")
    if event and event.get("do") == "forget" and who:
        data.execute(saved_searches.forget_search, str(event.get("name", "")), who=who)
        st.rerun()


def keep(name: str, asked: str, limits: SearchScope, who: str) -> None:
    """Save a search."""
    kept = saved_searches.Search(asked, limits.role, limits.document, limits.attribute)
    try:
        called = data.execute(saved_searches.save_search, name, kept, who=who)
    except KbError as error:
        notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    else:
        notices.say("good", f"Saved as “{called}”.")
    st.rerun()


def records(asked: str, limits: SearchScope, *, most_first: bool) -> Iterator[dict[str, Any]]:
    """Yield what is found, for an export."""
    for group in data.cached_query(finding.search, asked, limits, most_first=most_first, limit=None).groups:
        for hit in group.hits:
            yield {
                "Document": group.document,
                "Case": group.case,
                "Paragraph": hit.paragraph + 1,
                "Speaker": hit.speaker,
                "Role": hit.role,
                "Text": hit.text,
                "Codes": hit.codes,
                "Coders": tuple(f"{voice.coder} ({voice.role})" for voice in hit.coders),
            }


def failed(asked: str, error: KbError) -> None:
    """Show where a search could not be read, and what was expected there."""
    start, end = getattr(error, "start", len(asked)), getattr(error, "end", len(asked))
    templates.show(
        "search/error.html",
        key="search-error",
        before=asked[:start],
        spot=asked[start:end],
        after=asked[end:],
        reason=str(error),
    )


def results(asked: str, limits: SearchScope, found: SearchResults, bar: filters.Toolbar) -> None:
    """Show what was found."""
    names = data.cached_query(finding.parse_question, asked)
    templates.show(
        "search/results.html",
        key="search-results",
        found=found,
        read=asking.chips(names),
        chips=bar.chips,
        asked=asked,
        hue=code_colours.hues(),
        letters=wording.letters(data.coders()),
        wording=wording,
        pages=pages(found, bar),
        culprit=[] if found.total else bar.culprit(lambda names: left(asked, limits, names)),
        unfiltered=bar.unfiltered,
    )


def page_wanted() -> int:
    """Return which page of the results the address means; the first, if it says nothing that is one."""
    wanted = str(st.query_params.get("page", "1"))
    return max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < LONGEST_NUMBER else 1


def pages(found: SearchResults, bar: filters.Toolbar) -> dict[str, str | None]:
    """Return the addresses of the results before and after those that are shown."""
    page = found.before // PAGE + 1
    is_last = found.before + found.shown >= found.total
    return {
        "before": bar.address(page=None if page == SECOND else page - 1) if page > 1 else None,
        "after": None if is_last else bar.address(page=page + 1),
    }


def left(asked: str, limits: SearchScope, names: Collection[str]) -> int:
    """Return how much is found if only the filters of these names are on."""
    off: dict[str, Any] = {name: None for name in ("role", "document", "attribute") if name not in names}
    return data.cached_query(finding.search, asked, replace(limits, **off), limit=1).total


navigation.page("Search")
open_saved()
bar = filters.Toolbar("search")
templates.show(
    "list_head.html",
    key="search-head",
    title="Search",
    note="Words, codes, and what stands near what, in every paragraph.",
)
notices.show("search-notice")
with st.container(key="search-field"):
    asked = bar.text("q", "Search", "“own words” drift not alert, or code:drift and code:monitoring")
bar.chips.clear()
failure: KbError | None = None
found = SearchResults((), 0, 0)
with st.container(horizontal=True, vertical_alignment="center", key="search-tools"):
    known = data.cached_query(choices)
    names = data.cached_query(documents.titles)
    role = bar.choice("role", "Speaker", filters.ROLES, anything="Anybody")
    document = bar.pick("document", "Document", {name: name for name in names})
    attribute = None
    if known.attributes:
        attribute = bar.choice(
            "attribute", "Case", {each: each for each in known.attributes}, anything="Any case"
        )
    limits = SearchScope(role, document, attribute)
    most_first = bar.segments("sort", "Order", SORTS, "text") == "most"
    try:
        found = data.cached_query(
            finding.search, asked, limits, most_first=most_first, limit=PAGE, page=page_wanted()
        )
        everywhere = (
            data.cached_query(finding.search, asked, limit=PAGE).total
            if limits != SearchScope()
            else found.total
        )
    except KbError as error:
        failure = error
    saved_popover(asked, limits)
    if found.total:
        export.export(
            "search",
            COLUMNS,
            lambda: records(asked, limits, most_first=most_first),
            shown=found.total,
            of=everywhere,
            what="paragraphs",
            key="search",
        )
if failure is not None:
    failed(asked, failure)
elif not asked:
    templates.show("search/empty.html", key="search-empty", codes=known.coders)
else:
    results(asked, limits, found, bar)
