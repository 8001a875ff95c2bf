"""``kb import``, ``kb export qdpx`` and ``kb lint`` as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import command_line
import pytest
from refi_projects import ANN, guid, selection, small


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KB_DATABASE", raising=False)
    file = tmp_path / "study.qdpx"
    file.write_bytes(small("Some words here", selection(20, 0, 4, 1), selection(21, 5, 10, 2)))
    return file


def test_a_project_comes_in_and_goes_out(study: Path) -> None:
    answer = command_line.run("import", "study.qdpx", "--who", "Zoe")
    assert answer.code == 0
    assert "plain text selection" in answer.out
    assert "to undo: kb undo" in answer.err
    assert command_line.run("export", "qdpx", "--out", "out.qdpx").code == 0
    assert command_line.run("lint", "out.qdpx").code == 0
    assert (
        command_line.run("import", "out.qdpx", "--who", "Zoe").err.count("the catalog has not changed") == 1
    )
    assert f"import '{study.name}'" in command_line.run("history", "--format", "json").out


def test_a_dry_run_makes_no_catalog(study: Path) -> None:
    answer = command_line.run("import", "study.qdpx", "--dry-run", "--format", "json")
    (told,) = json.loads(answer.out)
    assert told["stored"] is False
    assert {"kind": "Coding", "read": 2, "stored": 2, "carried": 0, "dropped": 0} in told["counts"]
    assert told["texts"][0]["dialect"].startswith("code points")
    assert not (study.parent / "catalog.db").exists()


def test_an_import_is_undone_by_its_id(study: Path) -> None:
    (told,) = json.loads(command_line.run("import", str(study), "--format", "json").out)
    assert command_line.run("undo", told["action"][:8], "--who", "Zoe").code == 0
    assert "documents" not in command_line.run("export", "codings").out


def test_something_to_check_is_exit_code_1(study: Path) -> None:
    study.write_bytes(small("Some words here", selection(20, 3, 99, 1)))
    answer = command_line.run("import", "study.qdpx")
    assert answer.code == 1
    assert "leaves the text (3 to 99 of 15)" in answer.err
    assert command_line.run("lint", "study.qdpx").code == 1


def test_a_bad_file_is_one_sentence(study: Path) -> None:
    study.write_bytes(b"PK\x03\x04 project.qde")
    answer = command_line.run("import", "study.qdpx")
    assert answer.code == 2
    assert "the archive is damaged" in answer.err
    assert not (study.parent / "catalog.db").exists()
    assert command_line.run("import", "nothing.qdpx").code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("qdpx",), "needs --out"),
        (("qdpx", "--out", "x.qdpx", "--coder", "Ann"), "whole project"),
        (("codings", "--profile", "generic"), "--profile is for qdpx"),
    ],
)
def test_a_project_is_exported_whole_or_not(study: Path, words: tuple[str, ...], says: str) -> None:
    command_line.run("import", str(study))
    answer = command_line.run("export", *words)
    assert answer.code == 2
    assert says in answer.err


def test_lint_tells_what_no_schema_sees(study: Path) -> None:
    study.write_bytes(
        small("Some words", selection(20, 0, 4, 99, user=guid(77)), selection(20, 6, 5, 1, user=ANN))
    )
    answer = command_line.run("lint", "study.qdpx", "--format", "json")
    said = " ".join(each["message"] for each in json.loads(answer.out))
    for each in (f"no code {guid(99)}", f"no user {guid(77)}", "two have this GUID", "ends before it begins"):
        assert each in said
