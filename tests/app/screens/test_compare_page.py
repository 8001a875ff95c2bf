"""Compare: two coders' passes beside each other, decided one difference at a time, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser_steps import say_who, serious
from command_line import rows_of
from sqlmodel import col, select

from app.screens.compare import decide, header, work_list
from app.screens.compare.rows import rows
from kb.db.engine import open_for_writing, reading, transaction
from kb.db.tables import Coding, Document, Paragraph
from kb.queries.comparison import pass_comparison
from kb.queries.comparison.differences import CodingWithoutWords
from kb.store.coding.codings import add_coding

WAITS = "Interview 9"


def moderating(page: Any, app_url: str, who: str) -> Any:
    """The work list of the interview that waits for its moderator, and somebody in front of it."""
    page.goto(f"{app_url}/compare?document={WAITS.replace(' ', '+')}")
    page.wait_for_selector(".kb-view .work")
    say_who(page, who)
    page.locator("form.rule").wait_for(state="attached")
    return page


@pytest.fixture
def compare(browser_page: Any, app_url: str) -> Any:
    return moderating(browser_page, app_url, "Imke")


def shown(page: Any, number: int) -> None:
    """Wait until the row of this number, from 0, is looked at."""
    page.wait_for_function(
        """number => {
          const rows = [...document.querySelectorAll(".work tr[data-row]")];
          const form = document.querySelector("form.rule");
          const link = rows[number]?.classList.contains("at") && rows[number].querySelector("a");
          return link && link.dataset.key === `item-${form?.dataset.item}`;
        }""",
        arg=number,
    )


def decided(page: Any, number: int) -> None:
    """Wait until so many are decided, and the next difference is there."""
    page.wait_for_function(
        """number => document.querySelector("[data-test-script-state=notRunning]")
          && document.querySelector(".facts dd b")?.innerText === String(number)""",
        arg=number,
    )


def moderated(catalog: Path) -> list[dict[str, Any]]:
    """What ``kb export codings`` says of the moderated pass."""
    rows = rows_of(catalog, "export", "codings")
    return [row for row in rows if row["document"] == WAITS and row["pass_role"] == "moderator"]  # noqa: S105


def test_the_interview_that_waits_comes_first(browser_page: Any, app_url: str) -> None:
    browser_page.goto(f"{app_url}/compare")
    browser_page.wait_for_selector(".kb-view .cmp")
    first = browser_page.locator(".cmp tbody tr").first
    assert first.locator("a").inner_text() == WAITS
    assert first.locator("td").last.inner_text() == "waits"
    assert browser_page.locator(".cmp tbody tr", has_text="moderated elsewhere").count() == 10
    first.locator("a").click()
    browser_page.wait_for_selector(".kb-view .work")
    assert "document=Interview+9" in browser_page.url


def test_differences_are_decided_with_one_key_each_and_become_the_moderated_pass(
    compare: Any, app_catalog: Path
) -> None:
    assert moderated(app_catalog) == []
    first = compare.locator("tr.at .code").first.inner_text().strip()
    compare.keyboard.press("1")
    compare.keyboard.press("Enter")
    decided(compare, 1)
    (kept,) = moderated(app_catalog)
    assert (kept["code"], kept["coder"], kept["origin"]) == (first, "Imke", "manual")

    compare.keyboard.press("0")
    compare.get_by_label("Reason").fill("Said in passing.")
    compare.keyboard.press("Enter")
    decided(compare, 2)
    assert len(moderated(app_catalog)) == 1
    assert compare.locator(".work.done .gone").count() >= 1

    compare.evaluate("document.activeElement.blur()")
    compare.keyboard.press("u")
    decided(compare, 1)
    compare.keyboard.press("u")
    decided(compare, 0)
    assert moderated(app_catalog) == []
    assert compare.locator("tr.at .code").first.inner_text().strip() == first


def test_the_keys_walk_the_list_and_decide_wherever_the_focus_is(compare: Any) -> None:
    compare.evaluate("document.activeElement.blur()")
    shown(compare, 0)
    compare.keyboard.press("ArrowDown")
    shown(compare, 1)
    compare.locator(".work tr[data-row] td:last-child").nth(3).click(force=True)  # the row is one link
    shown(compare, 3)
    compare.keyboard.press("ArrowUp")
    shown(compare, 2)

    compare.locator(".st-key-kb-coder button").first.focus()
    compare.keyboard.press("0")
    compare.keyboard.press("Enter")
    decided(compare, 1)
    compare.locator(".opt").first.click()
    compare.keyboard.press("0")
    compare.keyboard.press("Enter")
    decided(compare, 2)
    compare.keyboard.press("e")
    compare.keyboard.type("u1")
    assert compare.locator("input[name=code]").input_value() == "u1"
    compare.keyboard.press("Escape")
    compare.keyboard.press("u")
    decided(compare, 1)
    compare.keyboard.press("u")
    decided(compare, 0)


def test_another_code_on_words_that_are_selected_stands_instead(compare: Any, app_catalog: Path) -> None:
    compare.keyboard.press("e")
    compare.evaluate(
        """() => {
          const stretch = document.querySelector(".passage .here [data-at]").firstChild;
          getSelection().setBaseAndExtent(stretch, 0, stretch, 6);
          document.querySelector(".passage").dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    words = compare.locator("[data-chosen]").inner_text()
    assert len(words) == 6
    compare.evaluate(
        """() => {
          const paragraph = document.querySelector(".passage .here");
          const stretch = paragraph.querySelector("[data-at]");
          getSelection().setBaseAndExtent(paragraph, 0, stretch.firstChild, 6);
          document.querySelector(".passage").dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    assert compare.locator("[data-chosen]").inner_text() == words, "who speaks is not coded"
    compare.locator("input[name=code]").fill("labels first")
    compare.keyboard.press("Enter")
    decided(compare, 1)
    assert [(row["code"], row["quote"]) for row in moderated(app_catalog)] == [("labels first", words)]
    compare.evaluate("document.activeElement.blur()")
    compare.keyboard.press("u")
    decided(compare, 0)


@pytest.fixture
def one_more(app_catalog: Path) -> None:
    """Felix codes a paragraph that nobody coded as he coded another one."""
    with transaction(open_for_writing(app_catalog)) as session:
        of = session.exec(select(Document).where(Document.name == WAITS)).one()
        coded = session.exec(select(Coding.first_paragraph).where(Coding.document_id == of.id)).all()
        query = select(Paragraph).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position))
        free = next(each for each in session.exec(query) if each.position not in coded and each.text)
        add_coding(
            session,
            document=of,
            code="Data-noisy-label-fix",
            start=free.start,
            end=free.end,
            coder="Felix",
        )


@pytest.mark.usefixtures("one_more")
def test_the_same_is_decided_for_all_alike_once_it_was_shown(compare: Any, app_catalog: Path) -> None:
    rows = compare.locator(".work:not(.done) tr[data-row]", has_text="Data-noisy-label-fix")
    rows.filter(has_text="only Felix").locator("a").first.click()
    compare.get_by_role("button", name="same decision for 2 alike").wait_for()
    compare.keyboard.press("1")
    compare.evaluate("document.activeElement.blur()")
    compare.keyboard.press("a")
    compare.get_by_role("button", name="Decide 2").click()
    decided(compare, 2)
    assert {row["code"] for row in moderated(app_catalog)} == {"Data-noisy-label-fix"}
    compare.get_by_role("dialog").wait_for(state="detached")
    compare.evaluate("document.activeElement.blur()")
    compare.keyboard.press("u")
    decided(compare, 0)


@pytest.mark.usefixtures("one_more")
def test_the_dialog_keeps_nobody_out(compare: Any, in_schemes: Callable[..., Any]) -> None:
    rows = compare.locator(".work:not(.done) tr[data-row]", has_text="Data-noisy-label-fix")
    rows.filter(has_text="only Felix").locator("a").first.click()
    compare.locator("[data-hot=a]").wait_for()
    compare.keyboard.press("0")
    compare.keyboard.press("a")
    compare.get_by_text("Of each of these, nothing is kept.").wait_for()
    for scheme in in_schemes(compare):
        assert (scheme, serious(compare)) == (scheme, [])
    compare.keyboard.press("Escape")
    compare.get_by_role("dialog").wait_for(state="detached")


def test_what_another_moderator_decided_meanwhile_is_shown_before_it_is_decided_again(
    compare: Any, open_page: Callable[..., Any], app_url: str, app_catalog: Path
) -> None:
    other = moderating(open_page(400, "dark"), app_url, "Sven")
    other.locator(".work tr[data-row] a").first.click()
    other.locator("form.rule").wait_for()  # on a phone a difference is a page of its own
    compare.keyboard.press("0")
    compare.keyboard.press("Enter")
    decided(compare, 1)

    other.locator(".opt").first.click()
    other.get_by_role("button", name="Decide and go on").click()
    other.get_by_text("Meanwhile this was decided").wait_for()
    other.get_by_text("decided by Imke.").wait_for()
    assert moderated(app_catalog) == []
    other.locator(".opt").first.click()
    other.get_by_role("button", name="Decide and go on").click()
    other.get_by_text("decided by Imke.").wait_for(state="detached")
    other.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert len(moderated(app_catalog)) == 1

    other.get_by_role("link", name="All differences").click()
    other.locator(".work.done").wait_for()
    other.reload()
    other.locator(".work.done tr a").first.click()
    other.get_by_text("decided by Sven.").wait_for()
    other.get_by_role("button", name="undo").click()
    other.get_by_text("decided by Imke.").wait_for()
    compare.keyboard.press("u")
    decided(compare, 0)


def test_enter_twice_decides_once(app_catalog: Path) -> None:
    with reading(open_for_writing(app_catalog)) as session:
        found = pass_comparison.pass_comparison(session, "Interview 1")
    row = replace(rows(found)[0], who="Imke", result=1)
    event = {"item": row.key, "seen": ""}
    assert decide._meant(event, [row], "Imke") is None
    assert decide._meant(event | {"seen": decide.standing(row)}, [row], "Imke") == row


def test_the_export_has_all_the_words(app_catalog: Path) -> None:
    with reading(open_for_writing(app_catalog)) as session:
        found = pass_comparison.pass_comparison(session, WAITS)
    sides = [row.first for row in rows(found) if row.first]
    assert any("[…]" in side.quote for side in sides)
    code, said = f"Code of {found.coders[0]}", f"Words of {found.coders[0]}"
    words = [row[said] for row in header._records(found, rows(found)) if row[code]]
    assert words == [found.text(side.start, side.end) for side in sides]


def test_what_is_not_compared_is_counted() -> None:
    told = work_list._left_out(CodingWithoutWords(spills=1, structural=46))
    assert told == "46 codings of structural codes; one coding without words"
    assert work_list._left_out(CodingWithoutWords()) == ""


def test_an_interview_moderated_elsewhere_says_so_and_has_one_export_a_view(
    browser_page: Any, app_url: str
) -> None:
    browser_page.goto(f"{app_url}/compare?document=Interview+7")
    browser_page.get_by_text("as the moderated pass was delivered").wait_for()
    browser_page.get_by_text("Not compared: six codings of structural codes.").wait_for()
    browser_page.get_by_text("Agreement", exact=True).first.click()
    browser_page.locator(".agr").wait_for()
    browser_page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert browser_page.get_by_role("button", name="Export").count() == 1


def test_somebody_who_codes_it_blind_is_asked_before_they_see_the_others(
    browser_page: Any, app_url: str
) -> None:
    browser_page.goto(f"{app_url}/compare?document=Interview+9")
    browser_page.wait_for_selector(".kb-view .work")
    browser_page.get_by_role("button", name="Who is coding?").click()
    browser_page.get_by_label("Coding as").fill("Noor")
    browser_page.get_by_role("option", name="Noor", exact=True).click()
    asked = browser_page.get_by_role("button", name="Show the passes of others")
    asked.wait_for()
    browser_page.wait_for_selector(".kb-view .work", state="detached")
    assert "Felix" not in browser_page.locator(".kb-view:not(:has(h1))").all_inner_texts()
    browser_page.keyboard.press("Escape")
    asked.click()
    browser_page.wait_for_selector(".kb-view .work")
    browser_page.goto(f"{app_url}/history")
    browser_page.get_by_text("show the other passes over").first.wait_for()


def test_side_by_side_shows_both_passes_of_a_paragraph_in_one_row(browser_page: Any, app_url: str) -> None:
    browser_page.goto(f"{app_url}/compare?document=Interview+9&view=side")
    browser_page.wait_for_selector(".kb-view .sides")
    rows = browser_page.locator(".sides tbody tr")
    assert rows.count() > 10
    texts = rows.first.locator("p").all_inner_texts()
    assert texts[0] == texts[1] != ""


def test_agreement_is_that_of_the_command_line(browser_page: Any, app_url: str, app_catalog: Path) -> None:
    browser_page.goto(f"{app_url}/compare?view=agreement&unit=paragraph&by=document")
    row = browser_page.locator(".agr tbody tr", has_text="Interview 7").filter(has_text="each code")
    row.wait_for()
    shown = row.locator("td").all_inner_texts()
    rows = rows_of(app_catalog, "agreement", "--unit", "paragraph", "--by", "document")
    told = {
        row["coefficient"]: row
        for row in rows
        if row["name"] == "Interview 7" and row["what"] == "every code"
    }
    assert shown[0] == str(told["kappa"]["both"])
    assert shown[4].startswith(f"{told['kappa']['value']:.2f}")
    assert shown[7].startswith(f"{told['f1']['value']:.2f}")
    browser_page.get_by_role("link", name="Interview 7").first.click()
    browser_page.wait_for_selector(".kb-view .work")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        pytest.param("Intervew 9", "Did you mean", id="misspelled"),
        pytest.param("Interview 13", "one pass with codings; there is nothing to compare", id="one pass"),
        pytest.param("The model was fine", "no pass with codings; there is nothing to compare", id="none"),
    ],
)
def test_what_cannot_be_compared_says_why(browser_page: Any, app_url: str, where: str, told: str) -> None:
    browser_page.goto(f"{app_url}/compare?document={where.replace(' ', '+')}")
    browser_page.get_by_text(told).wait_for()
