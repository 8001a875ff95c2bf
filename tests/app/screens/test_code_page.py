"""Read and Code: what a coder does is in the catalog when the page says saved; the blind see only that."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.screens.coding import page as surface
from app.screens.coding.component import SHORTCUTS, parts
from kb.db import engine as db
from kb.db.tables import Change, Code, Coder, Coding, CodingPass, Document, UnplacedCoding

ROOT = Path(__file__).parents[3]
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
            test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
            test.run()
            test.switch_page(f"screens/coding/{name}.py")
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


@contextmanager
def reading() -> Iterator[Session]:
    engine = db.open_for_reading()
    with db.reading(engine) as session:
        yield session
    engine.dispose()


def unplaced() -> list[int | None]:
    with reading() as session:
        return list(session.exec(select(UnplacedCoding.id)))


def lose(document: str, coder: str, code: str, words: str, *, memo: str | None = None) -> None:
    """Let a coder's pass have a coding whose words are not in the text, as an ingest does."""
    engine = db.open_for_writing()
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == document)).one()
        work = session.exec(
            select(CodingPass).join(Coder).where(CodingPass.document_id == of.id, Coder.name == coder)
        ).one()
        meant = session.exec(select(Code).where(Code.name == code)).one()
        session.add(
            UnplacedCoding(
                document_id=of.id,
                pass_id=work.id,
                code_id=meant.id,
                words=words,
                reason="its words are not in the text that is shown now",
                memo=memo,
            )
        )
    engine.dispose()


def stored(coder: str = "Mara") -> list[tuple[int, int]]:
    with reading() as session:
        query = (
            select(Coding.start, Coding.end)
            .join(CodingPass)
            .join(Coder)
            .where(Coder.name == coder)
            .order_by(Coding.start)  # type: ignore[arg-type]
        )
        return list(session.exec(query))


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
    with reading() as session:
        told = session.exec(select(Change.who).where(Change.noun == "passes_shown")).all()
    assert told == ["Mara"]


def test_who_codes_a_document_reads_it_blind_until_they_ask_and_that_is_written_down(
    page: Callable[..., Page],
) -> None:
    page(document=TWO).do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    read = page("read", document=TWO, passes="all")
    assert {each["coder"] for each in read.data["codings"]} == {"Mara"}
    assert sum(code["count"] for code in read.data["codes"]) == 1
    assert "Noor" not in json.dumps(read.data)
    read.test.session_state["surface-bar"] = {"do": {"do": "passes", "passes": "all", "at": 1}}
    read.test.run()
    assert {each["coder"] for each in read.data["codings"]} == {"Mara", "Noor", "Imke"}
    with reading() as session:
        told = session.exec(select(Change.who).where(Change.noun == "passes_shown")).all()
    assert told == ["Mara"]


def test_who_does_not_code_a_document_reads_what_everybody_coded(page: Callable[..., Page]) -> None:
    page(document="Interview 3").do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    for coder in ("Mara", None):
        read = page("read", coder=coder, document=TWO)
        assert {each["coder"] for each in read.data["codings"]} == {"Noor", "Imke"}
    with reading() as session:
        assert session.exec(select(Change.who).where(Change.noun == "passes_shown")).all() == []


def test_a_blind_coder_does_not_see_when_others_coded(page: Callable[..., Page]) -> None:
    page(coder="Jon", document=TWO).do(
        "code", start=100, end=140, codes=["monitoring"], new=False, invivo=False
    )
    assert "Saved " not in page(document=TWO).html


def test_a_coding_that_lost_its_place_is_given_one_and_that_can_be_taken_back(
    page: Callable[..., Page],
) -> None:
    lose(TWO, "Noor", "monitoring", "we looked at the … every day", memo="ask her")
    code = page("code", document=TWO)
    assert "lost its place" not in code.html  # blind: the pass is not Mara's
    code.test.session_state["surface-bar"] = {"do": {"do": "passes", "passes": "all", "at": 1}}
    code.test.run()
    assert "1 coding</b>" in code.html.replace(" lost its place", "")
    code.test.session_state["surface-unplaced"] = {"do": {"do": "lost", "at": 2}}
    code.test.run()
    assert "we looked at the … every day" in code.html
    [row] = unplaced()
    before = stored("Noor")
    code.do("place", unplaced=row, code="monitoring", start=100, end=140)
    assert "lost its place" not in code.html
    assert sorted(stored("Noor")) == sorted([*before, (100, 140)])
    placed = next(each for each in code.data["codings"] if (each["start"], each["end"]) == (100, 140))
    assert (placed["coder"], placed["own"], placed["memo"]) == ("Noor", False, True)
    assert code.data["message"].startswith("Placed in ¶ ")
    code.do("undo", batch=code.data["undo"]["batch"])
    assert (unplaced(), stored("Noor")) == ([row], before)
    code.do("drop", unplaced=row)
    assert unplaced() == []
    code.do("undo")
    assert unplaced() == [row]


