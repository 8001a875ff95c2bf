"""Pseudonymise: names are looked for, decided on, replaced everywhere, and put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
import worked_catalog
from drawn_page import app_at, text
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.pseudonyms.name_files import both_changed, decided, edited, table
from app.server import access
from app.server.addresses import Addresses
from app.server.guard import Open
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


def test_on_a_server_that_others_reach_no_folder_of_it_is_asked_for(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_current", [access.Access(Addresses(), Open(), None)])
    page.run()
    assert "would be on the server" in text(page)
    assert [each.key for each in page.text_input] == []


def test_a_decision_for_all_alike_leaves_those_that_are_made() -> None:
    assert [each.decision for each in decided(NAMES, None, "yes")] == ["yes", "no"]
    assert [each.decision for each in decided(NAMES, "place", "yes")] == ["", "no"]


def test_what_the_editor_shows_is_what_is_stored() -> None:
    assert edited(table(NAMES)) == NAMES
    new = {"replace": "yes", "name": " Ann  B ", "kind": None, "pseudonym": "P 9", "places": None}
    assert edited([*table(NAMES), new, {"name": None}])[-1] == ListedName("Ann B", "", "P 9", "yes")
    with pytest.raises(KbError, match="in the list twice"):
        edited([*table(NAMES), {"name": "Noor", "pseudonym": "X"}])
    said = [{"name": "Ann", "replace": decision} for decision in ("ja", "perhaps")]
    assert edited(said[:1])[0].decision == "yes"
    with pytest.raises(KbError, match="'perhaps' is neither yes nor no"):
        edited(said)


def test_of_two_changed_lists_nothing_that_either_changed_is_lost() -> None:
    noor, berlin = NAMES
    yes, no = replace(noor, decision="yes"), replace(noor, decision="no")
    ann, bob = ListedName("Ann", "", "P 9"), ListedName("Bob", "", "P 10")
    both = partial(both_changed, NAMES)
    assert both([yes, berlin], [noor, bob]) == [yes, bob], "one decided and one deleted"
    assert both([yes, berlin, ann], [no, berlin]) == [yes, berlin, ann], "both decided otherwise"
    assert both([berlin], [no, berlin]) == [no, berlin], "one deleted what the other decided"
    assert both([berlin], [*NAMES, bob]) == [berlin, bob]
    assert both(NAMES, [bob]) == [bob]


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        pytest.param("~nobody of that name/x", "home directory", id="nobody's home"),
        pytest.param("FILE/names", "cannot use the folder", id="within a file"),
        pytest.param(" ", "name a folder", id="nothing"),
    ],
)
def test_a_folder_that_cannot_be_is_one_sentence(
    page: AppTest, tmp_path: Path, folder: str, why: str
) -> None:
    (tmp_path / "file").touch()
    page.text_input(key="names-folder").set_value(folder.replace("FILE", str(tmp_path / "file"))).run()
    page.button(key="names-look").click().run()
    assert not page.exception, page.exception
    assert why.casefold() in text(page).casefold()


def test_what_was_edited_while_the_file_was_is_stored_and_told(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "safe" / "study-names.csv"
    file.parent.mkdir()
    write_list(file, NAMES)
    page.run()
    edit: list[dict[str, object]] = table([replace(NAMES[0], decision="yes"), NAMES[1]])
    monkeypatch.setattr(st, "data_editor", lambda rows, **_options: edit or rows)
    write_list(file, [NAMES[0], replace(NAMES[1], pseudonym="P 5")])
    monkeypatch.setattr(st, "rerun", edit.clear)  # the editor that begins anew has no edits
    page.run()
    assert [(each.decision, each.pseudonym) for each in read_list(file)] == [
        ("yes", "Person 1"),
        ("no", "P 5"),
    ]
    page.run()
    assert "The list has both changes" in text(page)


def test_what_is_edited_when_names_are_looked_for_is_kept(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "safe" / "study-names.csv"
    file.parent.mkdir()
    write_list(file, NAMES)
    page.run()
    first = page.session_state["names-held"].turn

    def editor(rows: list[dict[str, object]], *, key: str, **_options: object) -> list[dict[str, object]]:
        return [rows[0] | {"pseudonym": "P 7"}, *rows[1:]] if key == f"names-editor-{first}" else rows

    monkeypatch.setattr(st, "data_editor", editor)
    page.button(key="names-look").click().run()
    assert {each.pseudonym for each in read_list(file) if each.name == "Noor"} == {"P 7"}


def test_names_are_found_decided_replaced_and_put_back(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "safe" / "study-names.csv"
    assert "not pseudonymised" in text(page)
    page.button(key="names-look").click().run()
    assert not page.exception
    found = read_list(file)
    assert "Noor" in {each.name for each in found}
    write_list(file, [each for each in found if each.name in ("Noor", "Interviewee")])  # in a spreadsheet
    page.run()
    assert "without a decision" in text(page)
    page.button(key="names-try").click().run()
    assert "write yes or no" in text(page)
    assert page.checkbox(key="names-sure"), "all buttons stay where one cannot do its work"
    page.button(key="names-all-yes").click().run()
    assert {each.decision for each in read_list(file)} == {"yes"}
    with monkeypatch.context() as patch:
        patch.setattr(data, "forget_answers", lambda: pytest.fail("nothing has changed"))
        page.button(key="names-try").click().run()
    assert "Would replace: 1 name in " in text(page)
    assert not (tmp_path / "safe" / "study-key.json").exists()
    page.checkbox(key="names-sure").check().run()
    page.button(key="names-do").click().run()
    assert not page.exception
    assert "All texts are pseudonymised" in text(page)
    assert "Replaced: 1 name in " in text(page)
    assert "The key: " in text(page)
    assert b"Noor" not in (tmp_path / "study" / "catalog.db").read_bytes()
    page.button(key="names-back").click().run()
    assert "not pseudonymised" in text(page)
    assert "Put back: 1 name in " in text(page)


def test_a_folder_beside_the_catalog_is_refused(page: AppTest, tmp_path: Path) -> None:
    page.text_input(key="names-folder").set_value(str(tmp_path / "study" / "safe")).run()
    page.button(key="names-look").click().run()
    assert "passed on with it" in text(page)
    assert not (tmp_path / "study" / "safe").exists()
