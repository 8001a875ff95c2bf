"""Ways through the app: one click is one entry in the browser's history, and an address is one view.

Pages are opened, and of their links one to each other page is followed, there and back and there again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from browser_steps import come_as, drawn

ALL = bool(os.environ.get("KB_ALL_LOOKS"))
STARTS = {
    "/": ("/issues", "/documents"),
    "/issues?stage=maintenance": ("/issue",),
    "/issue?id=drift": ("/read", "/fix", "/network", "/codebook"),
    "/documents": ("/code",),
    "/codebook?code=MM-drift": ("/codebook", "/issue"),
    "/search?q=model": ("/search",),
    "/compare": ("/compare",),
    "/network?view=table": ("/network",),
    "/figures?figure=crosstab": ("/issue", "/figures"),
    "/history": ("/read",),
    "/import": ("/documents",),
    "/export": (),
}
"""Where one starts, and pages that its links lead to: every page is left and reached by at least one."""
BUSIEST = ("/", "/issue?id=drift", "/documents", "/codebook?code=MM-drift")
"""Pages that lead to most others; ``make looks`` starts at all."""
DOCUMENT = "/code?document=Interview+5&at=4"


READ = """main => {
  const others = [...main.querySelectorAll(".kb-p:not(.kb-cur)")].map((each) => [each, each.style.display]);
  for (const [each] of others) each.style.display = "none";
  const words = main.innerText;
  for (const [each, display] of others) each.style.display = display;
  return words;
}"""


def told(page: Any) -> tuple[str, str, str]:
    """The address, the title of the tab, and what can be read: of a transcript, the paragraph one is at.

    How many paragraphs around it are drawn goes by how far somebody scrolled.
    """
    drawn(page)
    words = page.locator("[data-testid=stMain]").evaluate(READ)
    words = re.sub(r"\bexpand_\w+|\s", " ", words)  # the arrow of a popover is a ligature
    return page.url, page.title(), " ".join(words.split())


def shows(page: Any, address: str) -> None:
    """Wait for the page of an address."""
    where = urlsplit(address)
    query = urlencode(sorted(parse_qsl(where.query)))
    has = f"*='{query or 'document='}'" if where.path == "/code" else f"='{query}'"  # it resumes somewhere
    page.locator(f"[data-kb-address{has}]").wait_for(state="attached")
    page.wait_for_function(
        "path => location.pathname === path && !document.querySelector('[data-stale=true]')",
        arg=where.path,
    )
    drawn(page)


def entries(page: Any) -> int:
    """How many entries of the tab's history lie before the one that is shown."""
    number: int = page.evaluate("navigation.currentEntry.index")
    return number


def _apart(shown: str, wanted: str) -> str:
    """The words around the first difference."""
    at = next((at for at, (a, b) in enumerate(zip(shown, wanted, strict=False)) if a != b), 0)
    return f"{shown[max(0, at - 40) : at + 80]!r} not {wanted[max(0, at - 40) : at + 80]!r}"


def there_and_back(page: Any, follow: Callable[[], object], goal: str) -> list[str]:
    """Go a way, back and there again, where one stays; what is wrong with it."""
    start, before = told(page), entries(page)
    follow()
    shows(page, goal)
    there = told(page)
    wrong = [] if entries(page) == before + 1 else [f"{entries(page) - before} entries"]
    for turn, address, wanted in ((page.go_back, start[0], start), (page.go_forward, there[0], there)):
        turn()
        shows(page, address)
        wrong += [
            f"{turn.__name__}: {_apart(a, b)}" for a, b in zip(told(page), wanted, strict=True) if a != b
        ]
    return wrong


def links(page: Any, origin: str) -> Iterator[tuple[str, Any]]:
    """One link to each page that there is one to, or all kinds of them."""
    taken: set[tuple[str, tuple[str, ...]]] = set()
    for link in page.locator(".kb-view a[href^='/']:visible").all():
        where = urlsplit(link.get_attribute("href"))
        kind = (where.path, tuple(sorted(name for name, _ in parse_qsl(where.query))) if ALL else ())
        if kind not in taken and f"{origin}{where.path}?{where.query}".rstrip("?") != page.url:
            taken.add(kind)
            yield where.geturl(), link


@pytest.mark.parametrize(
    "start", [each if each in BUSIEST else pytest.param(each, marks=pytest.mark.thorough) for each in STARTS]
)
def test_a_link_is_one_entry_and_back_and_forward_show_the_same_views(
    start: str, app_url: str, browser_page: Any
) -> None:
    page = browser_page
    page.goto(app_url + start)
    shows(page, start)
    seen, wrong, is_away = set(), [], False
    for goal in [goal for goal, _ in links(page, app_url)]:
        path = urlsplit(goal).path
        seen.add(path)
        if not ALL and path not in STARTS[start]:
            continue
        if is_away:
            page.go_back()
            shows(page, start)
        is_away = True
        link = page.locator(f'.kb-view a[href="{goal}"]:visible').first
        wrong += [f"{start} → {goal}: {each}" for each in there_and_back(page, link.click, goal)]
    assert wrong == []
    assert set(STARTS[start]) <= seen


def test_the_pages_in_the_header_are_one_entry_each_also_where_a_page_completes_its_address(
    app_url: str, browser_page: Any
) -> None:
    page = browser_page
    page.goto(f"{app_url}/issues?stage=maintenance")
    shows(page, "/issues?stage=maintenance")
    wrong = there_and_back(page, page.get_by_role("link", name="Figures").click, "/figures")
    wrong += there_and_back(page, page.get_by_role("link", name="Code", exact=True).click, "/code")
    assert wrong == []
    page.go_back()
    shows(page, "/figures")
    page.goto(f"{app_url}/code")  # an address that is typed is completed, and Back does not lead to its half
    shows(page, "/code")
    page.go_back()
    shows(page, "/figures")


def test_a_filter_is_one_entry_though_it_changes_two_parameters(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(f"{app_url}/search?q=the&page=2")
    shows(page, "/search?q=the&page=2")

    def sort() -> None:
        page.get_by_role("button", name="Most matches first").or_(
            page.get_by_text("Most matches first")
        ).first.click()

    assert there_and_back(page, sort, "/search?q=the&sort=most") == []


def test_what_is_selected_in_the_network_comes_back(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(f"{app_url}/network?view=table")
    shows(page, "/network?view=table")
    page.locator(".st-key-network-main-table tbody a").first.click()
    page.locator("ol.both li").first.wait_for()
    chosen = told(page)
    issue = page.locator(".st-key-network-pair a[href^='/issue'], .net a[href^='/issue']").first
    assert there_and_back(page, issue.click, issue.get_attribute("href")) == []
    page.goto(chosen[0])
    shows(page, chosen[0])
    assert told(page) == chosen


def test_where_one_looks_in_a_transcript_is_in_the_address_but_no_entry(
    app_url: str, browser_page: Any
) -> None:
    page = browser_page
    come_as(page, "Noor", app_url)
    page.goto(app_url + DOCUMENT)
    page.locator(".kb-p").first.wait_for()
    drawn(page)
    before = entries(page)
    for position in (4, 5):
        page.locator(".kb-p").nth(position).locator(".kb-text").click(position={"x": 30, "y": 10})
        page.wait_for_function("at => location.search.includes(at)", arg=f"at={position + 1}")
    assert entries(page) == before
    page.context.clear_cookies()
