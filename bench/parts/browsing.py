"""What a person waits for in the browser: a page, a code that is put on words, scrolling.

On the corpus (or the samples), on a transcript of 3,000 paragraphs and 2,000 codings, and on the catalog of
300,000 codings. A page is there when its answer is drawn and the server has nothing more to say. Numbers are
medians; before each round the catalog changes, so that no answer comes from memory. Browser and server share
the processors with whatever else runs: a busy machine misses goals that a quiet one meets.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import copy
from typing import Any

from sqlmodel import select

from bench import long
from bench.browser import answers, browser, chromium, code_as, running, select_words
from bench.measure import goal
from bench.synthetic import KIT, build, generate
from kb.db.engine import open_for_writing, transaction
from kb.db.tables import Document
from kb.store.coding.codings import add_coding
from kb.store.ingest.files import ingest

FIRST, PAGE, LARGE, CODED, SLOW_FRAMES = 3.0, 1.0, 1.5, 0.3, 5.0
"""Goals: seconds to the first page, to a page, to one of the large catalog, to a stored stripe; and the
percentage of frames that may take longer than a twentieth of a second while a long transcript is scrolled."""

ROUNDS, TIMES = 3, 7
WHO = "Bench"
_PATIENCE = 30_000
"""Milliseconds after which a page is given up."""

_YOUNG = ("Compare", "Network", "Figures")
"""Pages that are measured where they exist."""


def run(folder: Path, keep: Path) -> None:
    """Print what a person waits for."""
    print("The app in a browser")
    if find_spec("playwright") is None or chromium() is None:
        print("  left out: it needs Chromium, and playwright (make test installs it)")
        return
    with tempfile.TemporaryDirectory() as scratch:
        catalog = Path(scratch) / "catalog.db"
        ingest(catalog, [folder], who=WHO)
        _line("from the command to the first page", [_first_page(catalog) for _ in range(ROUNDS)], FIRST)
        with _desk(catalog) as page:
            _pages(page, catalog, PAGE)
            _coding(page, "an interview")
        catalog = Path(scratch) / "long.db"
        long.build(catalog, coder=WHO)
        with _desk(catalog) as page:
            _coding(page, "3,000 paragraphs")
            _scrolling(page)
        if KIT.exists():
            catalog = Path(copy(_large(keep), scratch))
            print("  With 300,000 codings")
            with _desk(catalog) as page:
                _pages(page, catalog, LARGE)
                _coding(page, "300,000 codings")


def _large(keep: Path) -> Path:
    """The large catalog, as ``bench answers`` has left it, or built now."""
    project, database = keep / "x100", keep / "x100.db"
    if not database.exists():
        generate(project, docs=3600, codings=300_000)
        build(project, database)
    return database


def _line(name: str, seconds: list[float], most: float, note: str = "") -> None:
    print(
        f"  {name:<50}{goal(statistics.median(seconds), most, ' s')}  worst {max(seconds):.2f} s  {note}",
        flush=True,
    )


def _first_page(catalog: Path) -> float:
    """Seconds from the command to the first words, in a browser that is open already."""
    with browser() as chrome:
        page = chrome.new_page(viewport={"width": 1440, "height": 1000})
        begin = time.perf_counter()
        with running(catalog) as address:
            answers(address)
            page.goto(address)
            page.locator(".kb-view h1").first.wait_for(timeout=_PATIENCE)
            return time.perf_counter() - begin


@contextmanager
def _desk(catalog: Path) -> Iterator[Any]:
    """A browser on the overview of a catalog, with a coder who has used a code before."""
    _change(catalog)
    with running(catalog) as address, browser() as chrome:
        answers(address)
        page = chrome.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(_PATIENCE)
        page.goto(address)
        _there(page, "/")
        code_as(page, WHO)
        yield page


def _change(catalog: Path, number: int = 0) -> None:
    """Change the catalog a little: what was answered before is answered anew."""
    engine = open_for_writing(catalog)
    with transaction(engine) as session:
        document = session.exec(select(Document).where(Document.name == _document(catalog))).one()
        at = 3 * number
        add_coding(session, document=document, code="bench", start=at, end=at + 2, coder=WHO)
    engine.dispose()


def _document(catalog: Path) -> str:
    """The longest interview."""
    engine = open_for_writing(catalog)
    with transaction(engine) as session:
        query = select(Document.name).order_by(Document.length.desc())  # type: ignore[attr-defined]
        found = session.exec(query).first()
    engine.dispose()
    return found or ""


def _pages(page: Any, catalog: Path, most: float) -> None:
    """Print the time of each page, visited as a person does: by the header, by a row, by a quote."""
    taken = defaultdict(list)
    for number in range(ROUNDS):
        _change(catalog, number + 1)
        for name, act, path in _tour(page):
            page.evaluate(_LEAVE)
            begin = time.perf_counter()
            act()
            _there(page, path)
            taken[name].append(time.perf_counter() - begin)
    for name, seconds in taken.items():
        _line(name, seconds, most)


def _tour(page: Any) -> Iterator[tuple[str, Callable[[], None], str]]:
    """Yield pages, how one comes to each from the one before, and its path."""
    shown = set(page.locator("[data-testid=stTopNavLink]").all_inner_texts())

    def header(name: str) -> tuple[str, Callable[[], None], str]:
        link = page.get_by_role("link", name=name, exact=True).first
        return name, link.click, "/" if name == "Overview" else f"/{name.lower()}"

    def search() -> None:
        field = page.get_by_role("textbox", name="Search").first
        field.fill("model" if field.input_value() == "data" else "data")
        field.press("Enter")

    yield header("History")
    yield header("Overview")
    yield header("Issues")
    yield "an issue", page.locator("a.iss").first.click, "/issue"
    yield "a quote in its transcript", page.locator(".q .qm a").first.click, "/read"
    yield header("Fixes")
    if page.locator("a.iss").count():
        yield "a fix", page.locator("a.iss").first.click, "/fix"
    for name in ("Documents", "Code", "Codebook", "Search"):
        yield header(name)
    yield "what a search finds", search, "/search"
    for name in _YOUNG:
        if name in shown:
            yield header(name)


def _there(page: Any, path: str) -> None:
    """Wait until a page is drawn and the server has nothing more to say."""
    page.wait_for_function(_THERE, arg=path, timeout=_PATIENCE)


_LEAVE = (
    "() => document.querySelectorAll('.kb-view, .kb-transcript').forEach((old) => old.dataset.before = true)"
)
_THERE = """(path) => {
  const idle = document.querySelector('[data-test-script-state="notRunning"]');
  const words = path === "/read" || path === "/code" ? ".kb-p .kb-text" : "h1, .list, .q, ol, p";
  const all = [...document.querySelectorAll(".kb-view, .kb-transcript")];
  const parts = all.filter((part) => !part.dataset.before);
  const shown = parts.some((part) => part.querySelector(words)?.getClientRects().length);
  return location.pathname === path && idle && shown && !document.querySelector('[data-stale="true"]');
}"""


def _coding(page: Any, where: str) -> None:
    """Print how long a code takes, from the key to the stripe, and to the stripe that is in the catalog."""
    page.evaluate(_LEAVE)
    page.get_by_role("link", name="Code", exact=True).first.click()
    _there(page, "/code")
    shown, stored, painted = [], [], []
    free = page.evaluate(_FREE)
    for position in free[:TIMES]:
        page.evaluate("at => document.querySelector(`[data-position='${at}']`).scrollIntoView()", position)
        select_words(page, position)
        page.wait_for_timeout(400)  # what the surface looks up about the place has come
        one, two, many = page.evaluate(_APPLY)
        shown.append(one / 1000)
        stored.append(two / 1000)
        painted.append(many)
    _line(f"a code, key to stripe, {where}", shown, CODED, f"paragraphs painted: {max(painted)}")
    _line(f"a code, key to stored stripe, {where}", stored, CODED)


_FREE = """() => [...document.querySelectorAll(".kb-p")]
  .filter((row) => row.querySelector(".kb-text").textContent.length > 40)
  .map((row) => Number(row.dataset.position)).slice(2)"""

_APPLY = """async () => {
  const root = document.querySelector(".kb-transcript"), began = performance.now();
  const until = async (test) => {
    while (!test() && performance.now() - began < 20000) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  };
  const key = { key: "1", code: "Digit1", bubbles: true, cancelable: true };
  root.querySelector(".kb-page").dispatchEvent(new KeyboardEvent("keydown", key));
  const shown = await until(() => root.querySelector(".kb-saving"));
  const painted = Number(root.dataset.painted);
  return [shown, await until(() => !root.querySelector(".kb-saving")), painted];
}"""


def _scrolling(page: Any) -> None:
    """Print how evenly a long transcript scrolls under the wheel."""
    page.mouse.move(600, 500)
    page.evaluate(_FRAMES)
    for _ in range(150):
        page.mouse.wheel(0, 240)
        page.wait_for_timeout(16)
    frames = json.loads(page.evaluate("JSON.stringify(window.kbFrames)"))
    slow = 100 * sum(each > 50 for each in frames) / len(frames)  # noqa: PLR2004  a twentieth of a second
    shown = page.evaluate(
        "Number(document.elementFromPoint(600, 500)?.closest('.kb-p')?.dataset.position ?? -1)"
    )
    print(
        f"  {'scrolling 3,000 paragraphs':<50}{statistics.median(frames):.0f} ms a frame, longest "
        f"{max(frames):.0f} ms, slow ones {goal(slow, SLOW_FRAMES, ' %')}  came to ¶ {shown}",
        flush=True,
    )


_FRAMES = """() => {
  window.kbFrames = [];
  let last = performance.now();
  const next = (now) => { window.kbFrames.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
