"""The entries of the history as a chain of hashes: what is hashed, and whether a chain holds.

Each entry has a random ``salt``, the ``digest`` of what it said when it was written, and a ``link``::

    digest = SHA-256("kb history 1" LF salt LF entry)
    link   = SHA-256(link of the entry before it, digest)      "" before the first entry; both in hexadecimal

``entry`` is the JSON of the list of its :data:`FIELDS` in their order: keys sorted, no blanks, what is not
ASCII escaped, the moment in UTC to the microsecond. Ids are no part of it, nor is ``undone``: an undoing is
an entry itself. The newest link is the *head*: it stands for every entry before it.

Some acts must overwrite entries: names that are hidden, places that move with a text. Digest and link stay as
they are then, so that no head is ever lost. The entry gets a new salt, so that nobody can try names against
its old digest, and ``rewritten``: the name of a group of entries and the digest of what it says now. What the
digests of a group are together is said by a new entry (:data:`HISTORY`) of who did it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kb.db.tables.audit import HISTORY

FIELDS = ("batch", "at", "who", "what", "noun", "row_id", "document_id", "before", "after")
"""What of an entry is hashed."""
CHAINED = ("salt", "digest", "link", "rewritten")
"""What an entry has for the chain."""
_FORM = "kb history 1"

Row = Mapping[str, Any]
"""An entry by its columns."""


def digest_of(row: Row, salt: str) -> str:
    """Return the digest of what an entry says."""
    values = [_plain(row[name]) for name in FIELDS]
    entry = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{_FORM}\n{salt}\n{entry}".encode()).hexdigest()


def link_of(previous: str, digest: str) -> str:
    """Return the link of an entry that comes after another; "" is the link before the first."""
    return hashlib.sha256(f"{previous}{digest}".encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def said_now(row: Row) -> str:
    """Return the digest that an entry must have now: as it was written, or as it was rewritten."""
    return str(row["rewritten"]).partition(" ")[2] if row["rewritten"] else str(row["digest"])


def group_of(row: Row) -> str | None:
    """Return the group in which an entry was rewritten; None if it is as it was written."""
    return str(row["rewritten"]).partition(" ")[0] if row["rewritten"] else None


def together(digests: Iterable[str]) -> str:
    """Return what the digests of a group are together, in the order of the history."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """A place at which the chain does not hold: the number of the entry from 1, the entry, what is wrong."""

    number: int
    row: Row
    what: str


@dataclass(slots=True)
class Chain:
    """What a look through all entries found; ``head_at`` is the number of the entry that has a given head."""

    entries: int = 0
    head: str = ""
    head_at: int | None = None
    rewritten: int = 0
    """Entries that do not say what they said when they were written, as later entries tell."""
    gaps: int = 0
    """Places at which two copies were merged or entries were lost, as later entries tell."""
    breaks: list[Break] = field(default_factory=list)


CHANGED = "it was changed"
UNCHAINED = "it was put in, or its place in the chain is gone"
GAP = "it does not follow on the entry before it: something was removed, put in or moved here"
_UNTOLD = "it was rewritten, and no entry says so"


def verify(rows: Iterable[Row], *, head: str | None = None) -> Chain:
    """Look through all entries, oldest first."""
    return _Look(head).through(rows)


@dataclass(slots=True)
class _Group:
    number: int
    row: Row
    digests: list[str] = field(default_factory=list)


class _Look:
    """Reads entries in their order; what later entries say of earlier ones is compared at the end."""

    def __init__(self, head: str | None) -> None:
        self._head = head
        self._chain = Chain()
        self._links = {""}
        self._groups: dict[str, _Group] = {}
        self._gaps: list[Break] = []
        self._told_groups: dict[str, list[Any]] = {}
        self._replaced: set[str] = set()
        self._told_gaps: dict[str, str | None] = {}

    def through(self, rows: Iterable[Row]) -> Chain:
        chain = self._chain
        for number, row in enumerate(rows, start=1):
            chain.entries = number
            self._entry(number, row)
        self._compare_groups()
        for each in self._gaps:
            if self._is_told(each.row):
                chain.gaps += 1
            else:
                chain.breaks.append(each)
        chain.breaks.sort(key=lambda each: each.number)
        return chain

    def _entry(self, number: int, row: Row) -> None:
        if not (row["link"] and row["salt"] and row["digest"]):
            self._chain.breaks.append(Break(number, row, UNCHAINED))
            return
        if digest_of(row, row["salt"]) != said_now(row):
            self._chain.breaks.append(Break(number, row, CHANGED))
        elif row["noun"] == HISTORY:
            self._take(row["after"] or {})
        if (group := group_of(row)) is not None:
            self._chain.rewritten += 1
            self._groups.setdefault(group, _Group(number, row)).digests.append(said_now(row))
        if link_of(self._chain.head, row["digest"]) != row["link"]:
            self._gaps.append(Break(number, row, GAP))
        self._chain.head = row["link"]
        self._links.add(row["link"])
        if row["link"] == self._head:
            self._chain.head_at = number

    def _take(self, facts: Mapping[str, Any]) -> None:
        """Take down what an entry says of earlier ones."""
        self._told_groups |= facts.get("groups", {})
        self._replaced |= set(facts.get("replaces", ()))
        self._told_gaps |= facts.get("gaps", {})

    def _compare_groups(self) -> None:
        for name, group in self._groups.items():
            told = self._told_groups.get(name)
            is_as_told = told == [len(group.digests), together(group.digests)]
            if name in self._replaced or not is_as_told:
                self._chain.breaks.append(Break(group.number, group.row, _UNTOLD))

    def _is_told(self, row: Row) -> bool:
        """Whether a later entry says why an entry does not follow on the one before it."""
        if row["digest"] not in self._told_gaps:
            return False
        after = self._told_gaps[row["digest"]]
        if after is None:
            return True
        return after in self._links and link_of(after, row["digest"]) == row["link"]
