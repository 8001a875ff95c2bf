"""What a moderator does on the Compare page, done: each event becomes one action in the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import catalog, comparing, notices, wording
from app.comparing import Row
from kb.errors import KbError
from kb.queries import desk
from kb.queries.desk import Desk
from kb.store import moderating, undoing
from kb.store.moderating import Instead, Ruling


def act(event: dict[str, Any], found: Desk, rows: Sequence[Row], who: str) -> None:
    """Do what an event of the page asks for, say what came of it, and draw the page again."""
    try:
        done = _ACTIONS[str(event["do"])](event, found, rows, who)
    except KbError as error:
        notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    except (KeyError, StopIteration, TypeError, ValueError):
        notices.say("bad", "The page is older than the catalog; look again and decide.")
    else:
        if done:
            notices.say("good", done)
    st.rerun()


def can_undo(document: str, who: str) -> bool:
    """Whether there is a decision of this person in this interview to take back."""
    return catalog.ask(undoing.last_undoable, document, who, deciding=True) is not None


def ruling(row: Row, choice: str, event: dict[str, Any]) -> Ruling:
    """Return what a choice means for a difference."""
    sides = {"first": row.first, "second": row.second}
    kept = {"both": row.sides, "neither": (), "instead": ()}.get(choice)
    if kept is None:
        kept = tuple(side for name, side in sides.items() if name == choice and side is not None)
        if not kept:
            raise KbError("that coder has nothing here; choose again")
    keep = tuple(id_ for side in kept for id_ in side.ids)
    drop = tuple(id_ for side in row.sides if side not in kept for id_ in side.ids)
    if choice != "instead":
        return Ruling(keep=keep, drop=drop)
    code = str(event.get("code", "")).strip()
    if not code:
        raise KbError("name the code that stands instead")
    return Ruling(drop=drop, instead=Instead(code=code, start=int(event["start"]), end=int(event["end"])))


def _decide(event: dict[str, Any], found: Desk, rows: Sequence[Row], who: str) -> str:
    row = next(each for each in rows if each.key == event["item"])
    given = ruling(row, str(event["choice"]), event)
    reason = str(event.get("reason", ""))
    catalog.tell(moderating.decide, found.document, [given], who=who, reason=reason)
    _go_on(row, rows)
    return ""


def _alike(event: dict[str, Any], found: Desk, rows: Sequence[Row], who: str) -> str:
    """Ask first: one key decides several, so what it decides is shown before it does."""
    row = next(each for each in rows if each.key == event["item"])
    if event.get("choice") in (None, "instead"):
        raise KbError("choose which coding stands first; then the same can be decided for all alike")
    st.session_state["compare-alike"] = {
        "document": found.document,
        "keys": [each.key for each in comparing.alike(row, rows)],
        "choice": event["choice"],
        "reason": str(event.get("reason", "")),
        "who": who,
    }
    return ""


def forget_alike() -> None:
    """Leave the differences that are alike as they are."""
    st.session_state.pop("compare-alike", None)


def decide_alike(found: Desk, rows: Sequence[Row]) -> None:
    """Decide everything that was shown as alike, in one action."""
    asked = st.session_state.pop("compare-alike")
    chosen = [row for row in rows if row.key in asked["keys"]]
    given = [ruling(row, asked["choice"], {}) for row in chosen]
    catalog.tell(moderating.decide, found.document, given, who=asked["who"], reason=asked["reason"])
    _go_on(chosen[-1], rows)
    notices.say(
        "good", f"{wording.count(len(chosen), 'difference').capitalize()} decided alike. U takes it back."
    )


def _agreed(_event: dict[str, Any], found: Desk, rows: Sequence[Row], who: str) -> str:
    taken = [row for row in rows if row.kind == comparing.AGREED and row.is_open]
    given = [ruling(row, "both", {}) for row in taken]
    catalog.tell(moderating.decide, found.document, given, who=who)
    return f"{wording.count(len(taken), 'coding').capitalize()} taken over. U takes that back."


def _undo(_event: dict[str, Any], found: Desk, rows: Sequence[Row], who: str) -> str:
    batch = catalog.ask(undoing.last_undoable, found.document, who, deciding=True)
    if batch is None:
        raise KbError("there is no decision of yours here to take back")
    catalog.tell(undoing.undo, batch, who=who)
    open_before = {row.key for row in rows if row.is_open}
    now = comparing.rows(catalog.ask(desk.desk, found.document, coders=found.coders))
    opened = [row.key for row in now if row.is_open and row.key not in open_before]
    if opened:
        st.query_params["item"] = opened[0]
    return ""


def _go_on(row: Row, rows: Sequence[Row]) -> None:
    """Go to the next difference that is open, in the order of the text, and round again."""
    place = rows.index(row)
    kind = st.query_params.get("kind")
    meant = [
        each
        for each in (*rows[place + 1 :], *rows[:place])
        if each.is_open and (each.kind == kind if kind else each.kind != comparing.AGREED)
    ]
    if meant:
        st.query_params["item"] = meant[0].key
    else:
        st.query_params.pop("item", None)


_ACTIONS = {"decide": _decide, "alike": _alike, "agreed": _agreed, "undo": _undo}
