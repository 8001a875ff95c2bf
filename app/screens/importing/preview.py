"""What a file would bring, before anything is stored; what is open is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from app import blind
from app.screens.importing import held, merging, tables
from app.shell import form_state, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from kb.store.exchange.importing import Clash

_ONE_BY_ONE, _OURS, _THEIRS = "One by one", "Keep ours everywhere", "Use the file's everywhere"
_MOST = 40
"""More open questions than these are decided all alike."""


def show(file: held.Held) -> None:
    """Draw the preview of a file: what it is, what becomes of it, the questions, and the buttons."""
    outcome = file.outcome
    templates.show("importing/preview_head.html", key="import-head", name=file.name, outcome=outcome)
    notices.show("import-notice")
    form_state.bring_back((held.CHOICE,))
    if outcome.is_archive:
        _render_archive(file)
        return
    moment = datetime.fromisoformat(outcome.before[0]) if outcome.before else None
    templates.show(
        "importing/what.html",
        key="import-what",
        outcome=outcome,
        before=wording.named_day(moment) if moment else None,
        changes=tables.changes(outcome),
    )
    decided, theirs = _questions(outcome.clashes)
    left = len(outcome.clashes) - len(decided)
    why = f"Decide first: {wording.count(left, 'question is', 'questions are')} open." if left else None
    _render_buttons(file, why, decided=decided, theirs=theirs)
    tables.render(outcome)


def _render_archive(file: held.Held) -> None:
    outcome, is_blind = file.outcome, blind.is_blind()
    if not (outcome.is_free or is_blind or file.is_compared):  # somebody else looked at it
        with st.spinner("Reading the file. Nothing is stored yet…"):
            held.take(file.name, file.data, file.part)
        st.rerun()
    templates.show(
        "importing/archive.html",
        key="import-what",
        outcome=outcome,
        name=file.name,
        parts=tables.parts(outcome),
        different=tables.differing(outcome.different),
        differences=[tables.difference(each) for each in outcome.differences],
        is_blind=is_blind,
    )
    why = None if outcome.is_free else "An archive is a whole catalog. It needs an empty one."
    _render_buttons(file, why, decided=set(), theirs=set())
    if not outcome.is_free and not is_blind:
        merging.show(file)


def _questions(clashes: Sequence[Clash]) -> tuple[set[str], set[str]]:
    """Ask which side stands where both were changed; return what is decided, and where the file prevails."""
    if not clashes:
        return set(), set()
    every = {each.key for each in clashes}
    templates.show("importing/clashes_head.html", key="import-clashes", number=len(clashes))
    options = [_ONE_BY_ONE, _OURS, _THEIRS] if len(clashes) <= _MOST else [_OURS, _THEIRS]
    how = st.radio(
        "How to decide",
        options,
        index=0 if _ONE_BY_ONE in options else None,
        key=f"{held.CHOICE}all",
        horizontal=True,
    )
    if how in (_OURS, _THEIRS):
        return every, every if how == _THEIRS else set()
    if how is None:
        return set(), set()
    chosen = {each.key: _question(each) for each in clashes}
    decided = {key for key, side in chosen.items() if side is not None}
    return decided, {key for key, side in chosen.items() if side == "theirs"}


def _question(clash: Clash) -> str | None:
    told = {"ours": f"Here: {_shown(clash.ours)}", "theirs": f"File: {_shown(clash.theirs)}"}
    return st.radio(
        wording.plain(f"{clash.where}, {clash.field}"),
        list(told),
        index=None,
        format_func=lambda side: wording.plain(told[side]),
        key=f"{held.CHOICE}{clash.key}",
    )


def _shown(value: str) -> str:
    longest = 200
    return (value if len(value) <= longest else f"{value[:longest]} …") or "nothing"


def _render_buttons(file: held.Held, why: str | None, *, decided: set[str], theirs: set[str]) -> None:
    who = current_coder(Right.EXCHANGE)
    doubt = why or (why_nobody(Right.EXCHANGE) if who is None else None)
    if doubt:
        templates.show("notice.html", key="import-doubt", notices=[("bad", doubt)])
    with st.container(horizontal=True, key="import-acts"):
        wanted = button("Import", kind="primary", key="import-store", why=doubt, is_told=True)
        if st.button("Discard", key="import-discard"):
            held.discard()
            notices.say("good", f"{file.name} was discarded. Nothing was stored.")
            st.rerun()
    if wanted and who is not None:
        with st.spinner("Storing…"):
            held.store(file, who=who, decided=decided, theirs=theirs)
        st.rerun()