def test_who_opens_the_codings_that_lost_their_place_says_first_who_they_are(
    page: Callable[..., Page],
) -> None:
    lose(TWO, "Noor", "monitoring", "we looked at the … every day")
    for who, is_theirs in (("Mara", False), ("Noor", True)):
        code = page("code", coder=None, document=TWO, passes="all")
        assert "lost its place" in code.html
        code.test.session_state["surface-unplaced"] = {"do": {"do": "lost", "at": 1}}
        code.test.run()
        assert [each.label for each in code.test.selectbox if each.key == "kb_who"] == ["Coding as"]
        assert "we looked at the … every day" not in code.html
        code.test.session_state["kb_coder"] = who
        code.test.run()
        assert ("we looked at the … every day" in code.html) is is_theirs, "who is blind is shown their own"


def test_what_somebody_else_changed_is_told_and_moves_nothing(page: Callable[..., Page]) -> None:
    read = page("read", coder=None, document=TWO)
    before = read.data["focus"]
    page(coder="Jon", document=TWO).do(
        "code", start=3000, end=3040, codes=["monitoring"], new=False, invivo=False
    )
    read.test.run()
    assert "<bdi>Jon</bdi> changed 1 coding." in read.html
    assert read.data["focus"] == before
    read.test.session_state["surface-meanwhile"] = {"do": {"do": "meanwhile", "paragraph": "4", "at": 3}}
    read.test.run()
    assert read.data["focus"]["paragraph"] == 4
    assert "changed 1 coding" not in read.html


