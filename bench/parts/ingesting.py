"""Ingest of the whole corpus, and again with nothing changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import cost, goal, line
from kb.store.ingest.files import ingest


def run(folder: Path, keep: Path) -> None:
    """Print both."""
    print("Ingest")
    with tempfile.TemporaryDirectory(dir=keep) as temporary:
        database = Path(temporary) / "catalog.db"
        first = cost(_ingest, database, folder)
        again = cost(_ingest, database, folder)
    line(f"{first.value} files, end to end", first)
    line("again, unchanged", again, "ratio " + goal(again.wall / first.wall, 0.1))


def _ingest(database: Path, folder: Path) -> int:
    return ingest(database, [folder]).files
