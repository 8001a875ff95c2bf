"""Compare: two coders' passes beside each other, decided one difference at a time, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_steps import come_as, say_who, serious
from command_line import rows_of
from drawn_page import elements, html, page_at, texts, words
from page_at_rest import settled
from sqlmodel import col, select

from app.screens.compare import header, work_list
from app.screens.compare.rows import rows
from kb.db.engine import open_for_writing, reading, transaction
from kb.db.tables import Coding, Document, Paragraph
from kb.queries.comparison import pass_comparison
from kb.queries.comparison.differences import CodingWithoutWords
from kb.store.coding.codings import add_coding
from kb.store.undo import undo

WAITS = "Interview 9"


ADDRESS = f"compare?document={WAITS.replace(' ', '+')}"


@pytest.fixture
def compare(browser_page: Any, app_url: str) -> Any:
    """The work list of the interview that waits for its moderator, and Imke in front of it."""
    come_as(browser_page, "Imke", app_url)
    browser_page.goto(f"{app_url}/{ADDRESS}")
    browser_page.locator("form.rule").wait_for(state="attached")
    return browser_page


@pytest.fixture
def demo(demo_catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalog of pages that are drawn without a browser."""
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))
    return demo_catalog


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


@pytest.mark.usefixtures("demo")
def test_the_interview_that_waits_comes_first() -> None:
    page = page_at("compare")
    first, *others = elements(page, ".cmp", "tbody", "tr")
    assert [words(cell) for cell in first.iter("td")][-1] == "to decide"
    [link] = first.iter("a")
    assert (words(link), link.get("href")) == (WAITS, f"/{ADDRESS}")
    assert sum("imported" in words(each) for each in others) == 10


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
    settled(compare)
    compare.wait_for_function("() => document.activeElement?.name === 'code'")
    compare.keyboard.type("u1")
    assert compare.locator("input[name=code]").input_value() == "u1"
    compare.keyboard.press("Escape")
    compare.keyboard.press("u")
    decided(compare, 1)
    compare.keyboard.press("u")
    decided(compare, 0)


def test_a_field_for_a_code_finds_codes_as_the_picker_does(compare: Any) -> None:
    compare.keyboard.press("e")
    field = compare.locator("input[name=code]")
    field.fill("mm-dri")
    compare.keyboard.press("Enter")
    assert field.input_value() == "MM-drift"
    decided(compare, 0)
    field.fill("mdrft")
    assert compare.locator(".codelist [role=option]").count()
    assert not compare.locator(".codelist [aria-selected=true]").count(), "scattered letters take nothing"
    compare.keyboard.press("Escape")
    compare.keyboard.press("Escape")
    compare.keyboard.press("?")
    shown = compare.get_by_role("dialog", name="Keyboard shortcuts")
    assert "keep neither" in shown.inner_text()
    compare.keyboard.press("?")
    shown.wait_for(state="detached")


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
    compare.keyboard.press("Enter")  # which makes no code
    compare.locator(".codelist li", has_text="New code: labels first (Shift+Enter)").wait_for()
    compare.keyboard.press("Shift+Enter")
    compare.keyboard.press("Enter")
    decided(compare, 1)
    assert [(row["code"], row["quote"]) for row in moderated(app_catalog)] == [("labels first", words)]
    compare.evaluate("document.activeElement.blur()")
    compare.keyboard.press("u")
    decided(compare, 0)


@pytest.fixture
def one_more(app_catalog: Path) -> Iterator[None]:
    """Felix codes a paragraph that nobody coded as he coded another one; for one test, in whatever order."""
    with transaction(open_for_writing(app_catalog)) as session:
        of = session.exec(select(Document).where(Document.name == WAITS)).one()
        coded = session.exec(select(Coding.first_paragraph).where(Coding.document_id == of.id)).all()
        query = select(Paragraph).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position))
        free = next(each for each in session.exec(query) if each.position not in coded and each.text)
        added = add_coding(
            session,
            document=of,
            code="Data-noisy-label-fix",
            start=free.start,
            end=free.end,
            coder="Felix",
        )
    yield
    with transaction(open_for_writing(app_catalog)) as session:
        undo(session, added.batch, who="Felix")


