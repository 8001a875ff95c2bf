"""The catalog as tables for other programs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import small_catalog
from command_line import Answer, Kb

CODING = "document,coder,pass_role,code,start,end,quote,paragraph,paragraphs,speaker,extent,origin,created"
PARAGRAPH = "document,position,speaker,role,start,end,text"


def test_an_exported_coding_has_the_fields_other_programs_rely_on(kb: Kb) -> None:
    rows = kb("export", "codings").lines
    assert all(",".join(row) == CODING for row in rows)
    assert kb("export", "codings", "--format", "csv").out.splitlines()[0] == CODING


def test_an_exported_paragraph_has_the_fields_other_programs_rely_on(kb: Kb) -> None:
    rows = kb("export", "paragraphs").lines
    assert all(",".join(row) == PARAGRAPH for row in rows)
    said = {words for paragraphs in small_catalog.DOCUMENTS.values() for _, words in paragraphs}
    assert {row["text"] for row in rows} == said


def test_offsets_of_codings_point_into_the_paragraphs_joined_by_newlines(kb: Kb) -> None:
    texts: dict[str, str] = {}
    for row in kb("export", "paragraphs").lines:
        texts[row["document"]] = "\n".join(filter(None, (texts.get(row["document"]), row["text"])))
    for coding in kb("export", "codings").lines:
        assert texts[coding["document"]][coding["start"] : coding["end"]] == coding["quote"]


def test_no_coding_is_left_out_unless_it_is_asked_for(kb: Kb) -> None:
    assert len(kb("export", "codings").lines) == len(small_catalog.CODINGS)
    assert len(kb("export", "codings", "--no-spill").lines) == len(small_catalog.CODINGS) - 1


def test_filters_choose_what_is_exported(kb: Kb) -> None:
    exported = kb("export", "codings", "--coder", "Bea", "--issue", "concept-drift").lines
    assert {(row["coder"], row["code"]) for row in exported} == {("Bea", "Drift")}
    assert {row["document"] for row in kb("export", "paragraphs", "--document", "11").lines} == {
        "Interview 11"
    }


@pytest.mark.parametrize(("what", "asked"), [("issues", "issues"), ("fixes", "fixes"), ("codebook", "codes")])
def test_catalog_exports_count_as_the_commands_do(kb: Kb, what: str, asked: str) -> None:
    assert kb("export", what).lines == kb(asked, "--all", "--format", "json").json


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv"])
def test_the_files_name_says_the_format(kb: Kb, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"codings.{ending}"
    done = kb("export", "codings", "--out", str(file))
    assert (done.code, done.out) == (0, "")
    read = Answer(0, file.read_text(encoding="utf-8"), "").read(ending)
    assert [row["code"] for row in read] == [row["code"] for row in kb("export", "codings").lines]
    assert os.listdir(tmp_path) == [file.name]  # noqa: PTH208


def test_a_file_stays_as_it_was_when_the_export_fails(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "codings.csv"
    file.write_text("mine")
    assert kb("export", "codings", "--coder", "Nobody", "--out", str(file)).code == 2
    assert file.read_text() == "mine"
    assert os.listdir(tmp_path) == [file.name]  # noqa: PTH208


@pytest.mark.parametrize(
    "command", ["export quotes --out it", "report --out it.html", "publish it", "deposit it"]
)
def test_nothing_leaves_with_names_where_pseudonyms_are_asked_for(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = kb(*command.split(), "--pseudonymised")
    assert refused.code != 0
    assert "nothing was written" in refused.err
    assert list(tmp_path.iterdir()) == []
