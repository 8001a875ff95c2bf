"""Journeys: what a person comes to do, from the first click to the words that are kept.

Each is taken on a wide and a narrow screen, in light and dark; some of these looks by ``make looks`` only,
which keeps pictures of the way in pytest's temporary folder (``--basetemp``).
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from app_server import AppServer
from browser_steps import ONE, TAKEN, choose_code, drawn, fill_in, say_who
from command_line import rows_of
from page_at_rest import settled

KEPT, GONE = "Data-missing-value", "Data-low-quality"
MARKDOWN = "[x](javascript:alert(1)) $x^2$ :red[r]"
PWN = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>"

POINT = """([position, words, end]) => {
  const text = document.querySelector(`.kb-p[data-position="${position}"] .kb-text`);
  const range = document.createRange(), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let at = text.textContent.indexOf(words) + (end ? words.length : 0), node = walker.nextNode();
  while (at > node.length || (!end && at === node.length)) { at -= node.length; node = walker.nextNode(); }
  range.setStart(node, at); range.setEnd(node, at);
  const box = range.getBoundingClientRect();
  return [box.left, box.top + box.height / 2];
}"""
CENTRED = """(row) => row.scrollIntoView({ block: "center", behavior: "instant" })"""
SEEN = """(element) => {
  const box = element.getBoundingClientRect();
  return box.height > 0 && box.top >= 48 && box.bottom <= innerHeight && box.right <= innerWidth;
}"""


@dataclass(frozen=True)
class Look:
    """A size and a scheme, as a name for whoever codes in it; and a folder for pictures."""

    width: int
    scheme: str
    folder: Path

    @property
    def who(self) -> str:
        return f"Mara {self.width} {self.scheme}"

    def keep(self, page: Any, name: str) -> None:
        if os.environ.get("KB_ALL_LOOKS"):
            page.screenshot(path=self.folder / f"{name}-{self.width}-{self.scheme}.png")


pytestmark = pytest.mark.looks
IN_ONE_LOOK = pytest.mark.parametrize("look", ONE, indirect=True, ids="{0[0]}-{0[1]}".format)


@pytest.fixture(params=TAKEN, ids="{0[0]}-{0[1]}".format)
def look(request: pytest.FixtureRequest, tmp_path: Path) -> Look:
    return Look(*request.param, tmp_path)


@pytest.fixture
def page(open_page: Callable[..., Any], look: Look) -> Any:
    return open_page(look.width, look.scheme)


def go(page: Any, name: str) -> None:
    """Go to a page by the header, or on a narrow screen by the drawer that holds it."""
    if page.viewport_size["width"] < 768:
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(f"^{name}$")).click()
        page.wait_for_url(re.compile(f"/{name.lower()}" if name != "Overview" else r":\d+/$"))
        page.keyboard.press("Escape")
        if page.locator("[data-testid=stSidebar][data-collapsed=false]").count():
            page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    else:
        page.get_by_role("link", name=name, exact=True).first.click()


def row(page: Any, position: int) -> Any:
    return page.locator(f'.kb-p[data-position="{position}"]')


def drag(page: Any, position: int, words: str) -> None:
    """Select words with the mouse; again where the page has moved under it."""
    for _ in range(20):
        row(page, position).evaluate(CENTRED)
        drawn(page)
        x, y = page.evaluate(POINT, [position, words, False])
        page.mouse.move(x + 1, y)
        page.mouse.down()
        x, y = page.evaluate(POINT, [position, words, True])
        page.mouse.move(x - 1, y, steps=6)
        page.mouse.up()
        if page.evaluate("getSelection().toString().replaceAll('\\n', '')").strip() == words:
            break
    else:
        pytest.fail(f"“{words}” could not be selected")
    page.locator(".kb-handle").wait_for()


def stored(page: Any) -> None:
    """Wait until the page says that all is saved."""
    page.wait_for_function(
        "() => document.querySelector('.kb-stripe') && !document.querySelector('.kb-saving')", timeout=60_000
    )


def kept(catalog: Path, coder: str, what: str = "codings") -> list[dict[str, Any]]:
    """What is exported of one coder, in the order of the text."""
    rows = [each for each in rows_of(catalog, "export", what) if each["coder"] == coder]
    return sorted(rows, key=lambda row: (row["document"], row["start"]))


def talk(look: Look) -> list[str]:
    """What is said in a transcript that no catalog has yet, another one for each look."""
    chance = random.Random(f"{look.width} {look.scheme}")  # noqa: S311  no secret
    letters = "abcdefghiklmnoprstuvw"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 8))) for _ in range(400)]
    return [
        f"{' '.join(chance.sample(words, 12)).capitalize()} 🚜 naïve {number} end." for number in range(24)
    ]


def test_an_issue_is_found_and_leads_to_its_words_in_their_place(app_url: str, page: Any, look: Look) -> None:
    page.goto(app_url)
    cell = page.locator("a[href*='stage=maintenance'][href*='aspect=reliability']").filter(visible=True).first
    if look.width > 768:  # in the map; on a phone it stands in a list of its stage
        assert str(cell.get_attribute("aria-label")).startswith("Reliability, Maintenance")
    cell.click()
    page.wait_for_url(re.compile(r"/issues\?.*stage=maintenance"))
    page.get_by_role("link", name="Drift", exact=True).click()
    page.wait_for_url(re.compile(r"/issue\?id=drift"))
    quote = page.locator(".q").nth(3)
    words = quote.locator("mark").first.inner_text()
    code = quote.locator(".code").inner_text()
    look.keep(page, "issue")
    quote.get_by_role("link", name="Open in transcript").click()
    page.wait_for_url(re.compile("/read"))
    page.mouse.move(1, 1)  # a mouse that rests on another coding raises that one
    raised = page.locator(".kb-up").first
    raised.wait_for()
    place = page.locator(".kb-cur")
    place.wait_for()
    assert words in str(place.locator(".kb-text").text_content())
    marked = place.locator(".kb-text .kb-up").first
    page.wait_for_function(SEEN, arg=marked.element_handle())
    look.keep(page, "place")
    assert code in str(page.locator("button.kb-up[data-coding]").first.get_attribute("aria-label"))


@IN_ONE_LOOK
def test_a_new_transcript_is_coded_by_mouse_and_by_keyboard_and_all_of_it_is_kept(
    app_url: str, app_catalog: Path, page: Any, look: Look
) -> None:
    said, title = talk(look), f"Field talk {look.width} {look.scheme}"
    file = look.folder / f"{title}.txt"
    file.write_text("".join(f"Interviewee: {words}\n\n" for words in said), encoding="utf-8")
    page.goto(f"{app_url}/documents")
    say_who(page, look.who)
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".pt").first.wait_for()
    look.keep(page, "upload")
    page.get_by_role("button", name="Start coding").click()
    row(page, 0).locator(".kb-text").wait_for()
    wanted = []
    for number in range(3):  # by mouse: from the third word to the tractor; the first code once more
        words = " ".join(said[number].split()[2:13])
        drag(page, number, words)
        page.locator(".kb-handle").click()
        page.locator(".kb-picker input").fill(f"mouse {number % 2}")
        page.locator(".kb-option").first.click()
        page.locator(".kb-picker").wait_for(state="detached")
        stored(page)
        wanted.append((words, f"mouse {number % 2}"))
    look.keep(page, "by-mouse")
    row(page, 2).locator(".kb-text").click(position={"x": 4, "y": 8})
    for number in range(3, 5):  # by keyboard: the whole paragraph, or its first words
        page.keyboard.press("j")
        page.locator(f'.kb-cur[data-position="{number}"]').wait_for()
        if number % 2:
            page.keyboard.press("p")
            words = said[number]
        else:
            for _ in range(3):
                page.keyboard.press("Control+Shift+ArrowRight")
            words = " ".join(said[number].split()[:3])
        page.keyboard.press("Enter")
        page.locator(".kb-picker input").type(f"keys {number % 2}")
        page.keyboard.press("Shift+Enter")  # it is a new code
        page.locator(".kb-picker").wait_for(state="detached")
        wanted.append((words, f"keys {number % 2}"))
    stored(page)
    assert [(each["quote"], each["code"]) for each in kept(app_catalog, look.who)] == wanted
    page.keyboard.press("Control+z")
    row(page, 4).locator(".kb-stripe").wait_for(state="detached")
    look.keep(page, "undone")
    page.reload()
    row(page, 0).locator(".kb-text").wait_for()
    say_who(page, look.who)
    row(page, 3).locator(".kb-stripe").wait_for()
    assert [(each["quote"], each["code"]) for each in kept(app_catalog, look.who)] == wanted[:-1]
    assert {each["document"] for each in kept(app_catalog, look.who)} == {title}


@IN_ONE_LOOK
def test_two_coders_at_once_on_one_transcript_lose_nothing(
    app_url: str, app_catalog: Path, open_page: Callable[..., Any], look: Look
) -> None:
    pages = {
        f"{name} {look.width} {look.scheme}": open_page(look.width, look.scheme) for name in ("Ada", "Bo")
    }
    for who, page in pages.items():
        page.goto(f"{app_url}/code?document=Interview+4&at=2")
        row(page, 1).locator(".kb-text").wait_for()
        say_who(page, who)
    for position in (1, 2):
        for who, page in pages.items():
            row(page, position).locator(".kb-text").click(position={"x": 30, "y": 10})
            page.keyboard.press("p")
            page.keyboard.press("Enter")
            page.locator(".kb-picker input").fill(f"{who.split()[0]} heard")
            page.keyboard.press("Shift+Enter")
            page.locator(".kb-picker").wait_for(state="detached")
    for page in pages.values():
        stored(page)
    for who, page in pages.items():
        look.keep(page, who.split()[0])
        found = kept(app_catalog, who)
        assert [each["paragraph"] for each in found] == [1, 2], who
        assert {each["code"] for each in found} == {f"{who.split()[0]} heard"}
        assert page.locator(".kb-stripe").count() == 2, "each sees what is theirs"


@IN_ONE_LOOK
@pytest.mark.thorough
def test_two_codes_are_merged_and_parted_again(
    app_url: str, app_catalog: Path, page: Any, look: Look
) -> None:
    before = counted(app_catalog)
    page.goto(f"{app_url}/codebook?code={GONE}")
    page.get_by_role("button", name="Merge", exact=True).click()
    choose_code(page, "Merge into", KEPT)
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("This affects").wait_for()
    look.keep(page, "touches")
    fill_in(page, page.get_by_label("Your name (for the history)"), look.who)
    page.get_by_role("dialog").get_by_role("button", name="Merge", exact=True).click()
    page.locator(".cbdone").wait_for()
    settled(page)  # the code that is shown below it is replaced after it
    look.keep(page, "merged")
    assert page.locator(".cbh1").inner_text() == KEPT
    merged = counted(app_catalog)
    assert merged[KEPT] == before[KEPT] + before[GONE]
    assert GONE not in merged
    page.locator(".cbdone").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone: ").wait_for()
    assert counted(app_catalog) == before
    page.goto(f"{app_url}/codebook?code={GONE}")
    page.locator(".cbh1", has_text=GONE).wait_for()


def counted(catalog: Path) -> Counter[str]:
    """How many codings each code has, of everybody."""
    return Counter(each["code"] for each in rows_of(catalog, "export", "codings"))


@IN_ONE_LOOK
def test_a_malicious_transcript_stays_words_wherever_it_is_shown(
    app_url: str, app_catalog: Path, page: Any, look: Look
) -> None:
    who = f"Eve {look.width} {look.scheme}"
    chance = random.Random(f"evil {who}")  # noqa: S311  no secret
    words = ["".join(chance.choices("abcdefghiklmnop", k=6)) for _ in range(60)]
    title, code = f"=1+1 <b>{who}</b>", f"=cmd() <i>{who}</i> **b** {PWN}"
    said = [
        f"{PWN} =HYPERLINK(0) {MARKDOWN} \u202egnirts {' '.join(words[10 * number : 10 * number + 10])}"
        for number in range(6)
    ]
    file = look.folder / "=cmd() \u202ez.txt"
    file.write_text(
        "".join(f"{('Interviewer', 'Max (<i>$x$)')[n % 2]}: {each}\n\n" for n, each in enumerate(said)),
        encoding="utf-8",
    )
    page.goto(f"{app_url}/documents")
    say_who(page, who)
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".pt").first.wait_for()
    field = page.get_by_role("textbox", name="Title")
    fill_in(page, field, title)
    page.get_by_role("button", name="Start coding").click()
    row(page, 1).locator(".kb-text").wait_for()
    assert row(page, 1).locator(".kb-text").inner_text().endswith(said[1].split("\u202e")[1])
    row(page, 1).locator(".kb-text").click(position={"x": 30, "y": 10})
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.locator(".kb-picker input").fill(code)
    page.keyboard.press("Shift+Enter")
    stored(page)
    look.keep(page, "coded")
    harmless(page)
    [coding] = kept(app_catalog, who)
    assert (coding["code"], coding["quote"]) == (code, said[1])
    go(page, "Search")
    field = page.get_by_role("combobox", name="Search").first
    field.fill(words[11])
    field.press("Enter")
    page.locator(".q", has_text=words[11]).first.wait_for()
    look.keep(page, "search")
    harmless(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("button", name=re.compile("CSV")).click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert "\n=" not in text
    assert ",=" not in text
    assert "'=1+1" in text
    for name in ("Documents", "Codebook", "History", "Overview"):
        go(page, name)
        page.locator(".kb-view h1").first.wait_for()
        harmless(page)
    look.keep(page, "overview")


def harmless(page: Any) -> None:
    """Nothing that came with a file, a title or a code has become markup."""
    settled(page)
    assert page.evaluate("window.pwned") is None
    main = "[data-testid=stMain]"
    assert (
        page.locator(f"{main} script, {main} img[src=x], {main} a[href^=javascript], {main} .katex").count()
        == 0
    )


@pytest.fixture
def server(app_catalog: Path) -> Iterator[AppServer]:
    running = AppServer(environment={"KB_DATABASE": str(app_catalog)})
    yield running
    running.kill()


@IN_ONE_LOOK
def test_a_killed_server_has_lost_nothing_that_was_shown_as_saved(
    server: AppServer, app_catalog: Path, open_page: Callable[..., Any], look: Look
) -> None:
    who = f"Kim {look.width} {look.scheme}"
    page = open_page(look.width, look.scheme, may_complain=True)  # of the server that is gone
    page.goto(f"{server.address}/code?document=Interview+5&at=4")
    row(page, 3).locator(".kb-text").wait_for()
    say_who(page, who)
    words = row(page, 3).locator(".kb-text").inner_text()
    row(page, 3).locator(".kb-text").click(position={"x": 30, "y": 10})
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.locator(".kb-picker input").type(f"killed {who}")
    page.keyboard.press("Shift+Enter")
    row(page, 3).locator(".kb-stripe:not(.kb-saving)").wait_for()
    server.kill()
    look.keep(page, "killed")
    assert [(each["quote"], each["code"]) for each in kept(app_catalog, who)] == [(words, f"killed {who}")]
    server.start()
    page = open_page(look.width, look.scheme)
    page.goto(f"{server.address}/code?document=Interview+5&at=4")
    row(page, 3).locator(".kb-text").wait_for()
    say_who(page, who)
    row(page, 3).locator(".kb-stripe").wait_for()
    look.keep(page, "back")
    page.locator(".docbar").get_by_role("button", name="Undo", exact=True).click()
    row(page, 3).locator(".kb-stripe").wait_for(state="detached")
    assert kept(app_catalog, who) == []
