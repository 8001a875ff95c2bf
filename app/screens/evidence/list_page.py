"""The list of issues and the list of fixes: one page, filtered and sorted by what the address says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import header
from app.ui import export, filters, lists, parameters, templates, wording
from kb.queries.counting.counts import Counts
from kb.queries.filtering.filters import Filters, PassRole
from kb.queries.filtering.options import choices


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells the list of issues from that of fixes; its texts hold words of the study, ``{issues}``.

    ``rows`` is asked with the filters, ``counts`` with the keys of the rows that are listed and the filters.
    """

    page: Literal["issues", "fixes"]
    noun: str
    note: str
    titles: Mapping[str, str]
    rows: Callable[[Session, Filters], list[Any]]
    counts: Callable[[Session, Collection[str], Filters], Counts]

    @property
    def title(self) -> str:
        """What the page is called."""
        return wording.word(self.page.capitalize())

    @property
    def columns(self) -> dict[str, str]:
        """The columns that the study has something in, with their headings."""
        study = data.study()
        is_there = {
            "stages": study.has_stages,
            "aspect": study.has_aspects,
            "fixes": study.has_fixes,
            "against": study.has_issues,
        }
        return wording.filled({name: each for name, each in self.titles.items() if is_there.get(name, True)})


def show(kind: Kind) -> None:
    """Draw the page."""
    header.begin_page(kind.title)
    bar = filters.Toolbar(kind.page)
    templates.show("list_head.html", key=f"{kind.page}-head", title=kind.title, note=wording.fill(kind.note))
    with st.container(horizontal=True, vertical_alignment="center", key=f"{kind.page}-tools"):
        words, asked = _asked(bar, kind)
        every = data.cached_query(kind.rows, Filters(pass_role=asked.pass_role))
        rows, sort = lists.ordered(
            _found(kind, asked, words), parameters.one_of("sort", kind.columns), tuple(kind.columns)
        )
        export.export(
            kind.page,
            list(kind.columns.values()),
            lambda: lists.records(rows, kind.columns),
            shown=len(rows),
            of=len(every),
            what=wording.word(kind.page),
            key=kind.page,
        )
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
        here=_here(),
        most=max((row.interviews for row in rows), default=1),
        passes=parameters.text("pass"),
    )


def listed(kind: Kind, query: str, pass_role: PassRole | None) -> list[str]:
    """Return the keys of a list in its order, filtered and sorted as the parameters of its address say."""
    said, known = dict(parse_qsl(query)), data.cached_query(choices)
    options = {
        "stage": dict(known.stages),
        "aspect": dict(known.aspects),
        "attribute": known.attributes,
        "coder": known.coders,
    }
    asked: dict[str, Any] = {name: said[name] for name in options if said.get(name) in options[name]}
    found = _found(kind, Filters(pass_role=pass_role, **asked), said.get("q", ""))
    return [row.key for row in lists.ordered(found, said.get("sort"), tuple(kind.columns))[0]]


def _here() -> str:
    """Return the parameters of the list, for the pages of its rows: they have a next and a previous one."""
    return urlencode({name: value for name, value in st.query_params.items() if name != "pass"})


def _asked(bar: filters.Toolbar, kind: Kind) -> tuple[str, Filters]:
    """Draw the filters; return the words that are sought in the names, and the rest."""
    known = data.cached_query(choices)
    noun = wording.fill(kind.noun)
    words = bar.text("q", f"Find {noun}", f"Find {noun} by its name")
    stage = _place(bar, "stage", dict(known.stages))
    aspect = _place(bar, "aspect", dict(known.aspects))
    attribute = bar.attribute()
    coder = bar.choice("coder", "Coder", {each: each for each in known.coders}, anything="Any coder")
    asked = Filters(stage=stage, aspect=aspect, attribute=attribute, coder=coder, pass_role=bar.passes())
    return words, asked


def _place(bar: filters.Toolbar, what: Literal["stage", "aspect"], known: Mapping[str, str]) -> str | None:
    """Draw the choice of a stage or aspect, where the study has any."""
    if not known:
        return None
    return bar.choice(what, wording.word(what.capitalize()), known, anything=f"Any {wording.word(what)}")


def _found(kind: Kind, asked: Filters, words: str) -> list[Any]:
    return [row for row in data.cached_query(kind.rows, asked) if lists.matches(words, row)]


def _left(kind: Kind, asked: Filters, words: str, names: Collection[str]) -> int:
    """How many rows are left if only the filters of these names are on."""
    off: dict[str, Any] = {
        name: None for name in ("stage", "aspect", "attribute", "coder") if name not in names
    }
    return len(_found(kind, replace(asked, **off), words if "q" in names else ""))
