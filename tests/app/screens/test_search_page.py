"""Search: one field, read aloud as chips; quotes by document; searches that have a name."""
# ruff: noqa: RUF001  the dash and the arrows are those of the page

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app import data
from kb.queries.search.saved_searches import saved_searches
from kb.store.saved_searches import Search, forget_search, save_search

ROOT = Path(__file__).parents[3]
Open = Callable[..., AppTest]


@pytest.fixture
def search(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))

    def run(coder: str | None = "Mara", **params: str) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
        test.run()
        test.switch_page("screens/search/page.py")
        for key, value in params.items():
            test.query_params[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    data.engine.clear()


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def test_without_a_question_it_says_what_can_be_asked(search: Open) -> None:
    shown = html(search())
    assert "near:2" in shown
    assert "paragraphs that both codes touch" in shown


def test_words_are_found_and_marked_by_document(search: Open) -> None:
    shown = html(search(q="drift not alert"))
    assert '<mark class="hit">drift</mark>' in shown
    assert "paragraphs in five documents" in shown
    assert 'href="/read?document=Interview+3&amp;at=24"' in shown


def test_it_says_how_the_field_was_read(search: Open) -> None:
    shown = html(search(q='code:monitoring near:2 "own words" not alert'))
    for piece in ("code</span> <bdi>", "within 2 paragraphs of", "without words</span> <bdi>alert"):
        assert piece in shown


def test_a_mistake_is_underlined_with_what_was_expected(search: Open) -> None:
    shown = html(search(q="code:drift and"))
    assert "code:drift <u>and</u>" in shown
    assert "Expected a word or a code after" in shown


def test_an_address_with_a_long_question_is_asked_whole(search: Open) -> None:
    asked = " ".join(["drift"] * 49 + ["zeppelin"])
    test = search(q=asked)
    assert (len(asked), test.text_input[0].value) == (302, asked)
    assert "Try fewer words" in html(test), "the last word counts"


def test_an_unknown_code_is_told_with_the_nearest(search: Open) -> None:
    assert "did you mean 'MM-drift'?</p>" in html(search(q="code:MM-drfit")).replace("&#39;", "'")


def test_a_search_is_limited_by_role_and_document(search: Open) -> None:
    asked = html(search(q="drift", role="interviewer"))
    assert "Interviewer" in asked
    assert "<span><bdi>Interviewee</bdi></span>" not in asked
    assert "2 paragraphs" not in html(search(q="drift", document="Interview 1"))


def test_a_page_of_results_has_its_address(search: Open) -> None:
    first, second = html(search(q="data")), html(search(q="data", page="2"))
    assert 'href="/search?q=data&amp;page=2"' in first
    assert "‹ Previous" not in first
    assert 'rel="prev" href="/search?q=data"' in second
    assert ">21–" in second
    assert "Next ›" not in html(search(q="data", page="99999"))
    assert html(search(q="data", page="two")) == first


def test_a_quote_shows_what_stands_around_it_and_who_coded_it(search: Open) -> None:
    shown = html(search(q="code:MM-drift"))
    assert shown.count('class="ctx"') > shown.count("<blockquote>")
    assert 'class="cb coder" title=' in shown


def test_nothing_found_says_how_to_go_on(search: Open) -> None:
    assert "No paragraph matches this search" in html(search(q="zeppelin"))
    assert "Remove" in html(search(q="drift", document="Interview 13", role="other"))


def test_a_search_is_saved_opened_by_its_name_and_forgotten(search: Open) -> None:
    test = search(q="drift", role="interviewee")
    test.text_input(key="search-save-name").set_value("Where it drifts")
    test.button(key="search-save-do").click().run()
    assert not test.exception
    [kept] = data.cached_query(saved_searches)
    assert (kept.name, kept.query, kept.role, kept.who) == ("Where it drifts", "drift", "interviewee", "Mara")
    again = search(saved="Where it drifts")
    assert again.query_params["q"] == "drift"
    assert again.query_params["role"] == "interviewee"
    data.execute(forget_search, "Where it drifts", who="Mara")
    assert data.cached_query(saved_searches) == []


def test_an_unknown_saved_search_is_told(search: Open) -> None:
    assert "No search is saved as" in html(search(saved="nothing"))


def test_what_a_person_types_is_never_markup(search: Open) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    data.execute(save_search, hostile, Search(hostile), who=hostile)
    shown = html(search(q=f"{hostile} ("))
    assert "&lt;img" in shown
    assert "<img" not in shown


def test_a_search_in_a_real_browser_leads_to_the_words(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(app_url)
    page.get_by_role("link", name="Search", exact=True).first.click()
    field = page.get_by_role("textbox", name="Search")
    field.fill("model near:1 wrong")
    begun = time.monotonic()
    field.press("Enter")
    page.locator(".q mark.hit").first.wait_for()
    assert time.monotonic() - begun < 4  # generous: the machine may be busy
    assert "q=model+near" in page.url
    page.get_by_role("link", name="Open in transcript").or_(page.locator(".qf a")).first.click()
    page.wait_for_url("**/read?document=*")
