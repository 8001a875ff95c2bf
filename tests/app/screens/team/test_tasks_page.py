"""Tasks: by person, by day and as a calendar; assigned in one go; a blind round stays blind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from drawn_page import elements, html, page_at, texts
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.tasks.groups import by_person, month_of, next_month, shown
from app.screens.tasks.own_tasks import own_tasks
from kb.db.tables import Document
from kb.queries.comparison.unblinding import blind_documents
from kb.queries.progress.tasks import OwnTask, TaskFilters, TaskRow, tasks
from kb.store.coding.codings import add_coding
from kb.store.people.tasks import Order, assign, mark_done

Open = Callable[..., AppTest]
TODAY = date(2026, 12, 9)
BLIND = Order(round="Round 1", blind=True)


@pytest.fixture
def page(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The page on a catalog in which Mara, Jon and Noor have tasks; Noor has coded."""
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    today = date.today()  # noqa: DTZ011  due is before and after this day
    late, soon = Order(due=today - timedelta(days=2)), Order(due=today + timedelta(days=40))
    data.execute(assign, ["Interview 3"], ["Mara", "Noor"], late, who="Mona")
    data.execute(assign, ["Interview 4"], ["Mara"], soon, who="Mona")
    data.execute(assign, ["Interview 5"], ["Mara", "Jon"], BLIND, who="Mona")
    yield lambda address="tasks", **state: page_at(address, **{"kb_coder": "Mara"} | state)
    data.engine.clear()


def code(session: Session, who: str) -> None:
    of = session.exec(select(Document).where(Document.name == "Interview 5")).one()
    add_coding(session, document=of, code="Drift", start=0, end=9, coder=who)


def number(who: str, document: str) -> int:
    return data.query(tasks, TaskFilters(who=who, document=document))[0].task


def test_tasks_are_listed_by_person_with_what_their_passes_show(page: Open) -> None:
    drawn = page()
    assert texts(drawn, ".taskgroup", "h2") == [
        "Jon 0 of 1 done",
        "Mara 0 of 3 done, 1 overdue",
        "Noor 0 of 1 done, 1 overdue",
    ]
    assert "Passes: 3 not begun." in texts(drawn, ".taskbar")[1]
    jon, three, *_, noor = texts(drawn, ".tasks", ".how")
    assert jon == "not shown while you code it blind"
    assert three == "nothing coded yet"
    assert noor.startswith("¶ ")
    assert "Interview 5" in texts(drawn, ".tasks", ".what")[0]
    own = [each.get("href").partition("?")[0] for each in elements(drawn, ".tasks", ".what", "a")]
    assert own == ["/read", "/code", "/code", "/code", "/read"]
    assert [each.label for each in drawn.button if each.key == "tasks-assign"] == ["Assign documents"]
    assert texts(page("tasks?view=days&who=Mara"), ".chips")[0].endswith("3 tasks")
    assert "Without a day" in texts(page("tasks?view=days"), ".taskgroup", "h2")[-1]
    assert len(elements(page("tasks?view=calendar"), ".calendar", "td")) % 7 == 0
    nobody = page(kb_coder=None)
    assert not [each for each in elements(nobody, ".tasks", "button") if each.get("data-do") == "done"]


def test_one_click_marks_a_task_and_one_takes_it_away(page: Open) -> None:
    three = number("Mara", "Interview 3")
    drawn = page()
    for at, (do, told) in enumerate(
        (("done", "Marked as done."), ("reopen", "Marked as not done."), ("remove", "1 task removed."))
    ):
        drawn.session_state["tasks-list"] = {"do": [{"do": do, "tasks": str(three), "id": f"c{at}"}]}
        drawn.run()
        assert texts(drawn, ".notice")[0].startswith(told)
    assert "Interview 3" not in {each.document for each in data.query(tasks, TaskFilters(who="Mara"))}
    five = number("Mara", "Interview 5")
    drawn.session_state["tasks-list"] = {"do": [{"do": "done", "tasks": str(five), "id": "d"}]}
    drawn.run()
    assert "coded nothing in 'Interview 5' yet" in texts(drawn, ".notice")[0]


def test_code_marks_its_own_document_as_done(page: Open) -> None:
    drawn = page("code?document=Interview+4")
    [button] = [each for each in elements(drawn, ".docbar", "button") if each.get("data-do") == "done"]
    clicked = {"do": "done", "task": button.get("data-task"), "seen": button.get("data-seen"), "id": "c"}
    drawn.session_state["transcript-bar"] = {"do": [clicked]}
    drawn.run()
    assert data.query(tasks, TaskFilters(who="Mara", document="Interview 4"))[0].done
    other = page("code?document=Interview+1")
    assert not [each for each in elements(other, ".docbar", "button") if each.get("data-do") == "done"]


