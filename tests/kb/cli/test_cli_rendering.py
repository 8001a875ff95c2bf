"""What a person sees, and what a file cannot do to a terminal, to a spreadsheet or to a program."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
import small_catalog
from command_line import Kb
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kb import records
from kb.cli.output.quotations import cut, place
from kb.cli.output.table_layout import fitted, stacked
from kb.cli.output.terminal import Column, clean, to_text

TABLES = (
    ("issues", "--all"),
    ("fixes", "--all"),
    ("stages",),
    ("stages", "--by-aspect"),
    ("codes", "--all"),
    ("status",),
    ("history",),
    ("check",),
    ("quotes", "--context", "1"),
    ("search", "provider OR drift"),
    ("issue", "concept-drift"),
)


@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_what_people_see_fits_the_terminal(
    kb: Kb, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = kb(*arguments).out.splitlines()
    assert max(map(cell_len, lines)) <= columns


def test_stages_and_aspects_are_crossed_where_there_is_room(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kb("stages", "--by-aspect").out.splitlines()[0].split() == [
        "stage",
        "data-quality",
        "evolvability",
    ]
    monkeypatch.setenv("COLUMNS", "44")
    narrow = kb("stages", "--by-aspect")
    assert narrow.err == "the cross table needs a terminal of 45 columns\n"
    assert "interviews" in narrow.out


def test_names_to_copy_stay_in_one_piece_while_there_is_room(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = kb("codes", "--all").out
    assert all(any(line.startswith(name) for line in shown.splitlines()) for name in small_catalog.KINDS)


def test_a_table_that_is_not_on_a_terminal_has_no_colours(kb: Kb) -> None:
    for arguments in TABLES:
        assert "\x1b" not in kb(*arguments).out


def test_no_word_of_a_table_is_lost_on_a_narrow_terminal(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = kb("issues", "--all").out
    for issue in small_catalog.ISSUES.values():
        for word in issue.title.split():
            assert word in shown


@pytest.mark.parametrize(
    "arguments",
    [
        *(each for each in TABLES[:-3] if "--by-aspect" not in each),  # that table changes its shape
        ("issue", "concept-drift", "--quotes", "1"),
        ("check", "--all"),
        ("export", "codings", "--format", "table"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("columns", [40, 60, 100])
def test_no_word_that_fits_on_a_line_is_broken(
    kb: Kb, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", "100000")
    whole = {word.removesuffix(":") for word in kb(*arguments).out.split() if cell_len(word) <= columns}
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = {word.removesuffix(":") for word in kb(*arguments).out.split() if not word.startswith("─")}
    assert shown - whole == set()


def test_columns_that_can_be_spared_go_first_and_records_stand_one_below_the_other_at_last() -> None:
    columns = (Column("issue", key=True), Column("title"), Column("heard", number=True, spare=1))
    rows = [{"issue": "unstable-external-data", "title": "It changes overnight", "heard": 3}] * 2
    cells = [[column.of(row) for column in columns] for row in rows]
    assert fitted(columns, cells, 60) == [0, 1, 2]
    assert fitted(columns, cells, 40) == [0, 1]
    assert fitted(columns, cells, 38) is None
    record = "issue: unstable-external-data\ntitle: It changes overnight\nheard: 3\n"
    assert to_text([stacked(columns, cells)], io.StringIO()) == f"{record}\n{record}"


@pytest.mark.parametrize(
    "arguments", [("codes",), ("status",), ("quotes", "--document", "Nasty article")], ids=" ".join
)
def test_text_from_files_is_shown_as_it_is_and_commands_nothing(kb: Kb, arguments: tuple[str, ...]) -> None:
    shown = kb(*arguments).out
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
    assert "[red]=cmd()[/red]" in shown or "=Eve" in shown
    if arguments[0] == "quotes":
        assert "[bold red]not bold[/bold red]" in shown
        assert "␛[31m" in shown
        assert "שלום 🎉" in shown


def test_json_keeps_every_character_and_no_terminal_obeys_it(kb: Kb) -> None:
    answer = kb("quotes", "--document", "Nasty article", "--format", "json")
    assert answer.json[0]["quote"] == small_catalog.HOSTILE
    assert not {"\x1b", "\x9b", "\u202e"} & set(answer.out)
    assert "שלום 🎉" in answer.out


def test_csv_cells_cannot_be_run_as_formulas(kb: Kb) -> None:
    [found] = kb("quotes", "--document", "Nasty article", "--format", "csv").csv
    assert found["quote"] == f"'{small_catalog.HOSTILE}"
    assert found["coders"] == "'=Eve (coder)"
    assert found["code"] == "[red]=cmd()[/red]"


def test_an_error_cannot_command_the_terminal_either(kb: Kb) -> None:
    asked = kb("issue", "\x1b]0;owned\x07")
    assert asked.code == 2
    assert "\x1b" not in asked.err


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("@x", "'@x", id="at"),
        pytest.param("-5 degrees", "'-5 degrees", id="minus"),
        pytest.param(-5, -5, id="a number is a number"),
        pytest.param(None, "", id="nothing"),
        pytest.param(True, "yes", id="yes"),
        pytest.param(("a", "b"), "a; b", id="list"),
        pytest.param(("=a", "b"), "'=a; b", id="list that begins like a formula"),
        pytest.param(((3, 9), (12, 15)), "3-9; 12-15", id="ranges"),
        pytest.param(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "2026-03-02T09:30:00+00:00", id="moment"),
        pytest.param(datetime(2026, 3, 2, 9, 30), "2026-03-02T09:30:00+00:00", id="moment of SQLite"),  # noqa: DTZ001
    ],
)
def test_a_value_becomes_one_cell(value: object, expected: object) -> None:
    assert records.cell(value) == expected


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_any_text_survives_json_and_csv(texts: list[str]) -> None:
    assert json.loads(records.to_json(texts)) == texts
    assert "\u2028" not in records.to_json(texts)
    file = io.StringIO(newline="")
    records.write_csv([{"text": text} for text in texts], ("text",), file)
    file.seek(0)
    read = [row["text"] for row in csv.DictReader(file)]
    assert [cell.removeprefix("'") for cell in read] == [text.removeprefix("'") for text in texts]


@given(st.text())
def test_cleaned_text_has_no_control_characters(text: str) -> None:
    assert not [
        char for char in clean(text) if char != "\n" and (ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0)
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, None, "abcdef"), (-3, 99, "abcdef"), (2, None, "…cdef"), (0, 3, "abc…"), (2, 4, "…cd…")],
)
def test_a_cut_text_shows_where_it_is_cut(start: int, end: int | None, expected: str) -> None:
    assert cut("abcdef", start=start, end=end) == expected


def test_places_count_from_one() -> None:
    assert (place(0), place(41, 3)) == ("¶ 1", "¶ 42-44")
