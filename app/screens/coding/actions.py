"""What a coder does in the transcript: each event of the component becomes one action in the catalog.

An action is done once: its number is its name in the audit trail. What it says of words is about the version
of the text that the coder saw, and is followed to the current one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlmodel import Session

from app.screens.coding.conflicts import seen_by, with_conflict
from app.shell.undoing import undo_or_question
from app.ui import wording
from app.ui.components.answers import OUT_OF_DATE, ActionResult, result_of
from kb.errors import KbError
from kb.queries import names
from kb.queries.documents import transcript
from kb.queries.documents.transcript import CodingShown, VisiblePasses
from kb.store import memos, once, text_versions, undo
from kb.store.coding import codings, dismissed_suggestions, passages, place_coding
from kb.store.coding.coding_version import coding_seen
from kb.store.coding.codings import CodingResult
from kb.store.text_versions import Selection

WRITES = frozenset(
    {"code", "recode", "resize", "remove", "memo", "note", "undo", "redo", "suggest", "place", "drop"}
)
LONGEST_NAME = 60
"""Characters of a name that is taken from the words."""
MARKS = " .,;:!?…\"'“”‘’()[]"  # noqa: RUF001  typographic quotes
"""What such a name neither begins nor ends with."""


class NotYoursError(KbError):
    """A coding of somebody else."""

    def __init__(self, whose: str) -> None:
        super().__init__(f"this coding belongs to {whose}; only {whose} can change it")


def act(event: dict[str, Any], coder: str) -> ActionResult:
    """Do what an event of the transcript asks for: when this returns it is stored, refused, or unsaved.

    ``event`` says in which ``document``, on which version of its ``text``, and as which ``coder``.
    """
    try:
        action = partial(
            _ACTIONS[str(event["do"])], event=event, document=str(event["document"]), coder=coder
        )
    except KeyError:
        return ActionResult(refused=OUT_OF_DATE)
    return with_conflict(result_of(event, coder, action), event)


def _code(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    of = names.document(session, document)
    start, end = _span(session, document, event)
    wanted = [str(each) for each in event.get("codes") or []]
    if event.get("invivo"):
        wanted = [in_vivo(transcript.words(session, of.name, start, end))]
    elif not event.get("new"):
        wanted = [names.code(session, each).name for each in wanted]
    if not wanted:
        raise KbError("choose a code, or type a name for a new one")
    origin: codings.Origin = "accepted" if event.get("do") == "suggest" else "manual"
    made = [
        codings.add_coding(session, document=of, code=each, start=start, end=end, coder=coder, origin=origin)
        for each in wanted
    ]
    moved = _moved(event, (start, end), made[-1])
    return _result(made[-1], f"coded: {', '.join(wanted)}{moved}", wanted[-1])


def _moved(event: dict[str, Any], span: tuple[int, int], done: CodingResult) -> str:
    """What is said where the words are elsewhere by now."""
    if span == (event["start"], event["end"]):
        return ""
    return f". The text has changed in the meantime; these words are in {_place_of(done)} now"


def _suggest(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    if event.get("accept"):
        return _code(session, event | {"codes": [str(event["code"])]}, document, coder)
    start, end = _span(session, document, event)
    position, _ = passages.paragraphs_of(session, names.document(session, document), start, end)
    dismissed_suggestions.dismiss(session, document, position, str(event["code"]), who=coder)
    return ActionResult(f"no longer suggested here: {event['code']}")


def _recode(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which, code = _own(session, event, document, coder).id, str(event["code"]).strip()
    if not event.get("new"):
        code = names.code(session, code).name
    done = codings.recode(session, which, code, who=coder, seen=seen_by(event))
    return _result(done, f"recoded: {code}", code)


def _resize(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which, seen = _own(session, event, document, coder), seen_by(event)
    start, end = _span(session, document, event)
    done = codings.resize_coding(session, which.id, start=start, end=end, who=coder, seen=seen)
    moved = _moved(event, (start, end), done)
    return _result(done, f"changed the boundaries of {which.code}{moved}", which.code)


def _remove(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which, both = _own(session, event, document, coder), bool(event.get("decided"))
    codings.remove_coding(session, which.id, who=coder, seen=seen_by(event), with_decisions=both)
    return ActionResult(f"removed: {which.code}. Press Control Z to undo")


def _memo(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which, text, adds = int(event["coding"]), str(event.get("text") or ""), bool(event.get("adds"))
    if not _is_gone(session, which):
        _existing(session, event, document, coder)
    memos.note_on_coding(session, which, text, who=coder, adds=adds, seen=event.get("seen"))
    return ActionResult("memo saved", which)


def _note(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    """Write a memo on the selected words, or rewrite one of one's own."""
    text = str(event.get("text") or "")
    if event.get("memo"):
        memos.rewrite_memo(session, int(event["memo"]), text, who=coder, seen=event.get("seen"))
        return ActionResult("memo saved" if text.strip() else "memo deleted. Press Control Z to undo")
    start, end = _span(session, document, event)
    memos.note_on_passage(session, document, text, start=start, end=end, who=coder)
    return ActionResult("memo saved")


