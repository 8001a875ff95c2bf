"""Codings are changed where they are drawn: their edges are dragged, they are recoded and removed."""

from __future__ import annotations

from typing import Any

from transcript_steps import (
    POINT,
    SELECT,
    SELECT_IN,
    TEXT_OF,
    all_heard,
    click_at,
    document,
    events,
    heard,
    visit,
)

CLOSE = """() => {
  document.querySelector(".kb-dialog").close();
  return getSelection().focusNode.data?.slice(getSelection().focusOffset) ?? "";
}"""
"""What is behind the caret when a dialog has just closed."""

KEEP_FRAMES = """() => {
  const own = window.requestAnimationFrame, kept = [];
  window.requestAnimationFrame = (then) => kept.push(then);
  window.kbGiveFrames = () => {
    window.requestAnimationFrame = own;
    kept.forEach((then) => then(performance.now()));
  };
}"""
GIVE_FRAMES = "() => { kbGiveFrames(); return new Promise((then) => setTimeout(then, 100)); }"
"""The frames that were asked for come late, and the browser has time to tell where its selection is then."""

MOVE_AND_PRESS = """() => {
  getSelection().collapse(document.querySelector(".kb-p[data-position='5'] .kb-text").firstChild, 3);
  const key = { key: "p", code: "KeyP", bubbles: true, cancelable: true };
  document.querySelector(".kb-page").dispatchEvent(new KeyboardEvent("keydown", key));
}"""


def test_an_edge_is_dragged_by_words_and_escape_puts_it_back(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 3, "somebody")
    grip = page.locator(".kb-grip-words.kb-grip-start")
    for escape in (True, False):
        box = grip.bounding_box()
        page.mouse.move(box["x"] + 4, box["y"] + 13)
        page.mouse.down()
        x, y = page.evaluate(POINT, [3, "f it is off", False])
        page.mouse.move(x, y, steps=6)
        if escape:
            page.keyboard.press("Escape")
        page.mouse.up()
        if escape:
            all_heard(page)
            assert [event for event in events(page) if event["do"] == "resize"] == []
    event = heard(page, "resize")
    assert document(page)[event["start"] : event["end"]].startswith("If it is off, somebody")


def test_an_edge_dragged_below_a_paragraph_ends_with_its_words_and_the_keys_go_on(
    browser_page: Any, view_url: str
) -> None:
    page = browser_page
    visit(page, view_url)
    page.locator(".kb-p[data-position='3'] button.kb-stripe").first.click()
    grip = page.locator(".kb-grip-stripe.kb-grip-end").bounding_box()
    below = page.locator(".kb-p[data-position='4'] .kb-text").bounding_box()
    page.mouse.move(grip["x"] + 7, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 7, below["y"] - 1, steps=6)
    page.mouse.up()
    event = heard(page, "resize")
    assert document(page)[event["start"] : event["end"]].endswith("has to say why.")
    page.locator(".kb-page .kb-saving").first.wait_for(state="detached")
    page.keyboard.press("m")
    page.get_by_role("dialog").get_by_role("textbox").wait_for()


def test_edges_move_by_keyboard(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    page.locator(".kb-page").focus()
    for _ in range(4):
        page.keyboard.press("]")
    page.keyboard.press("e")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.keyboard.press("Enter")
    event = heard(page, "resize")
    assert (
        document(page)[event["start"] : event["end"]]
        == "heard of it from the control room, not from any alert, and"
    )


def test_recode_remove_memo_and_undo_are_events(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 2, "control room")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kb-picker")
    page.keyboard.type("sensor")
    page.keyboard.press("Enter")
    assert heard(page, "recode")["code"] == "sensor faults"
    click_at(page, 2, "control room")
    page.keyboard.press("m")
    page.keyboard.type("who told whom?")
    page.keyboard.press("Control+Enter")
    assert heard(page, "memo")["text"] == "who told whom?"
    page.keyboard.press("p")  # words that are selected get the memo themselves
    page.keyboard.press("m")
    page.get_by_role("dialog", name="Memo on these words").wait_for()
    page.keyboard.type("ask again")
    page.keyboard.press("Control+Enter")
    noted = heard(page, "note")
    assert (noted["text"], noted["words"].startswith("Two of them")) == ("ask again", True)
    click_at(page, 2, "control room")
    page.keyboard.press("Delete")
    assert heard(page, "remove")["coding"] == 3
    page.keyboard.press("Control+z")
    assert heard(page, "undo")
    page.wait_for_selector('button[data-coding="3"]')


def test_a_dialog_that_closes_gives_the_caret_back_before_the_next_key(
    browser_page: Any, view_url: str
) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 2, "control room")
    page.keyboard.press("m")
    assert page.evaluate(CLOSE).startswith("control room"), "at once after a click, too"
    page.evaluate(SELECT_IN, [3, "compared"])
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert heard(page, "code")["words"] == "compared"


