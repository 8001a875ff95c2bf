"""Which family a code belongs to: the umbrella it stands under, or else the prefix of its name."""

from __future__ import annotations

import re

from sqlmodel import Session, select

from kb.db.tables import Code

_ABBREVIATION = re.compile(r"[\[(](?P<short>[^\])]+)[\])]\s*$")
_PREFIX = re.compile(r"(?P<short>[^\W\d_]{2,})-")
_SHOUTED = re.compile(r"[A-Z]{2,4}$")


def families(session: Session) -> dict[str, str]:
    """Return the family of every canonical code that has one.

    It is the topmost code above it in the taxonomy. A code that stands under none belongs to the umbrella
    whose abbreviation its name begins with (``MT-`` to *Model-Training-issues (MT)*, ``Data-`` to
    *Data-issues*); a prefix in capitals without an umbrella (``MM-``) is a family of its own.
    """
    rows = session.exec(select(Code.id, Code.name, Code.canonical_id, Code.parent_id, Code.kind)).all()
    name_of = {id_: name for id_, name, *_ in rows}
    above = {id_: parent for id_, _, _, parent, _ in rows if parent is not None}
    umbrellas = {_short(name).casefold(): name for _, name, _, _, kind in rows if kind == "umbrella"}
    found = {}
    for id_, name, canonical, _, kind in rows:
        if canonical not in {None, id_}:
            continue
        top = _topmost(id_ or 0, above)
        if top != id_ or kind == "umbrella":
            found[name] = name_of[top]
        elif prefix := _PREFIX.match(name):
            short = prefix["short"]
            if short.casefold() in umbrellas:
                found[name] = umbrellas[short.casefold()]
            elif _SHOUTED.match(short):
                found[name] = short
    return found


def structural(session: Session) -> set[str]:
    """Return the canonical codes that only structure an interview, such as the numbers of its questions."""
    query = select(Code.name).where(Code.kind == "structural", Code.canonical_id == Code.id)
    return set(session.exec(query))


def _short(umbrella: str) -> str:
    """How names of an umbrella's codes begin: what it says in brackets, else its first word."""
    found = _ABBREVIATION.search(umbrella)
    return found["short"] if found else umbrella.partition("-")[0]


def _topmost(id_: int, above: dict[int | None, int]) -> int:
    seen = {id_}
    while (parent := above.get(id_)) is not None and parent not in seen:
        seen.add(parent)
        id_ = parent
    return id_
