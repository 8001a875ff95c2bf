"""What the parts of Read and Code show, as plain values: the bar, the outline, the transcript, the codes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data as catalog
from app.screens.coding import actions, state, suggestions
from app.screens.coding.component import TranscriptView
from app.screens.coding.state import ALL, MINE, CodingState
from app.screens.tasks.own_tasks import own_task_in
from app.ui import templates, wording
from app.ui.components import answers
from app.viewer import Right, allows
from kb.codebook.palette import ALIKE, unlike
from kb.queries import names
from kb.queries.codebook import code_tree
from kb.queries.codebook.code_tree import CodeInTree
from kb.queries.documents import annotations as noted
from kb.queries.documents import corrections, whole_document
from kb.queries.documents import outline as outlines
from kb.queries.documents import transcript as transcript_queries
from kb.queries.documents.outline import Progress
from kb.queries.documents.transcript import CodingShown, ParagraphShown, Window
from kb.queries.quotes.whole_words import part_on_whole_words
from kb.store import undo


@dataclass(frozen=True, slots=True)
class VisibleTranscript:
    """What several parts show of a document."""

    window: Window
    progress: Progress
    focused: CodingShown | None

    @classmethod
    def of(cls, where: CodingState) -> VisibleTranscript:
        """Query what a person sees of a document."""
        progress = catalog.cached_query(outlines.progress, where.document, shown=where.shown)
        first, coding = state.first(progress.paragraphs), state.coding()
        return cls(
            catalog.cached_query(transcript_queries.window, where.document, first=first, shown=where.shown),
            progress,
            catalog.cached_query(transcript_queries.coding, coding, shown=where.shown)
            if coding is not None
            else None,
        )


def transcript(where: CodingState, seen: VisibleTranscript) -> TranscriptView:
    """Return what the component shows."""
    suggested = suggestions.suggested(where, seen.window.first)
    corrected = frozenset(catalog.cached_query(corrections.corrected_paragraphs, where.document))
    own_memos = _own_memos(where)
    shown: Any = {
        "catalog": answers.catalog(),
        "coder": where.coder,
        "document": where.document,
        "version": seen.window.version,
        "writable": where.writable,
        "correctable": allows(Right.EDIT),
        "total": seen.window.total,
        "window": {
            "first": seen.window.first,
            "paragraphs": [_paragraph(each, corrected) for each in seen.window.paragraphs],
        },
        "codings": [_coding(each, seen.window, own_memos) for each in seen.window.codings],
        "notes": _passage_notes(where, seen.window),
        "codes": [_fields(each) for each in _codes(where)],
        "recent": recent(where),
        "suggestions": suggested.codes,
        "reasons": suggested.reasons,
        "continues": suggested.continues,
        "focus": state.focus(),
        "hits": [list(span) for span, _ in hits(where)],
        "answers": answers.sent(),
        "similar_colours": similar_colours(),
        "naming": {"longest": actions.LONGEST_NAME, "marks": actions.MARKS},
    }
    data: TranscriptView = shown
    return data


def bar(where: CodingState, seen: VisibleTranscript) -> dict[str, Any]:
    """Return what the document bar shows."""
    coder = where.coder
    found = hits(where)
    passes = catalog.cached_query(transcript_queries.passes, where.document)
    others = [each for each in passes if each.coder != coder]
    chosen = {each.name for each in passes} if where.asked == ALL else set(where.asked.split(","))
    return {
        "where": where,
        "documents": catalog.cached_query(transcript_queries.neighbours, where.document),
        "case": catalog.cached_query(outlines.case_name, where.document),
        "progress": seen.progress,
        "at": state.at(),
        "saved": _saved(seen.progress),
        "may_undo": where.writable and allows(Right.CODE),
        "can_undo": bool(
            coder and where.writable and catalog.cached_query(undo.last_undoable, where.document, coder)
        ),
        "can_redo": bool(
            coder and where.writable and catalog.cached_query(undo.last_redoable, where.document, coder)
        ),
        "passes": [(each, _toggled(each.name, chosen)) for each in passes],
        "chosen": chosen,
        "others": len(others),
        "task": own_task_in(where.document, coder if where.writable else None),
        "round": state.open_round(where) if where.is_blind else None,
        "passes_label": _passes_label(where),
        "menu_open": st.session_state.pop("kb_menu", None),
        "hits": len(found),
        "hit": min(int(st.session_state.get("kb_hit") or 0), max(0, len(found) - 1)),
        "MINE": MINE,
        "ALL": ALL,
    }


def outline(where: CodingState, seen: VisibleTranscript) -> dict[str, Any]:
    """Return what the left column shows."""
    parts = catalog.cached_query(outlines.outline, where.document, shown=where.shown)
    here = bisect_right([part.first for part in parts], state.at()) - 1
    return {
        "where": where,
        "parts": parts,
        "here": here,
        "correctable": allows(Right.EDIT),
        "at": min(state.at(), max(0, seen.progress.paragraphs - 1)),
        "progress": seen.progress,
        "case": catalog.cached_query(outlines.case, where.document),
        "case_name": catalog.cached_query(outlines.case_name, where.document),
        "sets": catalog.cached_query(whole_document.sets_of, where.document),
        "whole": catalog.cached_query(whole_document.whole_codes, where.document, shown=where.shown),
    }


def _is_defined(session: Session, name: str) -> bool:
    code = names.code(session, name)
    return bool(code.definition or code.cues)


def aside(where: CodingState, seen: VisibleTranscript, tab: str) -> dict[str, Any]:
    """Return what the right column shows under one of its tabs."""
    codes = {code.name: code for code in _codes(where)}
    notes = catalog.cached_query(noted.notes, where.document, shown=where.shown)
    coding, params = seen.focused, where.params()
    is_unsorted = coding is not None and coding.code in codes and codes[coding.code].kind == "unsorted"
    return {
        "where": where,
        "only": lambda code: templates.address(where.page, **(params | {"code": code})),
        "tab": tab,
        "recent": [codes[name] for name in recent(where) if name in codes],
        "tree": code_tree.branched(codes.values(), catalog.cached_query(code_tree.stages)),
        "codes": codes,
        "coding": coding,
        "is_unsorted": is_unsorted,
        "defined": is_unsorted and coding is not None and catalog.cached_query(_is_defined, coding.code),
        "no_suggestions": suggestions.why_off(where),
        "amounts": [(each, where.address(suggest=each)) for each in state.AMOUNTS]
        if suggestions.is_possible(where)
        else [],
        "words": catalog.cached_query(transcript_queries.words, where.document, coding.start, coding.end)
        if coding
        else "",
        "mine": _own_memos(where).get(coding.id, "") if coding else "",
        "version": seen.window.version,
        "seen": version_of(coding) if coding else "",
        "notes": notes,
        "wording": wording,
    }


def recent(where: CodingState) -> list[str]:
    """Return the codes that the digits give: the last nine, in an order that stays for a session.

    A code that comes into use takes the place of the one that was used longest ago.
    """
    if where.coder is None:
        return []
    now = catalog.cached_query(code_tree.recent, where.coder)
    before: list[str] = st.session_state.get(f"kb_recent {where.coder}") or now
    new = [name for name in now if name not in before]
    slots = [name if name in now else new.pop(0) if new else "" for name in before]
    kept = [name for name in (*slots, *new) if name]
    st.session_state[f"kb_recent {where.coder}"] = kept
    return kept


def similar_colours() -> list[list[int]]:
    """Return for each colour those that are easily taken for it where two stripes touch."""
    return [[other for other, apart in enumerate(row) if apart < ALIKE] for row in unlike()]


def hits(where: CodingState) -> tuple[tuple[tuple[int, int], int], ...]:
    """Return where the words that are looked for stand, each with its paragraph."""
    return catalog.cached_query(hits_by_paragraph, where.document, where.find) if where.find else ()


def hits_by_paragraph(session: Session, document: str, text: str) -> tuple[tuple[tuple[int, int], int], ...]:
    """Return where words stand in a document, each place with its paragraph."""
    spans = transcript_queries.find(session, document, text)
    starts = transcript_queries.starts(session, document) if spans else []
    return tuple((span, bisect_right(starts, span[0]) - 1) for span in spans)


def _fields(row: ParagraphShown | CodeInTree) -> dict[str, Any]:
    """Return a row as a mapping; ``asdict`` copies each value, which takes as long as asking."""
    return {name: getattr(row, name) for name in row.__slots__}


def _paragraph(row: ParagraphShown, corrected: frozenset[int]) -> dict[str, Any]:
    return _fields(row) | ({"corrected": True} if row.position in corrected else {})


def version_of(row: CodingShown) -> str:
    """Return what the browser sends with a change of a coding: how it was when it was shown."""
    return f"{row.spelled} {row.start} {row.end}"


def _own_memos(where: CodingState) -> dict[int, str]:
    """What whoever looks has noted on codings, by coding."""
    notes = catalog.cached_query(noted.notes, where.document, shown=where.shown)
    own = [note for note in notes if note.coding and where.coder and note.author == where.coder]
    return {note.coding or 0: note.text for note in reversed(own)}


def _coding(row: CodingShown, window: Window, own_memos: dict[int, str]) -> dict[str, Any]:
    """A coding for the transcript; one that came from a file is shown on whole words, as quotes are."""
    start, end = row.start, row.end
    if row.origin == "imported":
        places = {each.position: each for each in window.paragraphs}
        if (first := places.get(row.first)) is not None:
            start = first.start + part_on_whole_words(first.text, first.start, start, end)[0]
        if (last := places.get(row.last)) is not None:
            end = last.start + part_on_whole_words(last.text, last.start, row.start, end)[1]
    kept = ("id", "first", "last", "code", "colour", "coder", "line", "own", "extent")
    shown = {name: getattr(row, name) for name in kept}
    return shown | {
        "start": start,
        "end": end,
        "memo": own_memos.get(row.id) or row.memos > 0,
        "seen": version_of(row),
    }


def _passage_notes(where: CodingState, window: Window) -> list[dict[str, Any]]:
    """The memos on words that begin in the window, for the margin."""
    first, last = window.first, window.first + len(window.paragraphs)
    return [
        {
            "id": note.id,
            "start": note.span[0],
            "end": note.span[1],
            "paragraph": note.paragraph,
            "text": note.text,
            "author": note.author or "unknown",
            "own": where.coder is not None and note.author == where.coder,
        }
        for note in catalog.cached_query(noted.notes, where.document, shown=where.shown)
        if note.span and note.paragraph is not None and first <= note.paragraph < last
    ]


def _codes(where: CodingState) -> list[code_tree.CodeInTree]:
    return catalog.cached_query(code_tree.codes, counted_by=_counted_by(where))


def _counted_by(where: CodingState) -> str | None:
    """Who is blind does not learn from the counts what others found; without a name one learns nothing."""
    return (where.coder or "") if where.shown.blind else None


def _passes_label(where: CodingState) -> str:
    if where.shown.blind:
        return "mine, blind" if where.is_blind else "mine"
    return (
        "all" if where.asked == ALL else where.asked.replace(",", ", ").replace(":moderator", " (moderator)")
    )


def _toggled(name: str, chosen: set[str]) -> str:
    """The passes that are shown when one of them is clicked."""
    now = chosen - {MINE, ALL}
    return ",".join(sorted(now - {name} if name in now else now | {name}))


def _saved(progress: Progress) -> str:
    if progress.saved is None:
        return ""
    return wording.clock(progress.saved)
