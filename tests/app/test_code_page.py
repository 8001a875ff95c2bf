"""Read and Code: what a coder does is in the catalog when the page says saved; the blind see only that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from app import catalog, surface
from kb import database as db
from kb.tables import Change, Coder, Coding, CodingPass

ROOT = Path(__file__).parent.parent.parent
TWO = "Interview 2"


class Page:
    """A page without a browser; events are what the component would send."""

    def __init__(self, run: Callable[..., AppTest]) -> None:
        self._run = run
        self.test = run()
        self.number = 0

    def do(self, what: str, **event: Any) -> None:
        self.number += 1
        self.test.session_state["sent"] = {"do": what, "id": f"test-{self.number}", **event}
        self.test.run()
        self.test.run()  # the stand-in sends when it is drawn; what came of it is drawn now

    @property
    def data(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.test.session_state["shown"]
        return shown

    @property
    def html(self) -> str:
        """All the HTML of the bar and the columns."""
        return "".join(json.loads(each.proto.json)["html"] for each in self.test.get("bidi_component"))


@pytest.fixture
def page(
    demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))

    def stand_in(_key: str, data: dict[str, Any], on_event: Callable[[dict[str, Any]], None]) -> None:
        st.session_state["shown"] = data
        if event := st.session_state.pop("sent", None):
            on_event(event)

    monkeypatch.setattr(surface, "transcript", stand_in)

    def open_page(name: str = "code", coder: str | None = "Mara", **params: str) -> Page:
        def run() -> AppTest:
            test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=20)
            test.run()
            test.switch_page(f"screens/{name}.py")
            for key, value in params.items():
                test.query_params[key] = value
            if coder:
                test.session_state["kb_coder"] = coder
            test.run()
            assert not test.exception, test.exception
            return test

        return Page(run)

    yield open_page
    catalog.engine.clear()


def stored(coder: str = "Mara") -> list[tuple[int, int]]:
    engine = db.open_for_reading()
    with db.reading(engine) as session:
        query = (
            select(Coding.start, Coding.end)
            .join(CodingPass)
            .join(Coder)
            .where(Coder.name == coder)
            .order_by(Coding.start)  # type: ignore[arg-type]
        )
        found = list(session.exec(query))
    engine.dispose()
    return found


def test_a_coding_is_stored_and_shown_and_can_be_taken_back_and_given_again(
    page: Callable[..., Page],
) -> None:
    code = page(document=TWO)
    assert code.data["writable"]
    assert code.data["codings"] == []
    assert "Saved" not in code.html
    code.do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    assert stored() == [(100, 140)]
    [coding] = code.data["codings"]
    assert (coding["code"], coding["own"], coding["coder"]) == ("monitoring", True, "Mara")
    assert code.data["recent"] == ["monitoring"]
    assert "Saved " in code.html
    code.do("undo")
    assert stored() == code.data["codings"] == []
    code.do("redo")
    assert stored() == [(100, 140)]


def test_undo_outlives_the_session(page: Callable[..., Page]) -> None:
    page(document=TWO).do("code", start=100, end=140, codes=["toil"], new=True, invivo=False)
    later = page(document=TWO)
    later.do("undo")
    assert stored() == []


def test_a_coding_can_be_recoded_resized_noted_and_removed(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    coding = code.data["codings"][0]["id"]
    code.do("recode", coding=coding, code="preventive-fix")
    code.do("resize", coding=coding, start=90, end=150)
    code.do("memo", coding=coding, text="ask again")
    [shown] = code.data["codings"]
    assert (shown["code"], shown["start"], shown["end"], shown["memo"]) == ("preventive-fix", 90, 150, True)
    code.do("remove", coding=coding)
    assert stored() == code.data["codings"] == []


def test_the_words_themselves_become_a_code(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=[], new=False, invivo=True)
    [name] = [each["code"] for each in code.data["codings"]]
    assert [each["kind"] for each in code.data["codes"] if each["name"] == name] == ["unsorted"]


def test_the_same_code_on_overlapping_words_is_joined_and_said(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    for start, end in ((100, 140), (120, 160)):
        code.do("code", start=start, end=end, codes=["monitoring"], new=False, invivo=False)
    assert stored() == [(100, 160)]
    assert code.data["message"].startswith("Joined with the coding “monitoring” in ¶ ")


def test_what_cannot_be_done_is_refused_with_the_reason(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=10, end=10**7, codes=["monitoring"], new=False, invivo=False)
    assert code.data["rejected"]["event"] == "test-1"
    assert "is no span in it" in code.data["rejected"]["reason"]
    code.do("code", start=10, end=20, codes=["monitorin"], new=False, invivo=False)
    assert "did you mean 'monitoring'" in code.data["rejected"]["reason"]
    assert stored() == []


def test_without_a_coder_the_first_coding_asks_and_waits(page: Callable[..., Page]) -> None:
    code = page(coder=None, document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    assert stored() == []
    assert [each.label for each in code.test.selectbox if each.key == "kb_who"] == ["Coding as"]
    code.test.session_state["kb_coder"] = "Mara"
    code.test.run()
    assert stored() == [(100, 140)]


def test_who_codes_blind_is_sent_nothing_of_the_others_until_they_ask(page: Callable[..., Page]) -> None:
    code = page(document=TWO, passes="all")
    assert code.data["codings"] == []
    surface_of = code.test.session_state
    surface_of["surface-bar"] = {"do": {"do": "passes", "passes": "all", "at": 1}}
    code.test.run()
    assert {each["coder"] for each in code.data["codings"]} == {"Noor", "Imke"}
    engine = db.open_for_reading()
    with db.reading(engine) as session:
        told = session.exec(select(Change.who).where(Change.noun == "passes_shown")).all()
    engine.dispose()
    assert told == ["Mara"]


def test_the_coding_of_somebody_else_is_not_changed(page: Callable[..., Page]) -> None:
    read = page("read", document=TWO)
    noors = next(each["id"] for each in read.data["codings"] if each["coder"] == "Noor")
    code = page(document=TWO)
    code.do("remove", coding=noors)
    assert "a coding of Noor" in code.data["rejected"]["reason"]


def test_reading_shows_every_pass_and_writes_nothing(page: Callable[..., Page]) -> None:
    read = page("read", document=TWO)
    assert not read.data["writable"]
    assert {each["line"] for each in read.data["codings"]} == {
        "dashed",
        "double",
    }  # Felix has coded nothing here


def test_a_deep_link_leads_to_its_paragraph_and_its_coding(page: Callable[..., Page]) -> None:
    coding = page("read", document=TWO).data["codings"][30]
    read = page("read", document=TWO, coding=str(coding["id"]))
    assert read.data["focus"]["paragraph"] == coding["first"]
    assert read.data["focus"]["coding"] == coding["id"]
    assert page("read", document=TWO, at="12").data["focus"]["paragraph"] == 12


def test_coding_goes_on_where_the_coder_left_off(page: Callable[..., Page]) -> None:
    code = page(document="Interview 7")
    code.do("code", start=1500, end=1540, codes=["monitoring"], new=False, invivo=False)
    again = page()
    assert again.data["document"] == "Interview 7"
    assert again.data["focus"]["paragraph"] == code.data["codings"][0]["first"] > 0


def test_a_document_that_is_not_there_names_the_nearest(page: Callable[..., Page]) -> None:
    assert "did you mean &#39;Interview 12&#39;?" in page("read", document="Intervew 12").html


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (400, "dark")])
def test_a_coder_codes_by_keyboard_and_finds_it_again_after_reloading(
    app_url: str, browser_page: Any, width: int, scheme: str
) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(app_url)
    browser_page.wait_for_selector(".kb-view h1")
    browser_page.goto(f"{app_url}/code?document=Interview+3&at=6")
    who = f"Mara {width}"
    text = browser_page.locator(".kb-p[data-position='6']")
    text.wait_for()
    text.click(position={"x": 150, "y": 40})
    browser_page.keyboard.press("p")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_timeout(300)
    browser_page.keyboard.type("monitoring")
    browser_page.keyboard.press("Enter")
    name = browser_page.locator("[role=dialog] input").first
    name.fill(who)
    browser_page.wait_for_timeout(400)
    name.press("Enter")
    browser_page.wait_for_timeout(500)
    browser_page.get_by_role("button", name="Go on coding").click()
    browser_page.locator(".kb-p[data-position='6'] [data-coding]").first.wait_for()
    browser_page.get_by_text("Saved ").wait_for()
    browser_page.goto(f"{app_url}/read?document=Interview+3&at=6&coder={who.replace(' ', '+')}")
    browser_page.locator(".kb-p[data-position='6'] [data-coding]").first.wait_for()
