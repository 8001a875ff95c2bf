"""What the process does in which a server's file is looked at or imported: one order in, one answer out."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.rights import Actor, Right, Role, require
from kb.db.tables import ExchangeProject
from kb.errors import KbError
from kb.exchange.archive.container import is_archive_bytes
from kb.exchange.archive.difference import differences
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.reading import read_archive_bytes
from kb.exchange.archive.study import Study
from kb.exchange.errors import SeveralProjectsError
from kb.exchange.forms import form_named, read_bytes
from kb.exchange.model import Project
from kb.exchange.report import LossRow
from kb.store.exchange.archive import is_empty, restore
from kb.store.exchange.files import stored, trial
from kb.store.exchange.files.merging import merge_copy
from kb.store.exchange.files.outcome import Outcome, to_json
from kb.store.exchange.project import Imported, import_project

_TABLES = ("document", "coder", "coding", "code", "memo", "decision", "issue", "fix", "change")
"""Tables of an archive that are counted for a person."""
_MOST = 200
"""Differences, problems and clashes that are told one by one; all are counted."""


class UndecidedError(KbError):
    """Both sides changed something, and nobody has said which stands; nothing was stored."""


def run(order: Mapping[str, Any], data: bytes) -> Outcome:
    """Look at the bytes of a file, or store them, as an order says.

    ``name`` is what the file is called, ``do`` is ``look`` or ``store``, ``database`` the address of the
    catalog, ``who`` the person who imports. ``decided`` are the keys of clashes that a person has decided,
    ``theirs`` those of them in which the file prevails. ``compares`` says whether the differences to an
    archive are told; ``folder`` is where a copy may be made. ``part`` names one of several projects.
    ``role`` is that of a person who signed in.

    Raises:
        SeveralProjectsError: the file holds several projects, and none is named.
        KbError: it cannot be read or stored, or there is something to be decided yet; nothing is stored.
    """
    actor = Actor(order["who"], Role(order["role"])) if order.get("role") else None
    require(actor, Right.EXCHANGE)
    if is_archive_bytes(data):
        return _archive(order, read_archive_bytes(data, order["name"]))
    project = read_bytes(data, order["name"], order.get("part"))
    if order["do"] == "look":
        with trial(order["database"], Path(order["folder"])) as session:
            return _imported(session, order, project)
    with stored(order["database"], actor) as session:
        return _imported(session, order, project)


def _imported(session: Session, order: Mapping[str, Any], project: Project) -> Outcome:
    is_look = order["do"] == "look"
    before = _before(session, project)
    done = import_project(
        session,
        project,
        file=order["name"],
        who=order["who"],
        backs_up=not is_look,
        theirs=order["theirs"],
    )
    undecided = {each.key for each in done.clashes} - set(order["decided"])
    if undecided and not is_look:
        raise UndecidedError("meanwhile something else was changed both here and in the file")
    return _told(project, done, before=before, is_stored=not is_look)


def _told(project: Project, done: Imported, *, before: tuple[str, str] | None, is_stored: bool) -> Outcome:
    return Outcome(
        project.form,
        form_named(project.form).title,
        project.name,
        project.origin,
        rows=done.loss.rows,
        texts=done.loss.texts,
        problems=done.loss.problems,
        clashes=done.clashes,
        changes=done.changes,
        before=before,
        action=done.action if is_stored else None,
        is_stored=is_stored,
    )


def _before(session: Session, project: Project) -> tuple[str, str] | None:
    """When a project of this name was imported last, and of which file."""
    same = (col(ExchangeProject.name) == project.name, col(ExchangeProject.form) == project.form)
    row = session.exec(select(ExchangeProject).where(*same).order_by(col(ExchangeProject.id).desc())).first()
    return None if row is None else (row.imported.isoformat(), row.file)


def _archive(order: Mapping[str, Any], study: Study) -> Outcome:
    counts = {name: len(study.rows(name)) for name in _TABLES}
    outcome = Outcome(
        "archive",
        "Archive of a project",
        order["name"],
        rows=tuple(LossRow(name, count, count, 0, 0) for name, count in counts.items() if count),
    )
    if order["do"] == "store":
        restore(order["database"], study)
        return replace(outcome, is_stored=True)
    engine = db.open_for_reading(order["database"])
    try:
        with db.reading(engine) as session:
            if is_empty(session) or not order["compares"]:
                return replace(outcome, is_free=is_empty(session))
            found = differences(study_of(session), study)
    finally:
        engine.dispose()
    many = Counter(f"{each.kind} {each.change}" for each in found)
    return replace(outcome, is_free=False, differences=tuple(found[:_MOST]), different=dict(many))


def serve() -> None:
    """Answer the one order that waits at standard input; what a library prints goes nowhere."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    order = json.loads(sys.stdin.buffer.readline())
    _limit(order["seconds"], order["memory"])
    with closing(answer):
        answer.write(answered(order, sys.stdin.buffer))


def answered(order: Mapping[str, Any], file: BinaryIO) -> str:
    """Return the answer to an order about the bytes in a file, as JSON."""
    try:
        data = file.read()
        return to_json(merge_copy(order, data) if order["do"] == "merge" else run(order, data))
    except SeveralProjectsError as error:
        return json.dumps({"several": error.names})
    except UndecidedError as error:
        return json.dumps({"undecided": str(error)})
    except KbError as error:
        return json.dumps({"error": str(error)})
    except (MemoryError, RecursionError):
        return json.dumps({"error": "the file needs too much memory; import it with `kb import`"})


def _limit(seconds: float, memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: int(seconds) + 1, resource.RLIMIT_CORE: 0}
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(limit, (most, most))
