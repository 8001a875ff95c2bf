"""The app as a person meets it: ``kb app`` on a catalog, and the system's Chromium that looks at it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

ROOT = Path(__file__).parent.parent
TOKEN = secrets.token_urlsafe(32)
"""Lets the browser in, as the link does that the command prints."""
_PATIENCE = 60.0
"""Seconds in which a server must answer."""


def chromium() -> str | None:
    """Return where the system's Chromium is, at best the quick one without windows; None without any."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def running(database: Path, *, title: str = "Bench") -> Iterator[str]:
    """Run ``kb app`` on a catalog, yield its link at once, and end it; see :func:`answers`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kb", "app", "--database", str(database), "--no-browser"]
    server = subprocess.Popen(  # noqa: S603  our own command
        [*command, "--port", str(port)],
        env=os.environ | {"KB_TITLE": title, "PYTHONPATH": str(ROOT), "KB_APP_TOKEN": TOKEN},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # the command starts Streamlit: both end together
    )
    try:
        yield f"http://127.0.0.1:{port}/?token={TOKEN}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def answers(link: str) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: it does not within a minute.
    """
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(urljoin(link, "/_stcore/health"), timeout=1):  # noqa: S310  ours
            return
        time.sleep(0.02)
    raise TimeoutError(f"the app did not answer at {link}")


@contextmanager
def browser() -> Iterator[Any]:
    """Yield the system's Chromium, without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only here, and only where it is installed

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chrome = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield chrome
        chrome.close()


def code_as(page: Any, who: str) -> None:
    """Say in the header who is coding, as a person does."""
    page.locator(".st-key-kb-coder button").first.click()
    chooser = page.get_by_role("combobox", name="Coding as")
    chooser.fill(who)
    chooser.press("Enter")
    page.locator(".st-key-kb-coder").get_by_role("button", name=f"coding as {who}", exact=True).wait_for()
    page.keyboard.press("Escape")
    chooser.wait_for(state="hidden")


def select_words(page: Any, position: int, words: str | None = None) -> None:
    """Select words of a paragraph of the transcript, or all of it, and put the focus into the text."""
    page.evaluate(_SELECT, [position, words])


_SELECT = """([position, words]) => {
  const row = document.querySelector(`.kb-p[data-position="${position}"]`), selection = getSelection();
  document.querySelector(".kb-page").focus({ preventScroll: true });
  const text = row.querySelector(".kb-text");
  if (!words) { selection.selectAllChildren(text); return; }
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const found = (at, isEnd) => {
    walker.currentNode = text;
    let node = walker.nextNode();
    const isPast = () => at > node.length || (!isEnd && at === node.length);
    while (isPast()) { at -= node.length; node = walker.nextNode(); }
    return [node, at];
  };
  const at = text.textContent.indexOf(words);
  selection.setBaseAndExtent(...found(at, false), ...found(at + words.length, true));
}"""
