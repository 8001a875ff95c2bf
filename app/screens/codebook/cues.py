"""The cues of a code on its page: where each fires, and words of its passages that could be cues as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import data
from app.shell import undoing
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import why_nobody
from app.viewer import Right
from kb.errors import KbError
from kb.queries.codebook.code_page import CodePage
from kb.store.codebook import cues as store

if TYPE_CHECKING:
    from kb.suggest.code_cues.code_cues import CodeCues

_DONE = {
    "accept": "is a cue of",
    "refuse": "will not be proposed again for",
    "remove": "is no cue of",
}
_CHANGES = {"accept": store.add_cue, "refuse": store.refuse_cue, "remove": store.remove_cue}
_SAID = "kb_codebook_cues"


@dataclass(frozen=True, slots=True)
class _Said:
    """What came of the last change, said where it was made: ``good`` with the action, ``bad`` without."""

    code: str
    sort: str
    message: str
    batch: str | None = None


def render_cues(page: CodePage) -> None:
    """Draw the cues of a code; one that is proposed is accepted or refused with one key or click."""
    from kb.suggest.code_cues.code_cues import code_cues  # noqa: PLC0415  spaCy takes most of a second

    said: _Said | None = st.session_state.get(_SAID)
    found = data.cached_query(code_cues, page.code)
    templates.show(
        "codebook/cues.html",
        key="codebook-cue-list",
        on_click=lambda click: _act(click, page.code, found),
        found=found,
        said=said if said and said.code == page.code else None,
        query=search_for,
        code=page.code,
    )


def _act(click: dict[str, Any], code: str, found: CodeCues) -> None:
    """Do what was clicked; a key that was pressed twice is not about the next cue."""
    what = str(click["do"])
    if what == "undo":
        st.session_state.pop(_SAID, None)
        undoing.undo(str(click["batch"]))
    elif what in _CHANGES and click.get("code") == code:
        shown = {each.cue for each in (found.cues if what == "remove" else found.proposed)}
        if click["cue"] in shown:
            said = _change(what, code, str(click["cue"]))
            st.session_state[_SAID] = said or st.session_state.get(_SAID)
    st.rerun()


def search_for(cue: str, code: str | None = None) -> str:
    """Return the search that finds where a cue is, or only where a code is, too."""
    words = f'"{cue}"*'
    return words if code is None else f'{words} and code:"{code}"'


def _change(change: str, code: str, cue: str) -> _Said | None:
    """Store a change, and say so; the second of two clicks changes nothing."""
    who = current_coder(Right.EDIT)
    if who is None:
        return _Said(code, "bad", why_nobody(Right.EDIT))
    action: Any = _CHANGES[change]
    try:
        batch = data.execute(action, code, cue, who=who)
    except KbError as error:
        return _Said(code, "bad", wording.sentence(error))
    return _Said(code, "good", f"“{cue}” {_DONE[change]} “{code}”.", batch) if batch else None
