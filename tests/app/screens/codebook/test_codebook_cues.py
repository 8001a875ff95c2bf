"""The cues of a code on its page: accepted, refused and removed where they are shown, and nothing twice."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import cue_catalog
import pytest
import streamlit as st
from browser_steps import come_as, serious, visit
from drawn_page import page_at, texts
from streamlit.testing.v1 import AppTest

from app import data
from kb.queries.codebook.code_page import code_page
from kb.queries.codebook.refused_cues import refused_cues

_numbers = count()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cue_catalog.make(tmp_path_factory.mktemp("cues") / "catalog.db")


@pytest.fixture
def catalog(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "catalog.db"
    shutil.copy(made, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


def shown(page: AppTest) -> list[list[str]]:
    """The first words of each row of the two tables: cues, and what is proposed."""
    rows = texts(page, "section.cbcues", "tbody", "th")
    cues = data.query(lambda session: code_page(session, "drift")).cues
    return [rows[: len(cues)], rows[len(cues) :]]


def click(page: AppTest, do: str, cue: str) -> AppTest:
    """Let a click come from the browser, as a view hands it over."""
    sent = {"do": do, "code": "drift", "cue": cue, "id": f"{next(_numbers)}"}
    page.session_state["codebook-cue-list"] = {"do": [sent]}
    page.run()
    assert not page.exception, page.exception
    return page


@pytest.mark.usefixtures("catalog")
def test_a_cue_is_accepted_refused_or_removed_where_it_is_shown() -> None:
    page = page_at("codebook?code=drift", kb_coder="Bea")
    cues, [best] = shown(page)
    assert cues == ["something else misleading", "glacier unused"]
    assert "is no cue of" in " ".join(texts(click(page, "remove", "glacier"), "p.notice"))
    click(page, "refuse", best)
    [second] = shown(page)[1]
    assert second != best
    click(page, "accept", best)
    assert data.query(refused_cues, "drift") == (best,), "the second of two keys is not about the next cue"
    assert shown(page) == [["something else misleading"], [second]]
    click(page, "accept", second)
    assert shown(page)[0] == ["something else misleading", second]


@pytest.mark.usefixtures("catalog")
def test_nobody_in_particular_changes_nothing() -> None:
    page = page_at("codebook?code=drift")
    before = shown(page)
    click(page, "accept", before[1][0])
    assert "Choose who is coding" in " ".join(texts(page, "section.cbcues", "p.notice"))
    assert shown(page) == before


@pytest.mark.usefixtures("catalog")
def test_who_codes_blind_sees_no_cue_that_others_codings_would_propose() -> None:
    assert shown(page_at("codebook?code=drift", kb_coder="Cem"))[1] == []


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (400, "dark")])
def test_a_key_accepts_the_first_cue_that_is_proposed(
    app_url: str, app_catalog: Path, browser_page: Any, made: Path, width: int, scheme: str
) -> None:
    with closing(sqlite3.connect(made)) as study, closing(sqlite3.connect(app_catalog)) as served:
        study.backup(served)
    page = browser_page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    come_as(page, "Bea", app_url)
    visit(page, f"{app_url}/codebook?code=drift", ".cbcues")
    first = page.locator(".cbcues [data-hot=y]")
    cue = first.get_attribute("data-cue")
    page.keyboard.press("y")
    page.locator(".cbcues .notice").get_by_text(f"“{cue}” is a cue of “drift”.").wait_for()
    assert cue in page.locator(".cbcues table").first.inner_text()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert serious(page) == []
    page.locator(".cbcues").get_by_role("button", name="Undo").click()
    page.locator(f".cbcues [data-hot=y][data-cue='{cue}']").wait_for()
