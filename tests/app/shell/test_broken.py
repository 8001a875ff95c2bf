"""What keeps a page from being drawn is told in a sentence that says what to do next."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.coding import view_data
from app.screens.overview import heat_map

ROOT = Path(__file__).parents[3]


def opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("KB_DATABASE", str(path))
    data.engine.clear()
    return AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120).run()


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json).get("html", "") for each in test.get("bidi_component"))


def test_a_file_that_is_no_catalog_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "holiday.db"
    file.write_bytes(b"not a catalog " * 400)
    test = opened(file, monkeypatch)
    assert not test.exception
    assert "holiday.db" in html(test)
    assert "Traceback" not in html(test)


def test_a_database_of_something_else_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    test = opened(file, monkeypatch)
    assert not test.exception
    assert "other.db" in html(test)


def test_a_mistake_of_the_program_is_told_without_its_traceback_and_goes_to_the_log(
    demo_catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("<b>no words of the program</b>")

    monkeypatch.setattr(heat_map, "heat_table", fails)
    test = opened(demo_catalog, monkeypatch)
    assert "This is an error in the program" in html(test)
    assert "ZeroDivisionError" in html(test)
    assert "no words of the program" not in html(test)
    assert len(test.exception) == 1, "it is raised again for the log"


def test_a_mistake_in_the_middle_of_a_transcript_is_told_once(
    demo_catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    test = opened(demo_catalog, monkeypatch)
    monkeypatch.setattr(view_data, "outline", fails)
    test.query_params["document"] = "Interview 1"
    test.switch_page("screens/coding/code.py").run()
    assert html(test).count("This is an error in the program") == 1
    assert len(test.exception) == 1
