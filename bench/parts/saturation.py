"""Saturation with a thousand random orders, frequencies and crosstabs, database included."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measure import cost, line
from bench.synthetic import KIT, generate, lay_as_is
from kb.db.engine import open_for_reading, open_for_writing, reading
from kb.queries.analyses.coding_table import coding_table
from kb.queries.analyses.crosstab import crosstab
from kb.queries.analyses.density import density
from kb.queries.analyses.frequencies import frequencies
from kb.queries.analyses.saturation import saturation

_SIZES = {"x1": (36, 3_000), "x10": (360, 30_000), "x100": (3_600, 300_000)}
_QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "reading the codings": coding_table,
    "saturation, 1,000 random orders": saturation,
    "frequencies of 60 codes": lambda session: frequencies(session, of="code"),
    "crosstab, codes by interviews": lambda session: crosstab(session, "code", "interview"),
    "crosstab, issues by speakers": lambda session: crosstab(session, "issue", "speaker"),
    "density in 20 parts": density,
}


def run(_folder: Path, keep: Path) -> None:
    """Print each answer at every size, and how it grows from one to the next."""
    print("Saturation, frequencies, crosstabs; from size to size there are ten times the codings")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    databases = {name: _database(keep, name) for name in _SIZES}
    for name in _QUESTIONS:
        before = 0.0
        for size, database in databases.items():
            measured = cost(_answer, database, name)
            growth = f", {measured.value / before:.1f} times" if before else ""
            line(f"{name}, {size}", measured, f"answer {measured.value:.3f} s{growth}")
            before = measured.value


def _database(keep: Path, name: str) -> Path:
    """The catalog of a synthetic project, made where it is not there."""
    database = keep / f"{name}-as-is.db"
    if not database.exists():
        docs, codings = _SIZES[name]
        generate(keep / name, docs=docs, codings=codings)
        part = database.with_suffix(".part")
        part.unlink(missing_ok=True)
        lay_as_is(keep / name, part)
        part.replace(database)
    open_for_writing(database).dispose()  # one that was kept may have an older schema
    return database


def _answer(database: Path, name: str) -> float:
    """Seconds for one answer, the quickest of three."""
    times = []
    with reading(open_for_reading(database)) as session:
        for _ in range(3):
            begin = time.perf_counter()
            _QUESTIONS[name](session)
            times.append(time.perf_counter() - begin)
    return min(times)
