"""A running app on a demo catalog of its own, and a real browser to use it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app_server import serving
from browser_steps import in_scheme
from built_once import built_once

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
KNOWN_NOISE = ("_stcore/health", "_stcore/host-config")
"""What Streamlit itself asks for in vain on a cold deep link; see the design of the app."""


@pytest.fixture(scope="session")
def demo_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo catalog, built once a run; tests take copies."""

    def build(database: Path) -> None:
        from kb.store.ingest.files import ingest  # noqa: PLC0415  only here

        ingest(database, [ROOT / "transcripts"], taxonomy=ROOT / "taxonomy.yaml", who="test")

    return built_once(tmp_path_factory, "demo", build)


@pytest.fixture(scope="module")
def app_catalog(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo catalog for one module's tests to change."""
    return copy_of(demo_catalog, tmp_path_factory)


@pytest.fixture(scope="module")
def app_url(browser: object, app_catalog: Path) -> Iterator[str]:  # noqa: ARG001  no browser, no server
    """The address of an app that runs on the module's catalog."""
    with serving(app_catalog) as address:
        yield address


@pytest.fixture(scope="session")
def read_only_url(
    browser: object,  # noqa: ARG001  no browser, no server
    demo_catalog: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of an app for every test that changes nothing: one a worker."""
    with serving(copy_of(demo_catalog, tmp_path_factory)) as address:
        yield address


def copy_of(catalog: Path, factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(catalog, factory.mktemp("app") / "catalog.db"))


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's Chromium, driven by Playwright."""
    reason = "no browser: install chromium and playwright"
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        _absent(reason)
    if CHROMIUM is None:
        _absent(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


def _absent(reason: str) -> None:
    if os.environ.get("KB_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browsers(browser: object) -> Iterator[Callable[[int, str], Any]]:
    """One person's browser for each width and scheme: what the app is made of is fetched once a server."""
    opened: dict[tuple[int, str], Any] = {}

    def of(width: int, scheme: str) -> Any:
        if (width, scheme) not in opened:
            opened[width, scheme] = _context(browser, width, scheme)
        return opened[width, scheme]

    yield of
    for context in opened.values():
        context.close()


@pytest.fixture
def in_schemes() -> Callable[[Any], Iterator[str]]:
    """Shows a page light, then dark, without asking the server for it twice."""

    def shown(page: Any) -> Iterator[str]:
        for scheme in ("light", "dark"):
            in_scheme(page, scheme)
            yield scheme

    return shown


def _context(browser: Any, width: int, scheme: str) -> Any:
    size = {"width": width, "height": 1000 if width > 768 else 860}
    return browser.new_context(viewport=size, color_scheme=scheme)


@pytest.fixture
def open_page(browser: object, browsers: Callable[[int, str], Any]) -> Iterator[Callable[..., Any]]:
    """Opens a page of a width and a scheme, each as another person's browser.

    Whatever a page logs as an error or asks of others fails the test, unless it ``may_complain``.
    """
    pages: list[Any] = []
    more: list[Any] = []
    errors: list[str] = []

    def opened(width: int, scheme: str = "light", *, may_complain: bool = False) -> Any:
        context = browsers(width, scheme)
        if any(page.context == context for page in pages):  # somebody else at the same time
            context = _context(browser, width, scheme)
            more.append(context)
        context.clear_cookies()
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(60_000)  # as long as a busy machine takes
        if not may_complain:
            _listen(page, errors)
        return page

    yield opened
    for page in pages:
        page.close()
    for context in more:
        context.close()
    assert [error for error in errors if not any(noise in error for noise in KNOWN_NOISE)] == []


@pytest.fixture
def browser_page(open_page: Callable[..., Any]) -> Any:
    """A page of 1440 by 1000 in light mode; whatever it logs as an error or asks of others fails the test."""
    return open_page(1440)


def _listen(page: Any, errors: list[str]) -> None:
    """Write down what a page complains of, and what it asks of other machines."""
    page.on(
        "console",
        lambda message: (
            errors.append(f"{message.text} {message.location}") if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "request",
        lambda request: errors.append(f"external: {request.url}") if _is_external(request.url) else None,
    )


def _is_external(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
