"""Words are selected in the transcript by mouse, by key, in any script; each is exact in code points."""

from __future__ import annotations

from typing import Any

import pytest
from transcript_steps import (
    SELECT,
    all_heard,
    click_at,
    document,
    drag_over,
    heard,
    painted,
    visit,
)


def test_a_selection_over_three_paragraphs_with_emoji_is_exact_in_code_points(
    browser_page: Any, view_url: str
) -> None:
    visit(browser_page, view_url)
    drag_over(browser_page, (1, "small"), (3, "morning 👩‍👩‍👧"))
    browser_page.keyboard.press("1")
    event = heard(browser_page, "code")
    said = document(browser_page)[event["start"] : event["end"]]
    assert said.startswith("small ones?\nTwo of them 😀😀")
    assert said.endswith("each morning 👩‍👩‍👧")
    assert event["codes"] == ["alert needs an owner"]


@pytest.mark.parametrize(
    ("alt", "words"),
    [
        pytest.param(False, "weak spot. It is", id="whole words"),
        pytest.param(True, "eak spot. It i", id="letters while Alt is held"),
    ],
)
def test_a_selection_snaps_to_words(browser_page: Any, view_url: str, alt: bool, words: str) -> None:  # noqa: FBT001
    visit(browser_page, view_url)
    drag_over(browser_page, (5, "eak spot"), (5, "It i"), alt=alt)
    browser_page.keyboard.press("Digit2")
    event = heard(browser_page, "code")
    assert document(browser_page)[event["start"] : event["end"]] == words


def test_the_mouse_selects_hebrew_words_from_right_to_left(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url)
    drag_over(browser_page, (7, "השתנו"), (7, "שאיש שם"))
    browser_page.keyboard.press("Digit2")
    event = heard(browser_page, "code")
    assert document(browser_page)[event["start"] : event["end"]] == "השתנו בלי שאיש שם"


def test_words_are_selected_and_coded_by_keyboard_alone(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    page.locator(".kb-page").focus()
    for _ in range(6):
        page.keyboard.press("j")
    page.keyboard.press("k")
    for _ in range(4):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kb-picker")
    page.keyboard.type("own anoth")
    page.keyboard.press("Enter")
    event = heard(page, "code")
    assert event["codes"] == ["data owned by another team"]
    assert document(page)[event["start"] : event["end"]] == "That is the weak"
    assert page.evaluate("document.activeElement.className") == "kb-page"


def test_the_text_has_the_focus_on_arrival(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url)
    assert browser_page.evaluate("document.activeElement.className") == "kb-page"


def test_right_to_left_words_are_exact_and_markup_stays_text(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    assert page.evaluate("window.broken") is None
    assert page.locator(".kb-transcript script, .kb-text b").count() == 0
    words = "המודל המשיך לחזות"
    page.locator(".kb-page").focus()
    page.evaluate(SELECT, [7, words])
    page.keyboard.press("Enter")
    page.keyboard.type("bold")
    assert page.locator(".kb-option .kb-label").first.inner_text() == "<b>bold claim</b>"
    page.keyboard.press("Enter")
    event = heard(page, "code")
    # The Hebrew letter before it ("and the model") belongs to the same word.
    assert document(page)[event["start"] : event["end"]] == f"\u05d5{words}"
    assert (
        page.locator('.kb-p[data-position="7"] .kb-text').evaluate("e => getComputedStyle(e).direction")
        == "rtl"
    )
    page.locator(".kb-page .kb-saving").first.wait_for(state="detached")
    painted = page.locator('.kb-p[data-position="7"] .kb-coded')
    assert "".join(painted.all_inner_texts()) == f"\u05d5{words}"
    page.keyboard.press("e")
    page.keyboard.press("Alt+ArrowLeft")  # where the text goes on
    page.keyboard.press("Enter")
    event = heard(page, "resize")
    assert document(page)[event["start"] : event["end"]] == f"\u05d5{words} את"


def test_the_text_cannot_be_changed_and_tab_is_never_taken(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    before = document(page)
    click_at(page, 5, "weak")
    page.keyboard.type("xyz")
    page.keyboard.press("Control+v")
    assert document(page) == before
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("coded: ")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('.kb-page').contains(document.activeElement)")


def test_paragraphs_are_numbered_from_one(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url)
    assert browser_page.locator(".kb-p[data-position='0'] .kb-who span").inner_text() == "1"
    click_at(browser_page, 1, "And the")
    browser_page.keyboard.press("j")
    browser_page.wait_for_function(
        "() => document.querySelector('.kb-live').textContent.startsWith('Paragraph 3')"
    )


def test_coming_in_with_tab_stays_where_one_reads(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url + "?case=long")
    browser_page.evaluate(
        "document.querySelector('.kb-p[data-position=\"90\"]').scrollIntoView({block: 'center'})"
    )
    all_heard(browser_page)
    at = browser_page.locator(".kb-p[data-position='90']").bounding_box()["y"]
    browser_page.evaluate(
        """document.querySelector(".kb-transcript").before(
          Object.assign(document.createElement("button"), { id: "before" }))"""
    )
    browser_page.evaluate("document.querySelector('#before').focus({preventScroll: true})")
    browser_page.keyboard.press("Tab")
    browser_page.wait_for_function("document.activeElement.className === 'kb-page'")
    painted(browser_page)
    assert abs(browser_page.locator(".kb-p[data-position='90']").bounding_box()["y"] - at) < 40
