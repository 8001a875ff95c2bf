"""The file that waits on Import, and what became of the last one: both belong to the session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

from app import blind, data
from app.shell import form_state, notices
from app.shell.who import current_coder
from app.ui import wording
from app.viewer import Right
from kb.errors import KbError
from kb.store.exchange.files import apart
from kb.store.exchange.files.outcome import Outcome

_WAITING, _FINISHED, _TURN = "import-waiting", "import-finished", "import-turn"
_SEVERAL = "import-several"
MERGE = "import-merge-last"
"""Where it is kept what merging the file that waits came to."""
CHOICE = "import-clash-"
"""How the keys of the fields begin in which a person decides."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that somebody dropped: its bytes, and what importing it would come to.

    ``part`` is the project that was chosen of several in the file. ``is_compared`` says that it was looked at
    for somebody who may see what differs between the catalog and an archive.
    """

    name: str
    data: bytes
    outcome: Outcome
    part: str | None = None
    is_compared: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """A file that holds several projects, of which somebody has to choose one."""

    name: str
    data: bytes
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A file that is in the catalog, and what became of it."""

    name: str
    outcome: Outcome


def waiting() -> Held | None:
    """Return the file that waits for a decision."""
    found: Held | None = st.session_state.get(_WAITING)
    return found


def finished() -> Finished | None:
    """Return the file that was imported last, until somebody goes on."""
    found: Finished | None = st.session_state.get(_FINISHED)
    return found


def several() -> Several | None:
    """Return the file of which a project has to be chosen."""
    found: Several | None = st.session_state.get(_SEVERAL)
    return found


def turn() -> int:
    """Return the number of the drop zone: a new one is empty."""
    return int(st.session_state.setdefault(_TURN, 0))


def take(name: str, content: bytes, part: str | None = None) -> None:
    """Look at a file; one that cannot be read is told and forgotten, of several projects one is asked."""
    data.require_right(Right.EXCHANGE)
    short = PurePath(name.replace("\\", "/")).name or "project"
    st.session_state[_TURN] = turn() + 1
    for key in (_FINISHED, _SEVERAL):
        st.session_state.pop(key, None)
    forget_choices()
    who, compares = current_coder() or "", not blind.is_blind()
    try:
        outcome = apart.look(short, content, who=who, compares=compares, part=part)
    except apart.SeveralProjectsError as error:
        st.session_state[_SEVERAL] = Several(short, content, error.names)
        return
    except KbError as error:
        st.session_state.pop(_WAITING, None)
        notices.say("bad", wording.sentence(error))
        return
    st.session_state[_WAITING] = Held(short, content, outcome, part, compares)


def store(file: Held, *, who: str, decided: set[str], theirs: set[str]) -> None:
    """Import the file that waits; say so once it is stored, else say why not and keep the file."""
    try:
        outcome = apart.store(
            file.name,
            file.data,
            who=who,
            actor=data.actor(),
            decided=decided,
            theirs=theirs,
            part=file.part,
        )
    except apart.UndecidedError as error:
        take(file.name, file.data, file.part)
        notices.say("bad", f"{wording.sentence(error)} Nothing was stored. Look at the questions again.")
        return
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        return
    data.forget_answers()
    st.session_state.pop(_WAITING, None)
    form_state.forget()
    forget_choices()
    st.session_state[_FINISHED] = Finished(file.name, outcome)


def discard() -> None:
    """Forget the file that waits and what became of the last one."""
    for key in (_WAITING, _FINISHED, _SEVERAL):
        st.session_state.pop(key, None)
    form_state.forget()
    forget_choices()


def forget_choices() -> None:
    """Forget what was decided about a file, and what merging it came to."""
    st.session_state.pop(MERGE, None)
    for key in [key for key in st.session_state if str(key).startswith(CHOICE)]:
        del st.session_state[key]
