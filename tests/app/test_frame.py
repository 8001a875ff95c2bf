"""The frame: every page opens by its address, on a server that nobody has used yet, without a complaint."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

ADDRESSES = (
    "issue?id=drift",  # first: a cold deep link, before the server has seen "/"
    "",
    "issues",
    "fixes",
    "fix?id=watch-and-retrain",
    "documents",
    "read?document=Interview+1",
    "code?document=Interview+1",
    "codebook",
    "search?q=drift",
    "history",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_opens_its_page_in_the_frame(app_url: str, browser_page: Any, address: str) -> None:
    browser_page.goto(f"{app_url}/{address}")
    browser_page.wait_for_selector("[data-testid=stTopNavLink]", timeout=20_000)
    browser_page.wait_for_selector(".kb-view, .kb-transcript", timeout=20_000)
    browser_page.wait_for_timeout(700)
    assert browser_page.locator("[data-testid=stSidebarNav]").count() == 0
    assert browser_page.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_keeps_anybody_out(app_url: str, browser_page: Any, address: str, scheme: str) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(f"{app_url}/{address}")
    browser_page.wait_for_selector(".kb-view, .kb-transcript", timeout=20_000)
    browser_page.wait_for_timeout(900)
    found = Axe().run(browser_page).response["violations"]
    serious = [
        (each["id"], node["html"][:200], node["failureSummary"][:300])
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
    assert serious == []
