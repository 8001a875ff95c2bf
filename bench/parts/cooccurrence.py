"""Co-occurrence from the catalog: totals against the reference, time against goals and other programs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import best, goal, line
from bench.synthetic import KIT, generate, lay_as_is
from kb.analysis.coding_table import CodingTable, DocumentInfo, PassInfo
from kb.analysis.cooccurrence import CountedUnits, Definition, codes_as_nodes, cooccurrence
from kb.db.engine import open_for_reading, reading
from kb.queries.analyses.coding_table import coding_table

SIZES = {
    "x1": (36, 3000, 0.05, "QualCoder 0.52-1.36"),
    "x10": (360, 30_000, None, "QualCoder 5.2-9.4"),
    "dense10": (36, 30_000, 0.5, "QualCoder 32-57"),
    "x100": (3600, 300_000, 2.0, "QualCoder 68.5"),
}
"""Documents, codings, the goal in seconds, and what another program takes (PEERS.md 4.3)."""
_MATRIX = 3.0


def run(_folder: Path, keep: Path) -> None:
    """Print time and memory of each size; a total that is not the reference's ends the run."""
    print("Co-occurrence of 60 codes, database included")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    wrong = []
    memory = {}
    for name, (docs, codings, most, peer) in SIZES.items():
        project, database = keep / f"as-is-{name}", keep / f"as-is-{name}.db"
        generate(project, docs=docs, codings=codings)
        for leftover in keep.glob(f"as-is-{name}.db*"):
            leftover.unlink()
        lay_as_is(project, database)
        counted = best(_count, database)
        memory[name] = counted.megabytes
        seconds, every, totals = counted.value
        note = goal(seconds, most, " s") if most else f"{seconds:.2f} s"
        line(f"{name}: overlap, every coder", counted, f"{note}; {peer} s")
        print(f"    with every measure and the intervals: {every:.2f} s")
        wanted = Counter({key: value for key, value in reference(project).items() if key != "seconds"})
        if totals != wanted:
            wrong.append(f"{name}: {totals} instead of {wanted}")
    print(f"  memory, x100 over x10: {memory['x100'] / memory['x10']:.1f} times, for 10 times the codings")
    matrix = best(_matrix)
    line("a million codings of 2,000 codes: the matrix", matrix, goal(matrix.value, _MATRIX, " s"))
    if wrong:
        sys.exit("totals differ from the reference: " + "; ".join(wrong))


def _count(database: Path) -> tuple[float, float, Counter[str]]:
    """Seconds to read and count; seconds for all measures; the totals of every definition."""
    begin = time.perf_counter()
    with reading(open_for_reading(database)) as session:
        found = coding_table(session)
        things = codes_as_nodes(found.codes)
        across = cooccurrence(found, things, Definition(unit="overlap", across_coders=True))
        counted = time.perf_counter() - begin
    across.rows()
    every = time.perf_counter() - begin
    same = cooccurrence(found, things, Definition(unit="overlap"))
    touching = cooccurrence(found, things, Definition(unit="overlap", across_coders=True, touching=True))
    documents = cooccurrence(found, things, Definition(unit="document", across_coders=True))
    totals = Counter(
        codings=len(found),
        pairs_all=int(across.count.sum()),
        pairs_same=int(same.count.sum()),
        touch_all=int(touching.count.sum()),
        codepairs_all=len(across),
        codepairs_same=len(same),
        doc_pairs=len(documents),
    )
    return counted, every, totals


def reference(project: Path) -> dict[str, Any]:
    """The totals that the kit's own program prints, and the ``seconds`` that it took."""
    command = [sys.executable, str(KIT.with_name("reference_cooccurrence.py")), str(project)]
    ran = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  the kit's own script
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def _matrix() -> float:
    """Seconds to count a million codings of 2,000 codes in paragraphs, without a database."""
    found = _million()
    begin = time.perf_counter()
    ground = CountedUnits(np.arange(len(found.coding_passes), dtype=np.int64))
    cooccurrence(found, codes_as_nodes(found.codes), Definition(), ground).matrix()
    return time.perf_counter() - begin


def _million(
    codings: int = 1_000_000, codes: int = 2000, texts: int = 3600, paragraphs: int = 400
) -> CodingTable:
    """Codings drawn at random: some codes are frequent, most are rare."""
    draw = np.random.default_rng(0)
    text = np.sort(draw.integers(0, texts, codings))
    first = draw.integers(0, paragraphs, codings)
    start = first * 100 + draw.integers(0, 50, codings)
    return CodingTable(
        tuple(DocumentInfo(at, f"Interview {at}", paragraphs * 100, paragraphs) for at in range(texts)),
        tuple(PassInfo(at, at, 0, "coder", empty=False) for at in range(texts)),
        ("Ann",),
        tuple(f"code {at:04}" for at in range(codes)),
        text,
        text,
        np.minimum((draw.pareto(1.0, codings) * 50).astype(np.int64), codes - 1),
        start,
        start + draw.integers(1, 50, codings),
        first,
        first,
        np.arange(codings, dtype=np.int64),
    )
