"""Changing the codebook in two steps: what it touches, then do it; and writing it into ``taxonomy.yaml``.

Which dialog is open, at which step and with what in its fields is kept in the session, so that a rerun of the
page, whatever its cause, shows the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import data
from app.screens.codebook import forms
from app.screens.codebook.edits import CHANGES, Change
from app.shell import conflicts, notices, undoing
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields import code_picker
from app.ui.fields.buttons import button
from app.ui.styles import code_colours
from app.viewer import Right, reason_against
from kb.codebook.taxonomy import TaxonomyError
from kb.errors import KbError, UnknownNameError
from kb.queries.codebook.code_page import CodePage, code_page, code_places
from kb.queries.codebook.code_seen import seen_of
from kb.store.codebook import write_back
from kb.store.stale import StaleWriteError

_OPEN, _FORM, _ARGS, _DONE, _SHOWN = (
    f"kb_codebook_{each}" for each in ("open", "form", "args", "done", "write")
)
_STAYS = "kb_codebook_stays"
_SEEN, _CHANGE = "kb_codebook_seen", "codebook-change"
WRITE = "write"
_NAMELESS = "Enter your name first, then press Enter."


def ask_for(what: str, code: str | None = None, *, stays: bool = False, **given: Any) -> None:
    """Open the dialog of a change, with some of its fields filled in.

    With ``stays`` it leaves the address alone: it was opened on another page than the codebook's.
    """
    code_picker.forget(*forms.CODE_FIELDS)
    st.session_state[_OPEN], st.session_state[_STAYS] = (what, code), stays
    st.session_state[_FORM] = given
    for key in (_ARGS, _SEEN):
        st.session_state.pop(key, None)
    conflicts.forget(_CHANGE)


def ask_at_once(what: str, code: str, **given: Any) -> None:
    """Open the dialog of a change of which everything is said already, where it tells what is touched."""
    ask_for(what, code, **given)
    st.session_state[_ARGS] = {"code": code, **given}


def show() -> None:
    """Show the dialog that is open, if one is."""
    what, code = st.session_state.get(_OPEN, (None, None))
    if what == WRITE:
        st.dialog("Write to taxonomy.yaml", width="medium", on_dismiss=_close)(_write)()
    elif what is not None:
        change = CHANGES[what]
        title = f"{change.title}: {wording.plain(code)}" if code else change.title
        st.dialog(title, width="medium", on_dismiss=_close)(_steps)(what, change, code)


def done() -> None:
    """Show what was done last, with the way back."""
    undoing.show_done(_DONE, "codebook/done.html", key="codebook-done")


def _close() -> None:
    for key in (_OPEN, _FORM, _ARGS, _SHOWN, _SEEN):
        st.session_state.pop(key, None)
    conflicts.forget(_CHANGE)


def _steps(what: str, change: Change, code: str | None) -> None:
    page: CodePage | None = st.session_state.get(_SEEN)  # as it was when the dialog was opened
    try:
        page = page or (data.cached_query(code_page, code) if code else None)
    except UnknownNameError as error:
        _wrong(error)
        return
    st.session_state[_SEEN] = page
    args = st.session_state.get(_ARGS)
    if args is None and not change.asks:
        args = {"code": code}
    if args is None:
        _first(what, change, page)
    else:
        _second(what, change, args)


def _first(what: str, change: Change, page: CodePage | None) -> None:
    """What is to be done."""
    given = forms.fields(what, page, st.session_state.get(_FORM, {}))
    if page is None or what != "recolour":
        templates.show("codebook/hint.html", key="codebook-hint", what=what)
    if st.button("Preview", type="primary", key="codebook-next"):
        try:
            change.preview(given)
        except KbError as error:
            _wrong(error)
            return
        st.session_state[_FORM] = given
        st.session_state[_ARGS] = given
        st.rerun()


def _second(what: str, change: Change, args: Mapping[str, Any]) -> None:
    """What it touches; then it is done."""
    try:
        touched = change.preview(args)
    except KbError as error:
        _wrong(error)
        touched = None
    if touched is not None:
        templates.show(
            "codebook/touched.html",
            key="codebook-touched",
            touched=touched,
            place=_place(args) if what == "move" else None,
            what=what,
            args=args,
            hue=code_colours.hues(),
            wording=wording,
            unseen=len(blind.passes) if (blind := data.blindness()) else 0,
        )
    who = current_coder(Right.EDIT) or _name()
    decided = conflicts.ask(_CHANGE)
    if decided == "keep":
        _close()
        st.rerun()
    with st.container(horizontal=True, key="codebook-do-tools"):
        why = None if who else reason_against(Right.EDIT) or _NAMELESS
        is_open = touched is not None and not conflicts.is_refused(_CHANGE)
        if (is_open and button(change.button, kind="primary", key="codebook-do", why=why)) or decided:
            _do(change, args, who)
        if change.asks and st.button("Back", key="codebook-back"):
            st.session_state.pop(_ARGS, None)
            st.rerun()


def _place(args: Mapping[str, Any]) -> str:
    """A place in words: ``Issue · Data collection · Reliability · under Data``."""
    known = data.cached_query(code_places)
    titles = (
        forms.kind_name(str(args["kind"])),
        dict(known.stages).get(args["stage"]),
        dict(known.aspects).get(args["aspect"]),
        f"under {args['parent']}" if args["parent"] else None,
    )
    return " · ".join(title for title in titles if title)


def _name() -> str:
    """Ask who is changing this, where nobody has said."""
    if reason := reason_against(Right.EDIT):
        st.caption(reason)
        return ""
    return st.text_input("Your name (for the history)", key="codebook-who", max_chars=80).strip()


def _do(change: Change, args: Mapping[str, Any], who: str) -> None:
    st.session_state["kb_coder"] = who
    try:
        batch = change.do(args, who, seen_of(page) if (page := st.session_state.get(_SEEN)) else None)
    except StaleWriteError as error:  # what it is now has been read by whoever writes over it
        if not error.is_gone:
            st.session_state[_SEEN] = data.cached_query(code_page, args["code"])
        conflicts.keep(_CHANGE, error)
        st.rerun()
    except KbError as error:
        _wrong(error)
        return
    message = change.message(args)
    _close()
    st.session_state[_DONE] = (message, batch)
    if not st.session_state.get(_STAYS):
        _go_to(change.then(args))
    st.toast(wording.plain(message))
    st.rerun()


def _go_to(code: str | None) -> None:
    if code is None:
        st.query_params.pop("code", None)
    else:
        st.query_params["code"] = code


def _write() -> None:
    """The difference, and what to do with it."""
    try:
        shown = st.session_state.get(_SHOWN) or data.execute(write_back.preview, data.path())
    except KbError as error:
        _wrong(error)
        return
    st.session_state[_SHOWN] = shown
    templates.show("codebook/diff.html", key="codebook-diff", shown=shown, lines=shown.diff.splitlines())
    who = current_coder(Right.EDIT) or (_name() if shown.diff else "")
    with st.container(horizontal=True, key="codebook-write-tools"):
        why = None if who else reason_against(Right.EDIT) or _NAMELESS
        if shown.diff and button("Apply", kind="primary", key="codebook-apply", why=why):
            _apply(shown, who)
        if st.button("Not now" if shown.diff else "Close", key="codebook-not-now"):
            _close()
            st.rerun()


def _apply(shown: write_back.WriteBack, who: str) -> None:
    st.session_state["kb_coder"] = who
    try:
        data.execute(write_back.write_back, shown, who=who)
    except KbError as error:
        st.session_state.pop(_SHOWN, None)
        _wrong(error)
        return
    _close()
    st.session_state.pop(_DONE, None)
    notices.say("good", f"{shown.path.name} was updated. Its comments and order are unchanged.")
    st.rerun()


def _wrong(error: KbError) -> None:
    message = (
        "; ".join(str(each.message) for each in error.faults)
        if isinstance(error, TaxonomyError)
        else str(error)
    )
    templates.show("codebook/wrong.html", key="codebook-wrong", message=wording.sentence(message))
