"""What several tests do in a browser: say who is coding, and let an accessibility engine look at a page."""

from __future__ import annotations

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

ALL_LOOKS = [(1440, "light"), (1440, "dark"), (400, "light"), (400, "dark")]
TAKEN = ALL_LOOKS if os.environ.get("KB_ALL_LOOKS") else ALL_LOOKS[::3]
"""``make looks`` takes all four; else a desk by day and a phone by night do."""

ONE = ALL_LOOKS if os.environ.get("KB_ALL_LOOKS") else ALL_LOOKS[:1]
"""For what a server does, whatever a page looks like."""

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


def serious(page: Any) -> list[tuple[str, str, str]]:
    """What an accessibility engine finds serious, with the element and the reason."""
    return [
        (each["id"], node["html"][:200], node["failureSummary"][:300])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
