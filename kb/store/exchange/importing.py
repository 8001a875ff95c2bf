"""What the parts of an import share: which things are known already, what they make, and what is told.

A thing that was imported before is known by its kind and GUID. What the file says as it did then is left
alone, also where a person has changed it here since. What the file says anew is taken over; where a person
has changed the same thing here, ours stays and that is told, unless a person said that the file prevails.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select, update

from kb.db.audit import Journal
from kb.db.rows import insert_rows, rows
from kb.db.tables import ExchangeItem
from kb.db.tables.columns import now
from kb.exchange.facts import packed, unpacked
from kb.exchange.guids import same
from kb.exchange.model import Problem, Project

_T = TypeVar("_T")
_COLUMNS: tuple[Any, ...] = (
    ExchangeItem.id,
    ExchangeItem.kind,
    ExchangeItem.guid,
    ExchangeItem.noun,
    ExchangeItem.row_id,
    ExchangeItem.facts,
    ExchangeItem.document_id,
    ExchangeItem.owner,
    ExchangeItem.position,
    ExchangeItem.project_id,
)


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A thing that was imported before."""

    id: int
    kind: str
    guid: str
    noun: str | None
    row: int | None
    facts: str
    document: int | None
    owner: str
    position: int
    project: int

    def values(self) -> dict[str, Any]:
        """Return the columns of the row."""
        names = ("id", "kind", "guid", "noun", "row_id", "facts", "document_id", "owner", "position")
        return dict(zip((*names, "project_id"), astuple(self), strict=True))

    def fact(self, name: str) -> Any:
        """Return one of the facts of the thing; None where it has no such."""
        return json.loads(self.facts).get(name)


@dataclass(frozen=True, slots=True)
class Clash:
    """What was changed here and in the file since the last import; a person may say which of both stands.

    ``where`` and ``field`` name it, ``ours`` and ``theirs`` are what the catalog and the file say now.
    """

    where: str
    field: str
    ours: str
    theirs: str

    @property
    def key(self) -> str:
        """Name exactly this clash: another one as soon as one of both sides is changed again."""
        told = json.dumps([self.where, self.field, self.ours, self.theirs])
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass
class Importing:
    """One import under way; ``theirs`` are the keys of clashes in which the file prevails."""

    session: Session
    log: Journal
    project: Project
    project_id: int
    known: dict[tuple[str, str], KnownItem] = field(default_factory=dict)
    of_row: dict[tuple[str, int], KnownItem] = field(default_factory=dict)
    stored: Counter[str] = field(default_factory=Counter)
    made: dict[str, list[int]] = field(default_factory=dict)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    theirs: frozenset[str] = frozenset()
    items: list[dict[str, Any]] = field(default_factory=list)
    renewed: list[tuple[KnownItem, dict[str, Any]]] = field(default_factory=list)
    forgotten: list[KnownItem] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    notes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    """GUIDs of things that are stored, and not kept as what a file said of them."""

    @classmethod
    def of(
        cls, session: Session, log: Journal, project: Project, project_id: int, theirs: frozenset[str]
    ) -> Importing:
        """Begin an import; what was imported before is known."""
        work = cls(session, log, project, project_id, theirs=theirs)
        for values in rows(session, select(*map(col, _COLUMNS))):
            item = KnownItem(*values)
            work.known[item.kind, same(item.guid)] = item
            if item.row is not None:
                work.of_row[item.kind, item.row] = item
        return work

    def before(self, kind: str, guid: str) -> KnownItem | None:
        """Return what was imported before under this kind and GUID."""
        return self.known.get((kind, same(guid)))

    def thing_before(self, table: type[_T], kind: str, guid: str) -> _T | None:
        """Return what the file said of a thing when it was imported before."""
        item = self.before(kind, guid)
        return None if item is None else unpacked(table, item.guid, item.facts)[0]

    def keep(
        self,
        kind: str,
        thing: Any,
        *,
        owner: str = "",
        position: int = 0,
        noun: str | None = None,
        row: int | None = None,
        document: int | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Keep a thing of the file: what it says, and the row that it stands for, if there is one."""
        if thing.guid in self.apart:
            return {}
        facts = packed(thing, **more)
        self.seen.add((kind, same(thing.guid)))
        values = {
            "kind": kind,
            "guid": thing.guid,
            "owner": owner,
            "position": position,
            "noun": noun,
            "row_id": row,
            "document_id": document,
            "facts": facts,
            "project_id": self.project_id,
        }
        before = self.before(kind, thing.guid) or self.of_row.get((kind, row or 0))
        if before is None:
            self.items.append(values)
            return values
        self.seen.add((kind, same(before.guid)))
        if before.facts != facts or before.row != row or before.guid != thing.guid:
            self.renewed.append((before, values))
        return values

    def merge(self, row: SQLModel, where: str, *, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Take over what the file says anew of a row; what a person has changed here too is a clash."""
        wanted = {}
        for name, value in new.items():
            if old.get(name) == value or getattr(row, name) == value:
                continue
            ours = getattr(row, name)
            if ours == old.get(name) or self.prevails(where, name.replace("_id", ""), ours, value):
                wanted[name] = value
        if wanted:
            self.log.changed(row, **wanted)
            self.changes["changed", str(row.__tablename__)] += 1

    def prevails(self, where: str, what: str, ours: object, theirs: object) -> bool:
        """Note that both sides changed something; ours stays, and that is told, unless a person chose."""
        clash = Clash(where, what, *("" if each is None else str(each) for each in (ours, theirs)))
        self.clashes.append(clash)
        if clash.key in self.theirs:
            return True
        self.problem(where, f"{what} was changed here and in the file; ours stays")
        return False

    def add(self, row: SQLModel) -> Any:
        """Store a new row, and return it with its id."""
        self.session.add(row)
        self.session.flush()
        self.note_made(str(row.__tablename__), [getattr(row, "id")])  # noqa: B009  a row of any table
        return row

    def add_all(self, rows: Sequence[SQLModel]) -> None:
        """Store new rows of one table with few statements; each has its id then."""
        if rows:
            self.session.add_all(rows)
            self.session.flush()
            self.note_made(str(rows[0].__tablename__), [getattr(each, "id") for each in rows])  # noqa: B009

    def note_made(self, noun: str, ids: Iterable[int]) -> None:
        """Write down which rows this import made."""
        self.made.setdefault(noun, []).extend(ids)

    def problem(self, where: str, message: str) -> None:
        """Note what a person should know."""
        self.problems.append(Problem(where, message))

    def store_items(self) -> None:
        """Store what was kept, and write down which rows that were."""
        first = max([each.id for each in self.known.values()], default=0)
        insert_rows(self.session, ExchangeItem, self.items)
        for before, values in self.renewed:
            query = update(ExchangeItem).where(col(ExchangeItem.id) == before.id)
            self.session.exec(query.values(**values, id=before.id))
        new = select(ExchangeItem.id).where(
            ExchangeItem.project_id == self.project_id, col(ExchangeItem.id) > first
        )
        self.note_made("exchange_item", (number for (number,) in rows(self.session, new)))


@lru_cache(maxsize=4096)
def moment(text: str | None) -> datetime:
    """Return a moment of a file; one without a zone is taken as UTC, one that is none as now."""
    try:
        read = datetime.fromisoformat(text) if text else now()
    except ValueError:
        return now()
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Return numbers as ranges from … to, both included.

    >>> ranges([1, 2, 3, 7, 8])
    [[1, 3], [7, 8]]
    """
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found
