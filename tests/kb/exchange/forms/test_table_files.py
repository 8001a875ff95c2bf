"""Tables as workbooks and Parquet: text stays text, and what is written is read again."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import command_line
import pandas as pd
import pytest
from foreign_databases import coded, qualcoder
from python_calamine import CalamineWorkbook

from kb.errors import KbError
from kb.queries.exchange.table_files import parquet, workbook

HEADER = ("name", "number", "codes", "when")
ROWS = [
    {"name": "=1+1", "number": 3, "codes": ("a", "b"), "when": datetime(2026, 1, 2, 3)},  # noqa: DTZ001
    {"name": "'quoted'", "number": 4, "codes": (), "when": None},
]


def test_a_workbook_holds_text_and_numbers_and_no_formula() -> None:
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(workbook(HEADER, ROWS))).get_sheet_by_index(0).to_python()
    )
    assert sheet[1:] == [["=1+1", 3, "a; b", "2026-01-02T03:00:00+00:00"], ["'quoted'", 4, "", ""]]
    with pytest.raises(KbError, match="too long for a cell"):
        workbook(("x",), [{"x": "a" * 40_000}])


def test_parquet_keeps_types() -> None:
    table = pd.read_parquet(io.BytesIO(parquet(HEADER, ROWS)))
    assert table["number"].tolist() == [3, 4]
    assert table["name"].tolist() == ["=1+1", "'quoted'"]
    assert str(table["when"].dtype).endswith("UTC]")


def test_tables_are_exported_by_their_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "Anna: I trust it."
    (tmp_path / "data.qda").write_bytes(qualcoder(text, [coded(1, text, "trust")]))
    command_line.run("import", "data.qda")
    for ending in ("xlsx", "parquet", "csv"):
        more = ("--bom",) if ending == "csv" else ()
        assert command_line.run("export", "codings", "--out", f"all.{ending}", *more).code == 0
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument,coder")
    assert pd.read_parquet(tmp_path / "all.parquet")["quote"].tolist() == ["trust"]
    for file in ("all.xlsx", "all.csv"):
        assert "the catalog has not changed" in command_line.run("import", file).err
    assert '"thing": "Trust"' in command_line.run("export", "frequencies").out
    assert command_line.run("export", "codings", "--format", "xlsx").code == 2
    assert command_line.run("export", "codings", "--bom").code == 2
