"""``kb attributes``: set from a table, shown first, never overwritten silently, undone whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from command_line import Answer, Kb

TABLE = "document,sector,years\nInterview 11,energy,7\n2,water,\nInterview 99,steel,1\n"


@pytest.fixture
def database(own_catalog: Path) -> tuple[str, str]:
    return "--database", str(own_catalog)


def write(folder: Path, text: str, name: str = "people.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def outcomes(answer: Answer) -> list[tuple[str, str, str, str]]:
    return [(row["case"], row["attribute"], row["value"], row["outcome"]) for row in answer.json]


FIRST = [
    ("Interview 11", "sector", "energy", "set"),
    ("Interview 11", "years", "7", "set"),
    ("Interview 2", "sector", "water", "set"),
    (None, "sector", "steel", "no match"),
    (None, "years", "1", "no match"),
]
JSON = ("--format", "json")


def test_a_dry_run_shows_what_would_be_set_and_stores_nothing(
    kb: Kb, tmp_path: Path, database: tuple[str, str]
) -> None:
    table = write(tmp_path, TABLE)
    for _ in range(2):
        shown = kb("attributes", table, "--dry-run", *JSON, *database)
        assert (shown.code, outcomes(shown)) == (1, FIRST)
        assert "set: 3, no match: 2" in shown.err


def test_attributes_are_set_once_and_undone_whole(kb: Kb, tmp_path: Path, database: tuple[str, str]) -> None:
    table = write(tmp_path, TABLE)
    done = kb("attributes", table, "--who", "Bea", *JSON, *database)
    assert outcomes(done) == FIRST
    again = kb("attributes", table, *JSON, *database)
    assert [outcome for *_, outcome in outcomes(again)] == ["same"] * 3 + ["no match"] * 2
    assert kb("undo", done.err.split()[-1], *database).code == 0
    assert outcomes(kb("attributes", table, "--dry-run", *JSON, *database)) == FIRST


def test_a_value_that_differs_stays_unless_it_is_asked_for(
    kb: Kb, tmp_path: Path, database: tuple[str, str]
) -> None:
    kb("attributes", write(tmp_path, TABLE), *database)
    other = write(tmp_path, "case;sector\ninterview 11;water\n")
    kept = kb("attributes", other, *JSON, *database)
    assert (kept.code, outcomes(kept)) == (1, [("Interview 11", "sector", "water", "conflict")])
    assert kept.json[0]["before"] == "energy"
    assert outcomes(kb("attributes", other, "--overwrite", *JSON, *database))[0][3] == "set"
    assert outcomes(kb("attributes", other, *JSON, *database))[0][3] == "same"


def test_a_table_that_contradicts_itself_sets_neither(
    kb: Kb, tmp_path: Path, database: tuple[str, str]
) -> None:
    table = write(tmp_path, "document\tsector\nInterview 11\tenergy\nInterview 11\twater\n", "people.tsv")
    found = kb("attributes", table, *JSON, *database)
    assert [outcome for *_, outcome in outcomes(found)] == ["contradiction"] * 2
    assert kb("attributes", table, *JSON, *database).json[0]["before"] is None


def test_a_workbook_is_read_by_the_column_that_is_asked_for(
    kb: Kb, tmp_path: Path, database: tuple[str, str]
) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate([("sector", "who", "years"), ("energy", "Interview 11", 7)]):
            sheet.write_row(number, 0, row)
    path = tmp_path / "people.xlsx"
    path.write_bytes(data.getvalue())
    found = kb("attributes", str(path), "--column", "Who", *JSON, *database)
    assert (found.code, outcomes(found)) == (0, FIRST[:2])


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        pytest.param("just words\n", (), "no table with headings", id="no table"),
        pytest.param(
            "document,a,A\nInterview 11,x,y\n", (), "two columns are called 'a'", id="two of one name"
        ),
        pytest.param(TABLE, ("--column", "sectr"), "did you mean 'sector'", id="no such column"),
    ],
)
def test_a_mistake_is_one_line(
    kb: Kb, tmp_path: Path, database: tuple[str, str], text: str, options: tuple[str, ...], reason: str
) -> None:
    refused = kb("attributes", write(tmp_path, text), *options, *database)
    assert refused.code == 2
    assert reason in refused.err