def test_many_documents_are_assigned_in_one_go(page: Open) -> None:
    drawn = page("tasks?view=assign")
    drawn.multiselect(key="assign-documents").set_value(["Interview 1", "Interview 2", "Interview 6"])
    drawn.multiselect(key="assign-people").set_value(["Mara", "Noor"])
    drawn.radio(key="assign-way").set_value("share").run()
    assert "3 documents: Mara 2, Noor 1." in [each.value for each in drawn.caption]
    drawn.button(key="assign-save").click().run()
    assert texts(drawn, ".notice")[0].startswith("3 new tasks. You can undo it in History.")
    assert len(data.query(tasks)) == 8
    drawn = page("tasks?view=assign")
    drawn.multiselect(key="assign-people").set_value(["Mara"])
    drawn.radio(key="assign-way").set_value("blind").run()
    assert drawn.button(key="assign-save").disabled


def test_overview_says_what_is_ones_own(page: Open) -> None:
    [told] = [each for each in texts(page("", kb_coder="Mara"), "section") if each.startswith("Your tasks")]
    assert told.startswith("Your tasks 3 documents are yours, 1 is overdue. Interview 3")
    assert not [each for each in texts(page("", kb_coder="Imke"), "section") if each.startswith("Your tasks")]


def test_a_blind_round_opens_compare_when_both_are_done(page: Open) -> None:
    for address in ("code?document=Interview+5&passes=all", "read?document=Interview+5&passes=all"):
        assert "blind round Round 1" in " ".join(texts(page(address), ".docbar"))
    assert "Suggestions are off in a blind round." in html(page("code?document=Interview+5"))
    waiting = page("compare?document=Interview+5")
    assert "Compare opens when everybody of the round" in texts(waiting, ".lede")[0]
    assert not [each for each in waiting.button if each.key == "compare-see"]
    for who in ("Mara", "Jon"):
        data.execute(code, who)
        data.execute(mark_done, number(who, "Interview 5"), who=who)
    over = page("tasks?state=all&who=Mara")
    assert [words for words in texts(over, ".tasks", "a") if words == "Compare"]
    drawn = page("compare?document=Interview+5")
    drawn.button(key="compare-see").click().run()
    assert data.query(blind_documents, "Mara") == ()
    assert len(data.query(blind_documents, "Jon")) == 1
    shown_now = page("read?document=Interview+5&passes=all")
    assert "blind round" not in " ".join(texts(shown_now, ".docbar"))


def row(who: str, due: str | None, **more: object) -> TaskRow:
    facts = {"round": None, "blind": False, "done": None, "coded": None, "codings": 0} | more
    return TaskRow(1, "Interview 1", 7, who, "coder", due=due, reached=0, paragraphs=9, **facts)  # type: ignore[arg-type]


def test_a_month_has_its_weeks_and_who_has_what_due() -> None:
    rows = [row("Ann", "2026-12-11"), row("Ann", "2026-12-11"), row("Ben", "2026-12-01"), row("Ann", None)]
    weeks = month_of(rows, date(2026, 12, 1), TODAY)
    days = [day for week in weeks for day in week]
    assert (weeks[0][0].at, days[-1].at) == (date(2026, 11, 30), date(2027, 1, 3))
    assert [(day.at.day, day.people) for day in days if day.people] == [
        (1, (("Ben", 1),)),
        (11, (("Ann", 2),)),
    ]
    assert [day.at for day in days if day.is_today] == [TODAY]
    assert month_of(rows, date(2027, 2, 1), TODAY)[-1][-1].at == date(2027, 2, 28)
    assert next_month(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_who_codes_blind_is_shown_no_pass_of_another_there() -> None:
    rows = [row("Ann", None, coded="started"), row("Ben", None, coded="done")]
    ann, ben = by_person(shown(rows, TODAY, "Ann", {7}), is_open=True)
    assert (ann.passes, ben.passes) == ("1 started", "1 not shown to you")
    assert [each.passes for each in by_person(shown(rows, TODAY, "Ann", ()), is_open=True)][1] == "1 coded"


@pytest.mark.parametrize(
    ("due", "told"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([None], "1 document is yours.", id="no day"),
        pytest.param(["2026-12-09"], "1 document is yours, it is due today.", id="today"),
        pytest.param(["2026-12-11", "2026-12-18"], "2 documents are yours, 1 is due on Friday.", id="Friday"),
        pytest.param(["2026-12-18"] * 4, "4 documents are yours, 4 are due on 18 Dec.", id="later"),
        pytest.param(["2026-12-01", None], "2 documents are yours, 1 is overdue.", id="overdue"),
    ],
)
def test_what_is_ones_own_is_a_sentence(due: list[str | None], told: str | None) -> None:
    own = own_tasks([OwnTask(1, "Interview 1", "coder", None, False, each, "") for each in due], TODAY)  # noqa: FBT003
    assert (own.sentence if own else None) == told
