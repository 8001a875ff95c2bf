"""Search: one field for words and codes; what it finds, document by document; searches that have a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import streamlit as st

from app import data
from app.screens.search.saved import open_saved, saved_popover
from app.shell import header, notices
from app.ui import code_colours, export, filters, templates, wording
from kb.errors import KbError
from kb.queries.documents import documents
from kb.queries.options import Choices, choices
from kb.queries.search.results import SearchResults, search
from kb.queries.search.scope import SearchScope
from kb.queries.syntax.conditions import read_search
from kb.queries.syntax.errors import SearchSyntaxError
from kb.queries.syntax.query_parts import query_parts

PAGE = 20
SECOND, LONGEST_NUMBER = 2, 9
SORTS = {"text": "By document", "most": "Most found first"}
COLUMNS = ("Document", "Case", "Paragraph", "Speaker", "Role", "Text", "Codes", "Coders")


def show() -> None:
    """Draw the page."""
    header.begin_page("Search")
    open_saved()
    bar = filters.Toolbar("search")
    query = _field(bar)
    with st.container(horizontal=True, vertical_alignment="center", key="search-tools"):
        known = data.cached_query(choices)
        scope = _scope(bar, known)
        most_first = bar.segments("sort", "Order", SORTS, "text") == "most"
        try:
            found: SearchResults | KbError = data.cached_query(
                search, query, scope, most_first=most_first, limit=PAGE, page=_page_wanted()
            )
        except KbError as error:
            found = error
        saved_popover(query, scope)
        if isinstance(found, SearchResults) and found.total:
            _export(query, scope, found.total, most_first=most_first)
    if isinstance(found, KbError):
        _show_error(query, found)
    elif not query:
        templates.show("search/empty.html", key="search-empty", codes=known.coders)
    else:
        _show_results(query, scope, found, bar)


def _field(bar: filters.Toolbar) -> str:
    """Draw the heading and the search field; return what it says."""
    templates.show(
        "list_head.html",
        key="search-head",
        title="Search",
        note="Search the words and the codes of every paragraph.",
    )
    notices.show("search-notice")
    with st.container(key="search-field"):
        query = bar.text("q", "Search", "“own words” drift not alert, or code:drift and code:monitoring")
    bar.chips.clear()  # the field shows what it says itself
    return query


def _scope(bar: filters.Toolbar, known: Choices) -> SearchScope:
    """Draw the filters; return what they limit the search to."""
    names = data.cached_query(documents.titles)
    role = bar.choice("role", "Speaker", filters.ROLES, anything="Anybody")
    document = bar.pick("document", "Document", {name: name for name in names})
    attribute = None
    if known.attributes:
        attribute = bar.choice(
            "attribute", "Case", {each: each for each in known.attributes}, anything="Any case"
        )
    return SearchScope(role, document, attribute)


def _page_wanted() -> int:
    """Return which page of the results the address means; the first, if it says nothing that is one."""
    wanted = str(st.query_params.get("page", "1"))
    return max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < LONGEST_NUMBER else 1


def _export(query: str, scope: SearchScope, total: int, *, most_first: bool) -> None:
    is_limited = scope != SearchScope()
    everywhere = data.cached_query(search, query, limit=PAGE).total if is_limited else total
    export.export(
        "search",
        COLUMNS,
        lambda: _records(query, scope, most_first=most_first),
        shown=total,
        of=everywhere,
        what="paragraphs",
        key="search",
    )


def _records(query: str, scope: SearchScope, *, most_first: bool) -> Iterator[dict[str, Any]]:
    """Yield what is found, for an export."""
    for group in data.cached_query(search, query, scope, most_first=most_first, limit=None).groups:
        for hit in group.hits:
            yield {
                "Document": group.document,
                "Case": group.case,
                "Paragraph": hit.paragraph + 1,
                "Speaker": hit.speaker,
                "Role": hit.role,
                "Text": hit.text,
                "Codes": hit.codes,
                "Coders": tuple(f"{coder.coder} ({coder.role})" for coder in hit.coders),
            }


def _show_error(query: str, error: KbError) -> None:
    """Show where a search could not be read, and what was expected there."""
    start = end = len(query)
    reason = str(error)
    if isinstance(error, SearchSyntaxError):
        start, end, reason = error.start, error.end, error.expected
    templates.show(
        "search/error.html",
        key="search-error",
        before=query[:start],
        spot=query[start:end],
        after=query[end:],
        reason=reason,
    )


def _show_results(query: str, scope: SearchScope, found: SearchResults, bar: filters.Toolbar) -> None:
    templates.show(
        "search/results.html",
        key="search-results",
        found=found,
        read=query_parts(data.cached_query(read_search, query)),
        chips=bar.chips,
        asked=query,
        hue=code_colours.hues(),
        letters=wording.letters(data.coders()),
        wording=wording,
        pages=_pages(found, bar),
        culprit=[] if found.total else bar.culprit(lambda names: _left(query, scope, names)),
        unfiltered=bar.unfiltered,
    )


def _pages(found: SearchResults, bar: filters.Toolbar) -> dict[str, str | None]:
    """Return the addresses of the results before and after those that are shown."""
    page = found.before // PAGE + 1
    is_last = found.before + found.shown >= found.total
    return {
        "before": bar.address(page=None if page == SECOND else page - 1) if page > 1 else None,
        "after": None if is_last else bar.address(page=page + 1),
    }


def _left(query: str, scope: SearchScope, names: Collection[str]) -> int:
    """Return how much is found if only the filters of these names are on."""
    off: dict[str, Any] = {name: None for name in ("role", "document", "attribute") if name not in names}
    return data.cached_query(search, query, replace(scope, **off), limit=1).total


show()
