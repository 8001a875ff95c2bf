"""``kb recipes`` and ``kb ingest --recipe``: kept from one file, followed for the next, declined."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run

IDS = (
    "I: Where was it?\nP7: On the {n}. ferry.\nI: Who saw it?\nP07: Nobody did, {n} times.\n"
    "I: Why?\nP7: It was {n}.\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "150")
    for n in ("first", "second"):
        (tmp_path / f"{n}.txt").write_text(IDS.replace("{n}", n))
    return tmp_path


def keep() -> None:
    answer = run("recipes", "keep", "Our ids", "first.txt", "--apart", "P07", "--role", "P07=other")
    assert answer.code == 0, answer.err
    assert "Our ids is kept in ingest.yaml" in answer.err


@pytest.mark.usefixtures("folder")
def test_labels_that_are_joined_are_told_and_taken_apart_before_anything_is_stored() -> None:
    answer = run("ingest", "--dry-run", "second.txt")
    assert "'P7' and 'P07' are taken for one person, P7" in answer.err
    keep()
    [row] = run("ingest", "--dry-run", "second.txt", "--format", "json").json
    assert row["recipe"] == "Our ids"
    assert {each["name"]: each["role"] for each in row["speakers"]} == {
        "I": "interviewer", "P7": "interviewee", "P07": "other",
    }  # fmt: skip
    assert "Our ids" in run("ingest", "--dry-run", "second.txt").out
    assert (
        run("ingest", "--dry-run", "second.txt", "--recipe", "none", "--format", "json").json[0]["recipe"]
        is None
    )


def test_ingest_follows_the_recipe_beside_the_catalog(folder: Path) -> None:
    keep()
    answer = run("ingest", "second.txt", "--processes", "1")
    assert answer.code == 0, answer.err
    assert "note: read as the recipe 'Our ids' says" in answer.err
    rows = run("speakers", "list", "--format", "json").json
    assert [row["speaker"] for row in rows] == ["I", "P7", "P07"]
    assert (
        run("ingest", str(folder / "second.txt"), "--processes", "1")
        .out.splitlines()[0]
        .endswith("1 unchanged")
    )
    (folder / "other.yaml").write_text((folder / "ingest.yaml").read_text())
    for asked in ("other.yaml", "our IDS"):
        [row] = run("ingest", "--dry-run", "second.txt", "--recipe", asked, "--format", "json").json
        assert row["recipe"] == "Our ids"


@pytest.mark.usefixtures("folder")
def test_what_was_joined_after_the_import_is_split_there() -> None:
    assert run("ingest", "first.txt", "--processes", "1").code == 0
    assert run("speakers", "split", "P07", "P07").code == 0
    rows = run("speakers", "list", "--format", "json").json
    assert {row["speaker"]: row["labels"] for row in rows}["P07"] == ["P07"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("ingest", "first.txt", "--recipe", "Our id"),
            "no recipe is called 'Our id' in ingest.yaml; did you mean 'Our ids'?",
        ),
        (("ingest", "first.txt", "--recipe", "gone.yaml"), "gone.yaml: there is no such file of recipes"),
        (("recipes", "keep", "X", "first.txt"), "give at least one correction"),
        (
            ("recipes", "keep", "X", "first.txt", "--grammar", "bracket"),
            "the recipe is not stored: no labels",
        ),
        (
            ("recipes", "keep", "X", "first.txt", "--apart", "P9"),
            "first.txt has no label 'P9'; its labels are I, P7, P07",
        ),
        (("recipes", "keep", "X", "gone.txt", "--apart", "P9"), "gone.txt: there is no such file"),
        (("recipes", "ways", "gone.txt"), "gone.txt: there is no such file"),
        (("ingest", "first.txt", "--as", "foo"), "--as foo: choose one of labelled_text"),
        (
            ("recipes", "keep", "X", "first.txt", "--as", "foo"),
            "the recipe is not stored: no format is called 'foo'",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_is_told_in_a_line(arguments: tuple[str, ...], told: str) -> None:
    keep()
    answer = run(*arguments)
    assert answer.code != 0
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_a_broken_file_of_recipes_stops_the_import_before_anything_is_stored(folder: Path) -> None:
    (folder / "ingest.yaml").write_text("recipes:\n- name: A\n  red: {}\n")
    answer = run("ingest", "first.txt", "--processes", "1")
    assert answer.code != 0
    assert "ingest.yaml, line 3: a recipe has no field 'red'" in answer.err
    assert not (folder / "catalog.db").exists()


@pytest.mark.usefixtures("folder")
def test_recipes_and_ways_are_listed() -> None:
    assert run("recipes", "list", "--format", "json").json == []
    keep()
    [row] = run("recipes", "list", "--format", "json").json
    assert row["kind"] == {"format": "labelled_text", "grammar": "colon", "labels": ["i", "p #"]}
    assert row["read"]["speakers"][0]["labels"] == ["P07"]
    assert "Our ids" in run("recipes", "list").out
    ways = run("recipes", "ways", "first.txt", "--format", "json").json
    assert ("labelled_text", "colon", 6) in [
        (each["format"], each["grammar"], each["turns"]) for each in ways
    ]
