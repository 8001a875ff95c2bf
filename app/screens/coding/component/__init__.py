"""The transcript view: a transcript whose words can be selected and coded, by mouse, touch or keyboard.

A Streamlit component without a build: the JavaScript beside this file is written as ES modules, one idea
each, and joined into the one module that Streamlit serves. Offsets are code points into the document.

The browser repeats what it has done until it is answered. Every message says all that is not answered yet: of
two that wait, Streamlit runs only the later one. Whoever handles the events answers each by its number, and
does the same number once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

import streamlit as st

from app.screens.coding.component import parts
from app.ui.components import scripts
from app.ui.components.answers import Answer
from app.ui.components.loaded import Loaded

Event = dict[str, Any]
"""What a person did: ``do``, ``id`` and what belongs to it; ``events.js`` sends them."""

_HERE = Path(__file__).parent
_MODULES = (
    *(
        "parts",
        "drawing/text",
        "coding/in_vivo",
        "coding/suggested",
        "drawing/marks",
        "correcting",
        "drawing/notes",
        "drawing/paint",
        "state",
    ),
    *("drawing/render", "events", "coding/select", "coding/place", "coding/coding"),
    *("coding/picker", "coding/edges"),
    *("coding/sheets", "coding/drafts", "coding/memo_editor", "coding/passage_memos", "coding/conflict"),
    *("keys", "drawing/windows", "main"),
)
"""The modules in the order in which they are joined; ``main`` has the default export."""

_HTML = """
<div class="kb-transcript">
  <div class="kb-live" aria-live="polite"></div>
  <div class="kb-page" aria-label="Transcript" tabindex="0" spellcheck="false" inputmode="none"></div>
  <button class="kb-handle" type="button" aria-label="Code the selected words" hidden>
    Code <kbd>↵</kbd></button>
  <p class="kb-notice" hidden></p>
  <p class="kb-unsaved" role="alert" hidden></p>
  <p class="kb-draft" role="status" hidden></p>
</div>
"""
_REMEMBERED = 20
"""How many windows and places that were handled are named to the browser."""


class Paragraph(TypedDict):
    """A paragraph of the window; ``start`` is its offset in the document."""

    position: int
    start: int
    text: str
    speaker: str | None
    role: str | None
    heading: str | bool | None
    corrected: NotRequired[bool]


class Window(TypedDict):
    """The paragraphs that are on the page, at most 200, from the one at position ``first``."""

    first: int
    paragraphs: list[Paragraph]


class Coding(TypedDict):
    """A coding that touches the window; ``line`` tells whose it is, ``own`` whether it may be changed.

    ``memo`` is the memo of whoever looks, or whether others wrote one; a change says what was ``seen``.
    """

    id: int
    start: int
    end: int
    first: int
    last: int
    code: str
    colour: int
    coder: str
    line: Literal["solid", "dashed", "double", "dotted"]
    own: bool
    extent: str
    memo: bool | str
    seen: str


class PassageNote(TypedDict):
    """A memo on words that begin in a ``paragraph`` of the window; ``own`` whether it may be changed."""

    id: int
    start: int
    end: int
    paragraph: int
    text: str
    author: str
    own: bool


class Code(TypedDict):
    """A code of the codebook, for the picker."""

    name: str
    colour: int
    count: int
    kind: str
    path: str


class Focus(TypedDict):
    """Where to go: the transcript view goes there once, when this changes."""

    paragraph: int | None
    coding: int | None


class Naming(TypedDict):
    """How selected words become the name of a code: at most so many characters, without marks at its ends."""

    longest: int
    marks: str


class TranscriptView(TypedDict):
    """All that the transcript view shows.

    ``catalog`` and ``coder`` say for whom and where what is not saved is kept in the browser, ``version`` is
    that of the text that is shown, its sha256. ``answers`` are those to the last events, and to what was
    clicked elsewhere on the page. ``reasons`` say why each code is suggested for a paragraph,
    ``continues`` which of them the coder has given to the paragraph before;
    ``similar_colours`` are, for each colour, those that are easily taken for it.
    """

    catalog: str
    coder: str | None
    document: str
    version: str
    writable: bool
    correctable: bool
    total: int
    window: Window
    codings: list[Coding]
    notes: NotRequired[list[PassageNote]]
    codes: list[Code]
    recent: list[str]
    suggestions: Mapping[int, list[str]]
    reasons: NotRequired[Mapping[int, dict[str, str]]]
    continues: NotRequired[Mapping[int, list[str]]]
    focus: Focus
    hits: list[tuple[int, int]]
    answers: list[Answer]
    similar_colours: NotRequired[list[list[int]]]
    naming: Naming


def transcript(key: str, data: TranscriptView, on_event: Callable[[Event], None]) -> None:
    """Show a transcript; each event is handed over in Streamlit's callback, before the page runs.

    An event comes again until ``data`` has an answer to it.
    """
    box: _Inbox = st.session_state.setdefault(f"{key} inbox", _Inbox())

    def received() -> None:
        # Who leaves the page meanwhile takes the view's state along; its browser says it again.
        for event in box.taken((st.session_state.get(key) or {}).get("said") or {}):
            on_event(event)

    _transcript().show(
        key,
        {**parts.update(data, box.kept, box.codings), "heard": box.heard, "session": box.session},
        on_said_change=received,
    )


class _Inbox:
    """What one transcript view in one session has said, and what its browser keeps."""

    def __init__(self) -> None:
        self.session = uuid.uuid4().hex[:12]
        self.heard: list[str] = []
        """The numbers of the last windows and places; actions are answered instead."""
        self.kept: frozenset[str] = frozenset()
        """The versions of parts that the browser has said it keeps."""
        self.codings: dict[str, list[parts.Coding]] = {}
        """The codings that were sent, by version."""

    def taken(self, said: Mapping[str, Any]) -> list[Event]:
        """Return what is to be handled of a message: every action, and where one looks if that is new."""
        self.kept = frozenset(said.get("kept", self.kept))
        new = [
            each for each in (said.get("window"), said.get("look")) if each and each["id"] not in self.heard
        ]
        self.heard = [*self.heard, *(each["id"] for each in new)][-_REMEMBERED:]
        return [*(said.get("events") or ()), *new]


def script() -> str:
    """Return the modules joined into one."""
    shared = (scripts.COMPONENTS / f"{name}.js" for name in ("matching", "shortcut_list", "saving"))
    return scripts.joined([*shared, *(_HERE / f"{name}.js" for name in _MODULES)])


@cache
def _transcript() -> Loaded:
    return Loaded("kb_transcript", _HTML, script(), (_HERE / "transcript.css").read_text(encoding="utf-8"))
