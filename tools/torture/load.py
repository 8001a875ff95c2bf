"""Many coders work on one catalog at the same time, each in a process, thinking between two actions.

What each was told to be stored must be there afterwards, nobody may be refused because others write, and an
action must not take long. Seconds are those of the clock: they say something on a quiet machine only.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.tables import Change, Coder, Coding, CodingPass, Memo
from kb.errors import KbError
from kb.store.coding.codings import add_coding, recode, remove_coding
from kb.store.memos import add_memo, note_on_coding
from kb.store.once import once
from tools.torture import catalogs, servers
from tools.torture.figures import Figure
from tools.torture.plan import Plan

_GOAL = 0.3
"""Seconds within which 95 of 100 actions end, on a quiet machine."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many coders work for how many seconds, and how many they think between two actions, at most."""

    coders: int
    seconds: float
    thinking: float


FILE = (Size(20, 30, 6.0), Size(20, 3_600, 10.0))
SERVER = (Size(40, 20, 6.0), Size(200, 3_600, 20.0))
"""The short form and the long one."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one coder tells: names of stored actions, seconds of each, refusals, the note that stands last."""

    who: str
    names: tuple[str, ...]
    seconds: tuple[float, ...]
    refused: tuple[str, ...]
    note: str


def run(plan: Plan) -> list[Figure]:
    """Let coders work on a file, and on a server where there is one."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return [Figure("load", skipped="needs a system that can fork")]
    figures = []
    if plan.takes("file"):
        catalog = catalogs.coded(plan.folder("load"))
        figures += _figures("on a file", str(catalog), _size(plan, FILE), plan)
        found = catalogs.faults(catalog)
        figures.append(Figure("on a file: faults of the catalog", len(found), 0, faults=tuple(found)))
    if plan.takes("server"):
        if reason := servers.why_not():
            return [*figures, Figure("on a server", skipped=reason)]
        from kb.store.recovery.move import move  # noqa: PLC0415  only where there is a server

        url = servers.new_database()
        move(str(catalogs.coded(plan.folder("moved"))), url)
        figures += _figures("on a server", url, _size(plan, SERVER), plan)
    return figures


def _size(plan: Plan, both: tuple[Size, Size]) -> Size:
    size = both[plan.is_long]
    return Size(plan.rounds, size.seconds, size.thinking) if plan.rounds else size


def _figures(where: str, database: str, size: Size, plan: Plan) -> list[Figure]:
    before = time.process_time()
    done = _work(database, size, plan)
    lost = list(_lost(database, done))
    seconds = sorted(each for one in done for each in one.seconds)
    refused = [each for one in done for each in one.refused]
    plan.tell(f"{where}: {len(seconds)} actions, {time.process_time() - before:.0f} s of this process")
    slow = seconds[int(0.95 * len(seconds))] if seconds else 0.0
    goal = _GOAL if plan.is_long else None
    return [
        Figure(f"{where}: coders at the same time", size.coders),
        Figure(f"{where}: actions told to be stored", len(seconds)),
        Figure(f"{where}: lost, or not as they were stored", len(lost), 0, faults=tuple(lost)),
        Figure(f"{where}: refused because others write", len(refused), 0, faults=tuple(sorted(set(refused)))),
        Figure(f"{where}: 95 of 100 actions end within (seconds by the clock)", slow, goal, " s"),
    ]


def _work(database: str, size: Size, plan: Plan) -> list[Done]:
    context = multiprocessing.get_context("fork")
    working: list[tuple[Any, Connection]] = []
    for number in range(size.coders):
        receiving, sending = context.Pipe(duplex=False)
        coder = context.Process(
            target=_code, args=(sending, database, size, plan.random("load", number), number)
        )
        coder.start()
        sending.close()
        working.append((coder, receiving))
    done = []
    for coder, receiving in working:
        try:
            done.append(receiving.recv())
        except EOFError:
            done.append(Done("", (), (), ("a coder's process ended by itself",), ""))
        coder.join()
    return done


def _code(sending: Connection, database: str, size: Size, random: Random, number: int) -> None:
    """Work as one coder: code, recode, note and take away, in the same document as the others."""
    who, names, seconds, refused, note = f"Coder {number}", [], [], [], ""
    engine = db.open_for_writing(database)
    end = time.monotonic() + size.seconds
    while time.monotonic() < end:
        time.sleep(random.uniform(0, size.thinking))
        name, wanted = uuid4().hex, f"note {len(names)} of {who}"
        begun = time.perf_counter()
        try:
            with db.transaction(engine) as session:
                once(session, name, lambda session: _act(session, random, who, wanted))  # noqa: B023  it runs at once
        except KbError as error:
            refused.append(str(error))
        else:
            seconds.append(time.perf_counter() - begun)
            names.append(name)
            note = wanted
    engine.dispose()
    sending.send(Done(who, tuple(names), tuple(seconds), tuple(refused), note))
    sending.close()
    os._exit(0)


def _act(session: Session, random: Random, who: str, wanted: str) -> None:
    """Do one of four things to codings of one's own, and say in a memo which action this was."""
    own = session.exec(
        select(Coding.id).join(CodingPass).join(Coder).where(Coder.name == who).order_by(col(Coding.id))
    ).all()
    what = random.choice(("code", "code", "recode", "note", "remove")) if own else "code"
    if what == "code":
        of = catalogs.document(session)
        start = random.randrange(of.length - 100)
        add_coding(session, document=of, code=f"idea {start % 7}", start=start, end=start + 40, coder=who)
    elif what == "recode":
        recode(session, random.choice(own) or 0, f"idea {random.randrange(7)}", who=who)
    elif what == "note":
        note_on_coding(session, random.choice(own) or 0, wanted, who=who)
    else:
        remove_coding(session, random.choice(own) or 0, who=who, with_decisions=True)
    add_memo(session, wanted, who=who)


def _lost(database: str, done: Sequence[Done]) -> list[str]:
    """Return what was told to be stored and is not in the catalog."""
    engine = db.open_for_reading(database)
    try:
        with db.reading(engine) as session:
            batches = set(session.exec(select(Change.batch)))
            memos = Counter(session.exec(select(Memo.author).where(col(Memo.text).startswith("note "))))
            last = set(session.exec(select(Memo.text)))
    finally:
        engine.dispose()
    lost = [f"{one.who}: action {name}" for one in done for name in one.names if name not in batches]
    lost += [f"{one.who}: the last note" for one in done if one.note and one.note not in last]
    fewer = (one for one in done if memos[one.who] < len(one.names))
    return [*lost, *(f"{one.who}: {len(one.names)} notes, {memos[one.who]} there" for one in fewer)]
