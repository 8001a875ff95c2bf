"""A second look at what is coded: passages that may have been missed, codings that may be wrong, one by one.

The list is made once, which takes some seconds, and kept for the session; each decision is stored at once,
takes its line off the list, and can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import notices
from app.shell.who import current_coder, single_keys
from app.ui import templates, wording
from kb.errors import KbError
from kb.store.coding.codings import remove_coding
from kb.store.coding.dismissed_suggestions import confirm, dismiss
from kb.store.coding.second_look import code_missed
from kb.store.undo import undo

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.suggest.evaluation.second_look import SecondLook

VIEWS = {"missed": "Did we miss these?", "unlike": "Is this one right?"}
_MOST = 300
"""Lines of a list; the strongest."""
_YES = {"missed": "Code it", "unlike": "It is right"}
_NO = {"missed": "Not here", "unlike": "Remove it"}


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
    line = listed.lines[0] if listed.lines else None
    templates.show(
        "codebook/second_look.html",
        key="second-look",
        view=view,
        who=who,
        line=line,
        left=len(listed.lines),
        decided=listed.decided,
    )
    with st.container(horizontal=True, key="second-look-keys"):
        if line is not None:
            _button(_YES[view], "y", _decide, (view, who, line, True), kind="primary")
            _button(_NO[view], "n", _decide, (view, who, line, False))
            _button("Later", "l", _later, (view, who))
        if listed.done:
            _button("Undo", "u", _undo, (view, who))
        _button("Make the list again", None, _forget, (view, who))


def _button(
    label: str,
    key: str | None,
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
        shortcut=key if single_keys() else None,
    )


def _list(view: str, who: str) -> _List:
    kept: dict[tuple[str, str, str], _List] = st.session_state.setdefault("second-look", {})
    asked = (data.location(), view, who)
    if asked not in kept:
        with st.spinner("Every coded interview is judged by the others …"):
            kept[asked] = _List(data.query(_looks, view, who)[:_MOST])
    return kept[asked]


def _looks(session: Session, view: str, who: str) -> list[SecondLook]:
    from kb.suggest.evaluation import second_look  # noqa: PLC0415  spaCy takes most of a second

    known = who in data.coders()
    ask = second_look.missed if view == "missed" else second_look.unlike
    return ask(session, coder=who if known else None)


def _decide(view: str, who: str, line: SecondLook, yes: bool) -> None:  # noqa: FBT001  a callback's argument
    listed = _list(view, who)
    if not listed.lines or listed.lines[0] != line:  # a key that was pressed twice
        return
    try:
        batch = _store(view, who, line, yes=yes)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        batch = None
    else:
        listed.decided += 1
    listed.lines.pop(0)
    if batch is not None:
        listed.done.append((line, batch))


def _store(view: str, who: str, line: SecondLook, *, yes: bool) -> str | None:
    if view == "missed":
        at = (line.document, line.paragraph, line.code)
        if yes:
            return data.execute(code_missed, *at, words=line.text, who=who)
        return data.execute(dismiss, *at, who=who)
    if yes:
        return data.execute(confirm, line.coding or 0, who=who)
    return data.execute(remove_coding, line.coding or 0, who=who)


def _later(view: str, who: str) -> None:
    lines = _list(view, who).lines
    lines.append(lines.pop(0))


def _undo(view: str, who: str) -> None:
    listed = _list(view, who)
    if not listed.done:
        return
    line, batch = listed.done.pop()
    try:
        data.execute(undo, batch, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        return
    listed.decided -= 1
    listed.lines.insert(0, line)


def _forget(view: str, who: str) -> None:
    st.session_state["second-look"].pop((data.location(), view, who), None)
