"""Hand changed files to processes that read them, and count what becomes of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from tools.torture.figures import Figure
from tools.torture.fuzz import worker
from tools.torture.fuzz.mutate import mutated
from tools.torture.fuzz.samples import Samples, others, samples
from tools.torture.fuzz.targets import Target, targets
from tools.torture.fuzz.worker import Outcome
from tools.torture.plan import Plan

SHORT, LONG = 60, 100_000
"""Files for each reader and importer."""
_PATIENCE = 180
"""Seconds by the clock that a process may say nothing: it hangs without using the processor."""
_RARE = ("read", "refused")


@dataclass(slots=True)
class Run:
    """A target, the numbers of its files that are still to be read, and what became of the others."""

    target: Target
    samples: Sequence[bytes]
    left: range
    counts: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    slowest: float = 0
    largest: float = 0
    process: Any = None
    answers: Any = None
    number: int = -1
    heard: float = 0


def run(plan: Plan) -> list[Figure]:
    """Read changed files with every target that is asked for."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return [Figure("files that were changed", skipped="needs a system that can fork")]
    found = samples(plan.folder("files"))
    count = plan.measure(SHORT, LONG)
    waiting = [
        Run(each, found[each.name], range(count))
        for each in targets()
        if plan.takes(each.name) and each.name in found
    ]
    done = list(waiting)
    running: list[Run] = []
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            running.append(waiting.pop(0))
            _start(running[-1], plan, found)
        running = [each for each in running if not _is_over(each, plan, found)]
        wait([each.answers for each in running], timeout=0.5)
    return _figures(done)


def changed(plan: Plan, target: str, some: Sequence[bytes], found: Samples, number: int) -> bytes:
    """Return the changed file of a number; the first ones are the samples as they are."""
    if number < len(some) and number % 2 == 0:
        return some[number]
    random = plan.random(target, number)
    return mutated(random.choice(some), random, others(found))


def _start(run: Run, plan: Plan, found: Samples) -> None:
    context = multiprocessing.get_context("fork")
    run.answers, sending = context.Pipe(duplex=False)
    folder = plan.scratch / f"{run.target.name.replace(' ', '-')}-{run.left.start}"
    folder.mkdir()

    def make(number: int) -> bytes:
        return changed(plan, run.target.name, run.samples, found, number)

    run.process = context.Process(target=_work, args=(run, sending, make, folder), daemon=True)
    run.process.start()
    sending.close()
    run.number, run.heard = -1, time.monotonic()


def _work(run: Run, sending: Connection, make: Callable[[int], bytes], folder: Any) -> None:
    run.answers.close()
    read = run.target.reader(folder)
    make(0)
    worker.work(sending, run.left, make, read)


def _is_over(run: Run, plan: Plan, found: Samples) -> bool:
    """Hear what a process has to say; start another one where it has ended before its time."""
    try:
        while run.answers.poll():
            told = run.answers.recv()
            run.heard = time.monotonic()
            if isinstance(told, int):
                run.number = told
            else:
                _count(run, told, plan, found)
    except EOFError:
        run.process.join()
        if run.number >= 0:
            _count(run, _end_of(run), plan, found)
        elif run.process.exitcode:
            run.faults[f"the process does not start ({run.process.exitcode})"] = run.target.name
            run.counts["failed"] += 1
            return True
        if run.left:
            _start(run, plan, found)
            return False
        plan.tell(f"{run.target.name}: {dict(run.counts)}")
        return True
    if time.monotonic() - run.heard > _PATIENCE:
        run.process.kill()
    return False


def _end_of(run: Run) -> Outcome:
    """What became of the file that a process was reading when it ended."""
    if run.process.exitcode in {-signal.SIGPROF, -signal.SIGKILL}:
        return Outcome(run.number, "slow", f"more than {worker.SECONDS} s of the processor")
    return Outcome(run.number, "failed", f"the process ended with {run.process.exitcode}")


def _count(run: Run, outcome: Outcome, plan: Plan, found: Samples) -> None:
    run.number = -1
    run.left = range(outcome.number + 1, run.left.stop)
    run.counts[outcome.verdict] += 1
    run.slowest = max(run.slowest, outcome.seconds)
    run.largest = max(run.largest, outcome.megabytes)
    if outcome.verdict in _RARE:
        return
    where = f"{run.target.name}, {outcome.verdict}: {outcome.where}"
    key = where.partition(": ")[2].rpartition(": ")[0] or where  # one place is told once
    again = f"--only fuzz --part {run.target.name!r} --seed {plan.seed} --rounds {outcome.number + 1}"
    if key not in run.faults:
        plan.tell(where)
    run.faults.setdefault(key, f"{where}   ({again})")
    if plan.keep is not None:
        plan.keep.mkdir(parents=True, exist_ok=True)
        file = plan.keep / f"{run.target.name.replace(' ', '-')}-{outcome.number}{run.target.suffix}"
        file.write_bytes(changed(plan, run.target.name, run.samples, found, outcome.number))


def _figures(runs: Sequence[Run]) -> list[Figure]:
    counts: Counter[str] = Counter()
    for each in runs:
        counts += each.counts

    def told(verdict: str) -> tuple[str, ...]:
        return tuple(line for each in runs for line in each.faults.values() if f", {verdict}: " in line)

    return [
        Figure("readers and importers", len(runs)),
        Figure("changed files", counts.total()),
        Figure("of them read", counts["read"]),
        Figure("of them refused in a sentence", counts["refused"]),
        Figure("failed in the program", counts["failed"], 0, faults=told("failed")),
        Figure(f"took more than {worker.SECONDS} s of the processor", counts["slow"], 0, faults=told("slow")),
        Figure(f"took more than {worker.MEGABYTES} MB", counts["large"], 0, faults=told("large")),
        Figure("the slowest one", max((each.slowest for each in runs), default=0), unit=" s"),
        Figure("the largest one", max((each.largest for each in runs), default=0), unit=" MB"),
    ]
