"""What a coder does in the transcript: each event of the component becomes one action in the catalog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app import data
from app.ui import wording
from kb.errors import KbError
from kb.queries import names
from kb.queries.documents import transcript
from kb.queries.documents.transcript import CodingShown, VisiblePasses
from kb.store import undo
from kb.store.coding import codings, dismissed_suggestions, place_coding
from kb.store.coding.codings import CodingResult

WRITES = frozenset({"code", "recode", "resize", "remove", "memo", "undo", "redo", "suggest", "place", "drop"})
LONGEST_NAME = 60
"""Characters of a name that is taken from the words."""
MARKS = " .,;:!?…\"'“”‘’()[]"  # noqa: RUF001  typographic quotes
"""What such a name neither begins nor ends with."""


class NotYoursError(KbError):
    """A coding of somebody else."""

    def __init__(self, whose: str) -> None:
        super().__init__(f"that is a coding of {whose}; only they change it, you can code the words yourself")


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an event came to: a line to announce, where to look, or why it was refused.

    ``batch`` names the action where the line is shown with a button to undo it.
    """

    message: str = ""
    focus: int | None = None
    batch: str | None = None
    refused: str | None = None


def act(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    """Do what an event of the transcript asks for; when this returns it is in the catalog, or refused."""
    try:
        return _ACTIONS[str(event["do"])](event, document, coder)
    except KbError as error:
        return ActionResult(refused=str(error))
    except (KeyError, TypeError, ValueError):
        return ActionResult(refused="the page is out of date; reload it")


def _code(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    start, end = int(event["start"]), int(event["end"])

    def add(session: Session) -> list[tuple[str, CodingResult]]:
        of = names.document(session, document)
        wanted = [str(each) for each in event.get("codes") or []]
        if event.get("invivo"):
            wanted = [in_vivo(transcript.words(session, of.name, start, end))]
        elif not event.get("new"):
            wanted = [names.code(session, each).name for each in wanted]
        if not wanted:
            raise KbError("choose a code, or type a name for a new one")
        origin: codings.Origin = "accepted" if event.get("do") == "suggest" else "manual"
        return [
            (
                each,
                codings.add_coding(
                    session, document=of, code=each, start=start, end=end, coder=coder, origin=origin
                ),
            )
            for each in wanted
        ]

    made = data.execute(add)
    code, last = made[-1]
    return _result(last, f"coded: {', '.join(name for name, _ in made)}", code)


def _suggest(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    position, code = int(event["position"]), str(event["code"])
    if not event.get("accept"):
        data.execute(dismissed_suggestions.dismiss, document, position, code, who=coder)
        return ActionResult(f"no longer suggested here: {code}")
    shown = data.cached_query(transcript.window, document, first=position, size=1)
    paragraph = next(each for each in shown.paragraphs if each.position == position)
    span = {"start": paragraph.start, "end": paragraph.start + len(paragraph.text), "codes": [code]}
    return _code({"do": "suggest"} | span, document, coder)


def _recode(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which, code = _own(event, document, coder).id, str(event["code"])
    return _result(data.execute(codings.recode, which, code, who=coder), f"recoded: {code}", code)


def _resize(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which, start, end = _own(event, document, coder), int(event["start"]), int(event["end"])
    done = data.execute(codings.resize_coding, which.id, start=start, end=end, who=coder)
    return _result(done, f"changed the extent of {which.code}", which.code)


def _remove(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    which = _own(event, document, coder)
    data.execute(codings.remove_coding, which.id, who=coder)
    return ActionResult(f"removed: {which.code}")


def _memo(event: dict[str, Any], _document: str, coder: str) -> ActionResult:
    which = int(event["coding"])
    data.execute(codings.note_on_coding, which, str(event.get("text") or ""), who=coder)
    return ActionResult("memo saved", which)


def _place(event: dict[str, Any], _document: str, coder: str) -> ActionResult:
    """Give a coding that lost its place the words that a person has found for it."""
    which, start, end = int(event["unplaced"]), int(event["start"]), int(event["end"])
    done = data.execute(place_coding.place_coding, which, start=start, end=end, who=coder)
    where = _place_of(done)
    return ActionResult(f"Placed in {where}", done.id, batch=done.batch)


def _drop(event: dict[str, Any], _document: str, coder: str) -> ActionResult:
    batch = data.execute(place_coding.drop_coding, int(event["unplaced"]), who=coder)
    return ActionResult("Let go of a coding that had lost its place", batch=batch)


def _undo(event: dict[str, Any], document: str, coder: str) -> ActionResult:
    batch = event.get("batch")
    if batch is not None:
        return _back(lambda *_: str(batch), document, coder, "undone", "")
    return _back(undo.last_undoable, document, coder, "undone", "nothing to undo in this document")


def _redo(_event: dict[str, Any], document: str, coder: str) -> ActionResult:
    return _back(undo.last_redoable, document, coder, "done again", "nothing to do again in this document")


def _back(
    which: Callable[[Session, str, str], str | None], document: str, coder: str, done: str, none: str
) -> ActionResult:
    def back(session: Session) -> bool:
        batch = which(session, document, coder)
        return batch is not None and undo.undo(session, batch, who=coder) >= 0

    return ActionResult(done) if data.execute(back) else ActionResult(none)


_ACTIONS: dict[str, Callable[[dict[str, Any], str, str], ActionResult]] = {
    "code": _code,
    "suggest": _suggest,
    "recode": _recode,
    "resize": _resize,
    "remove": _remove,
    "memo": _memo,
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


def _own(event: dict[str, Any], document: str, coder: str) -> CodingShown:
    """The coding that an event is about; only whose it is changes it."""
    which = int(event["coding"])
    found = data.cached_query(transcript.coding, which, shown=VisiblePasses(coder=coder))
    if found is None:
        raise KbError("that coding is gone; somebody removed it meanwhile")
    if not found.own:
        raise NotYoursError(found.coder)
    del document
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
