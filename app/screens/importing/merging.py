"""Merge somebody's copy of this project with the catalog: all conflicts are decided before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from app import data
from app.screens.importing import held, tables
from app.shell import notices
from app.ui import templates, wording
from app.ui.fields.buttons import button
from app.viewer import Right
from kb.errors import KbError
from kb.exchange.archive.merge import Conflict, Side
from kb.store.exchange.files import apart
from kb.store.exchange.files.outcome import MergeOutcome

_ONE_BY_ONE, _OURS, _THEIRS = "One by one", "Keep ours everywhere", "Use the copy's everywhere"
_MORE = "Your decisions lead to further conflicts. Please decide these as well."
_CHANGED = "The catalog has changed in the meantime. Check the conflicts, then merge."
LARGEST_MB = 500


@dataclass(frozen=True, slots=True)
class _Try:
    """What merging these files came to, ``of`` which state of the catalog, with which conflicts decided.

    Where what was decided led to an ``error``, the ``outcome`` is the one before, so that it can be decided
    otherwise.
    """

    of: tuple[int, str, str]
    decided: Mapping[str, Side] = field(default_factory=dict)
    outcome: MergeOutcome | None = None
    merged: bytes | None = None
    error: str | None = None


def show(file: held.Held) -> None:
    """Ask for what both copies were made from, then for each conflict, then make the merged project."""
    templates.show("importing/merge_head.html", key="import-merge-head")
    given = st.file_uploader(
        "The archive that both copies were made from",
        type=["zip"],
        max_upload_size=LARGEST_MB,
        key=f"import-base-{held.turn()}",
    )
    if given is None:
        st.session_state.pop(held.MERGE, None)
        return
    tried: _Try | None = st.session_state.get(held.MERGE)
    is_new = tried is not None and tried.of != _state(given)
    if tried is None or is_new:
        tried = _merge(file, given, {})
    if tried.error is not None:
        templates.show("notice.html", key="import-merge-bad", notices=[("bad", tried.error)])
    if tried.outcome is None:
        if button("Merge again", key="import-merge-again", why=None):
            _merge(file, given, {})
            st.rerun()
        return
    decided = _decided(tried.outcome)
    left = {each.key for each in tried.outcome.conflicts if each.is_choice} - decided.keys()
    why = f"Decide first: {wording.count(len(left), 'conflict is', 'conflicts are')} open." if left else None
    is_pressed = button("Merge", kind="primary", key="import-merge", why=why)
    if is_pressed and is_new:  # the conflicts that were decided may be others by now
        notices.say("bad", _CHANGED)
        st.rerun()
    if is_pressed:
        again = _merge(file, given, decided, before=tried.outcome)
        if again.merged is None and again.error is None:
            notices.say("bad", _MORE)
        st.rerun()
    if tried.merged is not None and decided == tried.decided:
        _render_merged(tried.outcome, tried.merged)


def _state(given: Any) -> tuple[int, str, str]:
    """What a merge is of: the file that waits, the archive that was given, the catalog as it is now."""
    return held.turn(), given.file_id, data.version()


def _merge(
    file: held.Held, given: Any, decided: Mapping[str, Side], *, before: MergeOutcome | None = None
) -> _Try:
    """Merge, and keep what came of it, also that it cannot be: it is not tried at each redraw."""
    data.require_right(Right.EXCHANGE)
    of = _state(given)
    with st.spinner("Merging. This catalog is not changed…"):
        try:
            done = apart.merge((given.name, given.getvalue()), (file.name, file.data), decided=decided)
        except KbError as error:
            tried = _Try(of, decided, before, error=wording.sentence(error))
        else:
            tried = _Try(of, decided, *done)
    st.session_state[held.MERGE] = tried
    return tried


def _decided(outcome: MergeOutcome) -> dict[str, Side]:
    """Ask whose version stands in each conflict; return the answers that there are."""
    conflicts = outcome.conflicts
    choices = list({each.key: each for each in conflicts if each.is_choice}.values())
    told = [each for each in conflicts if not each.is_choice]
    templates.show(
        "importing/conflicts.html",
        key="import-conflicts",
        number=len(choices),
        told=[(tables.noun(each.kind, 1), each) for each in told],
    )
    if not choices:
        return {}
    how = st.radio(
        "How to decide", [_ONE_BY_ONE, _OURS, _THEIRS], key=f"{held.CHOICE}merge-all", horizontal=True
    )
    if how != _ONE_BY_ONE:
        side: Side = "a" if how == _OURS else "b"
        return {each.key: side for each in choices}
    asked = {each.key: _question(each, outcome.words.get(each.key)) for each in choices}
    return {key: side for key, side in asked.items() if side is not None}


def _question(conflict: Conflict, words: tuple[str, str] | None) -> Side | None:
    where = f" in {conflict.document}" if conflict.document and conflict.kind != "text" else ""
    ours, theirs = words or (conflict.a or "removed", conflict.b or "removed")
    sides: dict[Side, str] = {"a": f"Here: {ours}", "b": f"Copy: {theirs}"}
    asked = (
        f"{tables.noun(conflict.kind, 1)} {conflict.name}{where}, {'its words' if words else conflict.field}"
    )
    return st.radio(
        wording.plain(asked[:1].upper() + asked[1:]),
        list(sides),
        index=None,
        format_func=lambda side: wording.plain(sides[side]),
        help=wording.plain(f"Before: {conflict.base}") if conflict.base and not words else None,
        key=f"{held.CHOICE}merge-{conflict.key}",
    )


def _render_merged(outcome: MergeOutcome, merged: bytes) -> None:
    templates.show("importing/merged.html", key="import-merged", changes=tables.differing(outcome.changes))
    st.download_button(
        "Download merged.zip",
        lambda: merged,  # as they are, they would be read and stored again at each redraw
        file_name="merged.zip",
        mime="application/zip",
        key="import-merged-zip",
        on_click="ignore",
    )
