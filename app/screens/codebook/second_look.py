"""A second look at what is coded: passages that may have been missed, codings that may be wrong, one by one.

The list is made once, which takes some seconds, and kept for the session; each decision is stored at once,
takes its line off the list, and can be undone: then its line is back. What cannot be stored stays listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import notices, undoing
from app.shell.who import current_coder, single_keys
from app.ui import templates, wording
from app.ui.components.scripts import SHORTCUTS
from kb.errors import KbError
from kb.queries import history
from kb.queries.documents import transcript
from kb.store.coding.codings import DecidedError
from kb.store.coding.second_look import (
    SeenCoding,
    code_missed,
    confirm_doubted,
    refuse_missed,
    remove_doubted,
)
from kb.store.stale import StaleWriteError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.suggest.evaluation.second_look import SecondLook

VIEWS = {"missed": "Missed passages", "unlike": "Unusual codings"}
_MOST = 300
"""Lines of a list; the strongest."""
_YES = {"missed": "Code it", "unlike": "It is right"}
_NO = {"missed": "Not here", "unlike": "Remove it"}
_WARNED = "second-look-decided"
"""Where it is kept, in the session, the line that a moderator has decided about, once that was said."""
_KEYS: dict[str, str] = {row["does"]: row["key"] for row in SHORTCUTS["secondLook"]}


@dataclass
class _List:
    """What is still to decide, in order; how many were; decisions that can be undone, the last last."""

    lines: list[SecondLook]
    decided: int = 0
    done: list[tuple[SecondLook, str]] = field(default_factory=list)


def show(view: str) -> None:
    """Draw the line that is to be decided, with its keys; ``view`` is one of :data:`VIEWS`."""
    who = current_coder()
    if who is None:
        templates.show("codebook/second_look.html", key="second-look", view=view, who=None, line=None)
        return
    listed = _list(view, who)
    _bring_back(listed)
    line = listed.lines[0] if listed.lines else None
    templates.show(
        "codebook/second_look.html",
        key="second-look",
        view=view,
        who=who,
        line=line,
        parts=_parts(line) if line else (),
        left=len(listed.lines),
        decided=listed.decided,
    )
    with st.container(horizontal=True, key="second-look-keys"):
        if line is not None:
            _button(_YES[view], "sayYes", _decide, (view, who, line, True), kind="primary")
            _button(_NO[view], "sayNo", _decide, (view, who, line, False))
            _button("Later", "putLast", _later, (view, who, line))
        if listed.done:
            _button("Undo", "undoLast", _undo, (view, who))
        _button("Make the list again", None, _forget, (view, who))


def _parts(line: SecondLook) -> tuple[str, str, str]:
    """Return the words of a paragraph before, within and after the coding that is doubted, if one is."""
    text = line.text
    if line.coding is None:
        return text, "", ""
    begins = data.cached_query(transcript.starts, line.document)[line.paragraph : line.paragraph + 1]
    first, last = (max(0, at - (begins[0] if begins else line.start)) for at in (line.start, line.end))
    return text[:first], text[first:last], text[last:]


def _button(
    label: str,
    does: str | None,
    action: Callable[..., None],
    args: tuple[Any, ...],
    *,
    kind: Any = "secondary",
) -> None:
    st.button(
        label,
        key=f"second-look-{label}",
        on_click=action,
        args=args,
        type=kind,
        shortcut=_KEYS.get(does or "") if single_keys() else None,
    )


def _list(view: str, who: str) -> _List:
    kept: dict[tuple[str, str, str], _List] = st.session_state.setdefault("second-look", {})
    asked = (data.location(), view, who)
    if asked not in kept:
        with st.spinner("Every coded interview is judged by the others …"):
            kept[asked] = _List(data.query(_looks, view, who)[:_MOST])
    return kept[asked]


def _looks(session: Session, view: str, who: str) -> list[SecondLook]:
    """What is to decide; a name that nobody codes under is shown no codings but those of moderated passes."""
    from kb.suggest.evaluation import second_look  # noqa: PLC0415  spaCy takes most of a second

    coder = min(
        (each for each in data.coders() if each.casefold() == who.casefold()),
        key=lambda each: each != who,
        default=None,
    )
    if view == "missed":
        return second_look.missed(session, coder=coder)
    return second_look.unlike(session, coder=coder, moderated=coder is None)


def _bring_back(listed: _List) -> None:
    """Put lines back whose decision was undone: here, after a question about later changes, or in History."""
    undone = data.cached_query(history.which_are_undone, tuple(batch for _, batch in listed.done))
    back = [line for line, batch in listed.done if batch in undone]
    listed.done = [(line, batch) for line, batch in listed.done if batch not in undone]
    listed.decided -= len(back)
    listed.lines[:0] = reversed(back)


def _decide(view: str, who: str, line: SecondLook, yes: bool) -> None:  # noqa: FBT001  a callback's argument
    listed = _list(view, who)
    if not listed.lines or listed.lines[0] != line:  # a key that was pressed twice
        return
    is_warned = st.session_state.pop(_WARNED, None) == line
    try:
        batch = _store(view, who, line, yes=yes, both=is_warned)
    except DecidedError as error:
        st.session_state[_WARNED] = line
        notices.say("bad", f"{wording.sentence(error)} Press {_NO[view]} again to remove both.")
        return
    except StaleWriteError as error:
        notices.say("bad", f"{wording.sentence(error)} Choose Later, or make the list again.")
        return
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        return
    listed.lines.pop(0)
    listed.decided += 1
    if batch is not None:
        listed.done.append((line, batch))


def _store(view: str, who: str, line: SecondLook, *, yes: bool, both: bool) -> str | None:
    if view == "missed":
        store = code_missed if yes else refuse_missed
        return data.execute(store, line.document, line.paragraph, line.code, words=line.text, who=who)
    seen = SeenCoding(
        line.coding or 0,
        line.document,
        line.coder or "",
        line.code,
        line.start,
        line.end,
        line.paragraph,
        line.text,
    )
    if yes:
        return data.execute(confirm_doubted, seen, who=who)
    return data.execute(remove_doubted, seen, who=who, with_decisions=both)


def _later(view: str, who: str, line: SecondLook) -> None:
    lines = _list(view, who).lines
    if lines and lines[0] == line:
        lines.append(lines.pop(0))


def _undo(view: str, who: str) -> None:
    listed = _list(view, who)
    if not listed.done:
        return
    try:
        question = data.execute(undoing.undo_or_question, listed.done[-1][1], who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        return
    if question is not None:
        undoing.keep(question)


def _forget(view: str, who: str) -> None:
    st.session_state["second-look"].pop((data.location(), view, who), None)
