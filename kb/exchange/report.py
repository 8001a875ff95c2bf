"""What became of what a file says: stored, carried (kept to be written out again) or dropped, by kind.

The counts add up: read = stored + carried + dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.exchange.model import Problem, Project
from kb.formatting import counted

_OURS = {"user": "coder", "source": "document", "note": "memo", "ref": "reference"}
"""What the standard calls things that have another name here."""
_ELEMENT = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")
_DETAILS = {"extent or origin of a coding": "detail of a coding"}
_HEAD = re.compile(r"^(.+?)( (?:without|of|in|for|on|that|with) .*)?$")


def kind_in_words(kind: str, number: int = 1) -> str:
    """Return what so many things of a kind are called, in the words of kb.

    >>> kind_in_words("User", 3), kind_in_words("PDFSource"), kind_in_words("row without a code", 2)
    ('coders', 'PDF document', 'rows without a code')
    """
    parts = _ELEMENT.findall(kind)
    if "".join(parts) == kind:  # an element of the standard
        parts = [each if each[1:].isupper() else each.lower() for each in parts]
        kind = " ".join(_OURS.get(each, each) for each in parts)
    match = _HEAD.match(_DETAILS.get(kind, kind))
    head, rest = match.groups("") if match else (kind, "")
    return counted(number, head).partition(" ")[2] + rest


@dataclass(frozen=True, slots=True)
class LossRow:
    """One kind of thing: how many were read, and what became of them."""

    kind: str
    read: int
    stored: int
    carried: int
    dropped: int


@dataclass(frozen=True, slots=True)
class TextRow:
    """How the positions of one text were read."""

    document: str
    dialect: str
    score: float
    signs: int
    quotes: str
    doubt: str | None


@dataclass(frozen=True, slots=True)
class Loss:
    """The report of an import or an export."""

    rows: tuple[LossRow, ...]
    texts: tuple[TextRow, ...] = ()
    problems: tuple[Problem, ...] = ()


def loss_of(project: Project, stored: Mapping[str, int]) -> Loss:
    """Return the report of a project of which so many things have got a place of their own."""
    return Loss(
        tuple(
            _row(kind, count, stored.get(kind, 0), project) for kind, count in sorted(project.read.items())
        ),
        tuple(
            TextRow(
                each.name or each.guid,
                str(each.reading.dialect),
                round(each.reading.score, 3),
                each.reading.signs,
                f"{each.reading.right} of {each.reading.named}" if each.reading.named else "",
                each.reading.doubt,
            )
            for each in project.sources
            if each.reading is not None
        ),
        project.problems,
    )


def _row(kind: str, read: int, stored: int, project: Project) -> LossRow:
    dropped = project.dropped.get(kind, 0)
    stored = min(stored, read - dropped)
    return LossRow(kind, read, stored, read - dropped - stored, dropped)
