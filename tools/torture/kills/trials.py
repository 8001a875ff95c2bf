"""Kill somebody who works, look at what is left, and count what is lost and what is half written."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from kb.db.backups import backups_of
from kb.errors import KbError
from tools.torture import catalogs
from tools.torture.figures import Figure
from tools.torture.kills import actions, all_or_nothing, moving
from tools.torture.kills.victims import Victim, catalog_in
from tools.torture.plan import Plan

SHORT, LONG = 6, 100
"""Kills of each victim."""


@dataclass(slots=True)
class Known:
    """A victim left alone: what is there after each step, and how long a step takes."""

    victim: Victim
    begun: Path
    states: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def run(plan: Plan) -> list[Figure]:
    """Kill every victim that is asked for, as often as is asked for."""
    if not hasattr(os, "fork"):
        return [Figure("kills", skipped="needs a system that can fork")]
    counts: Counter[str] = Counter()
    faults: dict[str, list[str]] = {"lost": [], "half written": [], "damaged": [], "not resumed": []}
    figures = []
    for victim in (*actions.victims(), *all_or_nothing.victims(), *moving.victims()):
        if not plan.takes(victim.name):
            continue
        if reason := victim.skipped():
            figures.append(Figure(f"kills of {victim.name}", skipped=reason))
            continue
        killed = _killed(victim, plan, faults)
        figures.append(Figure(f"kills of {victim.name}", killed))
        counts["kills"] += killed
        plan.tell(f"{victim.name}: {killed} kills")
    return [
        *figures,
        Figure("kills in all", counts["kills"]),
        Figure("lost, though it was told to be stored", len(faults["lost"]), 0, faults=tuple(faults["lost"])),
        Figure("half written", len(faults["half written"]), 0, faults=tuple(faults["half written"])),
        Figure(
            "damaged, or a history that does not hold",
            len(faults["damaged"]),
            0,
            faults=tuple(faults["damaged"]),
        ),
        Figure(
            "not to be finished afterwards",
            len(faults["not resumed"]),
            0,
            faults=tuple(faults["not resumed"]),
        ),
    ]


def _killed(victim: Victim, plan: Plan, faults: dict[str, list[str]]) -> int:
    known = _left_alone(victim, plan.folder(f"{victim.name}"))
    rounds, killed = plan.measure(SHORT, LONG), 0
    for number in range(rounds):
        random = plan.random(victim.name, number)
        folder = plan.scratch / "killed" / str(number)
        shutil.copytree(known.begun, folder)
        again = f"{victim.name}, --only kills --part {victim.name!r} --seed {plan.seed}, kill {number + 1}"
        acked, was_killed = _kill(known, folder, random)
        killed += was_killed
        for what, how in _look(known, folder, acked):
            faults[what].append(f"{how} ({again})")
            plan.tell(f"{what}: {how}")
            if plan.keep is not None:
                shutil.copytree(folder, plan.keep / f"{victim.name}-{number}", dirs_exist_ok=True)
        shutil.rmtree(plan.scratch / "killed")
    return killed


def _left_alone(victim: Victim, folder: Path) -> Known:
    begun = folder / "begun"
    begun.mkdir()
    victim.prepare(begun)
    known = Known(victim, begun)
    whole_run = folder / "whole"
    shutil.copytree(begun, whole_run)
    known.states.append(victim.state(whole_run))
    last = time.monotonic()

    def ack() -> None:
        nonlocal last
        known.seconds.append(time.monotonic() - last)
        known.states.append(victim.state(whole_run))
        last = time.monotonic()

    victim.work(whole_run, ack)
    known.seconds.append(time.monotonic() - last)
    return known


def _kill(known: Known, folder: Path, random: Random) -> tuple[int, bool]:
    """Let the victim work, kill it after some steps and a moment; return how many steps it told of."""
    step = random.randrange(len(known.seconds))
    wait = random.random() * 1.2 * max(known.seconds[step], 0.01)
    reading, writing = os.pipe()
    child = multiprocessing.get_context("fork").Process(
        target=_work, args=(known.victim, folder, reading, writing)
    )
    child.start()
    os.close(writing)
    acked = 0
    while acked < step and (told := os.read(reading, step - acked)):
        acked += len(told)
    child.join(wait)
    was_killed = child.is_alive()
    with suppress(ProcessLookupError):
        os.kill(child.pid or 0, signal.SIGKILL) if was_killed else None
    child.join()
    while told := os.read(reading, 4096):
        acked += len(told)
    os.close(reading)
    if not was_killed and child.exitcode:
        acked = -child.exitcode - 1_000
    return acked, was_killed


def _work(victim: Victim, folder: Path, reading: int, writing: int) -> None:
    os.close(reading)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  as long as the process
    victim.work(folder, lambda: os.write(writing, b".") and None)
    os._exit(0)


def _look(known: Known, folder: Path, acked: int) -> list[tuple[str, str]]:
    """Say what is wrong with what a killed victim left behind."""
    victim, catalog = known.victim, catalog_in(folder)
    if acked < 0:
        return [("damaged", "it ended by itself, with an error")]
    found: list[tuple[str, str]] = []
    state = _tried(lambda: victim.state(folder))
    if state not in known.states[acked : acked + 2]:
        where = [at for at, each in enumerate(known.states) if each == state]
        if where and where[-1] < acked:
            found.append(("lost", f"{acked} steps were told to be stored, {where[-1]} are there"))
        else:
            found.append(("half written", f"after {acked} steps: {state}, which is no state of the work"))
    for file in (catalog, *(each.file for each in backups_of(catalog))):
        if file.exists():
            found += [("damaged", f"{file.name}: {each}") for each in _deep(victim, file)[:3]]
    if victim.again is not None:
        done = _tried(lambda: victim.again(folder))  # type: ignore[misc]
        if done != "None" or victim.state(folder) != known.states[-1]:
            found.append(("not resumed", f"the same once more: {done}, {victim.state(folder)}"))
    return found


def _deep(victim: Victim, file: Path) -> list[str]:
    found = catalogs.faults(file)
    is_older = all("older version" in each for each in found)
    return [] if is_older and "older" in victim.name else found


def _tried(doing: Callable[[], object]) -> str:
    try:
        return str(doing())
    except KbError as error:
        return f"refused: {error}"
    except Exception as error:  # noqa: BLE001  that is what is looked for
        return f"{type(error).__name__}: {error}"
