"""What every test in a browser relies on: it does nothing to a page that is about to be drawn anew."""

from __future__ import annotations

from typing import Any

from page_at_rest import while_drawn

IS_ASKED = "() => document.documentElement.hasAttribute('data-asked')"
BEGIN = "() => document.documentElement.toggleAttribute('data-asked', true)"
ASK = """() => {
  document.documentElement.toggleAttribute("data-asked", true);
  setTimeout(() => document.documentElement.toggleAttribute("data-asked", false), 500);
}"""
COUNT = """() => {
  window.asked = 0;
  const root = document.documentElement;
  const counting = new MutationObserver(() => { window.asked += root.hasAttribute("data-asked"); });
  counting.observe(root, { attributes: true });
}"""
APP = """<p data-testid="stApp" data-test-connection-state="CONNECTED" data-test-script-state="notRunning">
  <button>Here</button></p>"""


def test_whatever_is_done_to_a_page_waits_until_it_has_come_to_rest(browser_page: Any) -> None:
    browser_page.set_content(APP)
    button = browser_page.get_by_role("button", name="Here")
    with while_drawn(browser_page):
        browser_page.evaluate(BEGIN)
        button.hover()
        assert browser_page.evaluate(IS_ASKED)
    browser_page.evaluate(ASK)
    button.click()
    assert not browser_page.evaluate(IS_ASKED)


def test_whatever_is_read_on_a_page_is_read_when_it_has_come_to_rest(browser_page: Any) -> None:
    browser_page.set_content(APP)
    button = browser_page.get_by_role("button", name="Here")
    for read in (button.inner_text, button.count, button.is_visible):
        browser_page.evaluate(ASK)
        read()
        assert not browser_page.evaluate(IS_ASKED)


def test_a_page_is_not_at_rest_from_a_press_until_the_server_has_drawn_it(
    app_url: str, browser_page: Any
) -> None:
    page = browser_page
    page.goto(f"{app_url}/issues")
    rows = page.locator(".st-key-issues-list")
    before = rows.inner_text()
    page.evaluate(COUNT)
    page.locator(".st-key-issues-tools").get_by_text("All passes", exact=True).click()
    page.locator(".st-key-issues-tools").hover()
    assert rows.inner_text() != before
    assert page.evaluate("window.asked") > 0
    assert not page.evaluate(IS_ASKED)
