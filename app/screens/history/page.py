"""History: who did what, where and why, sitting by sitting, and the way back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import streamlit as st

from app import data
from app.shell import header, notices, undoing
from app.ui import export, filters, parameters, templates, wording
from app.ui.styles import code_colours
from app.viewer import Right, allows, viewer
from kb.queries import history
from kb.queries.codebook.code_page import code_places
from kb.queries.documents import documents
from kb.queries.history import Entry, TrailFilters
from kb.queries.history.appendix import history_markdown, history_rows
from kb.records import record

PAGE = 100
KINDS = {
    "codings": "Codings",
    "moderation": "Moderation",
    "codes": "Codes and taxonomy",
    "memos": "Memos",
    "documents": "Imports and documents",
    "corrections": "Corrections",
    "speakers": "Speakers",
    "cases": "Cases and attributes",
    "searches": "Saved searches",
    "people": "People",
    "tasks": "Tasks",
}
SINCE = {"1": "Since yesterday", "7": "The last 7 days", "30": "The last 30 days", "365": "The last year"}
COLUMNS = {
    "at": "When",
    "who": "Who",
    "what": "What",
    "document": "Document",
    "paragraph": "Paragraph",
    "code": "Code",
    "reason": "Reason",
    "undone": "Undone",
}
_NAMES = {"what": "kind", "from": "since"}  # parameters of the address whose filter is called otherwise


def since(days: str | None, day: date | None) -> datetime | None:
    """Return the midnight that a day begins with, or that of so many days ago; the later of both."""
    given = [datetime.combine(day, time(), UTC)] if day else []
    if days is not None:
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        given.append(midnight - timedelta(days=int(days)))
    return max(given, default=None)


def end_of(day: date | None) -> datetime | None:
    """Return the midnight that a day ends with."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day, time(), UTC) + timedelta(days=1)


def left(asked: TrailFilters, names: Collection[str]) -> int:
    """Return how many actions are left if only the filters of these names are on."""
    on = {_NAMES.get(name, name) for name in names}
    kept = {name: value if name in on else None for name, value in asdict(asked).items()}
    return data.cached_query(history.number_of_actions, **kept)


def show() -> None:
    """Draw the page."""
    header.begin_page("History")
    bar = filters.Toolbar("history")
    templates.show(
        "list_head.html",
        key="history-head",
        title="History",
        note="All changes in the catalog, newest first. An undo is listed as a change, too.",
    )
    notices.show("history-notice")
    undoing.ask()
    asked = _render_tools(bar)
    before = parameters.number("page", least=1)
    total = data.cached_query(history.number_of_actions, **asdict(asked))
    found = data.cached_query(history.trail, asked, limit=PAGE + 1, before=before)
    shown = found[:PAGE]
    templates.show(
        "history/list.html",
        key="history-list",
        on_click=_undo,
        sittings=history.sittings(shown),
        total=total,
        every=data.cached_query(history.number_of_actions),
        chips=bar.chips,
        culprit=[] if total else bar.culprit(lambda names: left(asked, names)),
        unfiltered=bar.unfiltered,
        older=bar.address(page=shown[-1].sequence) if len(found) > PAGE else None,
        newest=bar.address() if before is not None else None,
        hue=code_colours.hues(),
        wording=wording,
        undoes=_undoes,
    )


def _undoes(entry: Entry) -> bool:
    """Whether who looks may undo an action: their own, or everybody's."""
    return allows(Right.MANAGE) or (allows(Right.CODE) and entry.who == viewer())


def _undo(click: dict[str, Any]) -> None:
    undoing.undo(str(click.get("batch", "")))
    st.rerun()


def _render_tools(bar: filters.Toolbar) -> TrailFilters:
    """Draw the filters and the export; return what the filters ask."""
    with st.container(horizontal=True, vertical_alignment="center", key="history-tools"):
        people = data.cached_query(history.everybody_who_acted)
        names = data.cached_query(documents.titles)
        who = bar.choice("who", "Who", {name: name for name in people}, anything="Everybody")
        kind = bar.choice("what", "What", KINDS, anything="All changes")
        with st.popover("When", key="history-when-popover"):
            days = bar.radio("since", "Since", SINCE, anything="Any time")
            first, last = bar.day("from", "From"), bar.day("until", "Until")
        asked = TrailFilters(
            who=who,
            kind=kind,
            since=since(days, first),
            until=end_of(last),
            document=bar.pick("document", "Document", {name: name for name in names}),
            code=bar.code("code", "Code", data.cached_query(code_places).codes),
        )
        _render_export(asked)
    return asked


def _render_export(asked: TrailFilters) -> None:
    """Draw the export: all that the filters leave, not only the page that is shown."""
    total = data.cached_query(history.number_of_actions, **asdict(asked))

    def entries() -> list[Entry]:
        return data.cached_query(history.trail, asked)

    def appendix() -> bytes:
        said = {"since": "from", "until": "before"}
        on = [f"{said.get(name, name)} {each}" for name, each in asdict(asked).items() if each is not None]
        return ("\n".join(history_markdown(entries(), limited_to=on)) + "\n").encode()

    export.export(
        "history",
        list(COLUMNS.values()),
        lambda: (
            {title: record(row)[name] for name, title in COLUMNS.items()} for row in history_rows(entries())
        ),
        shown=total,
        of=data.cached_query(history.number_of_actions),
        what="actions",
        key="history",
        others=[("Appendix (Markdown)", "appendix.md", "text/markdown", appendix)],
    )


show()
