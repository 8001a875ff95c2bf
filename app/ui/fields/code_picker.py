"""The one field in which a code is chosen, wherever a page asks for one (``components/code_field.js``).

What is typed finds codes by ``matching.js``: exact and prefix first, by scattered letters never on Enter.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from app.ui import templates, wording
from kb.errors import nearest


def pick(label: str, codes: Collection[str], *, key: str, value: str = "", is_quiet: bool = False) -> str:
    """Draw the field with a code in it and return the one that is chosen now, or nothing.

    With ``is_quiet`` the label is the placeholder. A name that is no code is not taken; the nearest is named.
    """
    event = templates.show(
        "code_field.html",
        key=key,
        label=label,
        name=f"{key}-code",
        codes=list(codes),
        value=value,
        is_quiet=is_quiet,
    )
    if event is None:
        return value
    typed = " ".join(str(event.get("code") or "").split())
    if not typed or typed in codes:
        return typed
    near = nearest(typed, codes)
    meant = f" Did you mean “{wording.plain(near)}”?" if near else ""
    st.caption(f"No code is called “{wording.plain(typed)}”.{meant}")
    return value


def kept(label: str, codes: Collection[str], *, key: str, value: str = "") -> str:
    """Draw the field of a form that is not sent yet: what is chosen is kept in the session under its key."""
    now = str(st.session_state.get(f"{key} chosen", value))
    chosen = pick(label, codes, key=key, value=now)
    st.session_state[f"{key} chosen"] = chosen
    return chosen


def forget(*keys: str) -> None:
    """Forget what was chosen in the fields of a form."""
    for key in keys:
        st.session_state.pop(f"{key} chosen", None)
