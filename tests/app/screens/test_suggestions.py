"""Suggestions while coding: where a code may be meant, one key takes it, one click sends it away for good."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from command_line import rows_of
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.screens.coding import page as surface
from app.screens.coding import suggestions as coding_suggestions
from kb.db import engine as db
from kb.store.coding import unblinding

ROOT = Path(__file__).parents[3]
THREE = "Interview 3"


def stop_being_blind(path: Path, coder: str, document: str = THREE) -> None:
    """Let a coder have asked to see the other passes over a document."""
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        unblinding.show_others(session, document, who=coder)
    engine.dispose()


@pytest.fixture(scope="module")
def app_catalog(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo catalog in which Mara has asked to see what others coded."""
    path = tmp_path_factory.mktemp("suggestions") / "catalog.db"
    shutil.copy(demo_catalog, path)
    stop_being_blind(path, "Mara", "Interview 1")
    return path


class Surface:
    """The page Code without a browser; events are what the component would send."""

    def __init__(self, test: AppTest) -> None:
        self._test, self._number = test, 0
        test.run()

    @property
    def data(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._test.session_state["shown"]
        return shown

    def do(self, what: str, **event: Any) -> None:
        self._number += 1
        self._test.session_state["sent"] = {"do": what, "id": f"test-{self._number}", **event}
        self._test.run()
        self._test.run()  # the stand-in sends when it is drawn; what came of it is drawn now


@pytest.fixture
def surface_of(
    demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Surface]]:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    monkeypatch.delenv("KB_SUGGEST_BLIND", raising=False)

    def stand_in(_key: str, data: dict[str, Any], on_event: Callable[[dict[str, Any]], None]) -> None:
        st.session_state["shown"] = data
        if event := st.session_state.pop("sent", None):
            on_event(event)

    monkeypatch.setattr(surface, "transcript", stand_in)

    def opened(name: str = "code", *, blind: bool = False) -> Surface:
        if not blind:
            stop_being_blind(path, "Mara")
        test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
        test.run()
        test.switch_page(f"screens/coding/{name}.py")
        test.query_params["document"] = THREE
        test.session_state["kb_coder"] = "Mara"
        shown = Surface(test)
        assert not test.exception, test.exception
        return shown

    yield opened
    catalog.engine.clear()


def test_each_suggestion_says_why_and_there_are_never_more_than_three(
    surface_of: Callable[..., Surface],
) -> None:
    shown = surface_of().data
    assert shown["suggestions"]
    assert all(1 <= len(codes) <= 3 for codes in shown["suggestions"].values())
    assert {position: set(codes) for position, codes in shown["suggestions"].items()} == {
        position: set(reasons) for position, reasons in shown["reasons"].items()
    }
    assert all(reason for reasons in shown["reasons"].values() for reason in reasons.values())
    asks = {each["position"] for each in shown["window"]["paragraphs"] if each["role"] == "interviewer"}
    assert asks
    assert not asks & set(shown["suggestions"])


