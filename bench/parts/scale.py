"""How everything grows with the number of interviews: ``python -m bench scale`` (not part of ``make bench``).

The interviews are invented, with the length and the density of codings of the corpus: 40,000 characters, 83
codings of 60 codes by two coders each. ``KB_SCALE=36,360`` measures other numbers of them. Each question is
asked in a fresh process, of a catalog that is open. Times are seconds of the processor, the least of up to
three, so that it makes no difference how busy the machine is; the memory is the peak of the process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measure import Cost, cost
from bench.synthetic import KIT, build, generate
from kb.db.engine import open_for_reading, reading
from kb.queries import history, memos
from kb.queries.analyses import cooccurrence
from kb.queries.analyses.agreement import agreement
from kb.queries.analyses.coding_table import coding_table
from kb.queries.analyses.crosstab import crosstab
from kb.queries.analyses.density import density
from kb.queries.analyses.frequencies import frequencies
from kb.queries.analyses.saturation import saturation
from kb.queries.codebook.code_page import code_page
from kb.queries.codebook.codes import codes
from kb.queries.comparison.pass_comparison import documents_to_moderate
from kb.queries.documents import documents, transcript
from kb.queries.evidence import issues, stages
from kb.queries.filtering.filters import Filters
from kb.queries.filtering.options import choices
from kb.queries.progress import document_list, pass_progress
from kb.queries.quotes import quotes
from kb.queries.quotes.coded_passages import coded_passages
from kb.queries.search.ask.answer import answer
from kb.queries.search.results import search
from kb.store.ingest.files import ingest

SIZES = tuple(int(each) for each in os.environ.get("KB_SCALE", "36,360,3600").split(","))
_CODINGS = 300_000 / 3600
_ENOUGH = 1.0
"""Seconds after which a question is not asked again."""
_CODE, _ISSUE = "code 000", "group-00"


def run(_folder: Path, keep: Path) -> None:
    """Print a table: a line for each question, a column for each number of interviews."""
    print("Growth with the number of interviews")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    found: dict[str, list[Cost]] = {}
    disk = []
    for size in SIZES:
        project, database = keep / f"scale-{size}", keep / f"scale-{size}.db"
        generate(project, docs=size, codings=round(size * _CODINGS))
        for name, measured in _writing(project, database).items():
            found.setdefault(name, []).append(measured)
        disk.append(database.stat().st_size / 1e6)
        for name in QUESTIONS:
            found.setdefault(name, []).append(cost(_asked, database, name))
            print(f"  {size:>6} {name:<40}{_seconds(found[name][-1]):9.3f} s", flush=True)
    print(
        f"\n| | {' | '.join(f'{size:,}' for size in SIZES)} | last step |\n|---|{'---:|' * (len(SIZES) + 1)}"
    )
    print(f"| catalog on disk | {' | '.join(f'{each:.0f} MB' for each in disk)} | {_times(disk)} |")
    for name, measured_ in found.items():
        cells = [f"{_seconds(each):.3f} s, {each.megabytes:.0f} MB" for each in measured_]
        print(f"| {name} | {' | '.join(cells)} | {_times([_seconds(each) for each in measured_])} |")


def _seconds(measured: Cost) -> float:
    """Seconds of the processor: those that the question took, or of the whole process."""
    return measured.value if isinstance(measured.value, float) else measured.cpu


def _times(values: list[float]) -> str:
    return f"{values[-1] / max(values[-2], 1e-4):.1f} times" if values[1:] else ""


def _writing(project: Path, database: Path) -> dict[str, Cost]:
    """Import the transcripts, twice; then store them with their codings, in the catalog that is kept."""
    plain = database.with_suffix(".plain.db")
    for leftover in (
        *database.parent.glob(f"{database.stem}.db*"),
        *database.parent.glob(f"{plain.stem}.db*"),
    ):
        leftover.unlink()
    return {
        "import of transcripts": cost(_ingest, plain, project / "docs"),
        "import again, unchanged": cost(_ingest, plain, project / "docs"),
        "import of one more": cost(_ingest, plain, _one_more(project)),
        "storing with codings": cost(build, project, database),
    }


def _one_more(project: Path) -> Path:
    """An interview in a folder of its own: the words of the first one, backwards."""
    turns = (project / "docs" / "interview_00000.txt").read_text().split("\n\n")
    said = (turn.partition(": ") for turn in turns if ": " in turn)
    folder = project / "more"
    folder.mkdir(exist_ok=True)
    text = "\n\n".join(f"{who}: {' '.join(reversed(words.split()))}" for who, _, words in said)
    (folder / "One more.txt").write_text(text)
    return folder


def _ingest(database: Path, folder: Path) -> None:
    ingest(database, [folder], who="bench")


def _asked(database: Path, name: str) -> float:
    """Seconds of the processor for one question; what is loaded once a process is not counted."""
    begin = time.process_time()
    engine = open_for_reading(database)
    if name == "open":
        return time.process_time() - begin
    best = float("inf")
    with reading(engine) as session:
        for _ in range(3):
            begin = time.process_time()
            QUESTIONS[name](session)
            best = min(best, time.process_time() - begin)
            if best > _ENOUGH:
                break
    return best


# --- The questions ----------------------------------------------------------------------------------------

Question = Callable[[Any], Any]


def _codes(function: Callable[..., Any], **how: Any) -> Question:
    """A network of codes: it is counted, and some or all pairs are described."""
    limit = how.pop("limit", 20)
    return lambda session: function(session, level="code", **how).rows(limit=limit)


QUESTIONS: dict[str, Question] = {
    "open": coding_table,
    "Overview: totals": documents.totals,
    "Evidence: list of issues": issues.issues,
    "Evidence: an issue": lambda session: issues.issue(session, _ISSUE),
    "Evidence: stages": stages.stages,
    "quotes of the most frequent code": lambda session: quotes.quotes(session, Filters(code=_CODE)),
    "passages of the most frequent code": lambda session: coded_passages(session, Filters(code=_CODE)),
    "Codebook: list": codes,
    "Codebook: the most frequent code": lambda session: code_page(session, _CODE),
    "choices of the filters": choices,
    "Documents: list": document_list.document_list,
    "Compare: what to moderate": documents_to_moderate,
    "progress of all passes": pass_progress.pass_progress,
    "Code: a transcript": lambda session: transcript.window(session, documents.titles(session)[-1]),
    "Search: a frequent word": lambda session: search(session, "drift"),
    "Search: a phrase": lambda session: search(session, '"drift sensor notebook"'),
    "Search: a question": lambda session: answer(session, "Why does the sensor drift after we deploy?"),
    "History: first page": lambda session: history.trail(session, history.TrailFilters(), limit=50),
    "Memos": memos.memos,
    "all codings as numbers": coding_table,
    "frequencies": frequencies,
    "codes by interview": lambda session: crosstab(session, "code", "interview"),
    "saturation": saturation,
    "density": density,
    "network, 20 pairs": _codes(cooccurrence.pairs),
    "network, all pairs with intervals": _codes(cooccurrence.pairs, limit=None),
    "sequences": _codes(cooccurrence.sequences),
    "agreement by character": lambda session: agreement(session, by="code"),
    "agreement of each interview": lambda session: agreement(session, by="document"),
    "agreement by sentence": lambda session: agreement(session, by="code", unit="sentence"),
}
