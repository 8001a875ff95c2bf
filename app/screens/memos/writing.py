"""Write a memo, change one, delete one; what was typed stays until it is saved."""

from __future__ import annotations

import streamlit as st

from app import data
from app.shell import conflicts, notices
from app.shell.who import current_coder
from app.ui import wording
from app.ui.fields import code_picker
from app.ui.fields.buttons import WHO, button
from kb.errors import KbError
from kb.queries import memos
from kb.queries.codebook.code_page import code_places
from kb.queries.documents import documents
from kb.queries.memos import MemoRow
from kb.store.memos import LONGEST, add_memo, rewrite_memo
from kb.store.stale import StaleWriteError

_OPEN, _TEXT, _SEEN, _CONFLICT = "kb_memo_open", "memos-edit-text", "kb_memo_seen", "memos-edit"
_ON = {"project": "The project", "document": "A document", "code": "A code"}


def render_new(who: str | None) -> None:
    """Draw the popover in which a memo on the project, a document or a code is written."""
    with st.popover("New memo", key="memos-new"):
        if not who:
            st.caption(WHO)
            return
        on = st.segmented_control(
            "On", list(_ON), format_func=_ON.__getitem__, key="memos-new-on", default="project", required=True
        )
        code = document = None
        if on == "code":
            codes = data.cached_query(code_places).codes
            code = code_picker.kept("Code", codes, key="memos-new-code", value="") or None
        elif on == "document":
            document = st.selectbox(
                "Document", data.cached_query(documents.titles), index=None, key="memos-new-document"
            )
        else:
            st.caption("For a memo on words, select them on the page *Code* and press M.")
        text = st.text_area("Memo", key="memos-new-text", max_chars=LONGEST)
        is_named = on == "project" or bool(code or document)
        why = None if is_named else f"Choose {'a code' if on == 'code' else 'a document'} first."
        if button("Save memo", key="memos-new-save", why=why, kind="primary"):
            _write(text, who, code, document)


def _write(text: str, who: str, code: str | None, document: str | None) -> None:
    try:
        data.execute(add_memo, text, who=who, code=code, document=document)
    except KbError as error:
        st.caption(wording.sentence(error))
        return
    for key in ("memos-new-text", "memos-new-document", "memos-new-on"):
        st.session_state.pop(key, None)
    code_picker.forget("memos-new-code")
    notices.say("good", "Memo saved. You can undo it in History.")
    st.rerun()


def edit(number: int) -> None:
    """Open the dialog in which a memo is changed, as it is at this moment."""
    try:
        st.session_state[_OPEN] = data.query(memos.memo, number)
    except KbError:
        notices.say("bad", "This memo has been deleted in the meantime.")
    for key in (_TEXT, _SEEN):
        st.session_state.pop(key, None)
    conflicts.forget(_CONFLICT)


def show() -> None:
    """Show the dialog that is open, if one is."""
    row: MemoRow | None = st.session_state.get(_OPEN)
    if row is not None:
        st.dialog("Edit memo", width="medium", on_dismiss=_close)(_form)(row)


def delete(number: int, who: str | None, seen: str | None) -> None:
    """Delete a memo that was ``seen`` so, and say so."""
    if who is None:
        notices.say("bad", WHO)
        return
    try:
        data.execute(rewrite_memo, number, "", who=who, seen=seen)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        notices.say("good", "Memo deleted. You can undo it in History.")


def _form(row: MemoRow) -> None:
    if row.quote:
        st.caption(f"On “{wording.plain(row.quote)}”")
    most = max(LONGEST, len(row.text))  # of a longer one, the field would cut the rest off
    text = st.text_area("Memo", value=row.text, key=_TEXT, max_chars=most, height=220)
    decided = conflicts.ask(_CONFLICT)
    if decided == "keep":
        _close()
        st.rerun()
    if st.button("Save memo", type="primary", key="memos-edit-save") or decided:
        if not text.strip():
            st.caption("A memo needs words. To remove it, close this and choose Delete.")
            return
        _change(row, text, current_coder())
        st.rerun()


def _change(row: MemoRow, text: str, who: str | None) -> None:
    """Store what was typed; where that cannot be, the dialog stays open with it."""
    if who is None:
        notices.say("bad", WHO)
        return
    seen: str = st.session_state.get(_SEEN, row.text)
    try:
        done = data.execute(rewrite_memo, row.memo, text, who=who, seen=seen)
    except StaleWriteError as error:
        st.session_state[_SEEN] = error.now
        conflicts.keep(_CONFLICT, error)
        return
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        return
    _close()
    if done is not None:
        notices.say("good", "Memo saved. You can undo it in History.")


def _close() -> None:
    conflicts.forget(_CONFLICT)
    for key in (_OPEN, _TEXT, _SEEN):
        st.session_state.pop(key, None)
