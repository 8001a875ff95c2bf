"""The coding surface: a transcript whose words can be selected and coded, by mouse, touch or keyboard.

A Streamlit component without a build: the JavaScript beside this file is written as ES modules, one idea
each, and joined here into the one module that Streamlit serves. Offsets are code points into the document.

An event reaches Python exactly once, however fast a person codes: the browser repeats what it has done until
it sees the event's id among those that were handled. Give ``on_event`` to act in Streamlit's callback, before
the page is drawn (one run an event); or take the returned event, act, and run the page again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

import streamlit as st

from app.screens.coding.component import parts

Event = dict[str, Any]
"""What a person did: ``do``, ``id`` and what belongs to it; ``events.js`` sends them."""

_HERE = Path(__file__).parent
SHORTCUTS = _HERE / "shortcuts.json"
"""The keyboard shortcuts: the handlers, the list behind ``?`` and the documentation follow it."""
_MODULES = (
    *("parts", "drawing/text", "coding/in_vivo", "drawing/marks", "coding/fuzzy", "drawing/paint", "state"),
    *("drawing/render", "events", "coding/select", "coding/coding", "coding/picker", "coding/edges"),
    *("coding/sheets", "keys", "drawing/windows", "main"),
)
"""The modules in the order in which they are joined; ``main`` has the default export."""

_IMPORT = re.compile(r"^import (\{[^}]*\}) from \"\.{1,2}/(?:\w+/)?(\w+)\.js\";$", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:function|const) (\w+)", re.MULTILINE)

_HTML = """
<div class="kb-transcript">
  <div class="kb-live" aria-live="polite"></div>
  <div class="kb-page" aria-label="Transcript" tabindex="0" spellcheck="false" inputmode="none"></div>
  <button class="kb-handle" type="button" aria-label="Code the selected words" hidden>
    Code <kbd>↵</kbd></button>
  <p class="kb-notice" hidden></p>
</div>
"""
_REMEMBERED = 200
"""How many ids of handled events are kept; the browser never has that many in flight."""


class Paragraph(TypedDict):
    """A paragraph of the window; ``start`` is its offset in the document."""

    position: int
    start: int
    text: str
    speaker: str | None
    role: str | None
    heading: str | bool | None


class Window(TypedDict):
    """The paragraphs that are on the page, at most 200, from the one at position ``first``."""

    first: int
    paragraphs: list[Paragraph]


class Coding(TypedDict):
    """A coding that touches the window; ``line`` tells whose it is, ``own`` whether it may be changed."""

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


class Code(TypedDict):
    """A code of the codebook, for the picker."""

    name: str
    colour: int
    count: int
    kind: str
    path: str


class Focus(TypedDict):
    """Where to go: the surface goes there once, when this changes."""

    paragraph: int | None
    coding: int | None


class Rejected(TypedDict):
    """An event that could not be done, and why, in words for the person who did it."""

    event: str
    reason: str


class Undo(TypedDict):
    """An event whose ``message`` is shown with a button that takes it back: the action's ``batch``."""

    event: str
    batch: str


class Naming(TypedDict):
    """How selected words become the name of a code: at most so many characters, without marks at its ends."""

    longest: int
    marks: str


class TranscriptView(TypedDict):
    """All that the surface shows.

    ``reasons`` say why each code is suggested for a paragraph; ``alike`` are, for each colour, those that are
    easily taken for it.
    """

    document: str
    writable: bool
    total: int
    window: Window
    codings: list[Coding]
    codes: list[Code]
    recent: list[str]
    suggestions: Mapping[int, list[str]]
    reasons: NotRequired[Mapping[int, dict[str, str]]]
    focus: Focus
    hits: list[tuple[int, int]]
    message: str
    rejected: NotRequired[Rejected | None]
    undo: NotRequired[Undo | None]
    alike: NotRequired[list[list[int]]]
    naming: Naming


def transcript(
    key: str, data: TranscriptView, on_event: Callable[[Event], None] | None = None
) -> Event | None:
    """Show a transcript and return what a person did in it since the last run, one event a run, or None.

    With ``on_event`` each event is handed over in the callback, before the page runs; None comes back.
    """
    box: _Inbox = st.session_state.setdefault(f"{key} inbox", _Inbox())

    def received() -> None:
        box.take(st.session_state[key])
        while on_event is not None and (event := box.next()) is not None:
            on_event(event)

    result = _component()(
        key=key,
        data={**parts.update(data, box.kept, box.codings), "seen": box.seen[-20:]},
        on_events_change=received,
        on_look_change=received,
        on_window_change=received,
    )
    if on_event is not None:
        return None
    box.take(result)
    return box.next()


class _Inbox:
    """The events of one surface in one session: each is handed out once, in order."""

    def __init__(self) -> None:
        self.waiting: list[Event] = []
        self.seen: list[str] = []
        self.kept: frozenset[str] = frozenset()
        """The versions of parts that the browser has said it keeps."""
        self.codings: dict[str, list[parts.Coding]] = {}
        """The codings that were sent, by version."""

    def take(self, result: Any) -> None:
        """Take what came with this run and is not known yet."""
        known = {event["id"] for event in self.waiting} | set(self.seen)
        arrived = [*(result.get("events") or []), result.get("window"), result.get("look")]
        for message in filter(None, arrived):
            self.kept = frozenset(message.get("kept", self.kept))
        events = ({name: event[name] for name in event if name != "kept"} for event in arrived if event)
        self.waiting += [event for event in events if event["id"] not in known]

    def next(self) -> Event | None:
        """Hand out the next event; from now on it counts as seen."""
        if not self.waiting:
            return None
        event = self.waiting.pop(0)
        self.seen = [*self.seen, event["id"]][-_REMEMBERED:]
        return event


def script() -> str:
    """Return the modules joined into one, each in a scope of its own; ``main`` alone keeps its export."""
    shortcuts = f"const $shortcuts = {{ SHORTCUTS: {SHORTCUTS.read_text(encoding='utf-8')} }};\n"
    files = (_HERE / f"{name}.js" for name in _MODULES)
    modules = (_scoped(file.stem, file.read_text(encoding="utf-8")) for file in files)
    return "\n".join((shortcuts, *modules))


def _scoped(name: str, text: str) -> str:
    """Return a module as a function that returns its exports; its imports are taken from those before it."""
    text = _IMPORT.sub(r"const \1 = $\2;", text)
    if name == "main":
        return text
    exported = ", ".join(_EXPORT.findall(text))
    text = _EXPORT.sub(lambda found: found[0].removeprefix("export "), text)
    return f"const ${name} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();\n"


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "kb_transcript",
        html=_HTML,
        css=(_HERE / "transcript.css").read_text(encoding="utf-8"),
        js=script(),
        isolate_styles=False,
    )
