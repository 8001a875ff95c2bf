"""The two halves of the codebook: the codes in their places, and the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app import data
from app.screens.codebook import dialogs
from app.screens.codebook.cues import render_cues
from app.screens.codebook.edits import CHANGES
from app.screens.codebook.forms import kind_name
from app.shell.who import current_coder, single_keys
from app.ui import filters, parameters, quotes, templates, wording
from app.ui.fields import memo_form
from app.ui.styles import code_colours
from kb.codebook.definitions import parts
from kb.codebook.palette import PALETTE
from kb.errors import UnknownNameError, nearest
from kb.queries import memos
from kb.queries.codebook.code_page import CodePage, code_page, code_places
from kb.queries.codebook.code_tree import GUIDE, TOPICS, UNSORTED, Branch, CodeInTree, tree
from kb.queries.codebook.unsorted import Proposal, proposals
from kb.queries.evidence.issues import CodeShare
from kb.queries.filtering.filters import Filters
from kb.queries.history import code_log
from kb.queries.quotes.coded_passages import coded_passages

_COLUMNS = {
    "code": "Code",
    "kind": "Kind",
    "stage": "{Stage}",
    "aspect": "{Aspect}",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
}
BUTTONS = ("rename", "merge", "split", "move", "recolour", "describe", "delete")
SAMPLE = 5


def columns() -> dict[str, str]:
    """Return the columns of the table of codes: those that the study has something in."""
    study = data.study()
    missing = {name for name in ("stage", "aspect") if not getattr(study, f"has_{name}s")}
    return {name: title for name, title in wording.filled(_COLUMNS).items() if name not in missing}


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes whose names have the words that were typed, by their place, and those without one."""

    words: tuple[str, ...]
    branches: tuple[Branch, ...]
    unsorted: tuple[CodeInTree, ...]
    total: int

    @classmethod
    def of(cls, words: str) -> CodeList:
        """Return the codes of the catalog."""
        every = data.cached_query(tree)
        loose = tuple(code for branch in every if branch.title == UNSORTED for code in branch.codes)
        placed = tuple(branch for branch in every if branch.title != UNSORTED)
        total = sum(len(branch.codes) for branch in every)
        return cls(tuple(words.casefold().replace("-", " ").split()), placed, loose, total)

    def matches(self, name: str) -> bool:
        """Say whether every word that was typed is in a name."""
        text = name.casefold().replace("-", " ")
        return all(word in text for word in self.words)

    def found(self, *, is_unsorted: bool) -> list[Branch]:
        """Return the branches of a view with the codes that match."""
        loose = [Branch(UNSORTED, self.unsorted)] if self.unsorted else []
        every = loose if is_unsorted else [*self.branches, *loose]
        kept = [
            Branch(branch.title, tuple(code for code in branch.codes if self.matches(code.name)))
            for branch in every
        ]
        return [branch for branch in kept if branch.codes]


def describe_codebook(listed: CodeList, unwritten: int) -> str:
    """Return what there is, in one line: ``125 codes in ten groups, three unsorted.``."""
    if not listed.total:
        return "No codes yet. Code a passage, or add transcripts with codings."
    loose = f", {wording.words(len(listed.unsorted))} unsorted" if listed.unsorted else ""
    places = wording.count(len(listed.branches), "group")
    news = ""
    if unwritten:
        news = f" {wording.count(unwritten, 'change').capitalize()} not yet saved in taxonomy.yaml."
    return f"{wording.count(listed.total, 'code').capitalize()} in {places}{loose}.{news}"


def chosen_code(listed: CodeList, *, is_unsorted: bool) -> str | None:
    """Return the code of the address; in the list of unsorted codes, else the first of them."""
    named = parameters.text("code")
    if is_unsorted:
        loose = [code.name for code in listed.unsorted if listed.matches(code.name)]
        return named if named in loose else (loose[0] if loose else None)
    return named or None


def render_branches(bar: filters.Toolbar, listed: CodeList, code: str | None, *, is_unsorted: bool) -> None:
    """Draw the codes in their places."""
    found = listed.found(is_unsorted=is_unsorted)
    nearest_places = {
        each.name: next((proposal.code for proposal in data.cached_query(proposals, each.name)), "")
        for branch in found
        for each in branch.codes
        if is_unsorted
    }
    templates.show(
        "codebook/tree.html",
        key="codebook-tree",
        on_click=lambda click: _drop(str(click.get("code")), str(click.get("onto"))),
        branches=found,
        chosen=code,
        q=" ".join(listed.words),
        nothing=_nothing(listed, is_unsorted=is_unsorted),
        address_with=bar.address,
        hue=code_colours.hues(),
        proposed=nearest_places,
    )


def _nothing(listed: CodeList, *, is_unsorted: bool) -> str:
    """Say why no code is in the list."""
    if listed.words:
        return "No code matches."
    if listed.total and is_unsorted:
        return "No unsorted codes."
    return "No codes yet. Make one with New code, or code a passage."


