"""A catalog of 300,000 codings: how long it takes to build, to open, and to answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measure import cost, goal, line
from bench.synthetic import KIT, build, generate
from kb.db.engine import open_for_reading, reading
from kb.queries.codebook.codes import codes
from kb.queries.evidence import issues
from kb.queries.filtering.filters import Filters
from kb.queries.quotes import quotes
from kb.queries.search import paragraphs

_MOST = 0.2


def run(_folder: Path, keep: Path) -> None:
    """Print building and answering."""
    print("A catalog of 300,000 codings in 3,600 interviews")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    project, database = keep / "x100", keep / "x100.db"
    generate(project, docs=3600, codings=300_000)
    for leftover in keep.glob("x100.db*"):
        leftover.unlink()
    built = cost(build, project, database)
    line("build", built, f"{database.stat().st_size / 1e6:.0f} MB on disk")
    for name in (
        "open",
        "issue page",
        "first page",
        "hundredth page",
        "last page",
        "search",
        "rare search",
        "phrase",
    ):
        answered = cost(_answer, database, name)
        seconds, found = answered.value
        line(name, answered, f"answer {goal(seconds, _MOST, ' s')}  {found}")


def _answer(database: Path, name: str) -> tuple[float, str]:
    """Answer one question in a catalog that is open; the cheapest of five."""
    begin = time.perf_counter()
    engine = open_for_reading(database)
    opened = time.perf_counter() - begin
    with reading(engine) as session:
        if name == "open":
            return opened, ""
        busiest = "code 000"
        questions: dict[str, Callable[[], Any]] = {
            "issue page": lambda: (
                issues.issue(session, "group-00"),
                quotes.quotes(session, Filters(issue="group-00")),
            ),
            "first page": lambda: quotes.quotes(session, Filters(code=busiest)),
            "search": lambda: paragraphs.search_paragraphs(session, "drift"),
            "rare search": lambda: paragraphs.search_paragraphs(
                session, "drift sensor notebook refactor debt outlier"
            ),
            "phrase": lambda: paragraphs.search_paragraphs(session, '"missing value"'),
        }
        if name.endswith("page") and name not in questions:
            place = _place(session, busiest, 100 if name == "hundredth page" else None)
            questions[name] = lambda: quotes.quotes(session, Filters(code=busiest), after=place)
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            answer = questions[name]()
            times.append(time.perf_counter() - begin)
    return min(times), f"{getattr(answer, 'total', '')}"


def _place(session: Any, code: str, page: int | None) -> str | None:
    """Where a page begins: the hundredth, or the last one."""
    total = next(row.codings for row in codes(session) if row.code == code)
    skipped = 20 * page if page else total - 20
    return quotes.quotes(session, Filters(code=code), limit=skipped).next
