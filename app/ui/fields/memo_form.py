"""The form in which a memo on a code is written."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import data
from app.ui.fields import code_picker
from app.ui.fields.buttons import why_nobody
from kb.errors import KbError
from kb.queries.evidence.issues import CodeShare
from kb.store.memos import LONGEST, add_memo


def render_memo_form(page: str, codes: Sequence[CodeShare], who: str | None) -> None:
    """Draw the popover in which a memo is written; it goes to a code that carries the issue or the fix."""
    with st.popover("New memo", key=f"{page}-memo"):
        if not who:
            st.caption(why_nobody())
            return
        names = [share.code for share in codes]
        code = code_picker.kept("Code", names, key=f"{page}-memo-code", value=names[0] if names else "")
        with st.form(f"{page}-memo-form", clear_on_submit=True, border=False):
            text = st.text_area("Memo", key=f"{page}-memo-text", max_chars=LONGEST)
            if st.form_submit_button("Save memo", type="primary", key=f"{page}-memo-keep"):
                _save(text, who, code or None)


def _save(text: str, who: str, code: str | None) -> None:
    try:
        data.execute(add_memo, text, who=who, code=code)
    except KbError as error:
        st.caption(str(error))
    else:
        st.toast("Memo saved. You can undo it in History.")
        st.rerun()
