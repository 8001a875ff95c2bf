"""The files that wait: a line for each, what it was read as, what it asks; accepted, skipped or opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import data as catalog
from app.screens.documents import survey_upload, upload_review
from app.shell import drop_zone, notices, upload_queue
from app.shell.upload_queue import Item
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from ingest import problem_places
from ingest.model import Parsed
from ingest.summary import clock
from kb.errors import KbError
from kb.store.ingest import upload as uploads

_SHOWN = 5
"""Questions of a file that are shown in its line; the others are in the preview."""


def show() -> DeltaGenerator | None:
    """Show the files that wait, if any do; return where it is told how far they are read."""
    items = upload_queue.items()
    if not items:
        return None
    templates.show(
        "documents/upload_list_head.html",
        key="upload-list-head",
        items=items,
        waiting=_waiting(items),
        left_out=upload_queue.left_out(),
    )
    _buttons(items)
    progress = st.empty()
    templates.show(
        "documents/upload/list.html",
        key="upload-list",
        on_click=_act,
        items=_in_order(items),
        most=_SHOWN,
        clock=clock,
        wording=wording,
    )
    return progress


def _in_order(items: Sequence[Item]) -> list[Item]:
    """Put the files that ask something first once all are read; while some are not, lines do not jump."""
    if any(item.state == "unread" for item in items):
        return list(items)
    return sorted(items, key=lambda item: {"asks": 0, "failed": 1}.get(item.state, 2))


def _waiting(items: Sequence[Item]) -> str:
    """Say how many files are in which state."""
    states = {
        "unread": "not read yet",
        "ready": "without questions",
        "asks": "with questions",
        "failed": "failed",
    }
    counts = {state: sum(item.state == state for item in items) for state in states}
    return ", ".join(
        f"{wording.many(counts[state])} {told}" for state, told in states.items() if counts[state]
    )


def _act(event: dict[str, Any]) -> None:
    item = upload_queue.find(str(event.get("number")))
    if item is None:
        return
    match event.get("do"):
        case "accept":
            _accept([item])
        case "skip":
            upload_queue.remove(item)
        case "open":
            _open(item, str(event.get("question", "")))
    st.rerun()


def _open(item: Item, question: str) -> None:
    """Show a file in the preview, at the place of a question if one was clicked."""
    if item.parsed is None:
        return
    st.session_state[drop_zone.WAITING] = drop_zone.Upload(item.parsed, item.data, item.choices)
    upload_queue.set_open(item)
    if question.isdecimal() and int(question) < len(item.questions) and item.parsed.transcript:
        asked = [item.questions[int(question)]]
        [placed] = problem_places.placed(asked, item.parsed.transcript, item.data)
        if placed.paragraph is not None:
            upload_review.go_to(placed.paragraph + 1)


def _buttons(items: Sequence[Item]) -> None:
    ready = [item for item in items if item.state == "ready"]
    with st.container(horizontal=True, key="upload-list-acts"):
        accept = button(
            f"Accept all without questions ({len(ready)})",
            kind="primary",
            key="upload-accept-all",
            why=None if ready else "Every file has a question or is still being read.",
        )
        skip = st.button("Skip all", key="upload-skip-all")
    if accept:
        _accept(ready)
        st.rerun()
    if skip:
        for item in list(items):
            upload_queue.remove(item)
        notices.say("good", "The files were skipped. Nothing was saved.")
        st.rerun()


def _accept(items: Sequence[Item]) -> None:
    """Store files as they were read; what cannot be stored stays in the list and says why."""
    who = current_coder(Right.EDIT)
    if who is None:
        notices.say("bad", why_nobody(Right.EDIT))
        return
    bar = st.progress(0.0, "Saving …") if len(items) > 1 else None
    several = len(items) > 1
    saved: list[str] = []
    for done, item in enumerate(items):
        if bar:
            bar.progress(done / len(items), f"Saving {wording.plain(item.name)}")
        if several:
            upload_queue.look_up(item)  # one that was saved a moment ago may be the same interview
        if not several or item.state == "ready":
            saved += _store(item, who)
    for item in upload_queue.items():
        upload_queue.look_up(item)
    if saved:
        told = f"{saved[0]} was saved." if len(saved) == 1 else f"{len(saved)} files were saved."
        notices.say("good", told)


def _store(item: Item, who: str) -> list[str]:
    """Store one file; return the name of its document, nothing if it could not be stored."""
    if item.parsed is None:
        return []
    if item.parsed.survey is not None:
        return _store_survey(item, item.parsed, who)
    try:
        proposed = catalog.query(uploads.as_proposed, item.parsed)
        saved = catalog.execute(uploads.store_upload, item.parsed, proposed, who=who)
    except KbError as error:
        item.failure = wording.sentence(error)
        return []
    upload_queue.remove(item)
    return [saved.document]


def _store_survey(item: Item, parsed: Parsed, who: str) -> list[str]:
    try:
        report = survey_upload.store(parsed, who)
    except KbError as error:
        item.failure = wording.sentence(error)
        return []
    upload_queue.remove(item)
    survey_upload.tell(item.name, report)
    return [item.name]


def read(place: DeltaGenerator | None) -> None:
    """Read the files that were not read yet, some at a time, so that the list is drawn as they come."""
    items = upload_queue.items()
    if place is None or all(item.state != "unread" for item in items):
        return
    upload_queue.read_some(lambda item: _tell(place, items, item))
    st.rerun()


def _tell(place: DeltaGenerator, items: Sequence[Item], item: Item) -> None:
    done = sum(each.state != "unread" for each in items)
    place.progress(done / len(items), f"Reading {wording.plain(item.name)}: {done + 1} of {len(items)}")
