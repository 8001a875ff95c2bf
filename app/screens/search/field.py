"""The search field: it completes codes, names and fields; a builder adds one condition after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import notices
from app.ui import parameters, templates
from kb.errors import KbError
from kb.queries.codebook.code_page import code_places
from kb.queries.syntax.build import condition, with_condition, without_condition
from kb.queries.syntax.conditions import read_search
from kb.queries.syntax.parse import FURTHEST
from kb.queries.syntax.properties import values
from kb.queries.syntax.render import as_text
from kb.queries.syntax.tokens import FIELDS, LONGEST

KINDS = {
    "words": "all of these words",
    "phrase": "these words side by side",
    "code": "code",
    "speaker": "speaker",
    "role": "role of the speaker",
    "case": "case",
    "document": "document",
    "attribute": "attribute of the case",
    "pass": "codes of the passes",
}
JOINS = {"and": "and", "or": "or", "not": "but not", "near": "near"}


def draw(address: Callable[..., str]) -> str:
    """Draw the field with its builder; return the search that the address names."""
    query = parameters.text("q")
    event = templates.show(
        "search/field.html",
        key="search-typed",
        query=query,
        lists=data.cached_query(completions),
        kinds=KINDS,
        joins=JOINS,
        furthest=FURTHEST,
        longest=max(LONGEST, len(query)),
    )
    if event and event.get("do") == "search":
        _go(address, plain(event.get("q", "")))
    elif event and event.get("do") == "build":
        try:
            built = data.cached_query(extended, query, *_asked(event))
        except KbError as error:
            notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
            st.rerun()
        _go(address, built)
    return query


def plain(typed: object) -> str:
    """Return what was typed without what cannot stand in an address or a database."""
    return str(typed).replace("\0", "").encode("utf-8", "replace").decode().strip()


def completions(session: Session) -> dict[str, list[str]]:
    """Return, for each field, the values that can stand behind it."""
    return {"code": list(code_places(session).codes), **{field: values(session, field) for field in FIELDS}}


def extended(session: Session, query: str, join: str, kind: str, value: str, apart: int) -> str:
    """Return a search with one condition more, as text; all that it names is in the catalog.

    Raises:
        KbError: the search cannot be read, or the condition cannot be added.
    """
    expression = read_search(session, query)
    wider = with_condition(expression, condition(kind, value), join, apart)  # type: ignore[arg-type]
    text = as_text(wider)
    read_search(session, text)
    return text


def without(session: Session, query: str, place: int) -> str | None:
    """Return a search without one of its conditions, as text; None if nothing is left that can be found."""
    expression = read_search(session, query)
    left = without_condition(expression, place) if expression else None
    if left is None:
        return None
    try:
        read_search(session, as_text(left))
    except KbError:
        return None
    return as_text(left)


def _asked(event: dict[str, Any]) -> tuple[str, str, str, int]:
    join, kind = str(event.get("join")), str(event.get("kind"))
    apart = str(event.get("apart", "0"))
    number = int(apart) if apart.isdecimal() and len(apart) <= len(str(FURTHEST)) else FURTHEST + 1
    return join if join in JOINS else "and", kind, plain(event.get("value", "")), number


def _go(address: Callable[..., str], query: str) -> None:
    """Go to the address of a search: one entry in the browser's history."""
    templates.go(address(q=query or None, saved=None, **{"as": None}))
