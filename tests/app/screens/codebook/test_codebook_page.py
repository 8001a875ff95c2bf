"""The codebook's page: every change in two steps, told before and undone after, as people meet it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import streamlit as st
from browser_steps import fill_in, visit
from drawn_page import app_at
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from app import data
from kb.db import engine as db
from kb.db.tables import Document
from kb.queries.codebook.code_page import code_page
from kb.queries.codebook.codes import codes
from kb.store.codebook import edit_codes
from kb.store.coding.codings import add_coding

ROOT = Path(__file__).parents[4]
GONE, KEPT = "Data-low-quality", "Data-missing-value"


@pytest.fixture
def own(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A demo catalog and taxonomy of the test's own."""
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    shutil.copy(ROOT / "taxonomy.yaml", tmp_path / "taxonomy.yaml")
    monkeypatch.setenv("KB_DATABASE", str(path))
    monkeypatch.setenv("KB_TAXONOMY", str(tmp_path / "taxonomy.yaml"))
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


def opened(coder: str = "Mara K.", **address: str) -> AppTest:
    """The page at an address, used by Mara, who has coded nothing, or by somebody else."""
    app = app_at("codebook")
    app.session_state["kb_coder"] = coder
    for name, value in address.items():
        app.query_params[name] = value
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    """Everything that the page's views show."""
    return "\n".join(json.loads(each.proto.json)["html"] for each in app.get("bidi_component"))


def press(app: AppTest, key: str) -> AppTest:
    return sound(app.button(key=f"codebook-{key}").click().run())


def counts(path: Path) -> dict[str, int]:
    engine = db.open_for_reading(path)
    with db.reading(engine) as session:
        found = {row.code: row.codings for row in codes(session)}
    engine.dispose()
    return found


@pytest.mark.usefixtures("own")
def test_when_to_use_a_code_stands_apart_from_other_words_for_it() -> None:
    shown = html(opened(code="MM-drift"))
    assert "not for a fault of the provider.</p>" in shown
    assert "<dt>Other words</dt><dd>drift, data drift, concept drift" in shown


def test_two_codes_are_merged_and_the_merge_is_undone(own: Path) -> None:
    before = counts(own)
    app = press(opened(code=GONE), "merge")
    pick(app, "codebook-into", "no such code")
    assert any("No code is called “no such code”" in each.value for each in app.caption)
    pick(app, "codebook-into", KEPT)
    press(app, "next")
    assert f"{before[GONE]} coding" in html(app)
    assert counts(own) == before
    press(app, "do")
    after = counts(own)
    assert GONE not in after
    assert before[KEPT] < after[KEPT] <= before[KEPT] + before[GONE]
    assert app.query_params["code"] in (KEPT, [KEPT])
    assert "was merged into" in html(app)
    undo(app)
    assert counts(own) == before


def test_who_codes_blind_is_told_that_the_preview_counts_only_what_they_see(own: Path) -> None:
    told = "that you are blind to change, too"
    for coder, is_blind in (("Noor", True), ("Mara K.", False)):
        app = press(opened(coder, code=GONE), "rename")
        app.text_input(key="codebook-new").input("Poor data").run()
        press(app, "next")
        assert (told in html(app)) is is_blind
    assert own.exists()


def pick(app: AppTest, key: str, code: str) -> None:
    """Choose a code in a field for one."""
    app.session_state[key] = {"do": [{"do": "pick", "code": code, "id": uuid4().hex}]}
    sound(app.run())


def undo(app: AppTest) -> None:
    """Click on Undo in the line that says what was done."""
    app.session_state["codebook-done"] = {"do": [{"do": "undo", "id": uuid4().hex}]}
    sound(app.run())


def test_a_code_is_renamed_and_written_into_the_file_with_its_comments(own: Path) -> None:
    file = own.with_name("taxonomy.yaml")
    comments = [line for line in file.read_text("utf-8").splitlines() if line.lstrip().startswith("#")]
    app = press(opened(code=GONE), "rename")
    app.text_input(key="codebook-new").input("Poor data").run()
    press(app, "next")
    press(app, "do")
    assert "Poor data" in counts(own)
    press(app, "write")
    assert "+  Poor data:" in html(app)
    assert str(file) in html(app)  # of several files of that name, the one that is written
    press(app, "apply")
    text = file.read_text("utf-8")
    assert "  Poor data:\n" in text
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == comments
    press(app, "write")
    assert "All changes are saved" in html(app)


