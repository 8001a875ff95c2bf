"""What became of a file that was imported: the loss report to read and to keep, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial

import streamlit as st

from app import data
from app.screens.importing import held, tables
from app.shell import notices, undoing
from app.ui import templates
from app.viewer import for_viewer
from kb.exchange.report import kind_in_words
from kb.queries import history
from kb.store.exchange.files.outcome import Outcome


def show(file: held.Finished) -> None:
    """Draw what became of the file that was imported last."""
    outcome = file.outcome
    is_undone = outcome.action is not None and data.cached_query(history.is_undone, outcome.action)
    templates.show(
        "importing/done_head.html",
        key="import-head",
        name=file.name,
        outcome=outcome,
        changes=tables.changes(outcome),
        is_undone=is_undone,
    )
    notices.show("import-notice")
    with st.container(horizontal=True, key="import-acts"):
        if st.button("Import another file", key="import-next"):
            held.discard()
            st.rerun()
        if outcome.action and not is_undone and st.button("Undo this import", key="import-undo"):
            undoing.undo(outcome.action)
            st.rerun()
        for title, suffix, mime, made in (
            ("Report as text", "txt", "text/plain", as_text),
            ("Report as JSON", "json", "application/json", as_json),
        ):
            st.download_button(
                title,
                for_viewer(partial(made, file.name, outcome)),
                file_name=f"import report.{suffix}",
                mime=mime,
                key=f"import-report-{suffix}",
                on_click="ignore",
            )
    if not outcome.is_archive and not is_undone:
        tables.render(outcome)


def as_json(name: str, outcome: Outcome) -> bytes:
    """Return the report as JSON."""
    return json.dumps({"file": name, **asdict(outcome)}, ensure_ascii=False, indent=1).encode()


def as_text(name: str, outcome: Outcome) -> bytes:
    """Return the report as text for a person."""
    return "".join(f"{line}\n" for line in _lines(name, outcome)).encode()


def _lines(name: str, outcome: Outcome) -> Iterator[str]:
    yield f"Import of {name}: {outcome.title}" + (f", written by {outcome.origin}" if outcome.origin else "")
    yield ""
    yield "In the catalog:"
    yield from (f"  {count:,} {done}: {noun}" for done, noun, count in tables.changes(outcome))
    yield ""
    yield "In the file (read = stored + carried + dropped):"
    for row in outcome.rows:
        counts = f"read {row.read:,}, stored {row.stored:,}, carried {row.carried:,}, dropped {row.dropped:,}"
        yield f"  {kind_in_words(row.kind, row.read)}: {counts}"
    if outcome.texts:
        yield ""
        yield "How the positions of each text were read:"
    for text in outcome.texts:
        quotes = f", {text.quotes} quotes fit" if text.quotes else ""
        yield f"  {text.document}: {text.dialect}, score {text.score:.2f}{quotes}" + _doubt(text.doubt)
    if outcome.problems:
        yield ""
        yield "To look at:"
        yield from (f"  {each}" for each in outcome.problems)


def _doubt(doubt: str | None) -> str:
    return f" ({doubt})" if doubt else ""
