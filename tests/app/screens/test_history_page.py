"""History: one line an action, by day; filtered by the address; undone, or refused with the reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from app import data
from kb.queries import history, names
from kb.store.coding.codings import add_coding
from kb.store.documents.cases import set_case
from kb.store.undo import undo

ROOT = Path(__file__).parents[3]
Open = Callable[..., AppTest]


@pytest.fixture
def page(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The page on a catalog in which Mara coded and Jon named a case."""
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    data.execute(coded)
    data.execute(named)

    def run(coder: str | None = "Mara", **params: str) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
        test.run()
        test.switch_page("screens/history/page.py")
        for key, value in params.items():
            test.query_params[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    data.engine.clear()


def coded(session: Session) -> str | None:
    document = names.document(session, "Interview 3")
    return add_coding(session, document=document, code="late labels", start=10, end=40, coder="Mara").batch


def named(session: Session) -> str | None:
    return set_case(session, names.document(session, "Interview 4"), "<b>Buyer</b>", who="Jon")


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def test_what_was_done_is_told_by_day(page: Open) -> None:
    shown = html(page())
    assert "Today, " in shown
    assert "code &#39;Interview 3&#39; with &#39;late labels&#39;" in shown
    assert "18 actions" in shown


@pytest.mark.parametrize(
    ("params", "told"),
    [
        pytest.param({"who": "Mara"}, "1 of 18 actions", id="who"),
        pytest.param({"what": "codings"}, "1 of 18 actions", id="what"),
        pytest.param({"document": "Interview 3"}, "2 of 18 actions", id="document"),
        pytest.param({"since": "7"}, "18 of 18 actions", id="since"),
        pytest.param({"who": "Jon", "what": "codings"}, "0 of 18 actions", id="nothing"),
    ],
)
def test_a_filter_is_in_the_address(page: Open, params: dict[str, str], told: str) -> None:
    assert told in html(page(**params))


def test_a_filter_that_leaves_nothing_says_how_to_go_on(page: Open) -> None:
    shown = html(page(who="Jon", what="codings"))
    assert "No action matches. Remove <a" in shown
    assert shown.count("<bdi>Jon</bdi>") + shown.count("<bdi>Codings</bdi>") == 3, (
        "two chips, one of them named"
    )
    assert "Remove all filters" in shown


def test_an_action_is_undone_in_a_real_browser_and_an_ingest_is_refused(
    app_url: str, app_catalog: Path, browser_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(app_catalog))
    data.engine.clear()
    data.execute(coded)
    opened = browser_page
    opened.goto(app_url)
    opened.get_by_role("link", name="History", exact=True).first.click()
    line = opened.locator(".trail li", has_text="late labels").first
    line.get_by_role("button").click()
    opened.locator(".notice.bad", has_text="Say who is coding").wait_for()
    opened.get_by_role("button", name="Who is coding?").click()
    chooser = opened.get_by_role("combobox", name="Coding as")
    chooser.fill("Mara")
    chooser.press("Enter")
    opened.get_by_role("button", name="Mara", exact=True).wait_for()
    opened.keyboard.press("Escape")
    opened.locator(".trail li", has_text="late labels").first.get_by_role("button").click()
    opened.locator(".notice.good", has_text="Undone").wait_for()
    opened.locator(".trail li.undone", has_text="late labels").wait_for()
    opened.locator(".trail li", has_text="ingest 'Interview 13'").get_by_role("button").click()
    opened.locator(".notice.bad", has_text="the texts are those of the files").wait_for()
    data.engine.clear()


def test_undoing_twice_is_refused(page: Open) -> None:
    page()
    [action] = data.cached_query(history.history, who="Mara")
    data.execute(undo, action.batch, who="Mara")
    with pytest.raises(Exception, match="undone already"):
        data.execute(undo, action.batch, who="Mara")
    assert 'class="undone"' in html(page())
