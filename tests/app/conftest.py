"""A running app on a demo catalog of its own, and a real browser to use it with."""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from app_server import last_words, serving
from browser_steps import in_scheme
from new_catalogs import copied_from
from page_at_rest import new_page
from shared_statements import shared_statements
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner

ROOT = Path(__file__).parent.parent.parent
KNOWN_NOISE = ("_stcore/health", "_stcore/host-config")
"""What Streamlit itself asks for in vain on a cold deep link; see the design of the app."""
_PAGES = pytest.StashKey[list[Any]]()
_TOLD = """() => {
  const app = document.querySelector("[data-testid=stApp]"), at = document.activeElement;
  const boxes = [...document.querySelectorAll("[role=dialog], [role=alert], .notice, .kb-unsaved, .held")];
  return [
    `${app?.dataset.testScriptState}, asked: ${document.documentElement.hasAttribute("data-asked")}`,
    `${document.querySelectorAll("[data-stale=true]").length} stale, focus on ${at?.outerHTML.slice(0, 200)}`,
    ...boxes.filter((box) => box.offsetParent).map((box) => box.outerHTML.slice(0, 400)),
    document.querySelector("[data-testid=stMain]")?.innerText.slice(0, 1500),
  ].join("\\n");
}"""
"""What somebody who looks at a failure wants to know of a page, in words."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what the pages of a test that failed show: what happens once in a while is seen then or never."""
    report = yield
    if report.when == "call" and report.failed:
        for page in item.stash.get(_PAGES, []):
            with suppress(Exception):  # it may be gone
                report.sections.append((f"The page at {page.url}", page.evaluate(_TOLD)))
                report.sections.append(("What the server said", last_words(page.url)))
    return report


@pytest.fixture(scope="session", autouse=True)
def _new_catalogs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with copied_from(tmp_path_factory.getbasetemp() / "empty.db"), shared_statements():
        yield


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """A page without a browser asks all installed packages for components: a tenth of a second each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_app() -> None:
    """A page without a browser does not read them: scripts would be parsed for magic, and calls measured."""
    settings = tomllib.loads((ROOT / "app" / ".streamlit" / "config.toml").read_text("utf-8"))
    for section in ("runner", "browser"):
        for name, value in settings[section].items():
            config.set_option(f"{section}.{name}", value)


@pytest.fixture(scope="session", autouse=True)
def _the_end_of_a_page_is_waited_for() -> Iterator[None]:
    """A page without a browser is looked at a thousand times a second, which takes a tenth of its time."""
    look = local_script_runner.require_widgets_deltas

    def ended(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
        if runner._script_thread is not None:
            runner._script_thread.join(timeout)
        if not runner.script_stopped():
            look(runner, 0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", ended)
        yield


@pytest.fixture(scope="session")
def _served_catalog(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(demo_catalog, tmp_path_factory.mktemp("app") / "catalog.db"))


@pytest.fixture(scope="session")
def _served_url(browser: object, _served_catalog: Path) -> Iterator[str]:  # noqa: ARG001  no browser
    with serving(_served_catalog) as address:
        yield address


@pytest.fixture(scope="module")
def app_catalog(demo_catalog: Path, _served_catalog: Path) -> Path:
    """The catalog of the running app, for one module's tests to change: the demo catalog again."""
    with closing(sqlite3.connect(demo_catalog)) as demo, closing(sqlite3.connect(_served_catalog)) as served:
        demo.backup(served)
    return _served_catalog


@pytest.fixture(scope="module")
def app_url(_served_url: str, app_catalog: Path) -> str:  # noqa: ARG001  as it is at first
    """The address of an app that runs on the module's catalog: one server a worker."""
    return _served_url


@pytest.fixture(scope="session")
def tabs(browser: Any) -> Iterator[Callable[[int], Any]]:
    """One tab a person, for all tests of a worker: one that knows the app opens it in half the time."""
    opened: list[Any] = []

    def of(person: int) -> Any:
        while len(opened) <= person:
            opened.append(new_page(browser.new_context()))
        return opened[person]

    yield of
    for page in opened:
        page.context.close()


@pytest.fixture
def in_schemes() -> Callable[[Any], Iterator[str]]:
    """Shows a page light, then dark, without asking the server for it twice."""

    def shown(page: Any) -> Iterator[str]:
        for scheme in ("light", "dark"):
            in_scheme(page, scheme)
            yield scheme

    return shown


@pytest.fixture
def open_page(tabs: Callable[[int], Any], request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Opens a page of a width and a scheme, each as another person's browser.

    Whatever a page logs as an error or asks of others fails the test, unless it ``may_complain``.
    """
    pages: list[Any] = []
    request.node.stash[_PAGES] = pages
    errors: list[str] = []
    listeners: list[tuple[Any, str, Callable[[Any], None]]] = []

    def opened(width: int, scheme: str = "light", *, may_complain: bool = False) -> Any:
        page = tabs(len(pages))
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 1000 if width > 768 else 860})
        page.emulate_media(color_scheme=scheme)
        if not may_complain:
            for event, listener in _listeners(errors).items():
                page.on(event, listener)
                listeners.append((page, event, listener))
        return page

    yield opened
    for page, event, listener in listeners:
        page.remove_listener(event, listener)
    for page in pages:
        page.mouse.up()
        page.mouse.move(0, 0)
        page.goto("about:blank")
        page.context.clear_cookies()
    assert [error for error in errors if not any(noise in error for noise in KNOWN_NOISE)] == []


@pytest.fixture
def browser_page(open_page: Callable[..., Any]) -> Any:
    """A page of 1440 by 1000 in light mode; whatever it logs as an error or asks of others fails the test."""
    return open_page(1440)


def _listeners(errors: list[str]) -> dict[str, Callable[[Any], None]]:
    """Write down what a page complains of, and what it asks of other machines."""

    def console(message: Any) -> None:
        if message.type == "error":
            errors.append(f"{message.text} {message.location}")

    def request(asked: Any) -> None:
        if _is_external(asked.url):
            errors.append(f"external: {asked.url}")

    return {"console": console, "pageerror": lambda error: errors.append(str(error)), "request": request}


def _is_external(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