def test_words_selected_before_a_closed_dialog_has_been_painted_over_are_those_of_the_next_keys(
    browser_page: Any, view_url: str
) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 2, "control room")
    page.keyboard.press("m")
    page.evaluate("window.requestAnimationFrame = (then) => setTimeout(then, 700)")  # frames are slow
    page.evaluate(CLOSE)
    page.evaluate(SELECT_IN, [3, "compared"])
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert heard(page, "code")["words"] == "compared"


def test_the_frame_of_a_closed_dialog_that_comes_when_the_next_one_is_open_moves_nothing(
    browser_page: Any, view_url: str
) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 2, "control room")
    page.keyboard.press("m")
    page.evaluate(KEEP_FRAMES)
    page.evaluate(CLOSE)
    page.evaluate(SELECT_IN, [3, "compared"])
    page.keyboard.press("m")
    page.evaluate(GIVE_FRAMES)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert heard(page, "code")["words"] == "compared"


def test_a_key_is_for_the_caret_before_the_browser_has_told_where_that_is(
    browser_page: Any, view_url: str
) -> None:
    visit(browser_page, view_url)
    click_at(browser_page, 2, "control room")
    browser_page.evaluate(MOVE_AND_PRESS)
    browser_page.keyboard.press("1")
    assert heard(browser_page, "code")["words"].startswith("That is the weak spot.")


def test_another_coders_coding_cannot_be_changed(browser_page: Any, view_url: str) -> None:
    page = browser_page
    visit(page, view_url)
    click_at(page, 0, "number on a dash")
    page.keyboard.press("Delete")
    assert page.locator(".kb-notice").inner_text() == "This is Jon\u2019s coding."
    assert events(page) == []


def test_grips_stand_at_the_ends_of_words_from_right_to_left(browser_page: Any, view_url: str) -> None:
    visit(browser_page, view_url)
    position = next(at for at in range(10) if "השתנו" in browser_page.evaluate(TEXT_OF, at))
    browser_page.evaluate(SELECT, [position, "השתנו בלי"])
    browser_page.keyboard.press("1")
    heard(browser_page, "code")
    browser_page.locator(f".kb-p[data-position='{position}'] .kb-saving").first.wait_for(state="detached")
    browser_page.locator(f".kb-p[data-position='{position}'] button.kb-stripe").first.click()
    browser_page.locator(".kb-grip-words.kb-grip-end").wait_for()
    start, end = (
        browser_page.locator(f".kb-grip-words.kb-grip-{side}").bounding_box() for side in ("start", "end")
    )
    assert start["x"] > end["x"] + 20


def test_on_a_phone_tapping_a_highlight_lists_its_codings(phone: Any, view_url: str) -> None:
    visit(phone, view_url)
    phone.locator(".kb-coded").nth(1).tap()
    phone.wait_for_selector("dialog.kb-dialog")
    assert phone.locator(".kb-list-name b").all_inner_texts() == [
        "monitoring too coarse",
        "average hides failures",
    ]
    phone.locator(".kb-list li").nth(1).get_by_role("button", name="Remove").tap()
    assert heard(phone, "remove")["coding"] == 0


def test_on_a_phone_a_finger_drags_the_edge_of_a_coding(phone: Any, view_url: str) -> None:
    visit(phone, view_url)
    phone.locator(".kb-p[data-position='3'] .kb-coded").last.tap()
    phone.get_by_role("dialog").get_by_role("button", name="Change boundaries").tap()
    knob = phone.locator(".kb-grip-words.kb-grip-end")
    knob.wait_for()
    box = knob.bounding_box()
    finger = phone.context.new_cdp_session(phone)
    hold = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 38}  # the knob hangs below the words
    x, line = phone.evaluate(POINT, [3, "somebody from the field", True])
    middle = box["y"] + 13
    for kind, points in (
        ("touchStart", [hold]),
        ("touchMove", [{"x": x, "y": line + hold["y"] - middle}]),
        ("touchEnd", []),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    event = heard(phone, "resize")
    assert document(phone)[event["start"] : event["end"]] == "somebody from the field"
