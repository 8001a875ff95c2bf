"""A running app on a demo catalog of its own, and a real browser to use it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
KNOWN_NOISE = ("_stcore/health", "_stcore/host-config")
"""What Streamlit itself asks for in vain on a cold deep link; see the design of the app."""


@pytest.fixture(scope="session")
def demo_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo catalog, built once; tests take copies."""
    from kb.store.ingest.files import ingest  # noqa: PLC0415  only here

    path = tmp_path_factory.mktemp("demo") / "catalog.db"
    ingest(path, [ROOT / "transcripts"], taxonomy=ROOT / "taxonomy.yaml", who="test")
    return path


@pytest.fixture(scope="module")
def app_catalog(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo catalog for one module's tests to change."""
    path = tmp_path_factory.mktemp("app") / "catalog.db"
    shutil.copy(demo_catalog, path)
    return path


@pytest.fixture(scope="module")
def app_url(app_catalog: Path) -> Iterator[str]:
    """The address of an app that runs on the module's catalog."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "app" / "main.py"),
        "--server.port",
        str(port),
    ]
    environment = os.environ | {
        "KB_DATABASE": str(app_catalog),
        "PYTHONPATH": str(ROOT),
        "KB_TITLE": "Release study",
    }
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"the app ended with {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the app did not start within a minute")


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


@pytest.fixture(scope="module")
def browsers(browser: object) -> Iterator[Callable[[int, str], Any]]:
    """One person's browser for each width and scheme: what the app is made of is fetched once a module."""
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
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                "scheme => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme",
                arg=scheme,
            )
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
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
