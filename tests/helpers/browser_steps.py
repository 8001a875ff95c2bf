"""What several tests do in a browser: say who is coding, and let an accessibility engine look at a page."""

from __future__ import annotations

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

ALL_LOOKS = [(1440, "light"), (1440, "dark"), (400, "light"), (400, "dark")]
TAKEN = ALL_LOOKS[1:3] if os.environ.get("KB_ALL_LOOKS") else ALL_LOOKS[::3]
"""A wide screen in light and a narrow one in dark; ``make looks`` takes the two others."""

ONE = ALL_LOOKS[1:] if os.environ.get("KB_ALL_LOOKS") else ALL_LOOKS[:1]
"""For what takes long, or is done by the server whatever a page looks like."""

LOOKS = pytest.mark.parametrize(("width", "scheme"), TAKEN)


def say_who(page: Any, who: str) -> None:
    """Choose in the header who is coding."""
    page.locator(".st-key-kb-coder button").first.click()
    chooser = page.get_by_role("combobox", name="Coding as")
    chooser.fill(who)
    chooser.press("Enter")
    page.locator(".st-key-kb-coder").get_by_role("button", name=who, exact=True).wait_for()
    page.keyboard.press("Escape")
    chooser.wait_for(state="hidden")


WCAG = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""What alone can differ between the same page in light and in dark."""


def serious(page: Any, *, only_colours: bool = False) -> list[tuple[str, str, str]]:
    """What an accessibility engine finds serious or against WCAG, with the element and the reason."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only_colours:
        options["runOnly"] = {"type": "rule", "values": OF_COLOURS}
    return [
        (each["id"], node["html"][:200], node["failureSummary"][:300])
        for each in Axe().run(page, options=options).response["violations"]
        if each["impact"] in ("serious", "critical") or WCAG & set(each["tags"])
        for node in each["nodes"]
    ]


def visit(page: Any, address: str, shown: str = ".kb-view h1, .kb-view .q, .kb-p .kb-text, .q") -> None:
    """Open a page and wait until it is drawn and the server has nothing more to say."""
    page.goto(address)
    page.locator(shown).first.wait_for()
    drawn(page)


def drawn(page: Any) -> None:
    """Wait until the server has nothing more to say, and nothing on the page moves or is still to come."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("document.fonts.ready")
    page.wait_for_function("() => document.getAnimations().every((each) => each.playState !== 'running')")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def in_scheme(page: Any, scheme: str) -> None:
    """Show a page light or dark, without asking the server for it again."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme", arg=scheme
    )
    drawn(page)


def problems(page: Any) -> dict[tuple[int, str], list[Any]]:
    """What keeps people out of a page in each look: it is looked at narrow, widened, looked at again."""
    found: dict[tuple[int, str], list[Any]] = {}
    for width, schemes in ((400, ("light", "dark")), (1440, ("dark", "light"))):
        page.set_viewport_size({"width": width, "height": 1000})
        if width > 768:  # the names of the pages have moved from the drawer into the header
            page.locator("[data-testid=stTopNavLink]").first.wait_for()
        for scheme in schemes:
            in_scheme(page, scheme)
            found[width, scheme] = serious(page, only_colours=scheme != schemes[0])
        if (least := page.evaluate(WIDTH)) > width:
            found[width, schemes[0]].append(f"it takes {least} pixels")
    return {look: told for look, told in found.items() if told}


WIDTH = """() => Math.max(document.documentElement.scrollWidth,
  document.querySelector("[data-testid=stMain]").scrollWidth)"""
