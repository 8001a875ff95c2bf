"""The coding surface in a real browser: what a person does to words is exactly what Python hears."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from app_server import AppServer

from app.screens.coding import component
from app.screens.coding.actions import LONGEST_NAME, MARKS, in_vivo

HERE = Path(__file__).parent
TEXT_OF = (
    """(position) => document.querySelector(`.kb-p[data-position="${position}"] .kb-text`).textContent"""
)
SELECT = """([position, words]) => {
  const text = document.querySelector(`.kb-p[data-position="${position}"] .kb-text`);
  const selection = getSelection();
  document.querySelector(".kb-page").focus();
  if (!words) { selection.selectAllChildren(text); return; }
  const node = text.firstChild, at = node.data.indexOf(words);
  selection.setBaseAndExtent(node, at, node, at + words.length);
}"""
SEEN_AT = """() => {
  const position = document.elementFromPoint(400, 500)?.closest(".kb-p")?.dataset.position;
  return position !== undefined && Number(position) + 1;  // the first one counts, too
}"""
APPLY = """async () => {
  const root = document.querySelector(".kb-transcript");
  const until = async (test) => { while (!test()) await new Promise(requestAnimationFrame); };
  const key = { key: "1", code: "Digit1", bubbles: true, cancelable: true };
  root.querySelector(".kb-page").dispatchEvent(new KeyboardEvent("keydown", key));
  await until(() => root.querySelector(".kb-saving"));
  const painted = Number(root.dataset.painted);
  await until(() => !root.querySelector(".kb-saving"));
  return painted;
}"""
POINT = """([position, words, end]) => {
  const text = document.querySelector(`.kb-p[data-position="${position}"] .kb-text`);
  text.scrollIntoView({ block: "nearest" });
  const range = document.createRange(), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let at = text.textContent.indexOf(words) + (end ? words.length : 0), node = walker.nextNode();
  while (at > node.length || (!end && at === node.length)) { at -= node.length; node = walker.nextNode(); }
  range.setStart(node, at); range.setEnd(node, at);
  const box = range.getBoundingClientRect();
  return [box.left, box.top + box.height / 2];
}"""


@pytest.fixture(scope="module")
def surface_url() -> Iterator[str]:
    """The address of a page with nothing but the surface."""
    server = AppServer(HERE / "component_app.py")
    yield f"{server.address}/"
    server.stop()


def visit(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".kb-p .kb-text", timeout=60_000)
    page.wait_for_selector("[data-testid=stCode]")
    settled(page)


def settled(page: Any) -> None:
    """Wait until the server has nothing more to say and the page has been painted."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("document.fonts.ready")
    painted(page)


