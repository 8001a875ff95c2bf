"""Recipes in the preview: what is put right is kept with the file, followed next time, or declined."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from drawn_page import app_at
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.shell import drop_zone
from ingest.files.reading import read_bytes
from kb.store.ingest.files import ingest
from kb.store.recipes.reading import read_recipes

IDS = (
    "I: Where was it?\nP7: On the {n}. ferry.\nI: Who saw it?\nP07: Nobody did, {n} times.\n"
    "I: Why?\nP7: It was {n}.\n"
)

Open = Callable[..., AppTest]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.db"
    monkeypatch.setenv("KB_DATABASE", str(path))
    (tmp_path / "first.txt").write_text("Ann: Where do bees go?\nBo: Home.\nAnn: When?\nBo: In winter.\n" * 3)
    ingest(path, [tmp_path / "first.txt"], processes=1)
    return path


@pytest.fixture
def preview(path: Path) -> Iterator[Open]:
    """A dropped file in the preview, read as the drop zone reads it."""

    def run(text: str, name: str = "Talk.txt", typed: dict[str, str] | None = None) -> AppTest:
        test = app_at("documents")
        for key, value in (typed or {}).items():  # new words, which AppTest cannot type
            test.session_state[key] = value
        test.session_state["kb_coder"] = "Mara"
        recipes = read_recipes(path.parent / "ingest.yaml")
        parsed = read_bytes(f"upload/{name}", text.encode(), recipes=recipes)
        test.session_state["documents-waiting"] = drop_zone.Upload(parsed, text.encode())
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    catalog.engine.clear()


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def press(test: AppTest, key: str) -> None:
    test.button(key=key).click().run()
    assert not test.exception, test.exception


def keys(test: AppTest) -> set[str | None]:
    return {each.key for each in (*test.button, *test.checkbox)}


def test_labels_that_are_joined_are_taken_apart_and_kept_for_files_like_it(preview: Open, path: Path) -> None:
    test = preview(IDS.replace("{n}", "first"))
    assert "<bdi>P7</bdi> and <bdi>P07</bdi> are taken for one person." in html(test)
    assert "upload-remember" not in keys(test), "nothing is put right yet"
    press(test, next(str(key) for key in keys(test) if str(key).startswith("upload-apart-")))
    assert "are taken for one person" not in html(test)
    assert test.text_input(key="upload-recipe-name").value == "Labelled text, labels before a colon"
    press(test, "upload-keep")
    assert "is kept for files like it" in html(test)
    [recipe] = read_recipes(path.parent / "ingest.yaml")
    assert {each.name: each.labels for each in recipe.choices.speakers} == {"P7": ("P7",), "P07": ("P07",)}
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM speaker ORDER BY name").fetchall()
    assert ("P07",) in names

    again = preview(IDS.replace("{n}", "second"), "Other.txt")
    shown = html(again)
    assert "Read as your recipe “Labelled text, labels before a colon” says." in shown
    assert "are taken for one person" not in shown
    assert "upload-remember" not in keys(again), "there is nothing new to keep"
    press(again, "upload-no-recipe")
    assert "<bdi>P7</bdi> and <bdi>P07</bdi> are taken for one person." in html(again)


@pytest.mark.thorough
def test_a_form_that_was_chosen_is_kept_and_what_is_not_wanted_is_not(preview: Open, path: Path) -> None:
    minutes = "".join(f"Budget: the money of {n} is spent.\nStaff: one left in {n}.\n" for n in range(4))
    test = preview(minutes)
    press(test, "upload-dialogue")
    test.text_input(key="upload-recipe-name").set_value("Minutes").run()
    test.checkbox(key="upload-remember").set_value(False).run()
    press(test, "upload-keep")
    assert not (path.parent / "ingest.yaml").exists()
    test = preview(minutes.replace("money", "rest"), "Next.txt")
    press(test, "upload-dialogue")
    test.text_input(key="upload-recipe-name").set_value("Minutes").run()
    press(test, "upload-keep")
    [recipe] = read_recipes(path.parent / "ingest.yaml")
    assert (recipe.name, recipe.choices.grammar, recipe.choices.speakers) == ("Minutes", "colon", ())
    assert recipe.kind is not None
    assert recipe.kind.format == "article"


def test_what_a_person_is_called_here_is_not_kept(preview: Open, path: Path) -> None:
    talk = "Interviewer: Where was it?\nSpeaker 1: On it.\nInterviewer: Who?\nSpeaker 1: I.\n" * 2
    test = preview(talk, typed={"upload-name-2": "Rosa Diaz"})
    assert test.selectbox(key="upload-name-2").value == "Rosa Diaz"
    assert "upload-remember" not in keys(test)
    press(test, "upload-keep")
    assert not (path.parent / "ingest.yaml").exists()


def test_a_broken_file_of_recipes_is_told_and_the_file_is_read(preview: Open, path: Path) -> None:
    test = preview(IDS.replace("{n}", "first"))
    (path.parent / "ingest.yaml").write_text("recipes:\n- name: A\n  red: {}\n")
    press(test, next(str(key) for key in keys(test) if str(key).startswith("upload-apart-")))
    press(test, "upload-keep")
    assert "a recipe has no field" in html(test)
    assert (path.parent / "ingest.yaml").read_text() == "recipes:\n- name: A\n  red: {}\n"


def test_what_the_columns_of_a_survey_hold_is_kept_too(preview: Open, path: Path) -> None:
    rows = "".join(
        f"P{n},north,It broke on day {n}; nobody saw it at all.,Because of {n}.\n" for n in range(9)
    )
    survey = "id,region,What broke in your own words?,Why?\n" + rows
    test = preview(survey, "Panel.csv")
    assert "upload-remember" not in keys(test), "nothing is put right yet"
    use = "attribute" if test.selectbox(key="upload-column-2").value == "nothing" else "nothing"
    test.selectbox(key="upload-column-2").set_value(use).run()
    press(test, "survey-apply")
    press(test, "upload-keep")
    [recipe] = read_recipes(path.parent / "ingest.yaml")
    assert dict(recipe.choices.columns)["2"] == use
    again = preview(survey.replace("north", "south"), "Panel two.csv")
    assert "Read as your recipe" in html(again)
    assert again.selectbox(key="upload-column-2").value == use
