"""From the overview to the words, and back: every number leads to quotes, every filter is in the address."""
# ruff: noqa: RUF001  the quotation marks are those of the page

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browser_steps import drawn, visit
from drawn_page import elements, page_at, text, words
from streamlit.testing.v1 import AppTest

from app.ui import export, templates
from app.ui.filters import Chip, Toolbar
from kb.queries.evidence.cooccurring_issues import Companion

ROOT = Path(__file__).parents[3]
HOSTILE = "=cmd() <script>alert(1)</script> **bold** | [x](http://evil) \u202eabc"


@pytest.fixture
def demo(demo_catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalog of pages that are drawn without a browser."""
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))


def opened(page: Any, address: str, shown: str = ".kb-view h1") -> Any:
    page.goto(address)
    page.wait_for_selector(shown, timeout=60_000)
    return page


def test_context_is_shown_in_place(app_url: str, browser_page: Any) -> None:
    page = opened(browser_page, f"{app_url}/issue?id=drift", ".q")
    first = page.locator(".q").first
    assert first.locator(".ctx").first.is_hidden()
    first.get_by_text("Show context").click()
    assert first.locator(".ctx").first.is_visible()
    assert page.url.endswith("/issue?id=drift")


def test_a_filter_is_in_the_address_and_goes_by_its_chip(app_url: str, browser_page: Any) -> None:
    page = opened(browser_page, f"{app_url}/issues", ".list")
    every = page.locator(".list tbody tr").count()
    page.get_by_role("button", name="Stage").click()
    page.get_by_role("radiogroup").get_by_text("Deployment", exact=True).click()
    page.wait_for_url(re.compile("stage=deployment"))
    page.locator(".chip", has_text="Deployment").wait_for()
    assert 0 < page.locator(".list tbody tr").count() < every
    page.keyboard.press("Escape")
    page.get_by_label("Remove the filter Stage: Deployment").click()
    page.locator(".chip").wait_for(state="detached")
    assert "stage" not in page.url
    assert page.locator(".list tbody tr").count() == every


def test_the_code_chips_limit_the_quotes_to_one_code(app_url: str, browser_page: Any) -> None:
    page = opened(browser_page, f"{app_url}/issue?id=misleading-offline-evaluation", ".q")
    chip = page.locator(".nums a.chip").last
    code = chip.locator("bdi").inner_text()
    chip.click()
    page.locator(".chips .chip", has_text=code).wait_for()
    assert set(page.locator(".qf .code").all_inner_texts()) == {code}
    page.reload()
    page.locator(".chips .chip", has_text=code).wait_for()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("issue?id=drfit", "No issue ‘drfit’. Did you mean ‘drift’?", id="issue"),
        pytest.param("fix?id=judged-by-user", "No fix ‘judged-by-user’. Did you mean", id="fix"),
        pytest.param("issues?q=zzz", "No issue matches. Remove words: zzz?", id="filtered"),
        pytest.param("issues?coder=Nobody", "asks for coder “Nobody”, which does not exist", id="no such"),
        pytest.param(
            "issue?id=drift&document=Nothing",
            "asks for document “Nothing”, which does not exist",
            id="no document",
        ),
    ],
)
def test_what_is_not_there_is_told_with_a_way_on(address: str, told: str) -> None:
    page = page_at(address)
    assert told in text(page)
    assert elements(page, "a")


def test_a_memo_on_an_issue_is_kept_with_its_author(
    app_catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(app_catalog))
    app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
    app.session_state["kb_coder"] = "Mara K."
    app.query_params["id"] = "drift"
    app.switch_page("screens/evidence/issue.py").run()
    assert not app.exception
    app.text_area(key="issue-memo-text").input(HOSTILE)
    next(each for each in app.button if each.label == "Save memo").click().run()
    assert not app.exception
    shown = " ".join(each.proto.json for each in app.get("bidi_component"))
    assert "Mara K." in shown
    assert "<script>alert" not in shown


def test_an_export_says_yes_and_no_in_every_form() -> None:
    header, rows = ["Undone"], [{"Undone": True}, {"Undone": False}]
    assert export.csv(header, rows).decode("utf-8-sig").split() == ["Undone", "yes", "no"]
    assert export.markdown(header, rows).decode().splitlines()[2:] == ["| yes |", "| no |"]


def test_an_export_holds_text_and_never_a_formula() -> None:
    rows = [{"Quote": HOSTILE, "Codings": 3}]
    header = ["Quote", "Codings"]
    assert export.csv(header, rows).decode("utf-8-sig").splitlines()[1].startswith("'=cmd()")
    assert b"| \\=cmd" not in export.markdown(header, rows)
    text = export.markdown(header, rows).decode()
    assert "\\<script\\>" in text
    assert "\\*\\*bold\\*\\* \\|" in text


def test_a_workbook_keeps_numbers_as_numbers_and_runs_nothing() -> None:
    import zipfile  # noqa: PLC0415  only here
    from io import BytesIO  # noqa: PLC0415

    book = export.xlsx(["Quote", "Codings"], [{"Quote": HOSTILE + "x" * 40_000, "Codings": 3}])
    sheet = zipfile.ZipFile(BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert "<v>3</v>" in sheet


@pytest.mark.parametrize(
    ("left", "named"),
    [
        pytest.param({("stage",): 0, ("q",): 4}, ["Stage"], id="one filter alone leaves nothing"),
        pytest.param({("stage",): 2, ("q",): 5}, ["Stage"], id="the one without which most is left"),
        pytest.param({("stage",): 0, ("q",): 0}, ["Words"], id="either is enough: the first that is on"),
    ],
)
def test_an_empty_list_names_the_filter_that_excludes_most(
    left: dict[tuple[str, ...], int], named: list[str]
) -> None:
    bar = Toolbar("issues", [Chip("q", "Words", "zzz", "/issues"), Chip("stage", "Stage", "Use", "/issues")])
    assert [chip.label for chip in bar.culprit(lambda names: left[tuple(names)])] == named


@pytest.mark.usefixtures("demo")
def test_of_several_filters_the_page_names_one_and_offers_to_remove_all() -> None:
    page = page_at("issues?stage=deployment&q=zzz")
    assert "Remove words: zzz?" in text(page)
    [link] = [each for each in elements(page, "a") if words(each) == "Remove all filters"]
    assert link.get("href") == "/issues"


def test_the_keys_of_a_list_walk_open_search_and_export(app_url: str, browser_page: Any) -> None:
    visit(browser_page, f"{app_url}/issues", ".list")
    page = browser_page
    second = page.locator(".list .iss").nth(1).inner_text()
    page.keyboard.press("x")
    page.get_by_text("As shown").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("x/")
    field = page.get_by_role("textbox", name="Find an issue")
    assert field.input_value() == "x/"
    field.fill("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/issue\?id="))
    page.locator(".crumb", has_text=second).wait_for()
    assert "2 of " in page.locator(".pager").inner_text()


def test_who_skips_the_pages_by_keyboard_walks_the_list_at_once(app_url: str, browser_page: Any) -> None:
    page = opened(browser_page, f"{app_url}/issues", ".list")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('main')")
    page.keyboard.press("ArrowDown")
    first = page.locator(".list .iss").first.inner_text()
    assert first in page.evaluate("document.activeElement.innerText")


def test_keys_of_one_letter_are_switched_off_and_stay_off(app_url: str, browser_page: Any) -> None:
    page = opened(browser_page, f"{app_url}/issues", ".list")
    page.get_by_role("button", name="Who is coding?").click()
    page.get_by_text("Single-key shortcuts").click()
    page.locator("[data-kb-keys=off]").wait_for(state="attached")
    page.reload()
    page.locator(".list").wait_for()
    page.locator("[data-kb-keys=off]").wait_for(state="attached")
    drawn(page)
    page.keyboard.press("/")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")  # a key that is more than a letter; what the letters did is there before
    page.wait_for_function("document.activeElement.matches('.list a')")
    assert page.get_by_role("textbox", name="Find an issue").input_value() == ""
    assert page.get_by_text("As shown").count() == 0


def test_on_a_phone_the_jump_row_stays_and_leads_to_each_part(app_url: str, browser_page: Any) -> None:
    browser_page.set_viewport_size({"width": 400, "height": 700})
    page = opened(browser_page, f"{app_url}/issue?id=drift&pass=all", ".jump a")
    page.locator("#memos").wait_for()
    for place in ("memos", "occurs-with", "fixes", "quotes"):
        page.locator(f".jump a[href='#{place}']").click()
        page.wait_for_function(
            "place => document.getElementById(place).getBoundingClientRect().top < innerHeight", arg=place
        )
        assert page.locator(".jump").bounding_box()["y"] == pytest.approx(48, abs=1)
        if place in ("memos", "quotes"):  # the last part and the first: one is in them for certain
            page.locator(f".jump a[href='#{place}'][aria-current=location]").wait_for()
            assert page.locator(".jump a[aria-current]").count() == 1
    assert "#" not in page.url


@pytest.mark.usefixtures("demo")
def test_without_a_moderated_quote_the_other_passes_are_offered() -> None:
    every, moderated = (
        {each.get("data-key") for each in elements(page_at(address), ".list", ".iss")}
        for address in ("issues?pass=all", "issues")
    )
    unheard = sorted(every - moderated)
    assert unheard
    page = page_at(f"issue?id={unheard[0]}")
    assert re.search(r"No codings in the moderated passes; \d+ codings? in other passes", text(page))
    [link] = [each for each in elements(page, "a") if words(each) == "Show all passes"]
    assert elements(page_at(link.get("href")), ".q")


def test_a_companion_leads_to_the_pair_in_the_network() -> None:
    together = (Companion("too-little-data", "Too little <data>", 3, 0.25),)
    shown = templates.html(
        "evidence/issue_company.html", issue="drift", companions=together, passes=None, has_network=True
    )
    assert "/network?level=issue&amp;pair=drift~too-little-data" in shown
    assert "/network?level=issue&amp;focus=drift" in shown
    assert "Too little &lt;data&gt;" in shown