def painted(page: Any) -> None:
    """Wait for two frames: what was done has been seen by the page."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def events(page: Any) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = ast.literal_eval(page.locator("[data-testid=stCode]").inner_text().strip())
    return shown


def heard(page: Any, do: str, **what: Any) -> dict[str, Any]:
    """Wait until Python has done something, and return it."""
    for _ in range(600):
        found = [event for event in events(page) if {"do": do, **what}.items() <= event.items()]
        if found:
            return found[-1]
        time.sleep(0.05)
    pytest.fail(f"no {do} event came")


def all_heard(page: Any) -> None:
    """Wait until Python has heard everything."""
    page.wait_for_function("() => !document.querySelector('.kb-transcript').kbSurface.unseen.length")
    settled(page)


def document(page: Any) -> str:
    """The text as Python counts it."""
    count = page.locator(".kb-text").count()
    return "\n".join(page.evaluate(TEXT_OF, position) for position in range(count))


def drag_over(page: Any, first: tuple[int, str], last: tuple[int, str], *, alt: bool = False) -> None:
    """Select with the mouse from the beginning of some words to the end of others."""
    x, y = page.evaluate(POINT, [*first, False])
    if alt:
        page.keyboard.down("Alt")
    page.mouse.move(x + 1, y)
    page.mouse.down()
    x, y = page.evaluate(POINT, [*last, True])
    page.mouse.move(x - 1, y, steps=8)
    page.mouse.up()
    painted(page)
    if alt:
        page.keyboard.up("Alt")


def click_at(page: Any, position: int, words: str) -> None:
    x, y = page.evaluate(POINT, [position, words, False])
    page.mouse.click(x + 1, y)
    painted(page)


def test_a_selection_over_three_paragraphs_with_emoji_is_exact_in_code_points(
    browser_page: Any, surface_url: str
) -> None:
    visit(browser_page, surface_url)
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
def test_a_selection_snaps_to_words(browser_page: Any, surface_url: str, alt: bool, words: str) -> None:  # noqa: FBT001
    visit(browser_page, surface_url)
    drag_over(browser_page, (5, "eak spot"), (5, "It i"), alt=alt)
    browser_page.keyboard.press("Digit2")
    event = heard(browser_page, "code")
    assert document(browser_page)[event["start"] : event["end"]] == words


def test_words_are_selected_and_coded_by_keyboard_alone(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
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


def test_the_picker_never_opens_by_itself_and_makes_codes(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    assert page.locator(".kb-picker").count() == 0
    page.locator(".kb-handle").click()
    assert page.locator(".kb-suggested .kb-take").count() == 2
    page.keyboard.type("meter")
    page.keyboard.press("Shift+Enter")
    assert heard(page, "code") | {"id": 0, "start": 0, "end": 0} == {
        "here": 9, "do": "code", "codes": ["meter"], "new": True, "invivo": False,
        "id": 0, "start": 0, "end": 0,
    }  # fmt: skip
    drag_over(page, (9, "valley was"), (9, "empty"))
    page.keyboard.press("i")
    assert heard(page, "code", invivo=True)["codes"] == ["valley was empty"]


def test_two_codes_on_the_same_words_without_leaving_the_picker(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    page.keyboard.press("Enter")
    page.keyboard.type("sensor")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("drift")
    page.keyboard.press("Enter")
    all_heard(page)
    assert [event["codes"] for event in events(page)] == [["sensor faults"], ["drift unnoticed"]]
    assert page.locator(".kb-saving").count() == 0


def test_every_key_arrives_however_fast_they_are_pressed(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
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


@pytest.mark.parametrize("style", ["callback", "returned"])
def test_a_coding_shows_at_once_and_only_its_paragraph_is_painted(
    browser_page: Any, surface_url: str, style: str
) -> None:
    page = browser_page
    visit(page, f"{surface_url}?style={style}")
    drag_over(page, (9, "zeros"), (9, "days"))
    assert page.evaluate(APPLY) == 1, "painted while it was being saved"
    assert page.locator(".kb-transcript").get_attribute("data-painted") == "1"
    assert page.locator('.kb-p[data-position="9"] button.kb-stripe').get_attribute("aria-label") == (
        "coded: alert needs an owner, Mara"
    )


def test_what_is_refused_is_rolled_back_with_the_reason(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    drag_over(page, (9, "zeros"), (9, "days"))
    page.keyboard.press("Enter")
    page.keyboard.type("forbidden")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".kb-notice:not([hidden])")
    assert page.locator(".kb-notice").inner_text() == "No code may be called forbidden."
    assert page.locator('.kb-p[data-position="9"] .kb-coded').count() == 0


def test_an_edge_is_dragged_by_words_and_escape_puts_it_back(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
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
    browser_page: Any, surface_url: str
) -> None:
    page = browser_page
    visit(page, surface_url)
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


def test_edges_move_by_keyboard(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
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


def test_recode_remove_memo_and_undo_are_events(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
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
    click_at(page, 2, "control room")
    page.keyboard.press("Delete")
    assert heard(page, "remove")["coding"] == 3
    page.keyboard.press("Control+z")
    assert heard(page, "undo")
    page.wait_for_selector('button[data-coding="3"]')


def test_another_coders_coding_cannot_be_changed(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    click_at(page, 0, "number on a dash")
    page.keyboard.press("Delete")
    assert page.locator(".kb-notice").inner_text() == "This is Jon\u2019s coding."
    assert events(page) == []


def test_suggestions_are_accepted_with_a_key(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    click_at(page, 9, "valley")
    page.keyboard.press("s")
    page.keyboard.press("Alt+2")
    assert heard(page, "suggest") | {"id": 0} == {
        "here": 9, "do": "suggest", "position": 9, "code": "compare with own past", "accept": True, "id": 0,
    }  # fmt: skip


def test_right_to_left_words_are_exact_and_markup_stays_text(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
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


def test_the_text_cannot_be_changed_and_tab_is_never_taken(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    before = document(page)
    click_at(page, 5, "weak")
    page.keyboard.type("xyz")
    page.keyboard.press("Control+v")
    assert document(page) == before
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("coded: ")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('.kb-page').contains(document.activeElement)")


def test_the_reader_has_the_same_text_and_no_deeds(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, f"{surface_url}?read=1")
    drag_over(page, (9, "zeros"), (9, "days"))
    assert page.locator(".kb-handle").is_hidden()
    page.keyboard.press("1")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.kb-dialog")
    assert "undo" not in page.locator("dialog.kb-dialog").inner_text()
    assert events(page) == []


def test_hidden_highlights_and_the_next_uncoded_paragraph(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, surface_url)
    click_at(page, 0, "Honestly")
    page.keyboard.press("n")
    assert page.locator(".kb-cur").get_attribute("data-position") == "5"
    page.keyboard.press("Shift+N")
    assert page.locator(".kb-live").inner_text() == "Every other paragraph carries a code."
    page.keyboard.press("h")
    assert page.locator(".kb-stripe").first.is_hidden()


def test_a_long_transcript_scrolls_by_windows_and_keeps_its_place(
    browser_page: Any, surface_url: str
) -> None:
    page = browser_page
    visit(page, f"{surface_url}?case=long")
    assert page.locator(".kb-p").count() == 200
    page.mouse.move(500, 500)
    seen: list[int] = []
    for _ in range(60):
        page.mouse.wheel(0, 900)
        painted(page)
        seen.append(page.wait_for_function(SEEN_AT, timeout=60_000).json_value() - 1)
    assert page.locator(".kb-p").count() <= 200
    assert seen[-1] > 300
    assert all(later >= earlier for earlier, later in pairwise(seen)), seen


def test_walking_goes_on_where_the_window_ends(browser_page: Any, surface_url: str) -> None:
    page = browser_page
    visit(page, f"{surface_url}?case=long")
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
    browser_page: Any, surface_url: str
) -> None:
    """How long it takes is for `make bench` to tell."""
    page = browser_page
    visit(page, f"{surface_url}?case=long")
    repainted = []
    for position in (3, 5, 7):
        page.evaluate(SELECT, [position, None])
        all_heard(page)
        repainted.append(page.evaluate(APPLY))
    assert max(repainted) <= 6


def test_a_coding_sends_what_changed_and_not_the_text_and_the_codebook_again(
    browser_page: Any, surface_url: str
) -> None:
    page, received = browser_page, list[bytes | str]()

    def receive(frame: bytes | str) -> None:
        received.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", receive))
    visit(page, f"{surface_url}?case=long")
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
    assert len(sent) - sent.index(b'{"document"') < 4_000, (
        "the codings that changed, and what is small anyway"
    )


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


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A touch screen of 400 pixels."""
    size = {"width": 400, "height": 860}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, color_scheme="dark")
    yield context.new_page()
    context.close()


