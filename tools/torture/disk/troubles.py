"""What a person does where writing fails: each command says so in one sentence, and nothing is lost.

The commands run as they do for a person, in processes of their own. What they were to change is looked at
afterwards: the catalog says what it said before, or what was stored whole before the trouble began.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kb.db import engine as db
from kb.exchange import forms
from kb.queries.exchange.project import project_of
from tools.torture import catalogs
from tools.torture.disk import places
from tools.torture.disk.commands import PATIENCE, clock_back, impatient
from tools.torture.disk.commands import run as run_command
from tools.torture.figures import Figure
from tools.torture.plan import Plan

_LEFT = (0, 4_096, 40_000, 150_000, 400_000)
"""Bytes that are free on the small disk when a command begins."""
_FEWEST_WORDS = 5
_TRACEBACK = "Traceback (most recent call last)"


@dataclass(slots=True)
class Tried:
    """What was tried and what was found: commands, tracebacks, failures that say nothing, losses."""

    commands: int = 0
    told: int = 0
    tracebacks: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def run(plan: Plan) -> list[Figure]:
    """Try every trouble that is asked for."""
    base = plan.folder("base")
    _prepare(base)
    tried = Tried()
    for name, trouble in _TROUBLES.items():
        if plan.takes(name):
            trouble(plan, base, tried)
            plan.tell(f"{name}: {tried.commands} commands, {tried.told} of them stopped with a sentence")
    return [
        *(Figure(each, skipped="needs the right to mount a file system") for each in tried.skipped),
        Figure("commands where writing fails", tried.commands),
        Figure("of them stopped, with a sentence", tried.told),
        Figure("tracebacks", len(tried.tracebacks), 0, faults=tuple(tried.tracebacks)),
        Figure("stopped, without a sentence", len(tried.silent), 0, faults=tuple(tried.silent)),
        Figure("lost, half written or damaged", len(tried.lost), 0, faults=tuple(tried.lost)),
    ]


def _prepare(base: Path) -> None:
    """Make a catalog, and beside it what the commands take."""
    catalogs.coded(base)
    other = catalogs.coded(base / "other", "Interview 01")
    engine = db.open_for_reading(other)
    with db.reading(engine) as session:
        (base / "study.qdpx").write_bytes(forms.write(project_of(session, name="Study", origin="kb"), "qdpx"))
    engine.dispose()
    shutil.rmtree(base / "other")
    catalogs.interviews(base / "more", "Interview 01")
    run_command(base, "export", "project", "--out", str(base / "archive"))
    run_command(base, "backup")


def _commands(folder: Path) -> Iterator[tuple[str, ...]]:
    """What a person would do next in a folder: everything that writes."""
    yield ("documents", "rename", "Interview 07", "Interview 7")
    yield ("ingest", str(folder / "more"))
    yield ("import", str(folder / "study.qdpx"))
    yield ("correct", "text", "Interview 12", "3", "What was said, corrected.")
    yield ("taxonomy", "apply")
    yield ("backup",)
    yield ("restore", "1")
    yield ("export", "codings", "--out", str(folder / "codings.csv"))
    yield ("export", "qdpx", "--out", str(folder / "out.qdpx"))
    yield ("export", "project", "--out", str(folder / "archive"))
    yield ("report", "--out", str(folder / "report.html"))
    yield ("merge", *(str(folder / "archive") for _ in range(3)), "--out", str(folder / "m"))
    yield ("deposit", str(folder / "data"), "--profile", "codings", "--licence", "CC-BY-4.0")
    yield ("status",)
    yield ("check", "--deep")


def _try(
    tried: Tried, folder: Path, name: str, words: Sequence[str], before: Callable[[], None] | None
) -> None:
    """Run a command where it may fail, and look at what it says and at what is left of the catalog."""
    catalog = folder / "catalog.db"
    said_before = catalogs.state(catalog)
    what = f"{name}: kb {' '.join(words[:2])}"
    done = run_command(folder, *words, before=before)
    tried.commands += 1
    if done.code is None:
        tried.silent.append(f"{what}: no answer within {PATIENCE} s")
        return
    if _TRACEBACK in done.said:
        tried.tracebacks.append(f"{what}: {done.said.strip().splitlines()[-1][:150]}")
    elif done.code and words[0] != "check":
        if _is_a_sentence(done.said):
            tried.told += 1
        else:
            tried.silent.append(f"{what}: {done.code} {done.said.strip()[-150:]!r}")
    if done.code and words[0] not in {"ingest", "check"} and catalogs.state(catalog) != said_before:
        tried.lost.append(f"{what}: it failed, and the catalog says something else than before")


def _is_a_sentence(said: str) -> bool:
    """Whether the last thing that was said is an error for a person."""
    lines = [each for each in said.strip().splitlines() if each.strip()]
    return bool(lines) and len(lines[-1].split()) >= _FEWEST_WORDS


def _look_after(tried: Tried, folder: Path, name: str) -> None:
    """Once there is room again, the catalog is sound, and goes on."""
    tried.lost += [f"{name}: {each}" for each in catalogs.faults(folder / "catalog.db")[:3]]
    done = run_command(folder, "documents", "rename", "Interview 12", "Interview 12 again")
    if done.code:
        tried.lost.append(f"{name}: afterwards nothing can be stored: {done.said.strip()[-200:]}")


def _each(
    plan: Plan,
    base: Path,
    tried: Tried,
    name: str,
    trouble: Callable[[Path], AbstractContextManager[object]],
    before: Callable[[], None] | None = None,
) -> None:
    """Try every command in a fresh copy of everything, in some trouble, and look afterwards."""
    for number in range(len(list(_commands(base)))):
        folder = plan.scratch / f"{name}-{number}".replace(" ", "-")
        shutil.copytree(base, folder)
        words = list(_commands(folder))[number]
        with trouble(folder) as is_possible:
            if is_possible is False:
                tried.skipped.append(name)
                return
            _try(tried, folder, name, words, before)
        _look_after(tried, folder, f"{name}: kb {words[0]}")
        shutil.rmtree(folder)


def _full(plan: Plan, base: Path, tried: Tried) -> None:
    """Fill a disk, and leave as much as chance says; in the long form every command meets every rest."""
    size = sum(each.stat().st_size for each in base.rglob("*") if each.is_file()) / (1 << 20) + 12
    for number in range(len(list(_commands(base)))):
        for left in _LEFT if plan.is_long else (plan.random("left", number).choice(_LEFT),):
            with places.small_disk(plan.scratch / f"full-{left}-{number}", size) as disk:
                if disk is None:
                    tried.skipped.append("a full disk")
                    return
                folder = disk / "study"
                shutil.copytree(base, folder)
                words = list(_commands(folder))[number]
                places.fill(disk, left)
                _try(tried, folder, f"{left} bytes free", words, None)
                (disk / "filling").unlink()
                _look_after(tried, folder, f"{left} bytes free: kb {words[0]}")


def _limited(plan: Plan, base: Path, tried: Tried) -> None:
    most = (base / "catalog.db").stat().st_size + 8_192
    _each(
        plan,
        base,
        tried,
        "files of limited size",
        nullcontext,
        before=partial(places.largest_file, most),
    )


def _read_only(plan: Plan, base: Path, tried: Tried) -> None:
    _each(plan, base, tried, "a folder that cannot be written", places.read_only_disk)


def _locked(plan: Plan, base: Path, tried: Tried) -> None:
    def trouble(folder: Path) -> AbstractContextManager[object]:
        return places.held_lock(folder / "catalog.db")

    _each(plan, base, tried, "another program writes", trouble, before=impatient)


def _clock(plan: Plan, base: Path, tried: Tried) -> None:
    _each(plan, base, tried, "the clock jumps back", nullcontext, before=clock_back)


_TROUBLES: dict[str, Callable[[Plan, Path, Tried], None]] = {
    "full disk": _full,
    "files of limited size": _limited,
    "read-only folder": _read_only,
    "held lock": _locked,
    "jumping time": _clock,
}
