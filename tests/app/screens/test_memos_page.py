"""Memos: every memo with what it is on; filtered by the address; one's own are changed and deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_steps import say_who
from drawn_page import elements, page_at, texts
from streamlit.testing.v1 import AppTest

from app import data
from kb.queries import memos
from kb.queries.memos import MemoFilters
from kb.store.memos import add_memo, note_on_passage

Open = Callable[..., AppTest]


@pytest.fixture
def page(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The page on a catalog in which Mara and Jon wrote memos."""
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    data.execute(add_memo, "The second round begins in <b>May</b>.", who="Mara")
    data.execute(add_memo, "Rather a symptom", who="Jon", code="Data-noisy-labels")
    data.execute(note_on_passage, "Interview 3", "Ask again", start=10, end=40, who="Mara")
    yield lambda address="memos", **state: page_at(address, **{"kb_coder": "Mara"} | state)
    data.engine.clear()


def test_each_memo_leads_to_what_it_is_on(page: Open) -> None:
    drawn = page()
    assert texts(drawn, ".memos", ".text")[:3] == [
        "Ask again",
        "Rather a symptom",
        "The second round begins in <b>May</b>.",
    ]
    passage, code, *_ = elements(drawn, ".memos", ".on")
    assert passage.find("a").get("href").endswith("/read?document=Interview+3&at=1")
    assert code.find("a").get("href").endswith("/codebook?code=Data-noisy-labels")


def test_a_memo_on_a_code_in_a_document_leads_to_both_wherever_it_is_shown(page: Open) -> None:
    data.execute(add_memo, "Only here", who="Jon", code="MM-drift", document="Interview 3")
    first, *_ = elements(page(), ".memos", ".on")
    assert [each.get("href").split("?")[0] for each in first.findall("a")] == ["/codebook", "/read"]
    for address in ("codebook?code=MM-drift", "issue?id=drift"):
        [told] = [each for each in texts(page(address), ".mm") if "Only here" in each]
        assert told.endswith("Interview 3")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("memos?q=SYMPTOM", "1 of 4 memos", id="words"),
        pytest.param("memos?author=Mara", "2 of 4 memos", id="author"),
        pytest.param("memos?about=passage&author=Mara", "1 of 4 memos", id="what it is on"),
        pytest.param("memos?code=Data-noisy-labels", "1 of 4 memos", id="code"),
        pytest.param("memos?document=Interview+3", "1 of 4 memos", id="document"),
        pytest.param("memos?author=Jon&q=again", "0 of 4 memos", id="nothing"),
    ],
)
def test_a_filter_is_in_the_address(page: Open, address: str, told: str) -> None:
    drawn = page(address)
    [status] = texts(drawn, ".chips")
    assert status.endswith(told)
    if told.startswith("0"):
        assert "Remove all filters" in texts(drawn, ".lede")[-1]


def test_only_ones_own_memos_can_be_changed(page: Open) -> None:
    own = [each.get("data-do") for each in elements(page(), ".memos", "button")]
    assert own == ["edit", "delete"] * 2
    assert not elements(page(kb_coder=None), ".memos", "button")


def test_a_long_memo_is_not_cut_when_it_is_changed(page: Open) -> None:
    number = data.execute(add_memo, "drift " * 3_000, who="Mara")
    row = data.query(memos.memo, number)
    drawn = page(kb_memo_open=row)
    field = drawn.text_area(key="memos-edit-text")
    field.set_value(f"Noise {row.text[6:]}")
    drawn.button(key="memos-edit-save").click().run()
    assert data.query(memos.memo, number).text == f"Noise {row.text[6:]}"


def test_a_memo_is_written_changed_and_deleted_in_the_browser(
    app_url: str, app_catalog: Path, browser_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(app_catalog))
    data.engine.clear()
    browser_page.goto(f"{app_url}/memos")
    say_who(browser_page, "Mara")
    browser_page.get_by_role("button", name="New memo").click()
    browser_page.get_by_role("textbox", name="Memo", exact=True).fill("Begin with drift")
    browser_page.get_by_role("button", name="Save memo").click()
    written = browser_page.locator(".memos li", has_text="Begin with drift")
    written.get_by_role("button", name="Edit").click()
    field = browser_page.get_by_role("dialog").get_by_role("textbox", name="Memo")
    field.fill("Begin with drift, then labels")
    browser_page.get_by_role("dialog").get_by_role("button", name="Save memo").click()
    changed = browser_page.locator(".memos li", has_text="then labels")
    changed.get_by_role("button", name="Delete").click()
    browser_page.locator(".notice.good", has_text="Memo deleted").wait_for()
    changed.wait_for(state="detached")
    assert not data.query(memos.memos, MemoFilters(words="drift labels"))
