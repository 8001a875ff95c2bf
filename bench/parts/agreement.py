"""How far two coders agree: every coefficient with its interval for 60 codes, database included."""

from __future__ import annotations

import time
from pathlib import Path

from bench.measure import best, goal, line
from bench.synthetic import KIT, generate, lay_as_is
from kb.db.engine import open_for_reading, reading
from kb.queries.analyses.agreement import agreement
from kb.queries.comparison.differences import differences
from kb.queries.comparison.moderation import moderation

SIZES = {"x1": (36, 3_000), "x10": (360, 30_000)}
GOALS = {"x1": 0.5, "x10": 3.0}
QUALCODER = {"x1": 3.5, "x10": 40.0}
"""Seconds for its one coefficient, the best that was measured: PEERS 4.3."""


def run(_folder: Path, keep: Path) -> None:
    """Print what all coefficients take, and what one document's differences take."""
    print("Agreement of two coders, 60 codes: 11 coefficients with intervals from 1,000 resamples")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    for name, (docs, codings) in SIZES.items():
        database = keep / f"{name}-as-is.db"
        generate(keep / name, docs=docs, codings=codings)
        for leftover in keep.glob(f"{database.name}*"):
            leftover.unlink()
        lay_as_is(keep / name, database)
        for unit in ("character", "paragraph", "sentence"):
            measured = best(_agree, database, unit)
            aim = (
                goal(measured.value, GOALS[name], " s") if unit == "character" else f"{measured.value:.2f} s"
            )
            line(f"{name}, by code, {unit}", measured, f"answer {aim}")
            if unit == "character":
                ratio = QUALCODER[name] / measured.value
                print(f"    QualCoder's one coefficient takes {ratio:.0f} times as long")
        line(f"{name}, moderation of all", best(_moderate, database))
        measured = best(_differ, database)
        line(f"{name}, differences of one interview", measured, goal(measured.value * 1000, 50, " ms"))


def _agree(database: Path, unit: str) -> float:
    """Seconds from opening the catalog to the answer; what is imported before is not counted."""
    if unit == "sentence":
        from kb.queries.analyses.sentences import sentences  # noqa: PLC0415  loads spaCy, once a process

        sentences("")
    begin = time.perf_counter()
    with reading(open_for_reading(database)) as session:
        answer = agreement(session, unit=unit, by="code")  # type: ignore[arg-type]
    assert len({row.name for row in answer.rows}) == 60  # noqa: PLR2004, S101  the kit has 60 codes
    return time.perf_counter() - begin


def _moderate(database: Path) -> int:
    with reading(open_for_reading(database)) as session:
        return len(moderation(session).documents)


def _differ(database: Path) -> float:
    """Seconds for one interview in a catalog that is open, as the page asks; the best of five."""
    with reading(open_for_reading(database)) as session:
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            differences(session, "Interview 0")
            times.append(time.perf_counter() - begin)
    return min(times)
