"""An action that was refused because of what somebody else did: told, and offered to be done nevertheless.

What a person typed goes back to their browser with it, beside what is there now (``coding/conflict.js``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.shell import conflicts
from app.ui import wording
from app.ui.components.answers import ActionResult, Conflict
from kb.store.coding.coding_version import CodingVersion
from kb.store.coding.codings import DecidedError
from kb.store.stale import StaleWriteError

_SENT = (
    "do",
    "document",
    "coding",
    "memo",
    "code",
    "new",
    "text",
    "seen",
    "start",
    "end",
    "words",
    "version",
)
"""What of an action is sent back, for the browser to send it anew."""
_OVER = {"recode": "Recode it anyway", "resize": "Change its boundaries anyway", "remove": "Remove it anyway"}


def seen_by(event: dict[str, Any]) -> CodingVersion | None:
    """Return the version of a coding that an action was done on, if its browser says it."""
    if event.get("seen") is None:
        return None
    code, start, end, *text = str(event["seen"]).split()
    return CodingVersion(int(code), int(start), int(end), text[0] if text else event.get("version"))


def with_conflict(outcome: ActionResult, event: dict[str, Any]) -> ActionResult:
    """Return what came of an action; where it was refused, with what the browser needs to go on."""
    error = outcome.error
    again = {name: event[name] for name in _SENT if event.get(name) is not None}
    if isinstance(error, DecidedError):
        told = Conflict(wording.sentence(error), "", "", "Remove both", "Leave them")
        return replace(outcome, again=again | {"decided": True}, conflict=told)
    if isinstance(error, StaleWriteError):
        return _stale(outcome, again, error)
    return replace(outcome, again=again) if outcome.refused and event.get("text") else outcome


def _stale(outcome: ActionResult, again: dict[str, Any], error: StaleWriteError) -> ActionResult:
    told = conflicts.told(error)
    is_memo = again["do"] in ("memo", "note")
    if not is_memo and error.is_gone:
        return outcome
    if not is_memo:
        now = error.now
        if isinstance(now, CodingVersion):
            again["seen"] = f"{now.code} {now.start} {now.end} {now.text}"
        return replace(
            outcome,
            again=again,
            conflict=Conflict(told, error.shown, _meant(again), _OVER[again["do"]], "Leave it"),
        )
    if not error.is_gone:
        again["seen"] = error.now
        kept = Conflict(told, error.shown, "", conflicts.OVER, conflicts.KEEP)
        return replace(outcome, again=again, conflict=kept)
    for name in ("seen", "memo", "coding"):
        again.pop(name, None)
    return replace(
        outcome,
        again=again | {"do": "note"},
        conflict=Conflict(told, "", "", "Save mine as a new memo", "Discard mine"),
    )


def _meant(again: dict[str, Any]) -> str:
    """What a person wanted a coding to be."""
    match again["do"]:
        case "recode":
            return str(again.get("code", ""))
        case "resize":
            return str(again.get("words", ""))
        case _:
            return "Removed"
