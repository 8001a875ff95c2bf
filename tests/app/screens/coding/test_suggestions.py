"""Suggestions while coding: where a code may be meant, one key takes it, one click sends it away for good."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from browser_steps import come_as, drawn
from coding_events import coding_event
from command_line import rows_of
from drawn_page import app_at, html
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.screens.coding import page as coding_page
from app.screens.coding import suggestions as coding_suggestions
from kb.db import engine as db
from kb.store.codebook import edit_codes
from kb.store.coding import unblinding

ROOT = Path(__file__).parents[4]
THREE = "Interview 3"


def stop_being_blind(path: Path, coder: str, document: str = THREE) -> None:
    """Let a coder have asked to see the other passes over a document."""
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        unblinding.show_others(session, document, who=coder)
    engine.dispose()


@pytest.fixture(scope="module")
def app_catalog(app_catalog: Path) -> Path:
    """The demo catalog in which Mara has asked to see what others coded."""
    stop_being_blind(app_catalog, "Mara", "Interview 1")
    return app_catalog


class TranscriptView:
    """The page Code without a browser; events are what the component would send."""

    def __init__(self, test: AppTest) -> None:
        self._test = test
        test.run()

    @property
    def data(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._test.session_state["shown"]
        return shown

    @property
    def html(self) -> str:
        return html(self._test)

    def draw(self) -> None:
        self._test.run()

    def do(self, what: str, **event: Any) -> None:
        self._test.session_state["sent"] = coding_event(self.data, what, **event)
        self._test.run()
        self._test.run()  # the stand-in sends when it is drawn; what came of it is drawn now


@pytest.fixture
def view_of(
    demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., TranscriptView]]:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    monkeypatch.delenv("KB_SUGGEST_BLIND", raising=False)

    def stand_in(_key: str, data: dict[str, Any], on_event: Callable[[dict[str, Any]], None]) -> None:
        st.session_state["shown"] = data
        if event := st.session_state.pop("sent", None):
            on_event(event)

    monkeypatch.setattr(coding_page, "transcript", stand_in)

    def opened(name: str = "code", *, blind: bool = False, amount: str = "") -> TranscriptView:
        if not blind:
            stop_being_blind(path, "Mara")
        test = app_at(name)
        test.query_params["document"] = THREE
        test.query_params["suggest"] = amount
        test.session_state["kb_coder"] = "Mara"
        shown = TranscriptView(test)
        assert not test.exception, test.exception
        return shown

    yield opened
    catalog.engine.clear()


def test_each_suggestion_says_why_and_there_are_never_more_than_three(
    view_of: Callable[..., TranscriptView],
) -> None:
    shown = view_of().data
    assert shown["suggestions"]
    assert all(1 <= len(codes) <= 3 for codes in shown["suggestions"].values())
    assert {position: set(codes) for position, codes in shown["suggestions"].items()} == {
        position: set(reasons) for position, reasons in shown["reasons"].items()
    }
    assert all(reason for reasons in shown["reasons"].values() for reason in reasons.values())


def test_who_is_blind_is_sent_none_unless_the_project_allows_it(
    view_of: Callable[..., TranscriptView], monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = view_of(blind=True)
    assert blind.data["suggestions"] == blind.data["reasons"] == {}
    assert "Suggestions are off while you code blind." in blind.html
    monkeypatch.setenv("KB_SUGGEST_BLIND", "1")
    allowed = view_of(blind=True).data
    assert allowed["suggestions"]
    told = " ".join(reason for reasons in allowed["reasons"].values() for reason in reasons.values())
    assert "Interview" not in told  # nobody's coding but Mara's, and she has none


def test_who_codes_a_document_alone_is_not_blind_to_anybody(view_of: Callable[..., TranscriptView]) -> None:
    with closing(sqlite3.connect(os.environ["KB_DATABASE"])) as held, held:
        here = "document_id = (SELECT id FROM document WHERE name = ?)"
        for table in ("decision", "coding", "coding_pass"):
            held.execute(f"DELETE FROM {table} WHERE {here}", (THREE,))  # noqa: S608  our own words
    alone = view_of(blind=True)
    assert alone.data["suggestions"]
    assert "Suggestions are off" not in alone.html


def test_few_are_among_the_usual_ones_and_those_among_many_and_off_is_none(
    view_of: Callable[..., TranscriptView],
) -> None:
    off, few, usual, many, other = (
        {(position, code) for position, codes in found.items() for code in codes}
        for amount in ("off", "few", "usual", "many", "nonsense")
        for found in [view_of(amount=amount).data["suggestions"]]
    )
    assert off == set() < few < usual < many
    assert other == usual


def test_how_many_are_suggested_is_chosen_beside_the_codes(view_of: Callable[..., TranscriptView]) -> None:
    blind = view_of(blind=True, amount="many")
    assert blind.data["suggestions"] == {}
    assert "Suggestions: <a" not in blind.html
    shown = view_of(amount="few").html
    assert re.search(r'<a href="[^"]*suggest=many[^"]*">many</a>', shown)
    assert re.search(r'<a href="[^"]*suggest=few[^"]*" aria-current="true">few</a>', shown)


def test_who_reads_is_sent_none(view_of: Callable[..., TranscriptView]) -> None:
    assert view_of("read").data["suggestions"] == {}


def test_an_accepted_suggestion_is_a_coding_and_the_others_stay(
    view_of: Callable[..., TranscriptView],
) -> None:
    code = view_of()
    position, names = max(code.data["suggestions"].items(), key=lambda each: len(each[1]))
    code.do("suggest", position=position, code=names[0], accept=True)
    [made] = code.data["codings"]
    assert (made["code"], made["first"], made["last"]) == (names[0], position, position)
    assert names[0] not in code.data["suggestions"].get(position, [])
    assert set(names[1:]) <= set(code.data["suggestions"].get(position, []))


def test_a_dismissed_suggestion_stays_away_until_it_is_undone(
    view_of: Callable[..., TranscriptView],
) -> None:
    code = view_of()
    position, names = next(iter(code.data["suggestions"].items()))
    code.do("suggest", position=position, code=names[0], accept=False)
    assert names[0] not in code.data["suggestions"].get(position, [])
    again = view_of()
    assert names[0] not in again.data["suggestions"].get(position, [])
    again.do("undo")
    assert names[0] in again.data["suggestions"][position]


def test_what_is_known_of_other_documents_is_not_read_again_for_each_coding(
    view_of: Callable[..., TranscriptView], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.suggest import suggestions  # noqa: PLC0415  spaCy: only here

    coding_suggestions._kept.clear()
    read: list[str] = []
    known = suggestions.knowledge
    monkeypatch.setattr(
        suggestions, "knowledge", lambda *given, **more: read.append("") or known(*given, **more)
    )
    code = view_of()
    for start in (100, 200, 300):
        code.do("code", start=start, end=start + 20, codes=["monitoring"], new=False, invivo=False)
    assert len(code.data["codings"]) == 3
    assert len(read) == 1


def rare_words() -> tuple[int, str]:
    """A paragraph of the document with two words that no other has, and these words."""
    with closing(sqlite3.connect(os.environ["KB_DATABASE"])) as held:
        said = dict(
            held.execute(
                "SELECT position, text FROM paragraph JOIN document ON document.id = document_id"
                " WHERE document.name = ?",
                (THREE,),
            )
        )
    words = {position: set(re.findall(r"[a-z]{6,}", text)) for position, text in said.items()}
    times = Counter(word for some in words.values() for word in some)
    alone = {position: sorted(word for word in some if times[word] == 1) for position, some in words.items()}
    position = max(alone, key=lambda each: (each > 10, len(alone[each])))  # far from the first
    return position, " ".join(alone[position][:2])


def test_a_new_code_is_suggested_at_once_and_nothing_is_learnt_again(
    view_of: Callable[..., TranscriptView], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.suggest import ranking  # noqa: PLC0415  spaCy: only here

    coding_suggestions._kept.clear()
    learnt: list[str] = []
    learn = ranking.learn
    monkeypatch.setattr(ranking, "learn", lambda *given: learnt.append("") or learn(*given))
    code = view_of(amount="many")
    position, name = rare_words()
    assert name not in code.data["suggestions"].get(position, [])
    code.do("code", start=0, end=20, codes=[name], new=True)
    assert name in code.data["suggestions"].get(position, []), "by its name alone"
    assert len(learnt) == 1


def test_what_a_new_code_means_counts_at_once(
    view_of: Callable[..., TranscriptView], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.suggest import ranking  # noqa: PLC0415  spaCy: only here

    coding_suggestions._kept.clear()
    learnt: list[str] = []
    learn = ranking.learn
    monkeypatch.setattr(ranking, "learn", lambda *given: learnt.append("") or learn(*given))
    code = view_of(amount="many")
    position, words = rare_words()
    code.do("code", start=0, end=20, codes=["zzz"], new=True)
    assert "zzz" not in code.data["suggestions"].get(position, [])
    catalog.execute(edit_codes.describe, "zzz", f"Use when {words}.", tuple(words.split()), who="Mara")
    code.draw()
    assert "zzz" in code.data["suggestions"].get(position, [])
    assert len(learnt) == 1


def test_a_person_accepts_by_key_and_dismisses_by_click(
    app_url: str, app_catalog: Path, browser_page: Any
) -> None:
    page = browser_page
    come_as(page, "Mara", app_url)
    page.goto(f"{app_url}/code")
    page.locator(".st-key-kb-coder").get_by_role("button", name="Mara").wait_for()
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
    assert page.locator(".kb-picker .kb-why").first.inner_text().strip()
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
    page.wait_for_function("() => !document.querySelector('.kb-transcript').kbTranscriptView.unseen.length")
    page.keyboard.press("Escape")
    page.goto(f"{app_url}/code")
    ghosts.first.wait_for()
    drawn(page)
    left = page.locator(f"[data-position='{dropped}'] .kb-ghost")
    if many == 1:
        assert left.count() == 0
    else:
        left.click()
        assert page.locator(f"[data-dismiss='{sent_away}']").count() == 0
    assert len(_accepted(app_catalog)) == 1


def _accepted(path: Path) -> list[dict[str, Any]]:
    """The codings that were suggestions, as `kb export codings` writes them."""
    return [each for each in rows_of(path, "export", "codings") if each["origin"] == "accepted"]
