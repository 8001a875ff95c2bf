"""Run a piece of work in a process of its own, and say what it took."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, seconds of processor (children included), and peak memory in megabytes."""

    wall: float
    cpu: float
    megabytes: float
    value: Any = None


def cost(work: Callable[..., Any], *arguments: Any) -> Cost:
    """Return what a call takes in a fresh process; its result must be small."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(there, work, arguments))
    process.start()
    there.close()
    measured: Cost = here.recv()
    process.join()
    return measured


def _run(pipe: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    begin, processor = time.perf_counter(), _processor()
    value = work(*arguments)
    wall, spent = time.perf_counter() - begin, _processor() - processor
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    pipe.send(Cost(wall, spent, peak / 1024, value))


def _processor() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def best(work: Callable[..., Any], *arguments: Any, times: int = 3) -> Cost:
    """Return the cheapest of several runs: what disturbs a run only ever makes it slower."""
    return min((cost(work, *arguments) for _ in range(times)), key=lambda each: each.wall)


def line(name: str, measured: Cost, note: str = "") -> None:
    """Print one measurement."""
    numbers = f"{measured.wall:8.2f} s  {measured.cpu:8.2f} s cpu  {measured.megabytes:6.0f} MB"
    print(f"  {name:<44}{numbers}  {note}", flush=True)


def goal(value: float, most: float, unit: str = "") -> str:
    """Return a value beside its goal, and whether it is met."""
    return f"{value:.2f}{unit} (goal: at most {most:g}{unit}) {'✓' if value <= most else '✗ missed'}"
