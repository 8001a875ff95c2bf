"""Pseudonymise: names are looked for, decided on, replaced everywhere, and put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import worked_catalog
from drawn_page import app_at, text
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.pseudonyms.name_files import decided, edited, table
from kb.errors import KbError
from kb.store.pseudonyms.files.name_list import ListedName, read_list, write_list

NAMES = [
    ListedName("Noor", "person", "Person 1", "", 1, "… Noor …"),
    ListedName("Berlin", "place", "Place 1", "no", 2, "in Berlin"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_catalog.make(tmp_path_factory.mktemp("made") / "catalog.db")


@pytest.fixture
def page(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    (tmp_path / "study").mkdir()
    monkeypatch.setenv("KB_DATABASE", str(shutil.copy(made, tmp_path / "study" / "catalog.db")))
    monkeypatch.setenv("KB_TITLE", "Study")
    data.engine.clear()
    app = app_at("pseudonymise")
    app.session_state["kb_coder"] = "Bea"
    app.run()
    app.text_input(key="names-folder").set_value(str(tmp_path / "safe")).run()
    yield app
    data.engine.clear()


def test_a_decision_for_all_alike_leaves_those_that_are_made() -> None:
    assert [each.decision for each in decided(NAMES, None, "yes")] == ["yes", "no"]
    assert [each.decision for each in decided(NAMES, "place", "yes")] == ["", "no"]


def test_what_the_editor_shows_is_what_is_stored() -> None:
    assert edited(table(NAMES)) == NAMES
    new = {"replace": "yes", "name": " Ann  B ", "kind": None, "pseudonym": "P 9", "places": None}
    assert edited([*table(NAMES), new, {"name": None}])[-1] == ListedName("Ann B", "", "P 9", "yes")
    with pytest.raises(KbError, match="in the list twice"):
        edited([*table(NAMES), {"name": "Noor", "pseudonym": "X"}])


def test_names_are_found_decided_replaced_and_put_back(page: AppTest, tmp_path: Path) -> None:
    file = tmp_path / "safe" / "study-names.csv"
    assert "not pseudonymised" in text(page)
    page.button(key="names-look").click().run()
    assert not page.exception
    found = read_list(file)
    assert "Noor" in {each.name for each in found}
    write_list(file, [each for each in found if each.name in ("Noor", "Interviewee")])  # in a spreadsheet
    page.run()
    assert "without a decision" in text(page)
    page.button(key="names-all-yes").click().run()
    assert {each.decision for each in read_list(file)} == {"yes"}
    page.button(key="names-try").click().run()
    assert not (tmp_path / "safe" / "study-key.json").exists()
    page.checkbox(key="names-sure").check().run()
    page.button(key="names-do").click().run()
    assert not page.exception
    assert "All texts are pseudonymised" in text(page)
    assert b"Noor" not in (tmp_path / "study" / "catalog.db").read_bytes()
    page.button(key="names-back").click().run()
    assert "not pseudonymised" in text(page)


def test_a_folder_beside_the_catalog_is_refused(page: AppTest, tmp_path: Path) -> None:
    page.text_input(key="names-folder").set_value(str(tmp_path / "study" / "safe")).run()
    page.button(key="names-look").click().run()
    assert "passed on with it" in text(page)
    assert not (tmp_path / "study" / "safe").exists()