def _drop(code: str, onto: str) -> None:
    """Tell what moving a code to a branch would touch; one without a place has to be described first."""
    try:
        page = data.cached_query(code_page, code)
    except UnknownNameError:
        return
    place = _place_of(onto, page)
    if page.kind == "unsorted":
        dialogs.ask_for("move", page.code, **place, cues=page.cues or _name_words(page.code))
    elif place != _place_now(page):
        dialogs.ask_at_once("move", page.code, **place)


def _place_of(branch: str, page: CodePage) -> dict[str, Any]:
    """Return the place of a branch for a code that keeps as much of what it is as it can there."""
    stage = next((key for key, title in data.cached_query(code_places).stages if title == branch), None)
    now = _place_now(page)
    if branch == GUIDE:
        return now | {"kind": "structural", "stage": None, "parent": None, "carries": []}
    if branch == TOPICS:
        return now | {"kind": "topic", "stage": None, "parent": None, "carries": []}
    kind = "topic" if page.kind in ("structural", "unsorted") else page.kind
    return now | {"kind": kind, "stage": stage, "parent": None if stage else branch}


def _place_now(page: CodePage) -> dict[str, Any]:
    return {
        "kind": page.kind,
        "stage": page.stage[0] if page.stage else None,
        "aspect": page.aspect[0] if page.aspect else None,
        "parent": page.parent,
        "carries": [each.key for each in (*page.issues, *page.fixes)],
    }


def render_code(bar: filters.Toolbar, name: str | None, *, is_unsorted: bool) -> None:
    """Draw the code that is chosen, with what can be done to it."""
    try:
        page = data.cached_query(code_page, name) if name else None
    except UnknownNameError:
        page = None
    if page is None:
        every = [code.name for branch in data.cached_query(tree) for code in branch.codes]
        templates.show(
            "codebook/none.html",
            key="codebook-none",
            name=name,
            near=nearest(name, every) if name else None,
            view="unsorted" if is_unsorted else "tree",
            address_with=bar.address,
        )
        return
    meaning, also = parts(page.definition)
    templates.show(
        "codebook/code.html",
        key="codebook-code",
        page=page,
        meaning=meaning,
        kind=kind_name(page.kind),
        colour=PALETTE[page.colour][0],
        address_with=bar.address,
    )
    with st.container(horizontal=True, key="codebook-change-tools"):
        for what in BUTTONS:
            st.button(
                CHANGES[what].button,
                key=f"codebook-{what}",
                on_click=dialogs.ask_for,
                args=(what, page.code),
            )
    if page.kind == "unsorted":
        _render_proposals(bar, page)
    templates.show(
        "codebook/facts.html", key="codebook-facts", page=page, also=also, address_with=bar.address
    )
    _render_quotes(page)


def _render_proposals(bar: filters.Toolbar, page: CodePage) -> None:
    """Where an unsorted code might belong; the keys 1 to 3 take a proposal, which is previewed first."""
    found = data.cached_query(proposals, page.code)
    templates.show(
        "codebook/proposals.html",
        key="codebook-proposals",
        proposals=found,
        address_with=bar.address,
        hue=code_colours.hues(),
    )
    with st.container(horizontal=True, key="codebook-take-tools"):
        for number, proposal in enumerate(found, start=1):
            st.button(
                f"{'Merge into' if proposal.is_spelling else 'Place next to'} {wording.plain(proposal.code)}",
                key=f"codebook-take-{number}",
                shortcut=str(number) if single_keys() else None,
                on_click=_take,
                args=(page.code, proposal),
            )


def _take(code: str, proposal: Proposal) -> None:
    """Open the dialog that makes a code a spelling of another, or gives it a place beside it."""
    if proposal.is_spelling:
        dialogs.ask_for("merge", code, into=proposal.code)
        return
    beside = data.cached_query(code_page, proposal.code)
    cues = data.cached_query(code_page, code).cues or _name_words(code)
    dialogs.ask_for("move", code, **_place_now(beside), cues=cues)


def _name_words(code: str) -> list[str]:
    """The words of a code's name, as a beginning for its cues."""
    return list(dict.fromkeys(word for word in code.casefold().replace("-", " ").split() if word.isalpha()))


def _render_quotes(page: CodePage) -> None:
    """Some quotes of a code, and the memos on it."""
    some = data.cached_query(coded_passages, Filters(code=page.code), limit=SAMPLE)
    templates.show(
        "codebook/quotes.html",
        key="codebook-quotes",
        page=some,
        groups=quotes.groups(some.passages, "interview"),
        hue=code_colours.hues(),
        letters=wording.letters(data.coders()),
        open_all=False,
    )
    render_cues(page)
    notes = data.cached_query(memos.memos, memos.MemoFilters(codes=(page.code,)))
    templates.show("memos.html", key="codebook-memos", notes=notes, wording=wording, page="codebook")
    templates.show(
        "codebook/log.html",
        key="codebook-log",
        log=data.cached_query(code_log.code_log, page.code),
        code=page.code,
        wording=wording,
    )
    share = CodeShare(page.code, page.interviews, page.codings)
    memo_form.render_memo_form("codebook", (share,), current_coder())
