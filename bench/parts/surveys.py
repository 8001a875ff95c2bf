"""A survey of 10,000 rows and 60 columns: brought in, brought in again, and with one row changed."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from random import Random

import xlsxwriter

from bench.measure import cost, goal, line
from kb.store.ingest.files import ingest

ROWS, SCALES, QUESTIONS = 10_000, 47, 10
_WORDS = (
    *("the", "data", "drifted", "after", "release", "and", "nobody", "noticed", "because", "our", "alerts"),
    *("were", "quiet", "since", "spring", "models", "labels", "wrong", "sensor", "team", "schema", "changed"),
)
_SHORT = ("No", "I do not know", "")


def run(folder: Path, keep: Path) -> None:
    """Print all of it; ``folder`` is not looked at: the survey is made up, the same every time."""
    del folder
    print("Surveys")
    with tempfile.TemporaryDirectory(dir=keep) as temporary:
        here = Path(temporary)
        rows = _rows()
        _write_csv(here / "survey.csv", rows)
        _write_workbook(here / "survey.xlsx", rows)
        name = f"{ROWS:,} rows, {len(rows[0])} columns"
        first = cost(_ingest, here / "csv.db", here / "survey.csv")
        line(f"{name}, CSV", first, goal(first.wall, 60, " s"))
        again = cost(_ingest, here / "csv.db", here / "survey.csv")
        line("again, unchanged", again, "ratio " + goal(again.wall / first.wall, 0.2))
        rows[17][-1] = "It was the schema."
        _write_csv(here / "survey.csv", rows)
        changed = cost(_ingest, here / "csv.db", here / "survey.csv")
        line(f"again, {changed.value} row changed", changed, "ratio " + goal(changed.wall / first.wall, 0.7))
        workbook = cost(_ingest, here / "xlsx.db", here / "survey.xlsx")
        line(f"{name}, Excel", workbook, goal(workbook.wall, 60, " s"))


def _ingest(database: Path, file: Path) -> int:
    report = ingest(database, [file], processes=1)
    return len(report.added) + len(report.changed)


def _rows() -> list[list[str]]:
    random = Random(2)  # noqa: S311  the same every time
    heads = ["StartDate", "ResponseId", "Sector"]
    heads += [f"How far do you agree with statement {n}?" for n in range(SCALES)]
    heads += [f"Please describe problem {n}?" for n in range(QUESTIONS)]
    rows = [heads]
    for number in range(ROWS):
        row = [f"2026-01-0{1 + number % 9} 10:00:00", f"R_{number:012x}", random.choice("abcd")]
        row += [str(random.randint(1, 7)) for _ in range(SCALES)]
        row += [random.choice((_sentence(random), *_SHORT)) for _ in range(QUESTIONS)]
        rows.append(row)
    return rows


def _sentence(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=random.randint(4, 30))).capitalize() + "."


def _write_csv(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def _write_workbook(file: Path, rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
