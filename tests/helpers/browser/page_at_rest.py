"""A test presses, fills in and looks only where a page of the app has come to rest.

Between a press and the first word of the server about it nothing on the page tells that it will be drawn
anew. So the page's connection is listened to: what it has asked for and the server has not drawn yet is noted
on its root until the browser is idle, because a field is drawn without its words first. Playwright looks for
that note before it presses or fills in anything, as for a box in the way; before it reads, this module does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any
from weakref import WeakSet

from app_server import admission
from playwright.sync_api import (
    Error,
    Locator,
    TimeoutError,  # noqa: A004 - it is the one that is meant here
)

_LONG = 15_000
"""Milliseconds after which nobody waits any longer for a page to come to rest."""

_LOOK = 40
"""Milliseconds between two looks at a page: Playwright would ask for a frame sixty times a second."""

_FUNCTION = re.compile(r"\s*(?:\([^()]*\)|\w+)\s*=>|\s*function\b")

_READ = (
    *("all", "all_inner_texts", "all_text_contents", "bounding_box", "count", "evaluate", "evaluate_all"),
    *("get_attribute", "inner_html", "inner_text", "input_value", "is_checked", "is_disabled", "is_editable"),
    *("is_enabled", "is_hidden", "is_visible", "text_content"),
)
"""What Playwright does with a locator as the page is, at rest or not."""

_resting: WeakSet[Any] = WeakSet()
"""The pages that a test does nothing with before they have come to rest."""

LISTENED = """(() => {
  // BackMsg.proto and ForwardMsg.proto of Streamlit
  const RERUN_SCRIPT = 11, NEW_SESSION = 4, SCRIPT_FINISHED = 6;
  const kinds = (message) => {  // the numbers of the fields that stand in it
    const bytes = new Uint8Array(message.buffer ?? message, message.byteOffset, message.byteLength);
    const found = new Set();
    let at = 0;
    const number = () => {
      let read = 0, weight = 1;
      for (;; weight *= 128) {
        read += (bytes[at] & 127) * weight;
        if (bytes[at++] < 128) return read;
      }
    };
    while (at < bytes.length) {
      const tag = number();
      found.add(tag >>> 3);
      const length = [() => (number(), 0), () => 8, number, , , () => 4][tag & 7]();
      at += length;
    }
    return found;
  };
  let isAsked = false, isBegun = false;
  const note = () => document.documentElement?.toggleAttribute("data-asked", isAsked);
  const whenIdle = (then) => requestIdleCallback(then, { timeout: 2000 });
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const told = kinds(data);
        if (told.has(NEW_SESSION)) isBegun = isAsked;
        if (told.has(SCRIPT_FINISHED) && isBegun) {
          requestAnimationFrame(() => requestAnimationFrame(() => whenIdle(() => {  // drawn in several steps
            if (isBegun) isAsked = isBegun = false;
            note();
          })));
        }
      });
      this.addEventListener("close", () => { isAsked = isBegun = false; note(); });
    }
    send(data) {
      if (kinds(data).has(RERUN_SCRIPT)) { isAsked = true; isBegun = false; note(); }
      super.send(data);
    }
  };
})();"""

STILL = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*, *::before, *::after { transition-duration: 0s !important;
    transition-delay: 0s !important; animation-duration: 1ms !important; animation-delay: 0s !important;
    animation-iteration-count: 1 !important }`);
  document.adoptedStyleSheets.push(sheet);
})();"""
"""Nothing fades or slides: what is replaced fades for a second and a half, and nobody looks at that."""

BUSY = """[data-testid=stApp][data-test-connection-state=CONNECTED]:is(
  [data-asked] *, :has([data-stale=true]), :not([data-test-script-state=notRunning]))"""
"""A page that is being drawn, or will be as soon as the server hears of it."""

_IS_BUSY = f"() => Boolean(document.querySelector(`{BUSY}`))"

SETTLED = f"""() => !document.querySelector(`{BUSY}`)
  && document.getAnimations().every((each) => each.playState !== "running")"""
"""Streamlit shows what it is about to replace at a third of its strength: nobody judges colours meanwhile."""


def settled(page: Any) -> None:
    """Wait until the server has nothing more to say, and nothing on the page moves or is to be replaced."""
    page.wait_for_function(SETTLED)


def new_page(context: Any) -> Any:
    """Open a tab in which whatever a test does with a locator waits until the page is :func:`settled`."""
    context.add_init_script(LISTENED)
    context.add_init_script(STILL)
    page = context.new_page()
    page.set_default_timeout(60_000)  # as long as a busy machine takes
    go = page.goto

    def goto(url: str, **options: Any) -> Any:
        context.add_cookies(admission(url))  # whoever opens a page has come by the link before
        return go(url, **options)

    page.goto = goto
    wait = page.wait_for_function

    def wait_for_function(asked: str, **options: Any) -> Any:
        # the app's pages evaluate no text a second time; a function is one already
        return wait(asked if _FUNCTION.match(asked) else f"() => ({asked})", **{"polling": _LOOK} | options)

    page.wait_for_function = wait_for_function
    _wait(page)
    return page


@contextmanager
def while_drawn(page: Any) -> Iterator[None]:
    """Do not wait: for a test of what somebody sees or does while a page is being drawn."""
    page.remove_locator_handler(page.locator(BUSY))
    _resting.discard(page)
    try:
        yield
    finally:
        _wait(page)


def _wait(page: Any) -> None:
    page.add_locator_handler(page.locator(BUSY), lambda: _rest(page), no_wait_after=True)
    _resting.add(page)


def _rest(page: Any) -> None:
    """Wait for rest; a page that is drawn on and on for long is acted on as it is."""
    with suppress(TimeoutError):
        page.wait_for_function(SETTLED, timeout=_LONG)


def _is_busy(page: Any) -> bool:
    try:
        return bool(page.evaluate(_IS_BUSY))
    except Error:  # it is leaving for another address
        return True


def _at_rest(read: Callable[..., Any]) -> Callable[..., Any]:
    """Read a page that has come to rest, if it is one that is waited for."""

    @wraps(read)
    def reading(locator: Locator, *given: Any, **named: Any) -> Any:
        if locator.page in _resting and _is_busy(locator.page):
            _rest(locator.page)
        return read(locator, *given, **named)

    return reading


for _name in _READ:
    setattr(Locator, _name, _at_rest(getattr(Locator, _name)))