def test_paragraphs_are_numbered_from_one(browser_page: Any, surface_url: str) -> None:
    visit(browser_page, surface_url)
    assert browser_page.locator(".kb-p[data-position='0'] .kb-who span").inner_text() == "1"
    click_at(browser_page, 1, "And the")
    browser_page.keyboard.press("j")
    browser_page.wait_for_function(
        "() => document.querySelector('.kb-live').textContent.startsWith('Paragraph 3')"
    )


def test_a_stripe_beside_one_that_is_hard_to_tell_from_it_is_hollow(
    browser_page: Any, surface_url: str
) -> None:
    visit(browser_page, surface_url)
    hollow = browser_page.evaluate(
        "[...document.querySelectorAll('.kb-hollow')].map((each) => each.dataset.coding)"
    )
    assert hollow == ["1"]


def test_a_click_on_a_stripe_tells_its_paragraph_and_its_coding(browser_page: Any, surface_url: str) -> None:
    visit(browser_page, surface_url)
    browser_page.evaluate("document.querySelector('.kb-transcript').kbSurface.heard = []")
    browser_page.evaluate("""() => {
      const surface = document.querySelector(".kb-transcript").kbSurface, send = surface.send;
      surface.send = (name, value) => { surface.heard.push([name, value]); send(name, value); };
    }""")
    browser_page.locator(".kb-p[data-position='3'] button.kb-stripe").first.click()
    browser_page.wait_for_function("document.querySelector('.kb-transcript').kbSurface.heard.length")
    settled(browser_page)
    [(name, told)] = browser_page.evaluate("document.querySelector('.kb-transcript').kbSurface.heard")
    assert (name, told["do"], told["paragraph"], told["coding"]) == ("look", "focus", 3, 4)


