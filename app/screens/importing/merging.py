"""Merge somebody's copy of this project with the catalog: all conflicts are decided before it is made."""

from __future__ import annotations

import streamlit as st

from app import data
from app.screens.importing import held
from app.ui import templates, wording
from app.ui.fields.buttons import button
from kb.errors import KbError
from kb.exchange.archive.merge import Conflict, Side
from kb.store.exchange.files import apart
from kb.store.exchange.files.outcome import MergeOutcome

_STATE = "import-merge-last"
_ONE_BY_ONE, _OURS, _THEIRS = "One by one", "Keep ours in all", "Take the copy's in all"
LARGEST_MB = 500


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
        st.session_state.pop(_STATE, None)
        return
    base = (given.name, given.getvalue())
    outcome, merged = _merged(file, base, {})
    if outcome is None:
        return
    decided = _decided(outcome)
    left = {each.key for each in outcome.conflicts if each.is_choice} - decided.keys()
    why = f"Decide first: {wording.count(len(left), 'conflict is', 'conflicts are')} open." if left else None
    if button("Merge", kind="primary", key="import-merge", why=why):
        outcome, merged = _merged(file, base, decided, again=True)
        if outcome is not None and merged is None:
            text = "What you decided leads to further conflicts. Decide these, too."
            templates.show("notice.html", key="import-merge-more", notices=[("bad", text)])
    elif outcome.conflicts:
        merged = None  # as long as nobody has pressed the button
    if outcome is not None and merged is not None:
        _render_merged(outcome, merged)


def _merged(
    file: held.Held, base: tuple[str, bytes], decided: dict[str, Side], *, again: bool = False
) -> tuple[MergeOutcome | None, bytes | None]:
    """Merge, or return what was merged last of these files; what cannot be merged is told."""
    kept, of = st.session_state.get(_STATE), (hash(file.data), hash(base[1]), data.version())
    if kept is not None and kept[0] == of and not again:
        found: tuple[MergeOutcome, bytes | None] = kept[1]
        return found
    with st.spinner("Merging; this catalog stays as it is…"):
        try:
            done = apart.merge(base, (file.name, file.data), decided=decided)
        except KbError as error:
            templates.show("notice.html", key="import-merge-bad", notices=[("bad", wording.sentence(error))])
            return None, None
    st.session_state[_STATE] = (of, done)
    return done


def _decided(outcome: MergeOutcome) -> dict[str, Side]:
    """Ask whose version stands in each conflict; return the answers that there are."""
    conflicts = outcome.conflicts
    choices = list({each.key: each for each in conflicts if each.is_choice}.values())
    told = [each for each in conflicts if not each.is_choice]
    templates.show("importing/conflicts.html", key="import-conflicts", number=len(choices), told=told)
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
    asked = f"{conflict.kind} {conflict.name}{where}, {'its words' if words else conflict.field}"
    return st.radio(
        wording.plain(asked[:1].upper() + asked[1:]),
        list(sides),
        index=None,
        format_func=lambda side: wording.plain(sides[side]),
        help=wording.plain(f"Before: {conflict.base}") if conflict.base and not words else None,
        key=f"{held.CHOICE}merge-{conflict.key}",
    )


def _render_merged(outcome: MergeOutcome, merged: bytes) -> None:
    templates.show("importing/merged.html", key="import-merged", outcome=outcome)
    st.download_button(
        "Download merged.zip",
        merged,
        file_name="merged.zip",
        mime="application/zip",
        key="import-merged-zip",
        on_click="ignore",
    )