def test_who_is_blind_is_sent_none_unless_the_project_allows_it(
    surface_of: Callable[..., Surface], monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = surface_of(blind=True)
    assert blind.data["suggestions"] == blind.data["reasons"] == {}
    monkeypatch.setenv("KB_SUGGEST_BLIND", "1")
    allowed = surface_of(blind=True).data
    assert allowed["suggestions"]
    told = " ".join(reason for reasons in allowed["reasons"].values() for reason in reasons.values())
    assert "Interview" not in told  # nobody's coding but Mara's, and she has none


def test_who_reads_is_sent_none(surface_of: Callable[..., Surface]) -> None:
    assert surface_of("read").data["suggestions"] == {}


def test_an_accepted_suggestion_is_a_coding_and_the_others_stay(surface_of: Callable[..., Surface]) -> None:
    code = surface_of()
    position, names = max(code.data["suggestions"].items(), key=lambda each: len(each[1]))
    code.do("suggest", position=position, code=names[0], accept=True)
    [made] = code.data["codings"]
    assert (made["code"], made["first"], made["last"]) == (names[0], position, position)
    assert names[0] not in code.data["suggestions"].get(position, [])
    assert set(names[1:]) <= set(code.data["suggestions"].get(position, []))


def test_a_dismissed_suggestion_stays_away_until_it_is_undone(surface_of: Callable[..., Surface]) -> None:
    code = surface_of()
    position, names = next(iter(code.data["suggestions"].items()))
    code.do("suggest", position=position, code=names[0], accept=False)
    assert names[0] not in code.data["suggestions"].get(position, [])
    again = surface_of()
    assert names[0] not in again.data["suggestions"].get(position, [])
    again.do("undo")
    assert names[0] in again.data["suggestions"][position]


def test_what_is_known_of_other_documents_is_not_read_again_for_each_coding(
    surface_of: Callable[..., Surface], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.suggest import suggestions  # noqa: PLC0415  spaCy: only here

    coding_suggestions._kept.clear()
    read: list[str] = []
    known = suggestions.knowledge
    monkeypatch.setattr(
        suggestions, "knowledge", lambda *given, **more: read.append("") or known(*given, **more)
    )
    code = surface_of()
    for start in (100, 200, 300):
        code.do("code", start=start, end=start + 20, codes=["monitoring"], new=False, invivo=False)
    assert len(code.data["codings"]) == 3
    assert len(read) == 1


def test_a_person_accepts_by_key_and_dismisses_by_click(
    app_url: str, app_catalog: Path, browser_page: Any
) -> None:
    page = browser_page
    page.goto(app_url)
    page.wait_for_selector(".kb-view h1")
    page.get_by_text("Who is coding?").click()
    name = page.get_by_role("combobox", name="Coding as")
    name.fill("Mara")
    page.wait_for_timeout(400)
    name.press("Enter")
    page.get_by_role("button", name="Mara").wait_for()
    page.keyboard.press("Escape")
    _open(page)
    ghosts = page.locator(".kb-ghost")
    ghosts.first.wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.kb-ghost')).borderStyle") == "dotted"
    first, last = ghosts.first, ghosts.last
    taken, dropped = (int(each.get_attribute("data-suggest")) for each in (first, last))
    assert taken != dropped
    assert "suggestion" in page.locator(f"[data-position='{taken}'] .kb-suggest").inner_text()

    page.locator(f"[data-position='{taken}'] .kb-text").click()
    page.keyboard.press("s")
    page.locator(".kb-picker .kb-hint").first.wait_for()
    assert "says" in page.locator(".kb-picker .kb-why").first.inner_text()
    code = page.locator("[data-accept]").first.get_attribute("data-accept")
    page.keyboard.press("Alt+1")
    page.locator(f"[data-position='{taken}'] [data-coding]:not(.kb-saving)").first.wait_for()
    page.get_by_text("Saved ").wait_for()
    assert [(each["code"], each["paragraph"]) for each in _accepted(app_catalog)] == [(code, taken)]

    page.locator(f"[data-position='{dropped}'] .kb-ghost").click()
    gone = page.locator("[data-dismiss]").first
    sent_away = gone.get_attribute("data-dismiss")
    many = page.locator("[data-dismiss]").count()
    gone.click()
    page.wait_for_timeout(1500)
    page.keyboard.press("Escape")
    _open(page)
    page.locator(".kb-p").first.wait_for()
    page.wait_for_timeout(500)
    left = page.locator(f"[data-position='{dropped}'] .kb-ghost")
    if many == 1:
        assert left.count() == 0
    else:
        left.click()
        assert page.locator(f"[data-dismiss='{sent_away}']").count() == 0
    assert len(_accepted(app_catalog)) == 1


def _open(page: Any) -> None:
    """Open the first interview from the overview; a new address would forget who is coding."""
    page.get_by_role("link", name="Overview", exact=True).first.click()
    page.locator(".kb-view h1").first.wait_for()
    page.get_by_role("link", name="Code", exact=True).first.click()
    page.locator(".kb-p").first.wait_for()


def _accepted(path: Path) -> list[dict[str, Any]]:
    """The codings that were suggestions, as `kb export codings` writes them."""
    return [each for each in rows_of(path, "export", "codings") if each["origin"] == "accepted"]
