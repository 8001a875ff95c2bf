"""The list of issues and the list of fixes: one page, filtered and sorted by what the address says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import header
from app.ui import export, filters, lists, templates
from kb.queries.counts import Counts
from kb.queries.filters import Filters
from kb.queries.options import choices


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells the list of issues from that of fixes.

    ``rows`` is asked with the filters, ``counts`` with the keys of the rows that are listed and the filters.
    """

    page: Literal["issues", "fixes"]
    noun: str
    note: str
    columns: Mapping[str, str]
    rows: Callable[[Session, Filters], list[Any]]
    counts: Callable[[Session, Collection[str], Filters], Counts]

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.page.capitalize()


def show(kind: Kind) -> None:
    """Draw the page."""
    header.begin_page(kind.title)
    bar = filters.Toolbar(kind.page)
    templates.show("list_head.html", key=f"{kind.page}-head", title=kind.title, note=kind.note)
    with st.container(horizontal=True, vertical_alignment="center", key=f"{kind.page}-tools"):
        words, asked = _asked(bar, kind)
        every = data.cached_query(kind.rows, Filters(pass_role=asked.pass_role))
        rows, sort = lists.ordered(
            _found(kind, asked, words), st.query_params.get("sort"), tuple(kind.columns)
        )
        export.export(
            kind.page,
            list(kind.columns.values()),
            lambda: lists.records(rows, kind.columns),
            shown=len(rows),
            of=len(every),
            what=kind.page,
            key=kind.page,
        )
    st.session_state[came_from(kind.page)] = [row.key for row in rows]
    templates.show(
        f"evidence/{kind.page}.html",
        key=f"{kind.page}-list",
        rows=rows,
        total=len(every),
        together=data.cached_query(kind.counts, tuple(sorted(row.key for row in rows)), asked),
        columns=kind.columns,
        sort=sort,
        chips=bar.chips,
        culprit=[] if rows else bar.culprit(lambda names: _left(kind, asked, words, names)),
        unfiltered=bar.unfiltered,
        address_with=bar.address,
        most=max((row.interviews for row in rows), default=1),
        passes=st.query_params.get("pass"),
    )


def came_from(page: str) -> str:
    """Return where the keys of a list are kept for the pages that its rows lead to."""
    return f"kb_{page}"


def _asked(bar: filters.Toolbar, kind: Kind) -> tuple[str, Filters]:
    """Draw the filters; return the words that are sought in the names, and the rest."""
    known = data.cached_query(choices)
    words = bar.text("q", f"Find {kind.noun}", f"Find {kind.noun} by its name")
    stage = bar.choice("stage", "Stage", dict(known.stages), anything="Any stage")
    aspect = bar.choice("aspect", "Aspect", dict(known.aspects), anything="Any aspect")
    attribute = None
    if known.attributes:
        attribute = bar.choice(
            "attribute", "Case", {each: each for each in known.attributes}, anything="Any case"
        )
    coder = bar.choice("coder", "Coder", {each: each for each in known.coders}, anything="Any coder")
    asked = Filters(stage=stage, aspect=aspect, attribute=attribute, coder=coder, pass_role=bar.passes())
    return words, asked


def _found(kind: Kind, asked: Filters, words: str) -> list[Any]:
    return [row for row in data.cached_query(kind.rows, asked) if lists.matches(words, row)]


def _left(kind: Kind, asked: Filters, words: str, names: Collection[str]) -> int:
    """How many rows are left if only the filters of these names are on."""
    off: dict[str, Any] = {
        name: None for name in ("stage", "aspect", "attribute", "coder") if name not in names
    }
    return len(_found(kind, replace(asked, **off), words if "q" in names else ""))
