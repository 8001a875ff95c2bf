"""What came of the actions of a session, by their numbers, for the browser that waits for it.

The browser keeps an action and sends it again until it is answered (``components/saving.js``); the catalog
stores one number once. So an action is neither lost nor done twice, whatever happens between the two.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NotRequired, TypedDict

import streamlit as st
from sqlmodel import Session

from app import data
from app.ui import wording
from kb.errors import KbError
from kb.store import once

OUT_OF_DATE = "This page is out of date; reload it."
_KEPT, _SENT = 500, 8
"""Answers that are kept, and the fewest sent with an update; the browser asks again for one that it lacks."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else has done meanwhile: ``told`` says who and when, ``there`` what it is now.

    ``yours`` is what was wanted instead, but for what was typed; ``over`` and ``keep`` are the two ways on.
    """

    told: str
    there: str
    yours: str
    over: str
    keep: str


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an event came to: a line to announce, where to look, or why it was refused.

    ``batch`` names the action where the line is shown with a button to undo it. ``unsaved`` says why it could
    not be done yet: the browser keeps it and sends it again. ``question`` is what a person has to answer
    first. Where it was refused, ``error`` is why, ``again`` what the browser is to keep of it and may send
    anew, and ``conflict`` what it shows beside that.
    """

    message: str = ""
    focus: int | None = None
    batch: str | None = None
    question: Any = None
    refused: str | None = None
    unsaved: str | None = None
    error: KbError | None = None
    again: dict[str, Any] | None = None
    conflict: Conflict | None = None


class Answer(TypedDict):
    """What came of an action, by its number (``event``): what is not answered is sent again.

    ``message`` says what was done; ``undo`` names the action in the catalog where it can be taken back by
    itself. ``refused`` says why it cannot be done, ``unsaved`` why not yet; both in words for a person.
    ``again`` is what was refused, as it can be sent anew, and ``conflict`` what is shown beside it.
    """

    event: str
    message: str
    undo: str | None
    refused: str | None
    unsaved: str | None
    again: NotRequired[dict[str, Any] | None]
    conflict: NotRequired[dict[str, str] | None]


def result_of(
    event: dict[str, Any],
    coder: str,
    action: Callable[[Session], ActionResult],
    *,
    out_of_date: str = OUT_OF_DATE,
) -> ActionResult:
    """Do what an event asks for, once: when this returns it is stored, refused, or unsaved.

    ``event`` has its number (``id``) and the ``coder`` who did it; ``out_of_date`` is said where it does not
    fit what is in the catalog.
    """
    whose = event.get("coder")
    if whose not in (None, coder):
        return ActionResult(unsaved=f"{whose} did this; choose {whose} in the header to save it")
    try:
        own = frozenset(_kept())  # what this session did itself, it knew of
        done = data.execute(once.once, str(event["id"]), action, own=own)
    except data.CatalogError as error:  # full, locked, away: what a person did is not to be lost by that
        return ActionResult(unsaved=str(error))
    except KbError as error:
        return ActionResult(refused=wording.sentence(error), error=error)
    except (KeyError, StopIteration, TypeError, ValueError):
        return ActionResult(refused=out_of_date)
    except Exception as error:
        logging.getLogger(__name__).exception("an action could not be done")
        return ActionResult(unsaved=f"the program failed ({type(error).__name__}); see the server's log")
    return done if done is not None else ActionResult("saved")


def give(number: str, outcome: ActionResult) -> None:
    """Keep what came of an action."""
    kept = _kept()
    kept.pop(number, None)
    kept[number] = outcome
    st.session_state["kb_new_answers"] = st.session_state.get("kb_new_answers", 0) + 1
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def again(number: str) -> bool:
    """Say whether an action is answered already, and answer it again; what was not saved is tried anew."""
    outcome = _kept().get(number)
    if outcome is None or outcome.unsaved:
        return False
    give(number, outcome)
    return True


def newest() -> str:
    """Return the number of the action that was answered last, or nothing."""
    return next(reversed(_kept()), "")


def sent() -> list[Answer]:
    """Return the newest answers as the browser takes them: those since the last update, and some before."""
    many = max(_SENT, st.session_state.pop("kb_new_answers", 0))
    return [
        {
            "event": number,
            "message": outcome.message,
            "undo": outcome.batch,
            "refused": outcome.refused,
            "unsaved": outcome.unsaved,
            "again": outcome.again,
            "conflict": asdict(outcome.conflict) if outcome.conflict else None,
        }
        for number, outcome in list(_kept().items())[-many:]
    ]


def session() -> str:
    """Return a name for this session: by another one the browser sees that the server forgot what it sent."""
    named: str = st.session_state.setdefault("kb_session", uuid.uuid4().hex[:12])
    return named


def catalog() -> str:
    """Return what tells catalogs apart in a browser, without saying where they are."""
    return hashlib.sha256(data.location().encode()).hexdigest()[:12]


def _kept() -> OrderedDict[str, ActionResult]:
    kept: OrderedDict[str, ActionResult] = st.session_state.setdefault("kb_answers", OrderedDict())
    return kept
