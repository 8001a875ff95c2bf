"""Four interviews: one code is given where people speak of annotators, and a name stands beside it."""

from __future__ import annotations

from pathlib import Path

from interview_files import TAXONOMY, file, store, taxonomy

from kb.db import engine as db
from kb.store.codebook.apply_taxonomy import apply_taxonomy

BOOK = TAXONOMY.replace("[drift, the world, changed overnight]", "[something else, glacier]")
INTERVIEWS = tuple(f"Interview {number}" for number in range(1, 5))
ABOUT = "Wolfgang told us the annotators disagree about every picture."
WRONG = "Simply wrong labels for months, and nobody saw it."
_SYLLABLES = ("ra", "lo", "mi", "tu", "ne", "ki", "sa", "po", "de", "fu")


def _else(begin: str) -> tuple[str, ...]:
    """Ten paragraphs that nobody codes, in words of an interview's own, so that no two are taken for one."""
    said = (" ".join(f"{begin}{one}{two}" for two in _SYLLABLES[:6]) for one in _SYLLABLES)
    return tuple(f"Something else {words}." for words in said)


def make(path: Path) -> Path:
    """Make the catalog: Bea codes ``drift`` in all four, Cem the last paragraph of each as ``loose-end``."""
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(BOOK), who="Ann")
    files = []
    for title, begin in zip(INTERVIEWS, ("ba", "go", "wi", "zu"), strict=True):
        paragraphs = (ABOUT, *_else(begin), WRONG)
        drift = {"drift": ("told us the annotators disagree about every picture", "exact")}
        loose = {"loose-end": (WRONG, "exact")}
        files.append(file(f"codings/{title} - Bea.txt", paragraphs, drift, coder="Bea"))
        files.append(file(f"codings/{title} - Cem.txt", paragraphs, loose, coder="Cem"))
    store(engine, *files, book=taxonomy(BOOK))
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(BOOK), who="Ann")
    engine.dispose()
    return path
