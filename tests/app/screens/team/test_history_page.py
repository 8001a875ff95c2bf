"""History: one line an action, by day; filtered by the address; undone, or refused with the reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_steps import come_as, say_who, visit
from drawn_page import app_at, elements
from sqlmodel import Session, func, select
from streamlit.testing.v1 import AppTest

from app import data
from app.shell.undoing import Question
from kb.db.tables import Coding
from kb.queries import history, names
from kb.queries.history.appendix import history_rows
from kb.store.coding.codings import add_coding, recode
from kb.store.documents.cases import set_case
from kb.store.undo import undo
from kb.store.undo_together import DependedOnError, undo_or_ask, undo_together

ROOT = Path(__file__).parents[4]
Open = Callable[..., AppTest]
CLICKED = """(keys) => {
  for (const key of keys) {
    const link = document.querySelector("a[href$='/documents']");
    (document.querySelector(`[data-key="${key}"]`) ?? link).click();
  }
}"""
"""Clicks on buttons by their keys, or on the link to Documents, faster than a page is drawn."""
HEARD = "() => [...document.querySelectorAll('.kb-view')].every((view) => !view.kbClicks?.unheard.length)"
UNDONE = """(keys) => !keys.some((key) => document.querySelector(`[data-key="${key}"]`))"""


@pytest.fixture
def page(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The page on a catalog in which Mara coded and Jon named a case."""
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    data.execute(coded)
    data.execute(named)

    def run(coder: str | None = "Mara", **params: str) -> AppTest:
        test = app_at("history")
        for key, value in params.items():
            test.query_params[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    data.engine.clear()


def coded(session: Session, *, code: str = "late labels", start: int = 10) -> str | None:
    document = names.document(session, "Interview 3")
    coding = add_coding(session, document=document, code=code, start=start, end=start + 30, coder="Mara")
    return coding.batch


def named(session: Session) -> str | None:
    return set_case(session, names.document(session, "Interview 4"), "<b>Buyer</b>", who="Jon")


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


def test_what_was_done_is_told_by_sitting_and_leads_to_its_place(page: Open) -> None:
    drawn = page()
    shown = html(drawn)
    assert "Today, " in shown
    assert "18 actions" in shown
    [coding] = [each for each in elements(drawn, ".did") if "as late labels" in each.text_content()]
    assert "¶ 1 coded “" in " ".join(coding.text_content().split())
    address = urlsplit(coding.find("a").get("href"))
    assert address.path == "/read"
    asked = parse_qs(address.query)
    assert (asked["document"], asked["at"]) == (["Interview 3"], ["1"])
    sittings = [each.text_content().split()[0] for each in elements(drawn, "section.day", "h2")]
    assert sittings[:2] == ["Jon", "Mara"], "one for each person"


@pytest.mark.parametrize(
    ("params", "told"),
    [
        pytest.param({"who": "Mara"}, "1 of 18 actions", id="who"),
        pytest.param({"what": "codings"}, "1 of 18 actions", id="what"),
        pytest.param({"document": "Interview 3"}, "2 of 18 actions", id="document"),
        pytest.param({"since": "7"}, "18 of 18 actions", id="since"),
        pytest.param({"from": "2001-01-01"}, "18 of 18 actions", id="from"),
        pytest.param({"until": "2001-01-01"}, "0 of 18 actions", id="until"),
        pytest.param({"until": "soon"}, "18 actions", id="no day"),
        pytest.param({"code": "late labels"}, "1 of 18 actions", id="code"),
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
    opened.goto(f"{app_url}/history")
    line = opened.locator(".trail li", has_text="late labels").first
    line.get_by_role("button").click()
    opened.locator(".notice.bad", has_text="Choose who is coding").wait_for()
    say_who(opened, "Mara")
    opened.locator(".trail li", has_text="late labels").first.get_by_role("button").click()
    opened.locator(".notice.good", has_text="Undone").wait_for()
    opened.locator(".trail li.undone", has_text="late labels").wait_for()
    opened.locator(".trail li", has_text="Interview 13 imported").get_by_role("button").click()
    opened.locator(".notice.bad", has_text="the texts come from the files").wait_for()
    data.engine.clear()


def test_of_clicks_in_quick_succession_none_is_lost_not_even_if_the_page_is_left_at_once(
    app_url: str, app_catalog: Path, browser_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(app_catalog))
    data.engine.clear()
    made = [data.execute(coded, code="Data-low-quality", start=100 * each) for each in range(1, 5)]
    come_as(browser_page, "Mara", app_url)
    visit(browser_page, f"{app_url}/history")
    keys = [f"undo-{batch}" for batch in made]
    browser_page.evaluate(CLICKED, keys[:3])
    browser_page.wait_for_function(UNDONE, arg=keys[:3])
    browser_page.evaluate(CLICKED, [keys[3], "to the documents"])
    browser_page.wait_for_function(HEARD)
    visit(browser_page, f"{app_url}/history")
    browser_page.wait_for_function(UNDONE, arg=keys)
    data.engine.clear()


def test_older_changes_are_a_page_of_their_own(page: Open) -> None:
    page()
    last = data.cached_query(history.history, limit=2)[-1].sequence
    older = html(page(page=str(last)))
    assert "as late labels" not in older
    assert "Newest changes" in older
    assert "No older changes" in html(page(page="1"))
    assert "18 actions" in html(page(page="no number"))


def test_an_undo_on_which_others_depend_asks_and_undoes_them_together(page: Open) -> None:
    drawn = page()
    [made] = data.cached_query(history.history, who="Mara")
    coding = data.query(lambda session: session.exec(select(func.max(Coding.id))).one())
    data.execute(recode, coding, "other labels", who="Jon")
    with pytest.raises(DependedOnError) as refused:
        data.execute(undo_or_ask, made.batch, who="Mara")
    asked = Question(made.batch, refused.value.what, refused.value.dependents)
    drawn.session_state["kb_depends"] = asked
    drawn.run()
    shown = html(drawn)
    assert "1 later change depends on" in shown
    assert "Undo all 2" in shown
    assert data.execute(undo_together, made.batch, who="Mara") == 2


def test_the_export_is_an_appendix_of_all_that_the_filters_leave(page: Open) -> None:
    drawn = page(who="Mara")
    assert "As shown: 1 of 18 actions" in [each.value for each in drawn.caption]
    asked = history.TrailFilters(who="Mara")
    row, *_ = history_rows(data.cached_query(history.trail, asked))
    assert (row.who, row.document, row.paragraph, row.code) == ("Mara", "Interview 3", 1, "late labels")


def test_undoing_twice_is_refused(page: Open) -> None:
    page()
    [action] = data.cached_query(history.history, who="Mara")
    data.execute(undo, action.batch, who="Mara")
    with pytest.raises(Exception, match="already undone"):
        data.execute(undo, action.batch, who="Mara")
    assert 'class="undone"' in html(page())
