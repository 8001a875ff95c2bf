"""The transcript view in a real browser: what a person does to words is exactly what Python hears."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from browser_steps import violations
from transcript_steps import (
    APPLY,
    RECENT,
    SEEN_AT,
    SELECT,
    SELECT_IN,
    TEXT_OF,
    all_heard,
    click_at,
    drag_over,
    events,
    painted,
    settled,
    visit,
)


def test_keys_pressed_faster_than_the_server_works_are_all_heard_once_and_in_order(
    browser_page: Any, view_url: str
) -> None:
    visit(browser_page, f"{view_url}?slow=0.3")
    for number, (position, words) in enumerate([(0, "Honestly"), (3, "compared"), (5, "weak spot")], 1):
        browser_page.evaluate(SELECT_IN, [position, words])
        browser_page.keyboard.press(str(number))
        browser_page.keyboard.press(
            "]"
        )  # looks at a coding: a message of another kind overtakes that of the code
        browser_page.wait_for_timeout(130)
    all_heard(browser_page)
    assert [event["codes"][0] for event in events(browser_page)] == list(RECENT)
    assert [event["words"] for event in events(browser_page)] == ["Honestly", "compared", "weak spot"]


def test_two_codes_on_the_same_line_both_show_their_names(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    for digit in ("1", "2"):
        page.evaluate(SELECT, [1, None])
        page.keyboard.press(digit)
        all_heard(page)
    names = page.locator(".kb-p[data-position='1'] .kb-name")
    assert [name.is_visible() for name in names.all()] == [True, True]
    one, other = (name.bounding_box() for name in names.all())
    assert abs(one["y"] - other["y"]) > 15 or one["x"] + one["width"] <= other["x"] + 1


def test_a_paragraph_stays_selected_when_it_is_painted_anew(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    page.evaluate(SELECT, [9, None])
    page.keyboard.press("1")
    page.evaluate(SELECT, [9, None])
    all_heard(page)  # its answer has painted the paragraph meanwhile
    page.keyboard.press("2")
    all_heard(page)
    assert [event["codes"][0] for event in events(page)] == ["alert needs an owner", "sensor faults"]


def test_every_key_arrives_however_fast_they_are_pressed(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    for digit in "123":
        page.evaluate(SELECT, [9, None])
        page.keyboard.press(digit)
    all_heard(page)
    assert [event["codes"][0] for event in events(page)] == [
        "alert needs an owner",
        "sensor faults",
        "nobody owns the model",
    ]


def test_a_coding_shows_at_once_and_only_its_paragraph_is_painted(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    assert page.evaluate(APPLY) == [[9], [9]], "painted while it was being saved"
    assert page.locator('.kb-p[data-position="9"] button.kb-stripe').get_attribute("aria-label") == (
        "coded: alert needs an owner, Mara"
    )


def test_what_is_refused_is_rolled_back_with_the_reason(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    page.keyboard.press("Enter")
    page.keyboard.type("forbidden")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".kb-notice:not([hidden])")
    assert page.locator(".kb-notice").inner_text() == "No code may be called forbidden."
    assert page.locator('.kb-p[data-position="9"] .kb-coded').count() == 0


def test_the_reader_has_the_same_text_and_no_deeds(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, f"{view_url}?read=1")
    drag_over(page, (9, "zeros"), (9, "days"))
    assert page.locator(".kb-handle").is_hidden()
    page.keyboard.press("1")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.kb-dialog")
    assert "undo" not in page.locator("dialog.kb-dialog").inner_text()
    assert events(page) == []


def test_hidden_highlights_and_the_next_uncoded_paragraph(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 0, "Honestly")
    page.keyboard.press("n")
    assert page.locator(".kb-cur").get_attribute("data-position") == "5"
    page.keyboard.press("Shift+N")
    assert page.locator(".kb-live").inner_text() == "All other paragraphs are coded."
    page.keyboard.press("h")
    assert page.locator(".kb-stripe").first.is_hidden()


@pytest.mark.thorough
def test_a_long_transcript_scrolls_by_windows_and_keeps_its_place(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, f"{view_url}?case=long")
    assert page.locator(".kb-p").count() == 200
    page.mouse.move(500, 500)
    seen: list[int] = []
    while len(seen) < 60 and seen[-1:] <= [300]:
        page.mouse.wheel(0, 900)
        painted(page)
        seen.append(page.wait_for_function(SEEN_AT, timeout=60_000).json_value() - 1)
    assert page.locator(".kb-p").count() <= 200
    assert seen[-1] > 300
    assert all(later >= earlier for earlier, later in pairwise(seen)), seen


def test_walking_goes_on_where_the_window_ends(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, f"{view_url}?case=long")
    page.evaluate(SELECT, [198, None])
    page.locator(".kb-cur").wait_for()
    settled(page)
    begun = int(page.locator(".kb-cur").get_attribute("data-position"))
    for position in range(begun + 1, begun + 4):
        page.keyboard.press("j")
        page.wait_for_selector(f'.kb-cur[data-position="{position}"]')
    page.keyboard.press("]")
    page.wait_for_function("() => Number(document.querySelector('.kb-cur')?.dataset.position) >= 201")


def test_applying_a_code_in_a_long_transcript_paints_only_what_changed(
    browser_page: Any, view_url: str
) -> None:
    """How long it takes is for `make bench` to tell."""
    page = browser_page
    visit(page, f"{view_url}?case=long")
    repainted: list[list[int]] = []
    for position in (3, 5, 7):
        page.evaluate(SELECT, [position, None])
        all_heard(page)
        repainted += page.evaluate(APPLY)
    assert max(map(len, repainted)) <= 6


def test_a_coding_sends_what_changed_and_not_the_text_and_the_codebook_again(
    browser_page: Any, view_url: str
) -> None:
    page, received = browser_page, list[bytes | str]()

    def receive(frame: bytes | str) -> None:
        received.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", receive))
    visit(page, f"{view_url}?case=long")
    words = page.evaluate(TEXT_OF, 150)[:60].encode("ascii")
    opened = b"".join(frame for frame in received if isinstance(frame, bytes))
    assert words in opened
    assert b"alert needs an owner" in opened
    page.evaluate(SELECT, [3, None])
    all_heard(page)
    received.clear()
    page.evaluate(APPLY)
    all_heard(page)
    sent = next(frame for frame in received if isinstance(frame, bytes) and b'"changes"' in frame)
    assert b'"rows"' in sent, "the component was brought up to date"
    assert words not in sent
    assert b'"path"' not in sent, "the codebook was sent again"
    assert len(sent) - sent.index(b'{"catalog"') < 4_000, "the codings that changed, and what is small anyway"


def test_a_stripe_beside_one_that_is_hard_to_tell_from_it_is_hollow(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url)
    hollow = browser_page.evaluate(
        "[...document.querySelectorAll('.kb-hollow')].map((each) => each.dataset.coding)"
    )
    assert hollow == ["1"]


def test_a_click_on_a_stripe_tells_its_paragraph_and_its_coding(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url)
    browser_page.evaluate("""() => {  // with each answer of Python the view gets another way to send
      const view = document.querySelector(".kb-transcript").kbTranscriptView, transmit = view.transmit;
      window.told = [];
      view.transmit = (events) => { window.told.push(view.lookedAt); transmit(events); };
    }""")
    browser_page.locator(".kb-p[data-position='3'] button.kb-stripe").first.click()
    browser_page.wait_for_function("window.told.some((look) => look?.coding !== undefined)")
    looked = browser_page.evaluate("window.told.find((look) => look?.coding !== undefined)")
    assert (looked["do"], looked["paragraph"], looked["coding"]) == ("focus", 3, 4)


def test_an_accessibility_engine_has_nothing_to_say(
    browser_page: Any, view_url: str, in_schemes: Callable[..., Any]
) -> None:
    visit(browser_page, view_url)
    for keys in ([], ["Enter"], ["Escape", "?"]):
        browser_page.evaluate(SELECT, [9, None])
        for key in keys:
            browser_page.keyboard.press(key)
        for scheme in in_schemes(browser_page):
            told = violations(browser_page, ".kb-transcript", only_colours=scheme == "dark")
            assert (keys, scheme, told) == (keys, scheme, [])


LINES_OF_NAMES = """() => [...document.querySelectorAll('.kb-who b')]
  .filter(name => name.textContent && !/\\s/.test(name.textContent.trim()))
  .map(name => {
    const words = document.createRange();
    words.selectNodeContents(name);
    return new Set([...words.getClientRects()].map(line => Math.round(line.top))).size;
  })"""
"""On how many lines each speaker's name of one word is."""


def test_the_name_of_a_role_is_not_broken_beside_a_number_of_three_digits(
    browser_page: Any, view_url: str
) -> None:
    visit(browser_page, f"{view_url}?case=long")
    lines = browser_page.evaluate(LINES_OF_NAMES)
    assert len(lines) > 100
    assert set(lines) == {1}