def test_what_somebody_else_says_of_a_code_is_shown_before_it_is_written_over(own: Path) -> None:
    assert own.exists()
    app = press(opened(code=GONE), "describe")
    data.execute(edit_codes.describe, GONE, "Bea's words.", ("one", "two", "three"), who="Bea")
    app.text_area(key="codebook-definition").input("My words.").run()
    press(app, "next")
    press(app, "do")
    assert f"Bea changed the code &#39;{GONE}&#39; at " in html(app)
    assert "Bea&#39;s words. (cues: one, two, three)" in html(app)
    assert definition() == "Bea's words."
    press(app, "change-over")
    assert definition() == "My words."


def test_a_long_definition_and_long_cues_are_not_cut_when_they_are_changed(own: Path) -> None:
    assert own.exists()
    words = "Use when values are wrong. " * 40 + "Not"
    cues = tuple(f"what people say of values that are wrong somewhere, {number:02}" for number in range(20))
    data.execute(edit_codes.describe, GONE, words, cues, who="Bea")
    app = press(opened(code=GONE), "describe")
    app.text_area(key="codebook-definition").input(f"Now {words[4:]}").run()
    app.text_area(key="codebook-cues").input("\n".join(("odd", *cues[1:]))).run()
    press(app, "next")
    press(app, "do")
    page = data.query(code_page, GONE)
    assert (page.definition, page.cues) == (f"Now {words[4:]}", ("odd", *cues[1:]))


def definition() -> str:
    return data.query(code_page, GONE).definition


def test_what_cannot_be_is_said_in_the_dialog(own: Path) -> None:
    app = press(opened(code=GONE), "rename")
    app.text_input(key="codebook-new").input(KEPT).run()
    press(app, "next")
    assert "merge" in html(app)
    assert GONE in counts(own)


def test_an_unsorted_code_gets_the_proposed_place(own: Path) -> None:
    engine = db.open_for_writing(own)
    with db.transaction(engine) as session:
        document = session.exec(select(Document)).first()
        assert document is not None
        add_coding(session, document=document, code="Web scrape <b>", start=10, end=60, coder="Mara K.")
    engine.dispose()
    app = opened(view="unsorted")
    assert "Data-collection-web-scrape" in html(app)
    assert "Web scrape &lt;b&gt;" in html(app)
    press(app, "take-1")
    app.text_area(key="codebook-definition").input("Use when pages are read by a program.").run()
    app.text_area(key="codebook-cues").input("scrape\nweb page\ncrawler").run()
    press(app, "next")
    press(app, "do")
    assert "No unsorted codes. A new code" in html(opened(view="unsorted"))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ({"code": "Data-low-qualty"}, "Did you mean"),
        ({"q": "nothing at all"}, "No code matches"),
        ({"view": "unsorted"}, "No unsorted codes. A new code"),
        ({"view": "table"}, "data-high-quality"),
        ({}, "Select a code"),
    ],
)
def test_each_state_says_what_to_do(own: Path, address: dict[str, str], told: str) -> None:
    assert own.exists()
    assert told in html(opened(**address))


@pytest.mark.thorough
def test_a_code_is_dragged_to_another_place_and_back(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.set_viewport_size({"width": 1440, "height": 2600})
    visit(page, f"{app_url}/codebook", ".cbbranch")
    dragged = page.locator(".cbbranch").first.locator("li a").first
    code = dragged.get_attribute("data-code")
    onto = page.locator(".cbbranch").nth(1)
    title = onto.get_attribute("data-drop")
    dragged.drag_to(onto.locator("summary"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("This affects").wait_for()
    assert title in dialog.locator(".cbfacts").inner_text()
    fill_in(page, dialog.get_by_label("Your name (for the history)"), "Mara K.")
    dialog.get_by_role("button", name="Move", exact=True).click()
    page.locator(f".cbbranch[data-drop='{title}'] a[data-code='{code}']").wait_for()
    page.locator(".cbdone").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone:").wait_for()
    page.locator(".cbbranch").first.locator(f"a[data-code='{code}']").wait_for()


def test_a_key_takes_a_proposed_place_and_tells_first_what_that_touches(
    app_url: str, app_catalog: Path, browser_page: Any
) -> None:
    name = "Data-noisy-feature-values"
    engine = db.open_for_writing(str(app_catalog))
    with db.transaction(engine) as session:
        document = session.exec(select(Document).where(Document.name == "Interview 2")).one()
        add_coding(session, document=document, code=name, start=100, end=140, coder="Mara")
    engine.dispose()
    browser_page.goto(f"{app_url}/codebook?view=unsorted&code={name}")
    browser_page.locator(".st-key-codebook-take-2 button").wait_for()
    browser_page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    browser_page.keyboard.press("2")
    told = browser_page.get_by_role("dialog")
    told.get_by_role("button", name="Preview").wait_for()
    assert name in told.inner_text()
    browser_page.keyboard.press("Escape")
    told.wait_for(state="hidden")
    assert browser_page.locator(".cbprops li").count() >= 2, "nothing has moved yet"
