"""Chains the entries of the history: new ones where their transaction ends, old ones that are rewritten.

What is sealed is all that a transaction wrote, as it is then, within the transaction itself: writers wait for
each other, so that no two entries follow on the same one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, event, func, inspect, select, update
from sqlalchemy.orm import Mapper, object_session
from sqlmodel import Session

from kb.db.soundness import chain
from kb.db.soundness.chain import CHAINED, FIELDS, digest_of, group_of, link_of, said_now, together
from kb.db.tables import Change
from kb.db.tables.audit import HISTORY
from kb.db.tables.columns import now

_T = TypeVar("_T")
Row = dict[str, Any]
Token = Callable[[int], str]
"""Gives so many random bytes in hexadecimal."""
_REWRITTEN = "kb_rewritten_entries"
_IN_GROUP = 200
"""Entries whose digests are told together: when one of them is rewritten again, all are told again."""
_AT_ONCE = 500
_ENTRIES: Any = Change.__table__  # type: ignore[attr-defined]
_COLUMNS = [_ENTRIES.c[name] for name in ("id", *FIELDS, *CHAINED)]


@event.listens_for(Change, "before_update")
def _remember(_mapper: Mapper[Any], _connection: Connection, entry: Change) -> None:
    """Remember which sealed entries a session overwrites."""
    session = object_session(entry)
    if session is not None and entry.link is not None:
        changed = (inspect(entry).attrs[name].history.has_changes() for name in FIELDS)
        if any(changed):
            session.info.setdefault(_REWRITTEN, set()).add(entry.id)


def seal(session: Session) -> None:
    """Chain what the transaction of a session wrote; to be called where it ends."""
    session.flush()
    connection = session.connection()
    rewritten = session.info.pop(_REWRITTEN, ())
    if rewritten:
        _tell_rewritten(connection, rewritten)
    seal_new(connection)


def seal_new(connection: Connection) -> None:
    """Chain the entries after the last one that is chained."""
    query = select(_ENTRIES.c.id, _ENTRIES.c.link).where(_ENTRIES.c.link.is_not(None))
    last = connection.execute(query.order_by(_ENTRIES.c.id.desc()).limit(1)).first()
    number, link = (0, "") if last is None else last
    is_more = True
    while is_more:
        rows = _rows(connection, _ENTRIES.c.id > number, at_most=_AT_ONCE)
        for row in rows:
            number, link = row["id"], link_new(row, link)
        _write(connection, rows)
        is_more = len(rows) == _AT_ONCE


def link_new(row: Row, previous: str, salt: str | None = None) -> str:
    """Give an entry its place after the one with a link, and return its own."""
    row["salt"] = salt or secrets.token_hex(16)
    row["digest"] = digest_of(row, row["salt"])
    row["link"] = link_of(previous, row["digest"])
    row["rewritten"] = None
    return str(row["link"])


def entries(connection: Connection) -> Iterator[Row]:
    """Yield all entries, oldest first."""
    query = select(*_COLUMNS).order_by(_ENTRIES.c.id).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query):
        yield dict(row._mapping)  # noqa: SLF001  so SQLAlchemy names it


def head_of(connection: Connection) -> tuple[int, str]:
    """Return how many entries there are, and the head that stands for them; "" where nothing is chained."""
    query = select(_ENTRIES.c.link).order_by(_ENTRIES.c.id.desc()).limit(1)
    number = connection.execute(select(func.count()).select_from(_ENTRIES)).scalar_one()
    return number, connection.execute(query).scalar() or ""


def _rows(connection: Connection, *where: Any, at_most: int | None = None) -> list[Row]:
    query = select(*_COLUMNS).where(*where).order_by(_ENTRIES.c.id).limit(at_most)
    return [dict(row) for row in connection.execute(query).mappings()]


def _write(connection: Connection, rows: Iterable[Row]) -> None:
    statement = update(_ENTRIES).where(_ENTRIES.c.id == bindparam("number"))
    values = [{"number": row["id"], **{name: row[name] for name in CHAINED}} for row in rows]
    if values:
        connection.execute(statement.values({name: bindparam(name) for name in CHAINED}), values)


def _tell_rewritten(connection: Connection, numbers: Collection[int]) -> None:
    found = [
        row
        for some in _portions(sorted(numbers), _AT_ONCE)
        for row in _rows(connection, _ENTRIES.c.id.in_(some))
    ]
    changed = [row for row in found if digest_of(row, row["salt"]) != said_now(row)]
    if not changed:
        return
    retold = Retold()
    groups = {group for row in changed if (group := group_of(row))}
    there = {row["id"] for row in changed}
    for row in changed:
        row["salt"] = secrets.token_hex(16)
    kept = _of_groups(connection, groups, {row["document_id"] for row in changed})
    rows = sorted([*changed, *(row for row in kept if row["id"] not in there)], key=lambda row: row["id"])
    retold.tell(rows, secrets.token_hex)
    _write(connection, rows)
    _append(connection, retold, changed[-1])


def _of_groups(
    connection: Connection, groups: Collection[str], documents: Collection[int | None]
) -> list[Row]:
    """The entries that were rewritten together with some that are rewritten again."""
    found = []
    for number in documents if groups else ():
        of = _ENTRIES.c.document_id.is_(None) if number is None else _ENTRIES.c.document_id == number
        found += [
            row for row in _rows(connection, of, _ENTRIES.c.rewritten.is_not(None)) if group_of(row) in groups
        ]
    return found


@dataclass(slots=True)
class Retold:
    """What an entry says of earlier ones: what those of a group are together, and where gaps are."""

    groups: dict[str, list[Any]] = field(default_factory=dict)
    replaces: set[str] = field(default_factory=set)
    gaps: dict[str, str | None] = field(default_factory=dict)

    def tell(self, rows: Sequence[Row], token: Token) -> None:
        """Group entries as they are now, in the order of the history, those of a document together."""
        self.replaces |= {group for row in rows if (group := group_of(row))}
        key = _document
        for _, of_document in groupby(sorted(rows, key=key), key=key):
            for some in _portions(list(of_document), _IN_GROUP):
                name = token(8)
                digests = [digest_of(row, row["salt"]) for row in some]
                for row, digest in zip(some, digests, strict=True):
                    row["rewritten"] = f"{name} {digest}"
                self.groups[name] = [len(some), together(digests)]

    def facts(self) -> dict[str, Any]:
        """What the entry says."""
        said = {"groups": self.groups, "replaces": sorted(self.replaces), "gaps": self.gaps}
        return {name: value for name, value in said.items() if value}


def _portions(values: Sequence[_T], many: int) -> Iterator[Sequence[_T]]:
    return (values[at : at + many] for at in range(0, len(values), many))


def _document(row: Row) -> int:
    return row["document_id"] or 0


def _append(connection: Connection, retold: Retold, newest: Row) -> None:
    """Say what was rewritten, as part of the newest action of the transaction.

    Where there is none, a mark was put on an earlier action, such as that it was written into a file.
    """
    new = select(_ENTRIES.c.batch, _ENTRIES.c.at, _ENTRIES.c.who, _ENTRIES.c.what)
    last = connection.execute(
        new.where(_ENTRIES.c.link.is_(None)).order_by(_ENTRIES.c.id.desc()).limit(1)
    ).first()
    by = last or (secrets.token_hex(16), now(), newest["who"], f"mark in the history: {newest['what']}")
    values = dict(zip(("batch", "at", "who", "what"), by, strict=True))
    connection.execute(_ENTRIES.insert().values(**values, noun=HISTORY, after=retold.facts(), undone=False))


def attest(rows: list[Row], *, follows: Collection[str] = (), token: Token = secrets.token_hex) -> Retold:
    """Say where a chain does not hold, as a new entry is to say it; gives entries what they lack for it.

    ``follows`` are links that entries may follow on which do not follow on the one before them.
    """
    _chain_unchained(rows)
    found = chain.verify(rows)
    retold = Retold()
    broken = {group_of(each.row) for each in found.breaks} - {None}
    changed = {each.row["id"] for each in found.breaks if each.what == chain.CHANGED}
    retold.tell([row for row in rows if row["id"] in changed or group_of(row) in broken], token)
    for each in found.breaks:
        if each.what == chain.GAP:
            digest, link = each.row["digest"], each.row["link"]
            retold.gaps[digest] = next((one for one in follows if link_of(one, digest) == link), None)
    return retold


def _chain_unchained(rows: Sequence[Row]) -> None:
    previous = ""
    for row in rows:
        if not (row["link"] and row["salt"] and row["digest"]):
            link_new(row, previous)
        previous = row["link"]


def accept(session: Session, *, who: str, what: str) -> bool:
    """Let the chain go on where it does not hold, and say so in an entry, if there is anything to say."""
    connection = session.connection()
    rows = list(entries(connection))
    before = [{name: row[name] for name in CHAINED} for row in rows]
    facts = attest(rows).facts()
    pairs = zip(before, rows, strict=True)
    _write(connection, [row for was, row in pairs if any(was[name] != row[name] for name in CHAINED)])
    if facts:
        session.add(Change(batch=secrets.token_hex(16), who=who, what=what, noun=HISTORY, after=facts))
    return bool(facts)
