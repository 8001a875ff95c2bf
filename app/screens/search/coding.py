"""*Code all hits*: what a search found gets a code: each passage is shown and can be left out; one action."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import data
from app.shell import notices, undoing
from app.shell.who import current_coder
from app.ui import templates, wording
from app.viewer import Right, reason_against
from kb.errors import KbError
from kb.queries import names
from kb.queries.codebook.code_page import code_places
from kb.queries.search.hit_spans import HitSpan, SpanUnit, hit_spans
from kb.queries.search.scope import SearchScope
from kb.store.coding.code_hits import code_hits, plan_hits

MOST = 1000
"""Passages that can be coded at once here; the command line has no limit."""
_UNITS: dict[SpanUnit, str] = {"paragraph": "Paragraphs", "sentence": "Sentences", "words": "Words found"}
_OPEN, _CODE, _DONE = "kb_search_coding", "kb_search_code", "kb_search_coded"


def button(query: str, scope: SearchScope) -> None:
    """Draw the button, and the dialog while it is open."""
    if st.button("Code all hits", key="search-code"):
        st.session_state[_OPEN] = (query, scope)
        st.session_state.pop(_CODE, None)
    if st.session_state.get(_OPEN) == (query, scope):
        st.dialog("Code all hits", width="large", on_dismiss=_close)(_steps)(query, scope)


def done() -> None:
    """Show what was coded last, with the way back."""
    undoing.show_done(_DONE, "search/coded.html", key="search-coded")


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_CODE, None)


def _steps(query: str, scope: SearchScope) -> None:
    who = current_coder()
    if not who:
        st.caption(reason_against(Right.CODE) or "To code, choose your name in the header.")
        return
    unit = st.segmented_control(
        "What is coded",
        list(_UNITS),
        format_func=_UNITS.__getitem__,
        default="paragraph",
        key="search-code-unit",
    )
    spans = data.cached_query(hit_spans, query, scope, unit=unit or "paragraph")
    if len(spans) > MOST:
        many = wording.many(len(spans))
        st.caption(f"These are {many} passages; at most {MOST:,} can be coded at once. Narrow the search.")
        return
    code = str(st.session_state.get(_CODE, ""))
    planned = data.cached_query(plan_hits, spans, code=code, coder=who)

    def chosen(click: dict[str, Any]) -> None:
        if click["do"] == "choose":
            _choose(click)
        elif click.get("shown") != _digest(spans):
            message = "The text or the search results have changed in the meantime; check the passages again."
            templates.show("search/wrong.html", key="search-code-wrong", message=message)
        else:
            spans_left = [each.span for place, each in enumerate(planned) if f"hit-{place}" in click]
            _code(spans_left, code, who)

    templates.show(
        "search/coding.html",
        key="search-coding",
        on_click=chosen,
        code=code,
        codes=data.cached_query(code_places).codes,
        planned=planned,
        new=sum(each.outcome == "new" for each in planned),
        who=who,
        shown=_digest(spans),
    )


def _digest(spans: Sequence[HitSpan]) -> str:
    """What names these passages: a click is about those that were shown."""
    return hashlib.blake2b(repr(spans).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _choose(event: dict[str, Any]) -> None:
    """Take the code that was picked: one of the codebook, or a new one that was asked for."""
    typed = " ".join(str(event.get("code", "")).split())
    try:
        st.session_state[_CODE] = typed if typed and event.get("new") == typed else data.query(_known, typed)
    except KbError as error:
        templates.show("search/wrong.html", key="search-code-wrong", message=wording.sentence(error))
        return
    st.rerun(scope="fragment")


def _known(session: Any, name: str) -> str:
    return names.code(session, name).name


def _code(chosen: list[HitSpan], code: str, who: str) -> None:
    try:
        result = data.execute(code_hits, chosen, code=code, coder=who)
    except KbError as error:
        templates.show("search/wrong.html", key="search-code-wrong", message=wording.sentence(error))
        return
    left = len(result.hits) - result.new
    message = f"Coded {wording.count(result.new, 'passage')} with “{code}”."
    if left:
        message += f" {wording.count(left, 'passage')} left as {'it is' if left == 1 else 'they are'}."
    _close()
    if result.batch:
        st.session_state[_DONE] = (message, result.batch)
    else:
        notices.say("good", message)
    st.rerun()
