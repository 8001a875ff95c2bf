"""Tables of codings and codes: quotes are looked up in the documents that are here, and never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import command_line
import pytest
from foreign_databases import coded, qualcoder

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import read_bytes

TEXT = "Anna: I trust it.\nBen: It was fine.\nAnna: fine."
HIGHLIGHTS = """id,document,tag,content
1,one,Trust,I  trust it
1,one,Trust.Deep,I  trust it
2,ONE.txt,Fine,fine
3,one,Fine,'=2+3
4,two,Fine,fine
5,one,,fine
"""


def test_quotes_are_placed_where_they_stand_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.qda").write_bytes(qualcoder(TEXT, [coded(1, TEXT, "Ben", code=2)]))
    (tmp_path / "highlights.csv").write_text(HIGHLIGHTS, encoding="utf-8-sig")
    (tmp_path / "codes.csv").write_text("tag,description\nDoubt,Not sure\nNew,\n", encoding="utf-8")
    command_line.run("import", "data.qda")
    (told,) = json.loads(command_line.run("import", "highlights.csv", "--format", "json").out)
    counts = {each["kind"]: (each["read"], each["stored"], each["dropped"]) for each in told["counts"]}
    assert counts["Coding"] == (5, 4, 1)
    assert counts["row without a code or a document"] == (1, 0, 1)
    said = " ".join(each["message"] for each in told["problems"])
    for each in ("at 2 places", "not in the text: “=2+3”", "no document of this name is here"):
        assert each in said
    assert told["changes"]["made coding"] == 2
    assert told["changes"]["made unplaced coding"] == 2
    assert not json.loads(command_line.run("import", "highlights.csv", "--format", "json").out)[0]["changes"]
    rows = command_line.run("export", "codings", "--format", "jsonl").out.splitlines()
    assert {(each["code"], each["quote"]) for each in map(json.loads, rows)} == {
        ("Doubt", "Ben"),
        ("Trust", "I trust it"),
        ("Trust.Deep", "I trust it"),
    }
    assert command_line.run("export", "codings", "--out", "all.csv").code == 0
    for file in ("all.csv", "codes.csv"):
        (told,) = json.loads(command_line.run("import", file, "--format", "json").out)
        assert set(told["changes"]) <= {"made code"}
    assert command_line.run("undo", told["action"][:8]).code == 0


def test_a_table_that_names_no_codes_is_refused() -> None:
    with pytest.raises(ExchangeError, match="no row names a code"):
        read_bytes(b"tag,description\n,x\n", "codes.csv")
    with pytest.raises(ExchangeError, match="damaged"):
        read_bytes(b"PK\x03\x04 xl/worksheets", "codes.xlsx")
    with pytest.raises(ExchangeError, match="its format is not known"):
        read_bytes(b"a,b\n1,2\n", "codes.txt")
