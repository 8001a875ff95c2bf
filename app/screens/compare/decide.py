"""What a moderator does on the Compare page, done: each event becomes one action in the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import data
from app.screens.compare import request
from app.screens.compare.rows import AGREED, Row, alike, coders, listed, rows, standing
from app.shell import notices
from app.ui import templates, wording
from kb.errors import KbError
from kb.queries.comparison import pass_comparison
from kb.queries.comparison.pass_comparison import PassComparison
from kb.store import undo
from kb.store.coding import moderation
from kb.store.coding.moderation import ModerationDecision, Replacement

_ALIKE = "compare-alike"
"""Where it is kept, in the session, what is about to be decided alike."""


def act(event: dict[str, Any], found: PassComparison, every: Sequence[Row], who: str) -> None:
    """Do what an event of the page asks for, say what came of it, and draw the page again."""
    try:
        done = _ACTIONS[str(event["do"])](event, found, every, who)
    except KbError as error:
        notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    except (KeyError, StopIteration, TypeError, ValueError):
        notices.say("bad", "The page is older than the catalog; look again and decide.")
    else:
        if done:
            notices.say("good", done)
    st.rerun()


def ask_about_alike(found: PassComparison, every: Sequence[Row]) -> None:
    """Show what one key is about to decide, if it was pressed."""
    asked_for = st.session_state.get(_ALIKE)
    if asked_for is not None and asked_for["document"] == found.document:
        _confirm_alike(asked_for, found, every)


def can_undo(document: str, who: str) -> bool:
    """Whether there is a decision of this person in this interview to take back."""
    return data.cached_query(undo.last_undoable, document, who, deciding=True) is not None


def decision_of(row: Row, choice: str, event: dict[str, Any]) -> ModerationDecision:
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
        return ModerationDecision(keep=keep, drop=drop)
    code = str(event.get("code", "")).strip()
    if not code:
        raise KbError("name the code that stands instead")
    return ModerationDecision(
        drop=drop, instead=Replacement(code=code, start=int(event["start"]), end=int(event["end"]))
    )


def _meant(event: dict[str, Any], every: Sequence[Row], who: str) -> Row | None:
    """The row an event is about, or None if it comes from a page that this person has decided on already.

    What somebody else decided since the page was drawn is shown first.
    """
    row = next(each for each in every if each.key == event["item"])
    now = standing(row)
    if event.get("seen") == now:
        return row
    if row.who == who:  # Enter was pressed faster than the next difference came
        return None
    st.query_params["item"] = row.key
    raise KbError(f"meanwhile this was {'decided' if now else 'taken back'}; look again and decide")


def _decide(event: dict[str, Any], found: PassComparison, every: Sequence[Row], who: str) -> str:
    row = _meant(event, every, who)
    if row is None:
        return ""
    given = decision_of(row, str(event["choice"]), event)
    reason = str(event.get("reason", ""))
    data.execute(moderation.decide, found.document, [given], who=who, reason=reason)
    _go_on(row, every)
    return ""


def _alike(event: dict[str, Any], found: PassComparison, every: Sequence[Row], who: str) -> str:
    """Ask first: one key decides several, so what it decides is shown before it does."""
    row = _meant(event, every, who)
    if row is None:
        return ""
    if event.get("choice") in (None, "instead"):
        raise KbError("choose which coding stands first; then the same can be decided for all alike")
    st.session_state[_ALIKE] = {
        "do": "all alike",
        "document": found.document,
        "keys": [each.key for each in alike(row, every)],
        "choice": event["choice"],
        "reason": str(event.get("reason", "")),
        "who": who,
    }
    return ""


def _forget_alike() -> None:
    """Leave the differences that are alike as they are."""
    st.session_state.pop(_ALIKE, None)


@st.dialog("The same decision for all alike", width="large", on_dismiss=_forget_alike)
def _confirm_alike(asked_for: dict[str, Any], found: PassComparison, every: Sequence[Row]) -> None:
    """Show the differences that are alike, and decide them when told to."""
    chosen = [row for row in every if row.key in asked_for["keys"]]
    templates.show(
        "compare/alike.html",
        key="compare-alike-list",
        rows=chosen,
        coders=coders(found),
        choice=_choice(asked_for["choice"], found),
    )
    if st.button(f"Decide {len(chosen)}", key="compare-alike-do", type="primary"):
        _forget_alike()
        act(asked_for, found, every, asked_for["who"])


def _choice(choice: str, found: PassComparison) -> str:
    """What a choice comes to, in words."""
    first, second = found.coders
    kept = {"first": f"the coding of {first} is kept", "second": f"the coding of {second} is kept"}
    return kept.get(choice, "both codings are kept" if choice == "both" else "nothing is kept")


def _all_alike(asked_for: dict[str, Any], found: PassComparison, every: Sequence[Row], who: str) -> str:
    """Decide what was shown as alike and is still open, in one action."""
    chosen = [row for row in every if row.key in asked_for["keys"] and row.is_open]
    if not chosen:
        raise KbError("meanwhile somebody decided them; nothing is left to decide")
    given = [decision_of(row, asked_for["choice"], {}) for row in chosen]
    data.execute(moderation.decide, found.document, given, who=who, reason=asked_for["reason"])
    _go_on(chosen[-1], every)
    return f"{wording.count(len(chosen), 'difference').capitalize()} decided alike. U takes it back."


def _agreed(_event: dict[str, Any], found: PassComparison, every: Sequence[Row], who: str) -> str:
    taken = [row for row in every if row.kind == AGREED and row.is_open]
    if not taken:
        raise KbError("meanwhile somebody took them over; nothing is left to decide")
    given = [decision_of(row, "both", {}) for row in taken]
    data.execute(moderation.decide, found.document, given, who=who)
    return f"{wording.count(len(taken), 'coding').capitalize()} taken over. U takes that back."


def _undo(_event: dict[str, Any], found: PassComparison, every: Sequence[Row], who: str) -> str:
    batch = data.cached_query(undo.last_undoable, found.document, who, deciding=True)
    if batch is None:
        raise KbError("there is no decision of yours here to take back")
    data.execute(undo.undo, batch, who=who)
    open_before = {row.key for row in every if row.is_open}
    now = rows(data.cached_query(pass_comparison.pass_comparison, found.document, coders=found.coders))
    opened = [row.key for row in now if row.is_open and row.key not in open_before]
    if opened:
        st.query_params["item"] = opened[0]
    return ""


def _go_on(row: Row, every: Sequence[Row]) -> None:
    """Go to the next difference that is open, in the order of the text, and round again."""
    place = every.index(row)
    later = listed((*every[place + 1 :], *every[:place]), request.kind())
    following = next((each for each in later if each.is_open), None)
    if following:
        st.query_params["item"] = following.key
    else:
        st.query_params.pop("item", None)


_ACTIONS = {"decide": _decide, "alike": _alike, "all alike": _all_alike, "agreed": _agreed, "undo": _undo}