def preview(compare: Any) -> None:
    """Ask to see all that is alike."""
    settled(compare)  # keys do not wait for it
    compare.keyboard.press("a")
    compare.get_by_role("dialog").wait_for()


@pytest.mark.usefixtures("one_more")
def test_the_same_is_decided_for_all_alike_once_it_was_shown(compare: Any, app_catalog: Path) -> None:
    rows = compare.locator(".work:not(.done) tr[data-row]", has_text="Data-noisy-label-fix")
    rows.filter(has_text="only Felix").locator("a").first.click()
    compare.keyboard.press("1")
    compare.evaluate("document.activeElement.blur()")
    preview(compare)
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
    compare.keyboard.press("0")
    preview(compare)
    compare.get_by_text("For each of these differences, nothing is kept.").wait_for()
    for scheme in in_schemes(compare):
        assert (scheme, serious(compare, only_colours=scheme == "dark")) == (scheme, [])
    compare.keyboard.press("Escape")
    compare.get_by_role("dialog").wait_for(state="detached")


@pytest.mark.usefixtures("one_more")
def test_keys_wait_for_a_part_that_is_taken_off_the_page_without_a_word(compare: Any) -> None:
    compare.evaluate(
        """() => {
          const old = Object.assign(document.createElement("div"), { className: "kb-view", id: "old" });
          old.innerHTML = "<p data-after='what was drawn before'></p>";
          document.body.append(old);
        }"""
    )
    rows = compare.locator(".work:not(.done) tr[data-row]", has_text="Data-noisy-label-fix")
    rows.filter(has_text="only Felix").locator("a").first.click()
    compare.keyboard.press("0")
    compare.keyboard.press("a")
    settled(compare)
    assert not compare.get_by_role("dialog").count()
    compare.evaluate("document.getElementById('old').remove()")
    compare.get_by_text("For each of these differences, nothing is kept.").wait_for()
    compare.keyboard.press("Escape")
    compare.get_by_role("dialog").wait_for(state="detached")


def test_what_another_moderator_decided_meanwhile_is_shown_before_it_is_decided_again(
    compare: Any, open_page: Callable[..., Any], app_url: str, app_catalog: Path
) -> None:
    other = open_page(400, "dark")
    other.goto(f"{app_url}/{ADDRESS}")
    other.wait_for_selector(".kb-view .work")
    say_who(other, "Sven")
    other.locator("form.rule").wait_for(state="attached")
    other.locator(".work tr[data-row] a").first.click()
    other.locator("form.rule").wait_for()  # on a phone a difference is a page of its own
    compare.keyboard.press("0")
    compare.keyboard.press("Enter")
    decided(compare, 1)

    other.locator(".opt").first.click()
    other.get_by_role("button", name="Decide and continue").click()
    other.get_by_text("Imke has changed this").wait_for()
    other.get_by_text("decided by Imke.").wait_for()
    assert moderated(app_catalog) == []
    other.locator(".opt").first.click()
    other.get_by_role("button", name="Decide and continue").click()
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


def test_keys_pressed_at_once_decide_as_many_differences_and_none_twice(
    compare: Any, app_catalog: Path
) -> None:
    rows = compare.locator(".work tr[data-row] a")
    keys = [rows.nth(n).get_attribute("data-key") for n in range(3)]
    compare.evaluate(
        """pressed => { for (const key of pressed) {
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        } }""",
        ["0", "Enter"] * 3,
    )
    decided(compare, 3)
    done = compare.locator(".work.done a")
    assert [done.nth(n).get_attribute("data-key") for n in range(3)] == keys
    assert moderated(app_catalog) == []
    for key in "uuu":
        compare.keyboard.press(key)
    decided(compare, 0)
    assert moderated(app_catalog) == []
    for key in ("ArrowDown", "ArrowDown", "e", "u", "1"):
        compare.keyboard.press(key)
    compare.wait_for_function("() => document.querySelector('input[name=code]')?.value.endsWith('u1')")
    shown(compare, 2)
    compare.keyboard.press("Escape")
    decided(compare, 0)


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
    assert told == "46 codings of structural codes; 1 coding without marked text"
    assert work_list._left_out(CodingWithoutWords()) == ""