def test_who_is_blind_is_not_told_what_others_changed(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    page(coder="Jon", document=TWO).do(
        "code", start=100, end=140, codes=["monitoring"], new=False, invivo=False
    )
    code.test.run()
    assert "changed 1 coding" not in code.html


def test_joining_can_be_undone_by_itself_after_something_else_was_coded(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    for start, end in ((100, 140), (120, 160)):
        code.do("code", start=start, end=end, codes=["monitoring"], new=False, invivo=False)
    joined = code.data["undo"]["batch"]
    code.do("code", start=300, end=340, codes=["preventive-fix"], new=False, invivo=False)
    assert code.data["undo"] is None
    code.do("undo", batch=joined)
    assert stored() == [(100, 140), (300, 340)]


def test_where_one_codes_is_where_the_address_leads(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", here=7, start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    assert code.test.query_params["at"] == "8"


def test_colours_that_are_hard_to_tell_apart_are_named_to_the_surface(page: Callable[..., Page]) -> None:
    alike = page(document=TWO).data["alike"]
    assert [each in row for each, row in enumerate(alike)] == [True] * 12
    assert all((one in alike[other]) == (other in alike[one]) for one in range(12) for other in range(12))
    assert sum(map(len, alike)) > 12


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
    assert page("read", document=TWO, at="12").data["focus"]["paragraph"] == 11  # ¶ 12


def test_coding_goes_on_where_the_coder_left_off(page: Callable[..., Page]) -> None:
    code = page(document="Interview 7")
    code.do("code", start=1500, end=1540, codes=["monitoring"], new=False, invivo=False)
    again = page()
    assert again.data["document"] == "Interview 7"
    assert again.data["focus"]["paragraph"] == code.data["codings"][0]["first"] > 0


def test_a_document_that_is_not_there_names_the_nearest(page: Callable[..., Page]) -> None:
    assert "did you mean &#39;Interview 12&#39;?" in page("read", document="Intervew 12").html


def test_an_address_leads_to_the_beginning_of_a_paragraph_taller_than_the_page(
    app_url: str, browser_page: Any
) -> None:
    browser_page.set_viewport_size({"width": 400, "height": 330})
    browser_page.goto(f"{app_url}/read?document=Interview+13&at=19")
    paragraph = browser_page.locator(".kb-p[data-position='18']")
    paragraph.wait_for()
    browser_page.wait_for_timeout(1500)  # the place is held for a moment, while the page is laid out
    assert 90 < paragraph.bounding_box()["y"] < 270
    assert paragraph.bounding_box()["height"] > 330 - 160, "a tall one, or this shows nothing"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (400, "dark")])
def test_a_coder_codes_by_keyboard_and_finds_it_again_after_reloading(
    app_url: str, browser_page: Any, width: int, scheme: str
) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(app_url)
    browser_page.wait_for_selector(".kb-view h1")
    browser_page.goto(f"{app_url}/code?document=Interview+3&at=7")
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
    browser_page.wait_for_url("**at=7&coding=*")
    browser_page.wait_for_timeout(1500)  # a place that is looked at gets into the address after a second
    assert "at=7&coding=" in browser_page.url  # the dialog has given the caret back where it was
    browser_page.goto(f"{app_url}/read?document=Interview+3&at=7&coder={who.replace(' ', '+')}")
    browser_page.locator(".kb-p[data-position='6'] [data-coding]").first.wait_for()


def test_after_a_coding_only_what_changed_is_sent(page: Callable[..., Page]) -> None:
    here, before = page(document=TWO), dict[str, Any]()
    opened = parts.update(here.data, (), before)
    kept = set(opened["sent"])
    here.do("code", start=0, end=9, codes=["MM-drift"], new=False, invivo=False)
    update = parts.update(here.data, kept, before)
    assert not update["sent"], "neither text nor codebook nor all codings"
    change = update["changes"][update["parts"]["codings"]]
    assert change["base"] == opened["parts"]["codings"]
    assert [(row["start"], row["end"], row["code"]) for row in change["rows"]] == [(0, 9, "MM-drift")]
    assert not change["gone"]
    assert len(json.dumps(update)) < 2500
    assert len(json.dumps(opened)) > 10_000
    here.do("remove", coding=change["rows"][0]["id"])
    assert parts.update(here.data, kept, before)["parts"] == opened["parts"]


def test_what_changes_in_the_codebook_is_sent(page: Callable[..., Page]) -> None:
    here = page(document=TWO)
    opened = parts.update(here.data, ())
    here.do("code", start=0, end=9, codes=["a new code"], new=True, invivo=False)
    update = parts.update(here.data, set(opened["sent"]))
    sent = update["sent"][update["parts"]["codes"]]
    assert "a new code" in {code["name"] for code in sent}
    assert len(update["counts"]) == len(sent)
    assert not any("count" in code for code in sent)


def test_a_browser_that_lacks_a_part_is_sent_it(page: Callable[..., Page]) -> None:
    opened = parts.update(page(document=TWO).data, ["something else"])
    assert set(opened["sent"]) == set(opened["parts"].values())


def test_handlers_and_documentation_have_the_shortcuts_of_the_list() -> None:
    rows = json.loads(SHORTCUTS.read_text(encoding="utf-8"))
    documented = (ROOT / "docs" / "app.md").read_text(encoding="utf-8")
    shown = [row for row in rows if "show" in row]
    table = [f"| {', '.join(f'`{key}`' for key in row['show'])} | {row['says']} |" for row in shown]
    assert "\n".join(["| key | does |", "|---|---|", *table, ""]) in documented
    handlers = (SHORTCUTS.parent / "keys.js").read_text(encoding="utf-8")
    actions = re.search(r"const ACTIONS = \{\n(.*?)\n\};", handlers, re.DOTALL)
    assert actions
    names = set(re.findall(r"^  (\w+)", actions[1], re.MULTILINE))
    pressed = [row for row in rows if {"key", "digit", "alt", "control"} & row.keys()]
    assert names == {row["does"] for row in pressed}
    keys = [str((row.get("key"), row.get("control"), row.get("alt"), row.get("digit"))) for row in pressed]
    assert len(set(keys)) == len(keys), "one key, one meaning"
