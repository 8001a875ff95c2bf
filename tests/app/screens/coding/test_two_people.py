"""Two browsers on one passage: what the other changed is shown first, and nothing that was typed is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from app_server import serving
from browser_steps import come_as, drawn
from coding_page import TWO, Page, reading, stored
from sqlmodel import select

from app import data as catalog
from kb.db.tables import Decision, Memo
from kb.store.coding import moderation
from kb.store.coding.moderation import ModerationDecision
from kb.store.ingest.files import ingest

ROOT = Path(__file__).parents[4]
SAID = "Interviewer: What broke?\n\nInterviewee: The schema changed overnight, and nobody told us.\n"
SAVED = "document.documentElement.dataset.kbSaving === 'saved'"
PLACE = {"position": {"x": 150, "y": 10}}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of one interview, for all tests of this module."""
    folder = tmp_path_factory.mktemp("two-people")
    (folder / "Interview 1.txt").write_text(SAID, encoding="utf-8")
    ingest(folder / "catalog.db", [folder / "Interview 1.txt"], taxonomy=ROOT / "taxonomy.yaml", who="Ann")
    return folder / "catalog.db"


@pytest.fixture(scope="module")
def served(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of an app and the catalog that it shows, for all tests of this module."""
    shown = Path(shutil.copy(study, tmp_path_factory.mktemp("shown") / "catalog.db"))
    with serving(shown) as address:
        yield address, shown


@pytest.fixture
def shown(served: tuple[str, Path], study: Path) -> Path:
    """The catalog that is shown: nobody has coded in it."""
    with closing(sqlite3.connect(study)) as new, closing(sqlite3.connect(served[1])) as used:
        new.backup(used)
    return served[1]


@pytest.fixture
def address(served: tuple[str, Path], shown: Path) -> str:  # noqa: ARG001  as it is at first
    return served[0]


def come(page: Any, address: str) -> Any:
    come_as(page, "Ann", address)
    page.goto(f"{address}/code?document=Interview+1")
    page.locator(".kb-p .kb-text").nth(1).wait_for()
    page.wait_for_function(SAVED)
    drawn(page)
    return page


def begin(page: Any, text: str) -> None:
    """Begin a memo on the second paragraph."""
    page.locator(".kb-p .kb-text").nth(1).click(**PLACE)
    page.keyboard.press("p")
    page.keyboard.press("m")
    field = page.get_by_role("textbox", name="Memo on these words")
    field.wait_for()
    field.fill(text)


def edit(page: Any, address: str) -> Any:
    come(page, address)
    page.locator("[data-notes]").first.click()
    page.get_by_role("button", name="Edit", exact=True).click()
    field = page.get_by_role("textbox", name="Memo on these words")
    field.wait_for()
    return field


def memos(shown: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("KB_DATABASE", str(shown))
    with reading() as session:
        return list(session.exec(select(Memo.text)))


def test_a_memo_that_the_other_browser_has_rewritten_is_shown_beside_what_was_typed(
    address: str, open_page: Any, shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, train = open_page(1440), open_page(400)
    begin(come(office, address), "First.")
    office.get_by_role("button", name="Save memo").click()
    office.locator("[data-notes]").first.wait_for()
    here, there = edit(office, address), edit(train, address)
    here.fill("At the office.")
    office.get_by_role("button", name="Save memo").click()
    office.wait_for_function(SAVED)
    there.fill("On the train.")
    train.get_by_role("button", name="Save memo").click()
    dialog = train.get_by_role("dialog", name="Memo")
    dialog.get_by_text("Ann changed this memo at").wait_for()
    assert dialog.locator(".kb-there").inner_text() == "At the office."
    assert dialog.get_by_role("textbox").input_value() == "On the train."
    assert memos(shown, monkeypatch) == ["At the office."]
    train.keyboard.press("Escape")
    train.goto("about:blank")
    come(train, address)
    train.locator(".kb-draft").get_by_role("button", name="Continue").click()
    dialog.get_by_text("Ann changed this memo at").wait_for()
    dialog.get_by_role("button", name="Save mine over it").click()
    train.locator(".kb-draft").wait_for(state="hidden")
    train.wait_for_function(SAVED)
    assert memos(shown, monkeypatch) == ["On the train."]


def test_a_memo_that_was_begun_is_offered_after_a_reload_until_it_is_saved_or_discarded(
    address: str, open_page: Any, shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(1440)
    begin(come(page, address), "Half a thou")
    page.goto("about:blank")
    come(page, address)
    offer = page.locator(".kb-draft")
    assert offer.inner_text().startswith("A memo is not saved yet. It is kept in this browser: “Half a thou”")
    offer.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox", name="Memo on these words").fill("Half a thought.")
    page.get_by_role("button", name="Save memo").click()
    offer.wait_for(state="hidden")
    page.wait_for_function(SAVED)
    assert memos(shown, monkeypatch) == ["Half a thought."]
    begin(page, "Not this")
    page.keyboard.press("Escape")
    offer.get_by_role("button", name="Discard").click()
    offer.wait_for(state="hidden")
    come(page, address)
    assert offer.is_hidden()
    assert memos(shown, monkeypatch) == ["Half a thought."]


def coded(here: Page) -> dict[str, Any]:
    here.do("code", start=0, end=9, codes=["MM-drift"], new=False, invivo=False)
    return next(each for each in here.data["codings"] if each["own"] and each["end"] == 9)


def test_a_coding_that_another_browser_has_moved_is_not_recoded_unseen(page: Callable[..., Page]) -> None:
    here = page(document=TWO)
    row = coded(here)
    there = page(document=TWO)
    there.do("resize", coding=row["id"], start=0, end=12, seen=row["seen"])
    here.do("recode", coding=row["id"], code="monitoring", seen=row["seen"])
    answer = here.answer
    assert answer["refused"].startswith(
        "Mara has changed this coding in the meantime; it is now MM-drift on “"
    )
    assert answer["conflict"]["told"].startswith("Mara changed this coding at ")
    assert (answer["conflict"]["yours"], answer["conflict"]["over"]) == ("monitoring", "Recode it anyway")
    assert stored() == [(0, 12)]
    here.do(**{"what": "recode", **{name: value for name, value in answer["again"].items() if name != "do"}})
    assert here.answer["message"] == "recoded: monitoring"
    there.do("remove", coding=row["id"], seen=row["seen"])
    assert there.answer["refused"].startswith("Mara has changed this coding"), (
        "moved by itself, recoded by the other"
    )


def test_what_one_has_done_oneself_is_known(page: Callable[..., Page]) -> None:
    here = page(document=TWO)
    row = coded(here)
    here.do("resize", coding=row["id"], start=0, end=12, seen=row["seen"])
    here.do("recode", coding=row["id"], code="monitoring", seen=row["seen"])
    assert here.answer["message"] == "recoded: monitoring"


def test_a_coding_about_which_a_moderator_has_decided_is_not_removed_without_a_question(
    page: Callable[..., Page],
) -> None:
    here = page(document=TWO)
    row = coded(here)
    ruling = [ModerationDecision(keep=(row["id"],))]
    catalog.execute(moderation.decide, TWO, ruling, who="Imke")
    here.do("remove", coding=row["id"], seen=row["seen"])
    assert here.answer["conflict"]["told"].startswith(
        "A moderator has decided about this coding of 'MM-drift'"
    )
    assert here.answer["conflict"]["over"] == "Remove both"
    assert decisions(row["id"]) == 1
    again = here.answer["again"]
    here.do("remove", **{name: value for name, value in again.items() if name != "do"})
    assert decisions(row["id"]) == 0
    here.do("undo")
    assert decisions(row["id"]) == 1


def decisions(coding: int) -> int:
    with reading() as session:
        return len(session.exec(select(Decision).where(Decision.coding_id == coding)).all())