@pytest.mark.usefixtures("demo")
def test_an_interview_moderated_elsewhere_says_so_and_has_one_export_a_view() -> None:
    page = page_at("compare?document=Interview+7")
    assert "in the imported moderated pass" in html(page)
    assert "Not compared: 6 codings of structural codes." in " ".join(texts(page, "p"))
    for view in ("", "&view=side", "&view=agreement"):
        page = page_at(f"compare?document=Interview+7{view}")
        assert exports(page.main) == 1, view
    assert elements(page, ".agr")


def exports(block: Any) -> int:
    """How many popovers on a page are called Export."""
    children = list(getattr(block, "children", {}).values())
    here = sum(each.type == "popover" and each.proto.popover.label == "Export" for each in children)
    return here + sum(map(exports, children))


def test_somebody_who_codes_it_blind_is_asked_before_they_see_the_others(
    browser_page: Any, app_url: str
) -> None:
    browser_page.goto(f"{app_url}/{ADDRESS}")
    browser_page.wait_for_selector(".kb-view .work")
    browser_page.get_by_role("button", name="Who is coding?").click()
    browser_page.get_by_label("Coding as").fill("Noor")
    browser_page.get_by_role("option", name="Noor", exact=True).click()
    asked = browser_page.get_by_role("button", name="Show the codings of others")
    asked.wait_for()
    browser_page.wait_for_selector(".kb-view .work", state="detached")
    assert "Felix" not in browser_page.locator(".kb-view:not(:has(h1))").all_inner_texts()
    browser_page.keyboard.press("Escape")
    asked.click()
    browser_page.wait_for_selector(".kb-view .work")
    browser_page.goto(f"{app_url}/history")
    browser_page.get_by_text("looked at the codings of others").first.wait_for()


@pytest.mark.usefixtures("demo")
def test_side_by_side_shows_both_passes_of_a_paragraph_in_one_row() -> None:
    rows = elements(page_at(f"{ADDRESS}&view=side"), ".sides", "tbody", "tr")
    assert len(rows) > 10
    one, other = (words(text) for text in rows[0].iter("p"))
    assert one == other != ""


def test_agreement_is_that_of_the_command_line(demo: Path) -> None:
    page = page_at("compare?view=agreement&unit=paragraph&by=document")
    [row] = [
        each
        for each in elements(page, ".agr", "tbody", "tr")
        if words(each).startswith("Interview 7") and "each code" in words(each)
    ]
    shown = [words(cell) for cell in row.iter("td")]
    rows = rows_of(demo, "agreement", "--unit", "paragraph", "--by", "document")
    told = {
        row["coefficient"]: row
        for row in rows
        if row["name"] == "Interview 7" and row["what"] == "every code"
    }
    assert shown[0] == str(told["kappa"]["both"])
    assert shown[4].startswith(f"{told['kappa']['value']:.2f}")
    assert shown[7].startswith(f"{told['f1']['value']:.2f}")
    assert next(row.iter("a")).get("href") == "/compare?document=Interview+7"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("where", "told"),
    [
        pytest.param("Intervew 9", "did you mean", id="misspelled"),
        pytest.param(
            "Interview 13", "was coded by only one coder; there is nothing to compare", id="one pass"
        ),
        pytest.param(
            "The model was fine", "was not coded by any coder; there is nothing to compare", id="none"
        ),
    ],
)
def test_what_cannot_be_compared_says_why(where: str, told: str) -> None:
    page = page_at(f"compare?document={where.replace(' ', '+')}")
    assert told in html(page)
