"""Many people have the app open: one server, a browser session each, page after page.

Seconds are those of the clock, from the click to the drawn page; server and browser share the processors.
"""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import Any

from bench.browser import answers, browser, chromium, running
from tools.torture import catalogs
from tools.torture.figures import Figure
from tools.torture.plan import Plan

SHORT, LONG = 5, 50
"""People at the same time."""
_GOAL = 2.0
_PAGES = (("Issues", "/issues"), ("Documents", "/documents"), ("Codebook", "/codebook"), ("Overview", "/"))
_PATIENCE = 60_000
_THERE = """(path) => location.pathname === path
  && document.querySelector('[data-test-script-state="notRunning"]')
  && [...document.querySelectorAll(".kb-view")].some((part) => part.getClientRects().length)
  && !document.querySelector('[data-stale="true"]')"""
_BROKEN = ".stException, [data-testid='stException']"


def run(plan: Plan) -> list[Figure]:
    """Open the app as so many people, and let each go through some pages."""
    if find_spec("playwright") is None or chromium() is None:
        return [Figure("browser sessions", skipped="needs Chromium, and playwright (make test installs it)")]
    people = plan.measure(SHORT, LONG)
    catalog = catalogs.coded(plan.folder("app"), "Interview 07", "Interview 12", "Interview 01")
    with running(catalog) as link, browser() as chrome:
        answers(link)
        pages = [_come(chrome, link) for _ in range(people)]
        seconds, failed = _go_through(pages)
    slow = sorted(seconds)[int(0.95 * len(seconds))] if seconds else 0.0
    return [
        Figure("browser sessions at the same time", people),
        Figure("pages opened", len(seconds)),
        Figure("pages that failed or never came", len(failed), 0, faults=tuple(failed)),
        Figure(
            "95 of 100 pages are there within (seconds by the clock)",
            slow,
            _GOAL if plan.is_long else None,
            " s",
        ),
    ]


def _come(chrome: Any, link: str) -> Any:
    """Open the app as somebody new: a session of its own, with cookies of its own."""
    page = chrome.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(link)
    page.wait_for_function(_THERE, arg="/")
    return page


def _go_through(pages: list[Any]) -> tuple[list[float], list[str]]:
    """Let all click at the same time, wait until each has its page, and go on to the next one."""
    seconds, failed = [], []
    for name, path in _PAGES:
        begun = []
        for page in pages:
            begun.append(time.perf_counter())
            page.get_by_role("link", name=name, exact=True).first.click(no_wait_after=True)
        for number, page in enumerate(pages):
            try:
                page.wait_for_function(_THERE, arg=path)
            except Exception as error:  # noqa: BLE001  whatever a browser says: the page did not come
                failed.append(f"person {number + 1}, {name}: {str(error).splitlines()[0]}")
                continue
            seconds.append(time.perf_counter() - begun[number])
            if page.locator(_BROKEN).count():
                failed.append(f"person {number + 1}, {name}: the page shows an error")
    return seconds, failed
