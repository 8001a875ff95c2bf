"""The script of a component comes once for a page; what waits for it is drawn when it comes."""

from __future__ import annotations

from typing import Any

import pytest

from app.ui.components import scripts

DRAWN = """async ([loader, patience]) => {
  const module = new Blob([loader], { type: "text/javascript" });
  const { default: draw } = await import(URL.createObjectURL(module));
  const asked = [];
  const show = (name, ...script) => {
    const parentElement = document.body.appendChild(document.createElement("p"));
    const data = { script: ["one", ...script], name };
    draw({ parentElement, data, setTriggerValue: (...what) => asked.push(what) });
    return parentElement;
  };
  const early = [show("first"), show("second")];
  await new Promise((done) => setTimeout(done, patience));
  const text = `export default ({ parentElement, data }) => { parentElement.textContent = data.name; }`;
  const all = [...early, show("third", text, "p { color: red }"), show("fourth")];
  const isDrawn = () => all.every((each) => each.textContent);
  for (let tries = 0; tries < 100 && !isDrawn(); tries++) await new Promise((done) => setTimeout(done, 50));
  return [all.map((each) => each.textContent), asked];
}"""


@pytest.mark.parametrize(
    ("patience", "asks"),
    [pytest.param(0, 0, id="in time"), pytest.param(800, 2, id="after it was asked for")],
)
def test_what_waits_for_a_script_is_drawn_when_it_comes(browser_page: Any, patience: int, asks: int) -> None:
    loader = (scripts.COMPONENTS / "loader.js").read_text(encoding="utf-8")
    drawn, asked = browser_page.evaluate(DRAWN, [loader, patience])
    assert drawn == ["first", "second", "third", "fourth"]
    assert asked == [["script", "one"]] * asks
