"""Nothing keeps anybody out: an accessibility engine looks at the pages and at all that can be opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from browser_steps import ALL_LOOKS, HARDER, in_scheme, problems, say_who, serious, visit

from app import page_registry
from app.screens.figures import registry

ADDRESSES = (
    "",
    "issues",
    "issues?q=zzz",
    "issue?id=drift",
    "fixes",
    "fix?id=watch-and-retrain",
    "documents",
    "read?document=Interview+1",
    "code?document=Interview+1",
    "codebook",
    "codebook?code=MM-drift",
    "codebook?view=table",
    "search?q=drift",
    "compare",
    "compare?view=agreement",
    "compare?document=Interview+9",
    "compare?document=Interview+9&view=side",
    "network",
    "network?pair=drift~unnoticed-failures",
    "network?view=matrix&focus=drift",
    "network?view=table",
    *(f"figures?figure={key}" for key in registry.KINDS),
    "history",
    "memos",
    "tasks",
    "tasks?view=assign",
    "people",
    "import",
    "export",
    "pseudonymise",
)
SHOWN = {"network": ".netcap", "figures": ".figpaper img"}
"""What a page shows last, where that is not its heading."""

ALIKE = {
    "tasks",
    "issues?q=zzz",
    "fixes",
    "fix?id=watch-and-retrain",
    "codebook?code=MM-drift",
    "codebook?view=table",
    "compare?view=agreement",
    "compare?document=Interview+9&view=side",
    "network?pair=drift~unnoticed-failures",
    "network?view=matrix&focus=drift",
    "network?view=table",
    *(f"figures?figure={key}" for key in registry.KINDS if key not in ("saturation", "crosstab")),
}
"""Built as another one of these is, or another view of its page: ``make looks`` opens them."""

FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const over = (colour, ground) => {  // what is seen of a colour, of whatever notation, on a ground
    canvas.fillStyle = `rgb(${ground.join(" ")})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const words = document.createTreeWalker(document.querySelector(".kb-page"), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement, grounds = [];
    if (!words.currentNode.data.trim() || !element.getClientRects().length) continue;
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = grounds.reduce((below, colour) => over(colour, below), [255, 255, 255]);
    const [ink, paper] = [light(over(getComputedStyle(element).color, ground)), light(ground)];
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) found.push([ratio, words.currentNode.data.slice(0, 40), element.className]);
  }
  return found;
}"""


def coder(page: Any) -> None:
    page.locator(".st-key-kb-coder button").first.click()
    page.get_by_role("combobox", name="Coding as").wait_for()


def popover(name: str) -> Callable[[Any], None]:
    def opened(page: Any) -> None:
        page.get_by_role("button", name=name).first.click()
        page.get_by_test_id("stPopoverBody").wait_for()

    return opened


def dialog(name: str) -> Callable[[Any], None]:
    def opened(page: Any) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()
        page.get_by_role("dialog").get_by_role("button", name="Preview").wait_for()

    return opened


def keys(*pressed: str, shown: str) -> Callable[[Any], None]:
    """The focus in the text of a paragraph, then some keys."""

    def opened(page: Any) -> None:
        page.locator(".kb-p[data-position='1'] .kb-text").click(position={"x": 40, "y": 10})
        for key in pressed:
            page.keyboard.press(key)
        page.locator(shown).wait_for()

    return opened


def menu(page: Any) -> None:
    page.locator(".docbar summary.t").click()
    page.locator(".docbar details.menu[open] .pop").first.wait_for()


def upload(page: Any) -> None:
    """A transcript is seen before it is kept: its text, the form, a problem."""
    said = (
        b"Interviewer: What broke?\n\nMax: The schema, overnight.\n\nInterviewer:\n\nMax: Nobody told us.\n"
    )
    file = {"name": "Interview 77.txt", "mimeType": "text/plain", "buffer": said}
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".pt").first.wait_for()
    page.get_by_role("button", name="Discard").wait_for()


def moderating(page: Any) -> None:
    """Somebody who is about to decide what can stand."""
    say_who(page, "Imke")
    page.locator(".work tr[data-row] a").first.click()
    page.locator("form.rule").wait_for()


def another_code(page: Any) -> None:
    moderating(page)
    page.locator(".opt", has_text="Another code").click()
    page.locator("input[name=code]").wait_for()


OPENED = {
    "documents": ("an upload", upload),
    "compare?document=Interview+9": ("a decision", moderating),
    "": ("who is coding", coder),
    "issues": ("a filter", popover("Stage")),
    "search?q=drift": ("an export", popover("Export")),
    "issue?id=drift": ("a memo", popover("New memo")),
    "codebook": ("a new code", dialog("New code")),
    "code?document=Interview+1": ("the picker", keys("p", "Enter", shown=".kb-picker")),
}
"""What opens on these pages, one of each kind."""

KINDRED = {
    "another code": ("compare?document=Interview+9", another_code),
    "the filter of quotes": ("issue?id=drift", popover("Filter")),
    "merging": ("codebook?code=MM-drift", dialog("Merge")),
    "saved searches": ("search?q=drift", popover("Saved searches")),
    "the documents of the bar": ("read?document=Interview+1", menu),
    "the keys": ("code?document=Interview+1", keys("?", shown="dialog.kb-dialog[open]")),
}
"""Opened by the same parts as another one is."""


def test_every_page_is_looked_at_and_all_that_opens() -> None:
    paths = {address.split("?")[0] for address in ADDRESSES}
    assert paths == {place.path for place in page_registry.PAGES}
    assert set(ADDRESSES) > ALIKE
    assert set(ADDRESSES) - ALIKE >= set(OPENED)


@pytest.mark.looks
@pytest.mark.parametrize(
    "address", [each for each in ADDRESSES if each not in ALIKE or os.environ.get("KB_ALL_LOOKS")]
)
def test_no_page_and_nothing_that_opens_on_it_keeps_anybody_out(
    app_url: str, open_page: Callable[..., Any], address: str
) -> None:
    """Narrow and wide, dark and light. And every address opens its page, asks nothing of other machines."""
    page = open_page(400, "dark")
    visit(page, f"{app_url}/{address}", *filter(None, [SHOWN.get(address.split("?", maxsplit=1)[0])]))
    assert page.locator("[data-testid=stException]").count() == 0
    assert problems(page) == {}
    assert page.locator("[data-testid=stSidebarNav]").count() == 0
    if address in OPENED:
        opened, act = OPENED[address]
        page.set_viewport_size({"width": 400, "height": 860})
        in_scheme(page, HARDER)
        act(page)
        assert serious(page) == [], opened


@pytest.mark.thorough
@pytest.mark.parametrize("opened", KINDRED)
def test_nothing_that_is_opened_alike_keeps_anybody_out(
    app_url: str, open_page: Callable[..., Any], opened: str
) -> None:
    address, act = KINDRED[opened]
    page = open_page(400, HARDER)
    visit(page, f"{app_url}/{address}")
    act(page)
    assert serious(page) == []


def test_every_word_of_a_transcript_stands_out_from_its_highlights(
    app_url: str, open_page: Callable[..., Any]
) -> None:
    page = open_page(1440)
    visit(page, f"{app_url}/read?document=Interview+2")
    page.locator(".kb-p [data-codings]").first.wait_for()
    for width, scheme in ALL_LOOKS:
        page.set_viewport_size({"width": width, "height": 1000})
        in_scheme(page, scheme)
        assert page.evaluate(FAINT) == [], (width, scheme)
