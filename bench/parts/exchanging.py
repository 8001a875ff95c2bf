"""A project of another tool: how long it takes to import and to export it, beside goals and other programs.

``KB_EXCHANGE=x1,x10,x100`` measures these sizes; x100 takes some minutes and is left out by default. Seconds
are of the processor, the start of Python left out. A goal is for the machine on which the other programs were
measured (PEERS.md 4.3): how much slower this one is now, a plain loop of Python says that ran on both.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median

from bench.measure import best, cost, line
from bench.parts.cooccurrence import reference
from bench.synthetic import KIT, generate
from kb.cli import prepare
from kb.db.engine import open_for_reading, open_for_writing, reading
from kb.queries.exchange.written import written
from kb.store.exchange.files import import_file

SIZES = {"x1": (36, 3000, 0.4, None), "x10": (360, 30_000, 4.0, 3.0), "x100": (3600, 300_000, 40.0, 30.0)}
"""Documents, codings, and the seconds that import and export may take."""
PEERS = {
    "x1": "import: qdaPy, reading only, 0.40, QualCoder 0.34-49; export: QualCoder 0.40-1.15",
    "x10": "import: qdaPy, reading only, 4.4, QualCoder 3.2-9.3; export: QualCoder 23.6-45.5",
    "x100": "import: qdaPy, reading only, 41.3",
}
_REFERENCE = 0.079
"""Seconds that the plain loop took for x10 on the machine of the goals."""


def run(_folder: Path, keep: Path) -> None:
    """Print import and export of each size."""
    print("A project in QDPX, in one transaction; checked when it is exported")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    generate(keep / "x10", docs=360, codings=30_000)
    for name in os.environ.get("KB_EXCHANGE", "x1,x10").split(","):
        docs, codings, most_in, most_out = SIZES[name]
        project, database = keep / name, keep / f"exchange-{name}.db"
        generate(project, docs=docs, codings=codings)
        measure = best if name == "x1" else cost
        before = _slower(keep / "x10")
        stored = measure(_import, project / "project.qdpx", database)
        between = _slower(keep / "x10")
        line(f"{name}: import", stored, _goal(stored.value, most_in, (before + between) / 2))
        made = measure(_export, database)
        after = _slower(keep / "x10")
        line(f"{name}: export", made, _goal(made.value, most_out, (between + after) / 2))
        print(f"    others: {PEERS[name]}")


def _slower(project: Path) -> float:
    """How many times as long as there the plain loop takes here, now."""
    return median(reference(project)["seconds"] for _ in range(5)) / _REFERENCE


def _goal(seconds: float, most: float | None, slower: float) -> str:
    there = f"{seconds:.2f} s of processor; {seconds / slower:.2f} s at the speed of the other machine"
    if most is None:
        return there
    return f"{there} (goal: at most {most:g} s) {'✓' if seconds / slower <= most else '✗ missed'}"


def _import(file: Path, database: Path) -> float:
    for leftover in database.parent.glob(f"{database.name}*"):
        leftover.unlink()
    open_for_writing(database).dispose()
    prepare()
    begin = time.process_time()
    import_file(file, database=database, who="bench")
    return time.process_time() - begin


def _export(database: Path) -> float:
    engine = open_for_reading(database)
    prepare()
    begin = time.process_time()
    with reading(engine) as session:
        written(session, "qdpx", name="bench")
    return time.process_time() - begin
