"""The web site of studies of any size, opened from its folder: ``python -m bench publishing``.

``KB_SCALE=36,360`` measures these numbers of interviews (not part of ``make bench``: 3,600 take ten minutes).
Milliseconds until the browser has painted the first words of a page, and until a search has its first quotes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.browser import chromium
from bench.parts.scale import SIZES
from bench.synthetic import KIT, build, generate
from kb.db.engine import open_for_reading, reading
from kb.report.release.choice import ReleaseChoice
from kb.report.release.folder import write_folder
from kb.report.site import HEAD, SITE, SiteOptions, site

_PAGES = ("index.html", "issue/*.html", "code/*.html", "document/*.html", "documents.html", "search.html")
_MOST = 1000
_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const each of list.getEntriesByName("first-contentful-paint")) done(each.startTime);
}).observe({ type: "paint", buffered: true }))"""
_SEARCH = """async (asked) => {
  const field = document.getElementById("q"), begin = performance.now();
  field.value = asked;
  field.dispatchEvent(new Event("input"));
  while (!document.querySelector("#quotes blockquote")) await new Promise((done) => setTimeout(done, 5));
  return performance.now() - begin;
}"""


def run(_folder: Path, keep: Path) -> None:
    """Print a line for each page of each size."""
    print("First paint of the web site, in milliseconds")
    if not KIT.exists() or chromium() is None:
        print("  left out: the bench kit or Chromium is not there")
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only here

    for size in SIZES:
        folder = _published(keep, size)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium())
            for name in _PAGES:
                file = max(folder.glob(name), key=lambda each: each.stat().st_size)
                painted = min(_opened(browser, file, _PAINTED) for _ in range(3))
                told = "✓" if painted <= _MOST else "✗ missed"
                print(f"  {size:>6} {name:<20}{painted:7.0f} ms  (goal: at most {_MOST} ms) {told}")
            found = _opened(browser, folder / "search.html", _SEARCH)
            print(f"  {size:>6} search: data model{found:9.0f} ms")
            browser.close()


def _published(keep: Path, size: int) -> Path:
    project, database, folder = keep / f"scale-{size}", keep / f"scale-{size}.db", keep / f"site-{size}"
    generate(project, docs=size, codings=round(size * 300_000 / 3600))
    if not database.exists():
        build(project, database)
    with reading(open_for_reading(database)) as session:
        asked = SiteOptions(release=ReleaseChoice(words="all"), resamples=0)
        write_folder(folder, HEAD, SITE, site(session, asked))
    return folder


def _opened(browser: Any, file: Path, script: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(file.as_uri())
    found = float(page.evaluate(script, "data model"))
    context.close()
    return found
