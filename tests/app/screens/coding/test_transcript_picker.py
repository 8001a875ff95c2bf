"""The picker of codes over selected words: what it finds, makes and never does by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from transcript_steps import (
    POINT,
    SELECT,
    SELECT_IN,
    TEXT_OF,
    all_heard,
    click_at,
    document,
    drag_over,
    events,
    heard,
    visit,
)

from app.screens.coding import component
from app.screens.coding.actions import LONGEST_NAME, MARKS, in_vivo


def test_enter_makes_no_code_and_says_what_is_near(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    page.evaluate(SELECT_IN, [9, "zeros"])
    page.keyboard.press("Enter")
    page.keyboard.type("faults-sensor")  # the words of a code in another order find it
    assert page.locator(".kb-option.kb-on .kb-label").inner_text() == "sensor faults"
    page.locator(".kb-picker input").fill("sensorr faults")
    assert page.locator(".kb-option.kb-on").count() == 0
    page.keyboard.press("Enter")
    assert "“sensor faults” exists. Shift+Enter makes a new code." in page.locator(".kb-notice").inner_text()
    page.locator(".kb-picker input").fill("nbdyowns")  # scattered letters
    page.keyboard.press("Enter")
    assert page.locator(".kb-picker").count() == 1
    assert events(page) == []
    page.keyboard.press("Shift+Enter")
    assert heard(page, "code")["codes"] == ["nbdyowns"]


def test_the_picker_never_opens_by_itself_and_makes_codes(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    assert page.locator(".kb-picker").count() == 0
    page.locator(".kb-handle").click()
    assert page.locator(".kb-suggested .kb-take").count() == 2
    page.keyboard.type("meter")
    page.keyboard.press("Shift+Enter")
    about = {"document": "short", "version": "short", "coder": "Mara", "words": "zeros for nine days"}
    assert heard(page, "code") | {"id": 0, "start": 0, "end": 0} == about | {
        "here": 9, "do": "code", "codes": ["meter"], "new": True, "invivo": False,
        "id": 0, "start": 0, "end": 0,
    }  # fmt: skip
    drag_over(page, (9, "valley was"), (9, "empty"))
    page.keyboard.press("i")
    assert heard(page, "code", invivo=True)["codes"] == ["valley was empty"]


def test_two_codes_on_the_same_words_without_leaving_the_picker(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    page.keyboard.press("Enter")
    page.keyboard.type("sensor")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("drift")
    page.keyboard.press("Enter")
    all_heard(page)
    assert [event["codes"] for event in events(page)] == [["sensor faults"], ["drift unnoticed"]]
    assert page.locator(".kb-saving").count() == 0


def test_suggestions_are_accepted_with_a_key(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 9, "valley")
    page.keyboard.press("s")
    page.keyboard.press("Alt+2")
    event = heard(page, "suggest", code="compare with own past", accept=True)
    assert document(page)[event["start"] : event["end"]] == page.evaluate(TEXT_OF, 9) == event["words"]


def test_a_suggestion_codes_the_words_that_are_selected_and_no_others(
    browser_page: Any, view_url: str
) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (9, "valley was"), (9, "empty"))
    page.keyboard.press("Enter")
    assert page.locator(".kb-suggested > .kb-cap").all_inner_texts() == ["Continue", "Suggested"]
    page.keyboard.press("Alt+1")
    assert heard(page, "suggest", accept=True)["words"] == "valley was empty"


def test_what_is_suggested_for_a_paragraph_of_a_selection_is_offered_and_refused_where_it_is_suggested(
    browser_page: Any, view_url: str
) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (8, "wrong"), (9, "valley"))
    page.keyboard.press("Enter")
    assert page.locator(".kb-suggested .kb-take").count() == 2
    page.locator(".kb-suggested .kb-drop").first.click()
    assert heard(page, "suggest", accept=False)["words"] == page.evaluate(TEXT_OF, 9)
    assert [event["do"] for event in events(page)] == ["suggest"]


@pytest.mark.parametrize(
    "words",
    [
        "we never knew",
        "  “Honestly?  For the\nfirst winter we did not.” ",
        "x" * 90,
        "One number on a dashboard, the average error over all substations, and it looked fine.",
        "a" * 30 + " " + "b" * 29 + " c",
        "😀😀 " * 30,
        "…",
    ],
)
def test_a_name_taken_from_the_words_is_the_same_in_the_browser_and_in_python(
    browser_page: Any, words: str
) -> None:
    source = (Path(component.__file__).parent / "coding" / "in_vivo.js").read_text(encoding="utf-8")
    name = browser_page.evaluate(
        """async ([source, words, naming]) => {
          const module = new Blob([source], { type: "text/javascript" });
          const { inVivoName } = await import(URL.createObjectURL(module));
          return inVivoName(words, naming);
        }""",
        [source, words, {"longest": LONGEST_NAME, "marks": MARKS}],
    )
    assert name == in_vivo(words)


def test_on_a_phone_the_picker_is_a_sheet_below_the_words(phone: Any, view_url: str) -> None:
    visit(phone, view_url)
    assert phone.locator(".kb-page").get_attribute("contenteditable") == "false", "no keyboard over the text"
    phone.locator('.kb-p[data-position="5"]').tap()
    phone.evaluate(SELECT, [5, "it is Petra"])
    phone.wait_for_selector(".kb-handle:not([hidden])")
    phone.locator(".kb-handle").tap()
    sheet = phone.locator(".kb-picker").bounding_box()
    assert (sheet["x"], sheet["width"]) == (0, 400)
    assert sheet["y"] >= 860 * 0.44
    _, line = phone.evaluate(POINT, [5, "it is Petra", True])
    assert line + 12 < sheet["y"], "the words are seen above it"
    phone.locator(".kb-option").first.tap()
    event = heard(phone, "code")
    assert document(phone)[event["start"] : event["end"]] == "it is Petra"
