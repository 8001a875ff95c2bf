"""Search: one field, read aloud as chips; quotes by document; searches that have a name."""
# ruff: noqa: RUF001  the dash and the arrows are those of the page

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from browser_steps import come_as, settled
from drawn_page import app_at, redirected
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.search import field
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
        test = app_at("search")
        for key, value in params.items():
            test.query_params[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        test.run()
        assert not test.exception, test.exception
        return redirected(test)

    yield run
    data.engine.clear()


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def test_without_a_question_it_says_what_can_be_asked(search: Open) -> None:
    shown = html(search())
    assert "near:2" in shown
    assert "paragraphs with both codes" in shown


def test_every_example_of_the_page_finds_something(search: Open) -> None:
    shown = html(search())
    queries = [unescape(found) for found in re.findall(r"<dt><a[^>]*><code>(.*?)</code>", shown)]
    assert len(queries) > 4
    for query in queries:
        answered = html(search(q=query))
        assert 'class="answers"' in answered if query.endswith("?") else 'class="q"' in answered, query


def test_words_are_found_and_marked_by_document(search: Open) -> None:
    shown = html(search(q="drift not alert"))
    assert '<mark class="hit">drift</mark>' in shown
    assert "paragraphs in 5 documents" in shown
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
    assert len(asked) == 302
    assert f'name="q" value="{asked}"' in html(test)
    assert "Try fewer words" in html(test), "the last word counts"


def test_an_unknown_code_is_told_with_the_nearest(search: Open) -> None:
    assert "did you mean 'MM-drift'?</p>" in html(search(q="code:MM-drfit")).replace("&#39;", "'")


def test_what_was_meant_is_one_click_away(search: Open) -> None:
    assert 'href="/search?q=code%3AMM-drift+and+alert"' in html(search(q="code:MM-drfit alert"))
    assert 'href="/search?q=a+speaker%3Ax"' in html(search(q="a speker:x"))
    assert "Did you mean" not in html(search(q="code:drift and"))


def test_a_condition_is_taken_away_by_its_chip(search: Open) -> None:
    shown = html(search(q="code:monitoring and model not alert"))
    assert shown.count('aria-label="Remove the condition') == 3
    assert 'href="/search?q=model+and+not+alert"' in shown
    assert "Remove the condition" not in html(search(q="drift")), "the last one is cleared in the field"


def test_the_field_completes_what_the_catalog_holds(search: Open) -> None:
    shown = html(search())
    assert '<datalist data-field="code"><option value=' in shown
    assert '<datalist data-field="role"><option value="interviewee">' in shown


def test_a_question_is_answered_with_reasons_that_lead_to_the_words(search: Open) -> None:
    shown = html(search(q="What do people do about data that changes under them?"))
    assert shown.index("<h2>Fixes</h2>") < shown.index("<h2>Issues</h2>") < shown.index("<h2>Passages</h2>")
    assert 'href="/issue?id=drift"' in shown
    assert "“changes” in the" in shown
    assert re.search(r'href="/read\?document=[^"]+&amp;at=\d+"', shown)
    assert "Nothing in the catalog fits" in html(search(q="How much salt belongs into a bread dough?"))
    assert "The question names nothing to look for" in html(search(q="why?"))
    assert "paragraphs in" in html(search(q="data?", **{"as": "words"}))
    assert "Read as a question" not in html(search(q='"is it drift?"'))


def test_what_is_typed_is_text() -> None:
    assert field.plain(" a\0\ud800b ") == "a?b"


@pytest.mark.parametrize("query", ["a" * 10_001, "role:boss", "xyz:1", "pass:moderated", "code:"])
def test_what_cannot_be_searched_is_told_in_a_sentence(search: Open, query: str) -> None:
    assert 'role="alert"' in html(search(q=query))


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
    assert html(search(q="data", page="two")).endswith(first)


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


def test_a_search_is_completed_and_all_it_finds_is_coded_and_taken_back(
    app_url: str, browser_page: Any
) -> None:
    page = browser_page
    come_as(page, "Noor", app_url)
    page.goto(f"{app_url}/search")
    typed = page.get_by_role("combobox", name="Search")
    typed.click()
    typed.press_sequentially("model code:MM-dri")
    typed.press("Enter")
    assert typed.input_value() == "model code:MM-drift "
    typed.press("Enter")
    page.wait_for_url("**/search?q=model+code*")
    page.locator(".q mark.hit").first.wait_for()
    page.get_by_role("button", name="Code all hits").click()
    picker = page.get_by_role("combobox", name="Code", exact=True)
    picker.fill("monitoring")
    picker.press("Enter")
    page.get_by_role("button", name="Choose", exact=True).click()
    page.get_by_role("button", name="Code the chosen passages").click()
    page.locator(".cbdone", has_text="Coded").wait_for()
    settled(page)
    page.locator(".cbdone").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone: ").wait_for()
    page.locator(".qf a").first.click()
    page.wait_for_url("**/read?document=*")


def test_hits_and_the_paragraphs_beside_them_say_their_own_direction(search: Open) -> None:
    shown = html(search(q="drift"))
    assert shown.count("<blockquote") == shown.count('<blockquote dir="auto">') > 0
    assert shown.count('class="ctx"') == shown.count('class="ctx" dir="auto"') > 0
