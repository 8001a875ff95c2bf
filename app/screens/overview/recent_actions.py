"""What was done last, from the history: several actions of one kind are told as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from kb.queries.history import Action


@dataclass(frozen=True, slots=True)
class RecentAction:
    """What somebody did, several actions of one kind on one document or of one sort told as one."""

    at: datetime
    who: str
    what: str
    document: str | None
    undone: bool


_KINDS = {
    "ingest ": ("brought in", "document"),
    "code '": ("coded", "passage"),
    "recode '": ("recoded", "passage"),
    "resize '": ("moved the edges of", "coding"),
    "remove '": ("removed", "coding"),
    "memo on '": ("wrote", "memo"),
}
"""How actions of a kind are told together, by what their line in the history begins with."""


def recent_actions(actions: Sequence[Action], most: int) -> list[RecentAction]:
    """Return what was done last, newest first; the same done several times in a row is told as one."""
    rows = [_describe(list(group)) for _, group in groupby(actions, _group_key)]
    return rows[:most]


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


def _describe(group: list[Action]) -> RecentAction:
    first = group[0]
    documents = list(dict.fromkeys(name for action in group for name in action.documents))
    document = documents[0] if len(documents) == 1 else None
    begins = _beginning(first)
    if begins is None:
        what = f": {first.what}"
    elif begins == "ingest ":
        what = "brought in" if document else f"brought in {len(group)} documents"
    else:
        verb, noun = _KINDS[begins]
        number = f"{len(group)} {noun}{'' if len(group) == 1 else 's'}"
        what = f"{verb} {number} in" if document else f"{verb} {number}"
    return RecentAction(first.at, first.who, what, document, first.undone)
