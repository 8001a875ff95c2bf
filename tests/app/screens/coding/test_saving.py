"""What a coder does is stored, or said not to be: the server is away, a page is left, a text has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from app_server import AppServer
from browser_steps import come_as, drawn

from kb.store.ingest.files import ingest

ROOT = Path(__file__).parents[4]
SAID = (
    "Interviewer: Where do you work and what do you do there with data?",
    "Interviewee: I have been there for two years and we move models into production by hand.",
    "Interviewee: Later on the schema changed overnight, and nobody had been told about it.",
    "Interviewee: So the model kept answering, only the answers were wrong for a week.",
)
PROLOGUE = tuple(f"Interviewer: Remark number {7 * k} about the weather of the day." for k in range(12))
STATE = "document.documentElement.dataset.kbSaving === "


class Study:
    """A folder with one interview, its catalog, and the app that shows it."""

    def __init__(self, folder: Path) -> None:
        self.catalog, self._folder = folder / "catalog.db", folder / "transcripts"
        self._folder.mkdir()
        self.bring(SAID)
        self.server = AppServer(environment={"KB_DATABASE": str(self.catalog)})

    def bring(self, said: tuple[str, ...]) -> None:
        """Store the interview as it reads now."""
        (self._folder / "Interview 1.txt").write_text("\n\n".join(said), encoding="utf-8")
        ingest(self.catalog, [self._folder], taxonomy=ROOT / "taxonomy.yaml", who="Ann")

    def coded(self) -> list[str]:
        """The words of every coding, in text order."""
        with closing(sqlite3.connect(self.catalog)) as catalog:
            text = "\n".join(
                row[0] for row in catalog.execute("SELECT text FROM paragraph ORDER BY position")
            )
            spans = catalog.execute('SELECT start, "end" FROM coding ORDER BY start')
            return [text[start:end] for start, end in spans]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = Study(tmp_path)
    yield made
    made.server.stop()


def open_code(page: Any, study: Study) -> None:
    come_as(page, "Ann", study.server.address)
    page.goto(f"{study.server.address}/code?document=Interview+1")
    page.locator(".kb-p .kb-text").first.wait_for()
    page.wait_for_function(STATE + "'saved'")
    drawn(page)


def code(page: Any, words: str) -> None:
    """Select a paragraph by some of its words, and code it."""
    page.locator(".kb-text", has_text=words).click(position={"x": 150, "y": 10})
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.locator(".kb-picker input").wait_for()
    page.keyboard.type("MM-drift")
    page.keyboard.press("Enter")


def test_what_is_done_while_the_server_is_away_is_kept_and_stored_once(study: Study, open_page: Any) -> None:
    page, (one, two, three) = open_page(1440, may_complain=True), (said.split(": ")[1] for said in SAID[1:])
    open_code(page, study)
    code(page, one)
    page.wait_for_function(STATE + "'saved'")
    assert study.coded() == [one]
    study.server.kill()
    page.evaluate("document.querySelector('.kb-live').textContent = ''")
    code(page, two)
    assert page.evaluate(STATE + "'saving'")
    assert "coded" not in page.locator(".kb-live").inner_text().lower()
    page.locator(".kb-unsaved").get_by_text("1 change not saved. The app does not answer.").wait_for()
    assert page.evaluate(STATE + "'unsaved'")
    assert study.coded() == [one]
    assert page.locator("[data-testid=stDialog], .kb-away:visible").count() == 0, "nothing is in the way"
    study.server.start()
    page.wait_for_function(STATE + "'saved'")  # without a hand on the page
    assert study.coded() == [one, two]
    study.server.kill()
    page.get_by_role("status").get_by_text("The app does not answer. Leave this page open").wait_for()
    code(page, three)
    page.goto("about:blank")
    study.server.start()
    open_code(page, study)
    page.locator(".kb-text", has_text=three).locator(".kb-coded:not(.kb-saving)").first.wait_for()
    assert study.coded() == [one, two, three]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kb unsaved'))") == []


def test_words_selected_in_a_text_that_has_changed_since_are_coded_where_they_are(
    study: Study, open_page: Any
) -> None:
    page, (_, changed, week) = open_page(1440), (said.split(": ")[1] for said in SAID[1:])
    open_code(page, study)
    study.bring((*PROLOGUE, *SAID[:2], SAID[3]))
    code(page, week)
    page.wait_for_function(STATE + "'saved'")
    assert study.coded() == [week]
    page.locator(
        ".kb-live", has_text="The text has changed in the meantime; these words are in ¶ 15 now"
    ).wait_for()
    open_code(page, study)
    study.bring(SAID)
    code(page, PROLOGUE[3].split(": ")[1])
    page.locator(".kb-notice", has_text="select the words again").wait_for()
    assert study.coded() == [week], changed
