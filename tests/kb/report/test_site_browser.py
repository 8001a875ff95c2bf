"""The site in a browser, from a folder: search, filters, accessibility; nothing is asked of any network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import released_catalog
from browser_steps import TAKEN, violations
from command_line import run


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    catalog = released_catalog.make(folder / "catalog.db")
    options = ("--released", "all", "--context", "1", "--pass-role", "coder", "--resamples", "0")
    answer = run("publish", str(folder / "site"), "--database", str(catalog), *options)
    assert answer.code == 0, answer.err
    return folder / "site"


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    width, scheme = getattr(request, "param", (1440, "light"))
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request", lambda one: wrong.append(one.url) if not one.url.startswith(("file:", "data:")) else None
    )
    yield opened
    context.close()
    assert not wrong


def test_the_search_finds_entries_and_quotes_and_leads_to_their_place(page: Any, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("searchbox").fill("DRIFTED")
    page.get_by_role("searchbox").press("Enter")
    quotes = page.locator("#quotes blockquote")
    quotes.first.wait_for()
    assert quotes.count() == 2  # of two codes
    assert page.locator("#quotes mark").first.inner_text() == "drifted"
    field = page.get_by_role("searchbox")
    for asked, status in (
        ("form", "1 of 1 quotes shown"),
        ('"told us"', "1 of 1 quotes shown"),
        ('"us told"', "Nothing has all of these words."),
        ("\u05e9\u05dc\u05d5\u05dd", "1 of 1 quotes shown"),
        ("zora", "Nothing has this word."),
    ):
        field.fill(asked)
        page.get_by_role("status").get_by_text(status, exact=True).wait_for()
    field.fill("drift")
    page.get_by_role("link", name="Drift", exact=True).first.wait_for()
    assert "In the codebook" in page.locator("#entries").inner_text()
    field.fill("drifted")
    page.locator("#quotes").get_by_role("link", name="Interview 2, \u00b6 2").first.click()
    page.locator(".paragraph:target mark").first.wait_for()
    page.goto((site / "issues.html").as_uri() + "?stage=Deployment")
    page.get_by_text("1 of 4 shown").wait_for()
    page.get_by_role("button", name="Interviews").click()
    assert page.locator("th[aria-sort=descending]").count() == 1
    page.goto((site / "documents.html").as_uri())
    page.get_by_role("searchbox", name="Words").fill("interview 2")
    page.get_by_text("1 of ", exact=False).filter(has_text="shown").wait_for()


@pytest.mark.parametrize("page", TAKEN, indirect=True)
def test_pages_are_accessible_and_fit_the_screen(page: Any, site: Path) -> None:
    for name in ("index.html", "documents.html", "code/drift.html", "search.html?q=drift"):
        page.goto(f"{site.as_uri()}/{name}")
        if "?" in name:
            page.locator("#quotes blockquote").first.wait_for()
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
