"""How fast suggestions are: for an interview of 600 paragraphs, and again after each decision.

In the catalog at hand, and with ten copies of every coded interview. How good they are is measured by
``kb evaluate suggestions``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from bench.measure import goal
from kb.db.engine import open_for_reading, reading
from kb.store.ingest.files import ingest
from kb.suggest.knowledge import Knowledge, codes_to_suggest
from kb.suggest.learning.read import CodedInterview, coded_interviews
from kb.suggest.ranking import CandidatePassage

_ROOT = Path(__file__).parents[2]
_PARAGRAPHS, _COPIES = 600, 10
_MOST_QUOTES, _MOST_TAUGHT = 4_000, 12


def run(folder: Path, keep: Path) -> None:
    """Print how long suggestions take."""
    database = keep / "suggesting.db"
    for leftover in keep.glob("suggesting.db*"):
        leftover.unlink()
    ingest(database, [folder], taxonomy=_ROOT / "taxonomy.yaml", who="bench")
    engine = open_for_reading(database)
    with reading(engine) as session:
        codes = codes_to_suggest(session)
        places = {each: place for place, code in enumerate(codes) for each in code.ids}
        begin = time.perf_counter()
        read = coded_interviews(session, places)
        seconds = time.perf_counter() - begin
    engine.dispose()
    print(f"Suggestions for {_PARAGRAPHS} paragraphs; {len(read)} coded interviews read in {seconds:.2f} s")
    for copies in (1, _COPIES):
        many = [replace(each, document=f"{each.document} {n}") for n in range(copies) for each in read]
        _measure(Knowledge(codes, *_learnt_from(many)), f"{len(many)} coded interviews")


def _learnt_from(read: list[CodedInterview]) -> tuple[tuple, tuple]:
    """The passages and the interviews that :func:`kb.suggest.knowledge.known` takes of so many."""
    interviews = [each.interview for each in read]
    quotes = [quote for each in interviews for quote in each.quotes]
    return tuple(quotes[-_MOST_QUOTES:]), tuple(interviews[-_MOST_TAUGHT:])


def _measure(known: Knowledge, name: str) -> None:
    said = [text for each in known.taught for text in each.texts]
    texts = (said * (_PARAGRAPHS // len(said) + 1))[:_PARAGRAPHS]
    begin = time.perf_counter()
    passage = CandidatePassage(known, "bench", 0, texts)
    passage.ranked(range(len(texts)))
    first = time.perf_counter() - begin
    own = tuple(replace(each, document="bench") for each in known.taught[0].quotes)
    begin = time.perf_counter()
    passage.ranked(range(len(texts)), coded=own)
    again = time.perf_counter() - begin
    print(f"  {name}: {goal(first, 1, ' s')}; after a decision: {goal(again, 0.2, ' s')}")
