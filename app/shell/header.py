"""The beginning of every page: its title, the style, and the header with the catalog and the coder."""

from __future__ import annotations

import streamlit as st

from app import data
from app.shell import form_state
from app.shell.sign_in import must_sign_in, render_sign_in
from app.shell.who import browser_attributes, current_coder, single_keys
from app.ui import style, wording


def begin_page(title: str, *, wide: bool = False) -> None:
    """Begin a page: its title in the browser's tab, the style, the header. Every page calls this first."""
    is_kept_out = must_sign_in()
    st.set_page_config(page_title="Sign in" if is_kept_out else f"{title} · {data.name()}", layout="wide")
    st.html(style.style())
    if st.context.theme.type in ("light", "dark"):  # for what hangs outside .stApp: dialogs, popovers, toasts
        st.html(f"<style>:root{{color-scheme:{st.context.theme.type}}}</style>")
    if is_kept_out:
        render_sign_in()
    form_state.take_down()
    st.html(f"<style></style><i hidden {browser_attributes()}></i>")
    if wide:
        st.html("<style>[data-testid='stMainBlockContainer']{padding:48px 0 0;max-width:none}</style>")
    with st.container(key="kb-brand"):
        st.text(data.name())
    with st.container(key="kb-coder"):
        _render_coder()


def _render_coder() -> None:
    """Show who is coding, and let a person choose or type a name."""
    who = current_coder()
    if st.user.get("is_logged_in"):
        with st.popover(f"Coding as {wording.plain(who or '')}", type="tertiary"):
            _render_keys_toggle()
        return
    with st.popover(wording.plain(who) if who else "Who is coding?", type="tertiary"):
        known = list(dict.fromkeys((*data.coders(), *filter(None, (who,)))))
        st.selectbox(
            "Coding as",
            known,
            index=known.index(who) if who else None,
            key="kb_coder_choice",
            accept_new_options=True,
            placeholder="Choose a coder, or type a new name",
            on_change=_take_coder,
        )
        if who:
            st.button("Stop coding", key="kb_nobody", on_click=_forget_coder)
        _render_keys_toggle()


def _render_keys_toggle() -> None:
    """Let a person turn every key of one letter off (WCAG 2.1.4); scripts find it in the page."""
    st.toggle(
        "Single-key shortcuts",
        value=single_keys(),
        key="kb_keys_choice",
        on_change=lambda: st.session_state.update(kb_keys=st.session_state["kb_keys_choice"]),
        help="Off: only shortcuts with Ctrl or Alt, and the arrow keys, Enter, Esc and Del work.",
    )


def _take_coder() -> None:
    chosen = str(st.session_state.get("kb_coder_choice") or "").strip()
    if chosen:
        st.session_state["kb_coder"] = chosen


def _forget_coder() -> None:
    """Forget who is coding, here and in the browser."""
    st.session_state["kb_coder"] = ""
    st.session_state.pop("kb_coder_choice", None)
