"""What was done last, from the history: several actions of one kind are told as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kb.queries.history import Action, Entry


@dataclass(frozen=True, slots=True)
class RecentAction:
    """What somebody did, several actions of one kind on one document or of one sort told as one."""

    at: datetime
    who: str
    what: str
    document: str | None
    undone: bool


_KINDS = {
    "ingest ": ("imported", "document"),
    "code '": ("coded", "passage"),
    "recode '": ("recoded", "passage"),
    "resize '": ("changed the boundaries of", "coding"),
    "remove '": ("removed", "coding"),
    "memo on '": ("wrote", "memo"),
    "memo on a passage": ("wrote", "memo"),
    "moderate '": ("moderated", ""),
}
"""How actions of a kind are told together, by what their line in the history begins with."""

_LONGEST = 110
"""Characters of what is told of one action."""
_FACTS = "ingest facts of "
"""How the history tells of what a file states of its document; the document is told already."""


def recent_actions(
    actions: Sequence[Action], most: int, sentence: Callable[[str], Entry | None] = lambda _: None
) -> list[RecentAction]:
    """Return what was done last, newest first; the same done several times in a row is told as one.

    ``sentence`` gives the entry of the history of an action that stands alone, by its batch.
    """
    groups = [list(group) for _, group in groupby(actions, _group_key)][:most]
    return [_describe(group, sentence) for group in groups]


def _group_key(action: Action) -> tuple[object, ...]:
    """What actions have in common that are told as one; files come in many documents at a time."""
    begins = _beginning(action)
    if begins is None:
        return (action.batch,)
    where = () if begins == "ingest " else action.documents
    return (action.who, begins, where, action.undone)


def _beginning(action: Action) -> str | None:
    said = action.what.replace('"', "'")  # a name with an apostrophe is quoted the other way
    return next((begins for begins in _KINDS if said.startswith(begins)), None)


def _describe(group: list[Action], sentence: Callable[[str], Entry | None]) -> RecentAction:
    first = group[0]
    documents = list(dict.fromkeys(name for action in group for name in action.documents))
    document = documents[0] if len(documents) == 1 else None
    begins = _beginning(first)
    if begins is None:
        entry = sentence(first.batch)
        what, document = _told(entry, document) if entry else (f": {first.what}", document)
    elif begins == "ingest ":
        files = [action for action in group if not action.what.startswith(_FACTS)] or group
        what = "imported" if document else f"imported {len(files)} documents"
    else:
        verb, noun = _KINDS[begins]
        if not noun:
            return RecentAction(first.at, first.who, verb, document, first.undone)
        number = f"{len(group)} {noun}{'' if len(group) == 1 else 's'}"
        what = f"{verb} {number} in" if document else f"{verb} {number}"
    return RecentAction(first.at, first.who, what, document, first.undone)


def _told(entry: Entry, document: str | None) -> tuple[str, str | None]:
    """An action in the words of the history, and the document it leads to, unless the words name it."""
    line = entry.lines[0]
    more = f" and {len(entry.lines) - 1} more" if entry.lines[1:] else ""
    said = line.text if len(line.text) <= _LONGEST else f"{line.text[:_LONGEST].rsplit(' ', 1)[0]} …"
    text = f"{said.rstrip('.')}{more}"
    return (text, None) if document is None or document in text else (f"{text}, in", document)
