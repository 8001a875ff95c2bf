"""What a test does in the transcript view and asks of it; ``component_app.py`` shows the view alone."""

from __future__ import annotations

import ast
import time
from typing import Any

import pytest

TEXT_OF = (
    """(position) => document.querySelector(`.kb-p[data-position="${position}"] .kb-text`).textContent"""
)


SELECT = """([position, words]) => {
  const text = document.querySelector(`.kb-p[data-position="${position}"] .kb-text`);
  const selection = getSelection();
  document.querySelector(".kb-page").focus();
  if (!words) { selection.selectAllChildren(text); return; }
  const node = text.firstChild, at = node.data.indexOf(words);
  selection.setBaseAndExtent(node, at, node, at + words.length);
}"""


SELECT_IN = """([position, words]) => {
  const text = document.querySelector(`.kb-p[data-position="${position}"] .kb-text`);
  document.querySelector(".kb-page").focus();
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (!node.data.includes(words)) node = walker.nextNode();
  const at = node.data.indexOf(words);
  getSelection().setBaseAndExtent(node, at, node, at + words.length);
}"""


SEEN_AT = """() => {
  const position = document.elementFromPoint(400, 500)?.closest(".kb-p")?.dataset.position;
  return position !== undefined && Number(position) + 1;  // the first one counts, too
}"""


APPLY = """async () => {
  const root = document.querySelector(".kb-transcript"), rows = () => [...root.querySelectorAll(".kb-p")];
  const until = async (test) => { while (!test()) await new Promise(requestAnimationFrame); };
  const fresh = (row) => !row.querySelector("b").kbSeen;
  const painted = () => rows().filter(fresh).map((row) => Number(row.dataset.position));
  for (const row of rows()) row.querySelector("b").kbSeen = true;  // who paints a row makes it anew
  const key = { key: "1", code: "Digit1", bubbles: true, cancelable: true };
  root.querySelector(".kb-page").dispatchEvent(new KeyboardEvent("keydown", key));
  await until(() => root.querySelector(".kb-saving"));
  const whileSaving = painted();
  await until(() => !root.querySelector(".kb-saving"));
  return [whileSaving, painted()];
}"""
"""Codes what is selected; tells which paragraphs were painted until it was being saved, and until it was."""


POINT = """([position, words, end]) => {
  const text = document.querySelector(`.kb-p[data-position="${position}"] .kb-text`);
  text.scrollIntoView({ block: "nearest" });
  const range = document.createRange(), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let at = text.textContent.indexOf(words) + (end ? words.length : 0), node = walker.nextNode();
  while (at > node.length || (!end && at === node.length)) { at -= node.length; node = walker.nextNode(); }
  range.setStart(node, at); range.setEnd(node, at);
  const box = range.getBoundingClientRect();
  return [box.left, box.top + box.height / 2];
}"""


RECENT = ("alert needs an owner", "sensor faults", "nobody owns the model")


def visit(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".kb-p .kb-text", timeout=60_000)
    page.wait_for_selector("[data-testid=stCode]")
    settled(page)


def settled(page: Any) -> None:
    """Wait until the server has nothing more to say and the page has been painted."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("document.fonts.ready")
    painted(page)


def painted(page: Any) -> None:
    """Wait for two frames: what was done has been seen by the page."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def events(page: Any) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = ast.literal_eval(page.locator("[data-testid=stCode]").inner_text().strip())
    return shown


def heard(page: Any, do: str, **what: Any) -> dict[str, Any]:
    """Wait until Python has done something, and return it."""
    for _ in range(600):
        found = [event for event in events(page) if {"do": do, **what}.items() <= event.items()]
        if found:
            return found[-1]
        time.sleep(0.05)
    pytest.fail(f"no {do} event came")


def all_heard(page: Any) -> None:
    """Wait until Python has heard everything."""
    page.wait_for_function("() => !document.querySelector('.kb-transcript').kbTranscriptView.unseen.length")
    settled(page)


def document(page: Any) -> str:
    """The text as Python counts it."""
    count = page.locator(".kb-text").count()
    return "\n".join(page.evaluate(TEXT_OF, position) for position in range(count))


def drag_over(page: Any, first: tuple[int, str], last: tuple[int, str], *, alt: bool = False) -> None:
    """Select with the mouse from the beginning of some words to the end of others."""
    x, y = page.evaluate(POINT, [*first, False])
    if alt:
        page.keyboard.down("Alt")
    page.mouse.move(x + 1, y)
    page.mouse.down()
    x, y = page.evaluate(POINT, [*last, True])
    page.mouse.move(x - 1, y, steps=8)
    page.mouse.up()
    painted(page)
    if alt:
        page.keyboard.up("Alt")


def click_at(page: Any, position: int, words: str) -> None:
    x, y = page.evaluate(POINT, [position, words, False])
    page.mouse.click(x + 1, y)
    painted(page)
