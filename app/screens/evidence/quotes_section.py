"""The quotes of an issue's or a fix's page: their filters, their order, and twenty more at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast, get_args

import streamlit as st

from app import data
from app.ui import export as exporting
from app.ui import filters, parameters, templates, wording
from app.ui import quotes as quoting
from app.ui.styles import code_colours
from kb.errors import KbError
from kb.queries.counting.counts import counts
from kb.queries.documents import documents
from kb.queries.evidence.issues import CodeShare
from kb.queries.filtering.filters import Filters, PassRole
from kb.queries.filtering.options import choices
from kb.queries.quotes.coded_passages import CodedPassagePage, Order, coded_passages

MORE = 20
ORDERS = {"interview": "By interview", "code": "By code", "strength": "By number of coders"}


def chosen_pass() -> PassRole | None:
    """Return which passes the address means: the moderated ones, unless it says all or there is none."""
    wants_all = parameters.text("pass") == "all" or not data.cached_query(choices).has_moderated
    return None if wants_all else "moderator"


def carried_by(codes: Sequence[CodeShare]) -> str | None:
    """Return the code that the address limits the quotes to."""
    return parameters.one_of("code", {share.code for share in codes}) or None


def quotes(bar: filters.Toolbar, about: Filters, codes: Sequence[CodeShare]) -> CodedPassagePage | None:
    """Draw the toolbar and the quotes of an issue or a fix; return them all, whatever filters are on.

    None is returned if the words that are sought are no query.
    """
    with st.container(horizontal=True, vertical_alignment="center", key=f"{bar.page}-tools"):
        templates.show("heading.html", key=f"{bar.page}-said", title="Quotes", note="")
        order = cast("Order", bar.segments("group", "Group", ORDERS, "interview"))
        about = replace(about, pass_role=bar.passes())
        asked = _limited(bar, about, carried_by(codes))
        export = st.empty()
    limit = _limit(bar)
    try:
        page = data.cached_query(coded_passages, asked, order=order, limit=limit)
        whole = page if asked == about else data.cached_query(coded_passages, about, order=order, limit=MORE)
    except KbError as error:
        templates.show("wrong.html", key=f"{bar.page}-wrong", message=str(error), chips=bar.chips)
        return None
    with export:
        exporting.export(
            f"{bar.page}-{parameters.text('id')}-quotes",
            quoting.HEADER,
            lambda: quoting.rows(data.cached_query(coded_passages, asked, order=order, limit=None).passages),
            shown=page.total,
            of=whole.total,
            what="quotes",
            key=bar.page,
        )
    _show(bar, page, whole, order, about)
    return whole


def _limited(bar: filters.Toolbar, about: Filters, code: str | None) -> Filters:
    """Draw the filters that are in one popover.

    The code is chosen by the chips above; the interview by a link, such as a cell of a crosstab.
    """
    names = ("role", "coder", "attribute", "q")
    known = data.cached_query(choices)
    on = sum(bool(parameters.text(name)) for name in names)
    with st.popover(f"Filter · {on}" if on else "Filter", key=f"{bar.page}-filter"):
        words = bar.text("q", "Words", "Words in the paragraph")
        role = bar.radio("role", "Speaker", filters.ROLES, anything="Anyone")
        coder = bar.radio("coder", "Coder", {each: each for each in known.coders}, anything="Any coder")
        attribute = bar.attribute(is_open=True)
    if code:
        bar.chip("code", "Code", code)
    document = None
    if parameters.text("document"):
        titles = {each: each for each in data.cached_query(documents.titles)}
        document = parameters.one_of("document", titles) or None
        bar.chip_of("document", "Document", titles)
    return replace(
        about,
        text=words or None,
        speaker_role=role,
        coder=coder,
        code=code,
        attribute=attribute,
        document=document,
    )


def _limit(bar: filters.Toolbar) -> int:
    """Return how many quotes are shown: twenty, and twenty more of this list whenever somebody asks."""
    about = str(sorted(st.query_params.items()))
    key = f"{bar.page}-shown"
    known = st.session_state.get(key)
    shown = known[1] if known and known[0] == about else MORE
    clicked = st.session_state.get(f"{bar.page}-quotes")
    if clicked is not None and (clicked.get("do") or {}).get("do") == "more":
        shown += MORE
    st.session_state[key] = (about, shown)
    return int(shown)


def _show(
    bar: filters.Toolbar, page: CodedPassagePage, whole: CodedPassagePage, order: Order, about: Filters
) -> None:
    elsewhere = not whole.total and about.pass_role is not None
    templates.show(
        "quotes.html",
        key=f"{bar.page}-quotes",
        groups=quoting.groups(page.passages, order),
        page=page,
        whole=whole,
        chips=bar.chips,
        culprit=[] if page.total else bar.culprit(lambda names: _left(about, names)),
        unfiltered=bar.unfiltered,
        in_all=data.cached_query(counts, replace(about, pass_role=None)).codings if elsewhere else 0,
        hue=code_colours.hues(),
        letters=wording.letters(data.coders()),
        open_all=parameters.one_of("context", ("all",)) == "all",
        more=min(MORE, page.total - len(page.passages)),
        all_passes=bar.address(**{"pass": "all"}),
        is_moderated=about.pass_role is not None,
    )


def _left(about: Filters, names: Collection[str]) -> int:
    """How many codings are left if only the filters of these names are on."""
    given = {"q": "text", "role": "speaker_role"}
    on: dict[str, Any] = {given.get(name, name): parameters.text(name) for name in names}
    try:
        return data.cached_query(counts, replace(about, **on)).codings
    except KbError:
        return 0


assert set(ORDERS) == set(get_args(Order))  # noqa: S101  every order has its name
