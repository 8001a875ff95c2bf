"""Search: one field for words and codes; what it finds, document by document; searches that have a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import streamlit as st

from app import data
from app.screens.search import answer, coding, field
from app.screens.search.answer import is_question
from app.screens.search.saved import open_saved, saved_popover
from app.shell import header, notices, undoing
from app.ui import export, filters, parameters, templates, wording
from app.ui.styles import code_colours
from kb.errors import KbError
from kb.queries.documents import documents
from kb.queries.filtering.filters import PassRole
from kb.queries.search.did_you_mean import meant_search
from kb.queries.search.examples import examples
from kb.queries.search.results import SearchResults, search
from kb.queries.search.scope import SearchScope
from kb.queries.syntax.conditions import read_search
from kb.queries.syntax.errors import SearchSyntaxError
from kb.queries.syntax.query_parts import QueryPart, query_parts

PAGE = 20
SECOND = 2
SORTS = {"text": "By document", "most": "Most matches first"}
WHOSE = "; codes of all passes, also of different coders (Network counts each pass apart)"
COLUMNS = ("Document", "Case", "Paragraph", "Speaker", "Role", "Text", "Codes", "Coders")


def show() -> None:
    """Draw the page."""
    header.begin_page("Search")
    open_saved()
    bar = filters.Toolbar("search")
    query = _field(bar)
    undoing.ask()
    coding.done()
    if query:
        header.name_page(query, "Search")
    if is_question(query):
        answer.show(query, _passes(bar), bar.address)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="search-tools"):
        scope = _scope(bar)
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
            coding.button(query, scope)
    if isinstance(found, KbError):
        _show_error(query, found, bar)
    elif not query:
        templates.show("search/empty.html", key="search-empty", examples=data.cached_query(examples))
    else:
        _show_results(query, scope, found, bar)


def _field(bar: filters.Toolbar) -> str:
    """Draw the heading and the search field; return what it says."""
    templates.show(
        "list_head.html",
        key="search-head",
        title="Search",
        note="Search the words and the codes of every paragraph, or ask a question in plain words.",
    )
    notices.show("search-notice")
    with st.container(key="search-field"):
        return field.draw(bar.address)


def _passes(bar: filters.Toolbar) -> PassRole | None:
    with st.container(horizontal=True, vertical_alignment="center", key="search-tools"):
        return bar.passes("all")


def _scope(bar: filters.Toolbar) -> SearchScope:
    """Draw the filters; return what they limit the search to."""
    names = data.cached_query(documents.titles)
    role = bar.choice("role", "Speaker", filters.ROLES, anything="Everybody")
    document = bar.pick("document", "Document", {name: name for name in names})
    attribute = bar.attribute()
    return SearchScope(role, document, attribute, bar.passes("all"))


def _page_wanted() -> int:
    """Return which page of the results the address means; the first, if it says nothing that is one."""
    return parameters.number("page", least=1) or 1


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


def _show_error(query: str, error: KbError, bar: filters.Toolbar) -> None:
    """Show where a search could not be read, and what was expected there."""
    start = end = len(query)
    reason = str(error)
    if isinstance(error, SearchSyntaxError):
        start, end, reason = error.start, error.end, error.expected
    meant = data.cached_query(meant_search, query)
    templates.show(
        "search/error.html",
        key="search-error",
        meant=meant,
        meant_address=bar.address(q=meant) if meant else "",
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
        read=_parts(query, bar),
        chips=bar.chips,
        asked=query,
        hue=code_colours.hues(),
        letters=wording.letters(data.coders()),
        whose="" if scope.pass_role else WHOSE,
        wording=wording,
        pages=_pages(found, bar),
        culprit=[] if found.total else bar.culprit(lambda names: _left(query, scope, names)),
        unfiltered=bar.unfiltered,
    )


def _parts(query: str, bar: filters.Toolbar) -> list[tuple[QueryPart, str | None]]:
    """Return how the search was read, piece by piece, and the address without each condition."""
    read: list[tuple[QueryPart, str | None]] = []
    place = 0
    for part in query_parts(data.cached_query(read_search, query)):
        if part.kind in ("or", "near"):
            read.append((part, None))
            continue
        left = data.cached_query(field.without, query, place)
        read.append((part, bar.address(q=left) if left else None))
        place += 1
    return read


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
