"""History: who did what, day by day, and the way back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from app import data
from app.shell import header, notices
from app.shell.who import current_coder
from app.ui import export, filters, templates, wording
from kb.errors import KbError
from kb.queries import history
from kb.queries.documents import documents
from kb.store import undo as undoing

PAGE = 100
KINDS = {
    "codings": "Codings",
    "codes": "Codes and taxonomy",
    "memos": "Memos",
    "documents": "Documents, speakers, cases",
    "searches": "Saved searches",
}
SINCE = {"1": "Since yesterday", "7": "The last 7 days", "30": "The last 30 days", "365": "The last year"}
COLUMNS = {
    "at": "When",
    "who": "Who",
    "what": "What",
    "documents": "Documents",
    "changes": "Rows",
    "undone": "Undone",
}


def undo(batch: str) -> None:
    """Take an action back, and say what came of it."""
    who = current_coder()
    if who is None:
        notices.say("bad", "Say who is coding in the header first: undoing is written down, too.")
        return
    try:
        rows = data.execute(undoing.undo, batch, who=who)
    except KbError as error:
        notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    else:
        notices.say("good", f"Undone: {wording.count(rows, 'row')} put back. It is a line of its own below.")


def since(days: str | None) -> datetime | None:
    """Return midnight so many days ago."""
    if days is None:
        return None
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=int(days))


def left(asked: dict[str, Any], names: Collection[str]) -> int:
    """Return how many actions are left if only the filters of these names are on."""
    on = {"kind" if name == "what" else name for name in names}
    return data.cached_query(
        history.number_of_actions, **{name: asked[name] if name in on else None for name in asked}
    )


def show() -> None:
    """Draw the page."""
    header.begin_page("History")
    bar = filters.Toolbar("history")
    shown = int(st.session_state.get("history-shown", PAGE))
    templates.show(
        "list_head.html",
        key="history-head",
        title="History",
        note="Every change of the catalog, newest first. An undo is a change, too.",
    )
    notices.show("history-notice")
    asked = _render_tools(bar, shown)
    total = data.cached_query(history.number_of_actions, **asked)
    actions = data.cached_query(history.history, limit=shown, **asked)
    event = templates.show(
        "history/list.html",
        key="history-list",
        days=wording.by_day(actions),
        shown=len(actions),
        total=total,
        every=data.cached_query(history.number_of_actions),
        chips=bar.chips,
        culprit=[] if total else bar.culprit(lambda names: left(asked, names)),
        unfiltered=bar.unfiltered,
        wording=wording,
    )
    if event and event.get("do") == "undo":
        undo(str(event.get("batch", "")))
        st.rerun()
    elif event and event.get("do") == "more":
        st.session_state["history-shown"] = shown + PAGE
        st.rerun()


def _render_tools(bar: filters.Toolbar, shown: int) -> dict[str, Any]:
    """Draw the filters and the export; return what the filters ask."""
    with st.container(horizontal=True, vertical_alignment="center", key="history-tools"):
        people = data.cached_query(history.everybody_who_acted)
        names = data.cached_query(documents.titles)
        asked: dict[str, Any] = {
            "who": bar.choice("who", "Who", {name: name for name in people}, anything="Anybody"),
            "kind": bar.choice("what", "What", KINDS, anything="Anything"),
            "since": since(bar.choice("since", "Since", SINCE, anything="Since the beginning")),
            "document": bar.pick("document", "Document", {name: name for name in names}),
        }
        actions = data.cached_query(history.history, limit=shown, **asked)
        export.export(
            "history",
            list(COLUMNS.values()),
            lambda: ({title: getattr(each, name) for name, title in COLUMNS.items()} for each in actions),
            shown=len(actions),
            of=data.cached_query(history.number_of_actions),
            what="actions",
            key="history",
        )
    return asked


show()
