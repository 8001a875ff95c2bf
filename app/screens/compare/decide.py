"""What a moderator does on the Compare page, done: each event becomes one action in the catalog.

An event comes from the page's outbox (``decisions.js``) until it is answered, and is done once. It names the
difference that it is about and how that stood when it was decided; what has changed since is shown first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.compare import request
from app.screens.compare.rows import AGREED, Row, coders, listed, rows, similar
from app.shell import notices, undoing
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.components import answers
from app.ui.components.answers import ActionResult, result_of
from app.viewer import Right
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison import pass_comparison
from kb.queries.comparison.difference_seen import difference_seen
from kb.queries.comparison.pass_comparison import PassComparison
from kb.store import undo
from kb.store.coding import moderation
from kb.store.coding.moderation import ModerationDecision, Replacement
from kb.store.stale import StaleWriteError

_SIMILAR = "compare-similar"
"""Where it is kept, in the session, the similar differences that are about to be decided."""
_REFUSED = "compare-refused"
"""Where it is kept, in the session, what was typed for a difference that had changed, until it is decided."""
_TYPED = ("choice", "code", "start", "end", "words", "text", "reason")
_CHANGED = "The codings have changed since this page was loaded. Check them and decide again."


@dataclass(frozen=True, slots=True)
class Desk:
    """An interview as it stands in the catalog when an event is handled, and who decides."""

    session: Session
    found: PassComparison
    every: Sequence[Row]
    who: str


def show_outbox(found: PassComparison, who: str | None) -> None:
    """Draw what keeps decisions until they are answered, and does those that have come."""
    templates.outbox(
        "compare/outbox.html",
        key="compare-outbox",
        outbox={
            "storedAs": "kb undecided",
            "catalog": answers.catalog(),
            "coder": who,
            "session": answers.session(),
            "document": found.document,
            "coders": list(found.coders),
            "answers": answers.sent(),
            "newest": answers.newest(),
        },
        on_event=received,
    )


def received(event: dict[str, Any]) -> None:
    """Do what an event asks for, once, keep the answer, and say what came of it."""
    who = current_coder(Right.MODERATE)
    if who is None or answers.again(str(event["id"])):
        return
    outcome = act(event, who)
    answers.give(str(event["id"]), outcome)
    if outcome.question is not None:
        undoing.keep(outcome.question)
    elif outcome.refused:
        notices.say("bad", outcome.refused)
    elif outcome.message:
        notices.say("good", outcome.message)


def act(event: dict[str, Any], who: str) -> ActionResult:
    """Do what an event of the page asks for: when this returns it is stored, refused, or unsaved."""
    does = _ACTIONS.get(str(event.get("do")))
    if does is None:
        return ActionResult(refused=answers.OUT_OF_DATE)
    return result_of(event, who, partial(_at_desk, does, event, who), out_of_date=_CHANGED)


def _at_desk(does: _Action, event: dict[str, Any], who: str, session: Session) -> ActionResult:
    compared = tuple(str(each) for each in event["coders"])
    found = pass_comparison.pass_comparison(session, str(event["document"]), coders=compared)
    if set(found.coders) != set(compared):
        raise KbError(
            "the passes of these two coders are no longer there; check the codings and decide again"
        )
    return does(event, Desk(session, found, rows(found), who))


def ask_about_similar(found: PassComparison, every: Sequence[Row]) -> None:
    """Show what one key is about to decide, if it was pressed."""
    asked_for = st.session_state.get(_SIMILAR)
    if asked_for is not None and asked_for["document"] == found.document:
        _confirm_similar(asked_for, found, every)


def typed_for(document: str, row: Row) -> dict[str, str]:
    """Return what was typed for a difference and refused, because it had changed in the meantime."""
    of, key, typed = st.session_state.get(_REFUSED) or (None, None, {})
    return dict(typed) if (of, key) == (document, row.key) else {}


def seen(document: str, row: Row) -> str:
    """Return the version of a difference that is shown now; deciding another one is refused."""
    ids = tuple(id_ for side in row.sides for id_ in side.ids)
    return data.cached_query(difference_seen, document, ids).version


def can_undo(document: str, who: str) -> bool:
    """Whether there is a decision of this person in this interview to take back."""
    return data.cached_query(undo.last_undoable, document, who, deciding=True) is not None


def decision_of(session: Session, row: Row, choice: str, event: dict[str, Any]) -> ModerationDecision:
    """Return what a choice means for a difference."""
    sides = {"first": row.first, "second": row.second}
    kept = {"both": row.sides, "neither": (), "instead": ()}.get(choice)
    if kept is None:
        kept = tuple(side for name, side in sides.items() if name == choice and side is not None)
        if not kept:
            raise KbError("that coder has no coding here; choose again")
    keep = tuple(id_ for side in kept for id_ in side.ids)
    drop = tuple(id_ for side in row.sides if side not in kept for id_ in side.ids)
    if choice != "instead":
        return ModerationDecision(keep=keep, drop=drop)
    code = str(event.get("code", "")).strip()
    if not code:
        raise KbError("enter the code to use instead")
    if event.get("new") != code:  # a slip makes no code
        code = names.code(session, code).name
    return ModerationDecision(
        drop=drop,
        instead=Replacement(
            code=code,
            start=int(event["start"]),
            end=int(event["end"]),
            text=event.get("text"),
            words=event.get("words"),
        ),
    )


def _decide(event: dict[str, Any], desk: Desk) -> ActionResult:
    row = next(each for each in desk.every if each.key == event["item"])
    given = decision_of(desk.session, row, str(event["choice"]), event)
    try:
        _store(desk, [replace(given, seen=str(event["seen"]))], str(event.get("reason", "")))
    except StaleWriteError as error:  # what it is now is shown first, beside what was typed
        _go_to(row.key, event)
        typed = {each: str(event[each]) for each in _TYPED if event.get(each) is not None}
        st.session_state[_REFUSED] = (desk.found.document, row.key, typed)
        raise KbError(f"{error}. Check it and decide again") from error
    st.session_state.pop(_REFUSED, None)
    _go_on(row, event, desk)
    return ActionResult()


def _similar(event: dict[str, Any], desk: Desk) -> ActionResult:
    """Ask first: one key decides several, so what it decides is shown before it does."""
    row = next(each for each in desk.every if each.key == event["item"])
    if event.get("choice") in (None, "instead"):
        raise KbError("choose a decision first; then you can apply it to all similar differences")
    st.session_state[_SIMILAR] = {
        "do": "all similar",
        "document": desk.found.document,
        "coders": desk.found.coders,
        "keys": [each.key for each in similar(row, desk.every)],
        "choice": event["choice"],
        "reason": str(event.get("reason", "")),
        "who": desk.who,
    }
    return ActionResult()


def _forget_similar() -> None:
    """Leave the differences that are similar as they are."""
    st.session_state.pop(_SIMILAR, None)


@st.dialog("The same decision for all similar differences", width="medium", on_dismiss=_forget_similar)
def _confirm_similar(asked_for: dict[str, Any], found: PassComparison, every: Sequence[Row]) -> None:
    """Show the differences that are similar, and decide them on request."""
    chosen = [row for row in every if row.key in asked_for["keys"]]
    templates.show(
        "compare/similar.html",
        key="compare-similar-list",
        rows=chosen,
        coders=coders(found),
        choice=_choice(asked_for["choice"], found),
    )
    if st.button(
        f"Decide {len(chosen)}",
        key="compare-similar-do",
        type="primary",
        on_click=_decide_similar,
        args=(asked_for | {"seen": {row.key: seen(found.document, row) for row in chosen}},),
    ):
        st.rerun()  # without the dialog


def _decide_similar(asked_for: dict[str, Any]) -> None:
    _forget_similar()
    received({**asked_for, "id": f"click {uuid.uuid4().hex}", "coder": asked_for["who"]})


def _choice(choice: str, found: PassComparison) -> str:
    """What a choice comes to, in words."""
    first, second = found.coders
    kept = {"first": f"the coding of {first} is kept", "second": f"the coding of {second} is kept"}
    return kept.get(choice, "both codings are kept" if choice == "both" else "nothing is kept")


def _all_similar(asked_for: dict[str, Any], desk: Desk) -> ActionResult:
    """Decide the similar differences that are still open, in one action."""
    chosen = [row for row in desk.every if row.key in asked_for["keys"] and row.is_open]
    if not chosen:
        raise KbError("somebody else has decided them in the meantime; nothing is left to decide")
    given = [
        replace(decision_of(desk.session, row, asked_for["choice"], {}), seen=asked_for["seen"][row.key])
        for row in chosen
    ]
    _store(desk, given, asked_for["reason"])
    _go_on(chosen[-1], asked_for, desk)
    return ActionResult(f"{wording.count(len(chosen), 'difference').capitalize()} decided. Press U to undo.")


def _agreed(_event: dict[str, Any], desk: Desk) -> ActionResult:
    taken = [row for row in desk.every if row.kind == AGREED and row.is_open]
    if not taken:
        raise KbError("somebody else has accepted them in the meantime; nothing is left to decide")
    _store(desk, [decision_of(desk.session, row, "both", {}) for row in taken])
    return ActionResult(f"{wording.count(len(taken), 'coding').capitalize()} accepted. Press U to undo.")


def _store(desk: Desk, given: Sequence[ModerationDecision], reason: str = "") -> None:
    moderation.decide(desk.session, desk.found.document, given, who=desk.who, reason=reason)


def _undo(event: dict[str, Any], desk: Desk) -> ActionResult:
    batch = undo.last_undoable(desk.session, desk.found.document, desk.who, deciding=True)
    if batch is None:
        raise KbError("you have no decision to undo in this interview")
    question = undoing.undo_or_question(desk.session, batch, who=desk.who)
    if question is not None:
        return ActionResult(question=question, refused="Not undone yet: later changes depend on this one.")
    open_before = {row.key for row in desk.every if row.is_open}
    desk.session.expire_all()
    now = rows(pass_comparison.pass_comparison(desk.session, desk.found.document, coders=desk.found.coders))
    opened = [row.key for row in now if row.is_open and row.key not in open_before]
    if opened:
        _go_to(opened[0], event)
    return ActionResult()


def _go_on(row: Row, event: dict[str, Any], desk: Desk) -> None:
    """Go to the next difference that is open, in the order of the text, and round again."""
    place = desk.every.index(row)
    later = listed((*desk.every[place + 1 :], *desk.every[:place]), request.kind())
    _go_to(next((each.key for each in later if each.is_open), None), event)


def _go_to(item: str | None, event: dict[str, Any]) -> None:
    """Look at a difference, if the page still shows the interview of the event."""
    if event["document"] != st.query_params.get("document"):
        return
    if item is None:
        st.query_params.pop("item", None)
    else:
        st.query_params["item"] = item


_Action = Callable[[dict[str, Any], Desk], ActionResult]
_ACTIONS: dict[str, _Action] = {
    "decide": _decide,
    "similar": _similar,
    "all similar": _all_similar,
    "agreed": _agreed,
    "undo": _undo,
}