def _place(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    """Give a coding that lost its place the words that a person has found for it."""
    start, end = _span(session, document, event)
    done = place_coding.place_coding(session, int(event["unplaced"]), start=start, end=end, who=coder)
    return ActionResult(f"Placed in {_place_of(done)}", done.id, batch=done.batch)


def _drop(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    del document
    batch = place_coding.drop_coding(session, int(event["unplaced"]), who=coder)
    return ActionResult("Deleted an unplaced coding", batch=batch)


def _undo(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    batch, none = event.get("batch"), "nothing to undo in this document"
    if batch and not once.is_done(session, str(batch)):  # that action was refused, or had nothing to change
        return ActionResult(none)
    return _back(session, batch or undo.last_undoable(session, document, coder), coder, "undone", none)


def _redo(session: Session, event: dict[str, Any], document: str, coder: str) -> ActionResult:
    del event
    batch = undo.last_redoable(session, document, coder)
    return _back(session, batch, coder, "redone", "nothing to redo in this document")


def _back(session: Session, batch: str | None, coder: str, done: str, none: str) -> ActionResult:
    if batch is None:
        return ActionResult(none)
    question = undo_or_question(session, str(batch), who=coder)
    if question is not None:
        return ActionResult(question=question, refused="Not undone yet: later changes depend on this one.")
    return ActionResult(done)


_ACTIONS: dict[str, Callable[..., ActionResult]] = {
    "code": _code,
    "suggest": _suggest,
    "recode": _recode,
    "resize": _resize,
    "remove": _remove,
    "memo": _memo,
    "note": _note,
    "place": _place,
    "drop": _drop,
    "undo": _undo,
    "redo": _redo,
}


def in_vivo(words: str) -> str:
    """Return the name of a code that is made of the words themselves: the first ones, without their marks."""
    name = " ".join(words.split()).strip(MARKS)
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME + 1].rpartition(" ")[0] or name[:LONGEST_NAME]


def _span(session: Session, document: str, event: dict[str, Any]) -> tuple[int, int]:
    """Where the words of an event are in the current text."""
    selected = Selection(
        start=int(event["start"]), end=int(event["end"]), text=event.get("version"), words=event.get("words")
    )
    return text_versions.current_span(session, names.document(session, document), selected)


def _existing(session: Session, event: dict[str, Any], document: str, coder: str) -> CodingShown:
    """The coding that an event is about."""
    if _is_gone(session, int(event["coding"])):
        coding_seen(session, int(event["coding"]), seen_by(event))  # says who removed it
    found = transcript.coding(session, int(event["coding"]), shown=VisiblePasses(coder=coder))
    if found is None:
        raise KbError(
            "this coding no longer exists; somebody removed it in the meantime, or its words are gone"
        )
    del document
    return found


def _is_gone(session: Session, coding: int) -> bool:
    return transcript.coding(session, coding) is None


def _own(session: Session, event: dict[str, Any], document: str, coder: str) -> CodingShown:
    """The coding that an event is about; only whose it is changes it."""
    found = _existing(session, event, document, coder)
    if not found.own:
        raise NotYoursError(found.coder)
    return found


def _place_of(done: CodingResult) -> str:
    first, last = done.coding.first_paragraph, done.coding.last_paragraph
    return wording.place(first, last - first + 1)


def _result(done: CodingResult, message: str, code: str) -> ActionResult:
    if done.how == "joined":
        where = _place_of(done)
        return ActionResult(f"Joined with the coding “{code}” in {where}", done.id, batch=done.batch)
    if done.how == "known":
        return ActionResult(f"already coded: {code}", done.id)
    return ActionResult(message, done.id)