def test_grips_stand_at_the_ends_of_words_from_right_to_left(browser_page: Any, surface_url: str) -> None:
    visit(browser_page, surface_url)
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


def test_coming_in_with_tab_stays_where_one_reads(browser_page: Any, surface_url: str) -> None:
    visit(browser_page, surface_url + "?case=long")
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


def test_on_a_phone_tapping_a_highlight_lists_its_codings(phone: Any, surface_url: str) -> None:
    visit(phone, surface_url)
    phone.locator(".kb-coded").nth(1).tap()
    phone.wait_for_selector("dialog.kb-dialog")
    assert phone.locator(".kb-list-name b").all_inner_texts() == [
        "monitoring too coarse",
        "average hides failures",
    ]
    phone.locator(".kb-list li").nth(1).get_by_role("button", name="Remove").tap()
    assert heard(phone, "remove")["coding"] == 0


def test_on_a_phone_a_finger_drags_the_edge_of_a_coding(phone: Any, surface_url: str) -> None:
    visit(phone, surface_url)
    phone.locator(".kb-p[data-position='3'] .kb-coded").last.tap()
    phone.get_by_role("dialog").get_by_role("button", name="Move edges").tap()
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


def test_on_a_phone_the_picker_is_a_sheet_below_the_words(phone: Any, surface_url: str) -> None:
    visit(phone, surface_url)
    assert phone.locator(".kb-page").get_attribute("contenteditable") == "false", "no keyboard over the text"
    phone.locator('.kb-p[data-position="5"]').tap()
    phone.evaluate(SELECT, [5, "it is Petra"])
    phone.wait_for_selector(".kb-handle:not([hidden])")
    phone.locator(".kb-handle").tap()
    sheet = phone.locator(".kb-picker").bounding_box()
    assert (sheet["x"], sheet["width"]) == (0, 400)
    assert sheet["y"] >= 860 * 0.44
    words = phone.locator('.kb-p[data-position="5"]').bounding_box()
    assert words["y"] + words["height"] < sheet["y"]
    phone.locator(".kb-option").first.tap()
    event = heard(phone, "code")
    assert document(phone)[event["start"] : event["end"]] == "it is Petra"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_engine_has_nothing_to_say(browser_page: Any, surface_url: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    browser_page.emulate_media(color_scheme=scheme)
    visit(browser_page, surface_url)
    for keys in ([], ["Enter"], ["Escape", "?"]):
        browser_page.evaluate(SELECT, [9, None])
        for key in keys:
            browser_page.keyboard.press(key)
        painted(browser_page)
        browser_page.wait_for_function(
            "document.getAnimations().every((each) => each.playState !== 'running')"
        )
        found = axe.run(browser_page, context=".kb-transcript").response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
