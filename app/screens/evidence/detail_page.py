"""The page of one issue or fix: what it is, its numbers, the supporting quotes, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.evidence import list_page, quotes_section
from app.shell import header
from app.shell.who import current_coder
from app.ui import filters, lists, parameters, templates, wording
from app.ui.fields import memo_form
from app.ui.styles import code_colours
from kb.errors import UnknownNameError, nearest
from kb.queries import memos
from kb.queries.counting.counts import counts
from kb.queries.evidence import cooccurring_issues
from kb.queries.evidence.fixes_of_issues import FixesOfIssues
from kb.queries.filtering.filters import Filters

COMPANIONS = 6


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells an issue's page from a fix's.

    ``ask`` gives the page of a name, ``titles`` every name, ``others`` the fixes against an issue or the
    issues that a fix answers; ``listing`` is the list that it is in, ``place`` is where the others stand on
    the page, and ``label`` what leads there.
    """

    page: Literal["issue", "fix"]
    listing: list_page.Kind
    ask: Callable[[Session, str, Filters], Any]
    titles: Callable[[Session], dict[str, str]]
    others: Callable[[Session, str, Filters], FixesOfIssues]
    about: Callable[[str], Filters]
    place: str
    label: str
    has_company: bool = False

    def has_others(self) -> bool:
        """Whether the study has any of what belongs to it: fixes for an issue, issues for a fix."""
        study = data.study()
        return study.has_fixes if self.page == "issue" else study.has_issues


def show(kind: Kind) -> None:
    """Draw the page that the address names."""
    header.begin_page(wording.word(kind.page.capitalize()))
    _within(kind.listing.page)
    limits = Filters(pass_role=quotes_section.chosen_pass())
    every = data.cached_query(kind.titles)
    wanted = parameters.text("id")
    try:
        page = data.cached_query(kind.ask, wanted, limits)
    except UnknownNameError:
        _unknown(kind, wanted, every)
    key = getattr(page, kind.page)
    header.name_page(page.title, kind.listing.title)
    bar = filters.Toolbar(kind.page)
    head, jump = st.empty(), st.container(key=f"{kind.page}-jump")
    main, aside = st.columns([0.685, 0.315], gap="large")
    with main:
        said = quotes_section.quotes(bar, kind.about(key), page.codes)
    others = data.cached_query(kind.others, key, limits)
    codes = tuple(share.code for share in page.codes)
    notes = data.cached_query(memos.memos, memos.MemoFilters(codes=codes)) if codes else []
    with head.container():
        _head(kind, page, bar, limits, every, seen_by_two=said.seen_by_two if said else 0)
    with aside:
        templates.show(
            f"evidence/{kind.page}_aside.html",
            key=f"{kind.page}-aside",
            others=others,
            passes=parameters.text("pass"),
        )
        company = st.container()
        templates.show("memos.html", key=f"{kind.page}-memos", notes=notes, wording=wording, page=kind.page)
        memo_form.render_memo_form(kind.page, page.codes, current_coder())
        templates.show("evidence/definition.html", key=f"{kind.page}-definition", page=page)
    with_it: Sequence[cooccurring_issues.Companion] = ()
    if kind.has_company:  # late, because in a large catalog it takes longest
        with company:
            with_it = _company(key, limits)
    with jump:
        places = [
            ("quotes", "Quotes", said.total if said else 0),
            *([(kind.place, wording.fill(kind.label), len(others.pairs))] if kind.has_others() else []),
            *([("occurs-with", "Occurs with", len(with_it))] if kind.has_company else []),
            ("memos", "Memos", len(notes)),
        ]
        templates.show("evidence/jump.html", key=f"{kind.page}-places", places=places)


def _within(page: str) -> None:
    """Mark the list that this page belongs to in the header: the page itself has no place there."""
    mark = "box-shadow:inset 0 -2px 0 var(--accent);color:var(--ink);font-weight:600"
    st.html(f"<style>[data-testid='stTopNavLink'][href$='/{page}']{{{mark}}}</style>")


def _unknown(kind: Kind, name: str, known: dict[str, str]) -> NoReturn:
    """Say that there is no such issue or fix, and name the nearest; nothing else is drawn."""
    near = nearest(name, known) if name else None
    templates.show(
        "evidence/unknown.html",
        key=f"{kind.page}-unknown",
        noun=kind.page,
        name=name,
        near=near,
        page=kind.page,
    )
    st.stop()


def _head(
    kind: Kind,
    page: Any,
    bar: filters.Toolbar,
    limits: Filters,
    every: dict[str, str],
    *,
    seen_by_two: int,
) -> None:
    """Draw what it is, its place in the list that a person came from, and its numbers."""
    key = getattr(page, kind.page)
    about = kind.about(key)
    listed = list_page.listed(kind.listing, parameters.text("list"), limits.pass_role)
    keys = listed if key in listed else list(every)
    before, after, at = lists.neighbours(keys, key)
    templates.show(
        f"evidence/{kind.page}_head.html",
        key=f"{kind.page}-head",
        page=page,
        every=data.cached_query(counts, about),
        moderated=data.cached_query(counts, replace(about, pass_role="moderator")),  # noqa: S106  no password
        is_moderated=limits.pass_role is not None,
        seen_by_two=seen_by_two,
        chosen=quotes_section.carried_by(page.codes),
        address_with=bar.address,
        before=before,
        after=after,
        at=at,
        of=len(keys),
        list=parameters.text("list"),
        passes=parameters.text("pass"),
        hue=code_colours.hues(),
    )


def _company(key: str, limits: Filters) -> Sequence[cooccurring_issues.Companion]:
    """Draw the issues that occur with one; return those that are shown."""
    found = data.cached_query(cooccurring_issues.companions, key, limits)[:COMPANIONS]
    templates.show(
        "evidence/issue_company.html",
        key="issue-company",
        issue=key,
        companions=found,
        passes=parameters.text("pass"),
    )
    return found
