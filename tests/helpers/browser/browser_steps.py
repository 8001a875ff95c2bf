"""What several tests do in a browser: say who is coding, and let an accessibility engine look at a page."""

from __future__ import annotations

import os
from typing import Any

from app_server import kept_coder
from axe_playwright_python.sync_playwright import Axe
from page_at_rest import settled

ALL_LOOKS = [(1440, "light"), (1440, "dark"), (400, "light"), (400, "dark")]
TAKEN = ALL_LOOKS[1:3] if os.environ.get("KB_ALL_LOOKS") else ALL_LOOKS[::3]
"""A wide screen in light and a narrow one in dark; ``make looks`` takes the two others."""

ONE = ALL_LOOKS[1:] if os.environ.get("KB_ALL_LOOKS") else ALL_LOOKS[:1]
"""For what takes long, or is done by the server whatever a page looks like."""

HARDER = "light" if os.environ.get("KB_ALL_LOOKS") else "dark"
"""Dark, in which more goes wrong; light is that of most tests, and ``make looks`` takes it."""


def say_who(page: Any, who: str) -> None:
    """Choose in the header who is coding."""
    page.locator(".st-key-kb-coder button").first.click()
    chooser = page.get_by_role("combobox", name="Coding as")
    chooser.fill(who)
    chooser.press("Enter")
    page.locator(".st-key-kb-coder").get_by_role("button", name=f"coding as {who}", exact=True).wait_for()
    page.keyboard.press("Escape")
    chooser.wait_for(state="hidden")


def come_as(page: Any, who: str, address: str) -> None:
    """Have been here before as a coder whom the catalog knows: the browser remembers who codes."""
    page.context.add_cookies([kept_coder(address, who)])


WCAG = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""What alone can differ between the same page in light and in dark."""


_AXE = Axe().axe_script
_VIOLATIONS = """([context, options]) => axe.run(context, options).then(({ violations }) => violations
  .map(({ id, impact, tags, nodes }) => ({ id, impact, tags,
    nodes: nodes.map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary.slice(0, 300)]) })))"""

_ROWS = ("tbody > tr", "ol > li", "ul > li", ".kb-p")
_ALIKE = [] if os.environ.get("KB_ALL_LOOKS") else [[f"{row}:nth-child(n+9)"] for row in _ROWS]
"""Rows from the ninth on: built as those before them, and where they are many, most of the time is theirs."""


def violations(page: Any, within: str = "html", *, only_colours: bool = False) -> list[dict[str, Any]]:
    """What an accessibility engine does not like in a part of a page, with the elements and the reasons."""
    settled(page)
    options: dict[str, Any] = {"resultTypes": ["violations"], "selectors": False}
    if only_colours:
        options["runOnly"] = {"type": "rule", "values": OF_COLOURS}
    if not page.evaluate("Boolean(window.axe)"):  # it is a large program
        page.evaluate(_AXE)
    found: list[dict[str, Any]] = page.evaluate(
        _VIOLATIONS, [{"include": [[within]], "exclude": _ALIKE}, options]
    )
    return found


def serious(page: Any, *, only_colours: bool = False) -> list[tuple[str, str, str]]:
    """What it finds serious or against WCAG, with the element and the reason."""
    return [
        (each["id"], element, reason)
        for each in violations(page, only_colours=only_colours)
        if each["impact"] in ("serious", "critical") or WCAG & set(each["tags"])
        for element, reason in each["nodes"]
    ]


def visit(page: Any, address: str, shown: str = ".kb-view h1, .kb-view .q, .kb-p .kb-text, .q") -> None:
    """Open a page and wait until it is drawn and the server has nothing more to say."""
    page.goto(address)
    page.locator(shown).first.wait_for()
    drawn(page)


def choose_code(page: Any, field: str, code: str) -> None:
    """Choose a code in a field for codes, by its whole name."""
    page.get_by_role("combobox", name=field).fill(code)
    page.get_by_role("combobox", name=field).press("Enter")
    settled(page)


def fill_in(page: Any, field: Any, text: str) -> None:
    """Fill in a field and leave it; wait until the page has drawn what follows from it."""
    field.fill(text)
    field.press("Tab")
    settled(page)


def drawn(page: Any) -> None:
    """Wait until a page of the app is there, :func:`settled`, and its fonts are."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("document.fonts.ready")
    settled(page)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def in_scheme(page: Any, scheme: str) -> None:
    """Show a page light or dark, without asking the server for it again."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme", arg=scheme
    )
    drawn(page)


def problems(page: Any) -> dict[tuple[int, str], list[Any]]:
    """What keeps people out of a page that came narrow and dark; then it is widened, in light.

    ``make looks`` looks at the two other looks as well: light and narrow, dark and wide.
    """
    found: dict[tuple[int, str], list[Any]] = {}
    for width, scheme, other in ((400, "dark", "light"), (1440, "light", "dark")):
        page.set_viewport_size({"width": width, "height": 1000})
        if width > 768:  # the names of the pages have moved from the drawer into the header
            page.locator("[data-testid=stTopNavLink]").first.wait_for()
        in_scheme(page, scheme)
        found[width, scheme] = serious(page)
        if os.environ.get("KB_ALL_LOOKS"):  # what is not a colour is the same in both
            in_scheme(page, other)
            found[width, other] = serious(page, only_colours=True)
        if (least := page.evaluate(WIDTH)) > width:
            found[width, "any"] = [f"it takes {least} pixels"]
        if cut := page.evaluate(CUT, width):
            found[width, "cut off"] = cut
    return {look: told for look, told in found.items() if told}


CUT = """(width) => [...document.querySelectorAll("[class*='-tools'] :is(button, input)")]
  .filter((each) => each.getClientRects().length && each.getBoundingClientRect().right > width + 1)
  .map((each) => each.innerText || each.ariaLabel)"""
"""What of the tools above a list lies beyond the edge, where nobody looks for it."""

WIDTH = """() => Math.max(document.documentElement.scrollWidth,
  document.querySelector("[data-testid=stMain]").scrollWidth)"""
