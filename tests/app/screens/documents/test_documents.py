"""Documents: what is there, how it is found, called, told apart and deleted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from documents_page import Open, ask, drop, html, press
from sqlmodel import Session

from app import data
from kb.queries import names
from kb.store.documents.cases import set_case


def test_every_document_is_listed_with_its_passes(documents: Open) -> None:
    shown = html(documents())
    assert "15 documents" in shown
    assert "Felix, coder: empty pass, counted as missing" in shown


@pytest.mark.parametrize(
    ("params", "told"),
    [
        pytest.param({"status": "empty"}, "2 of 15 documents", id="an empty pass"),
        pytest.param({"status": "none"}, "2 of 15 documents", id="not coded"),
        pytest.param({"q": "interview 1"}, "5 of 15 documents", id="by title"),
    ],
)
def test_a_filter_is_in_the_address(documents: Open, params: dict[str, str], told: str) -> None:
    assert told in html(documents(**params))


def test_a_filter_that_leaves_nothing_says_how_to_go_on(documents: Open) -> None:
    shown = html(documents(q="zeppelin"))
    assert "No document matches" in shown
    assert 'href="/documents"' in shown


def test_the_list_is_sorted_by_the_address(documents: Open) -> None:
    shown = html(documents(sort="codings"))
    assert shown.index(">Interview 9<") < shown.index(">Interview 13<")


def test_who_speaks_and_who_is_behind_it_can_be_said_later(documents: Open, path: Path) -> None:
    test = documents(edit="Interview 3", typed={"edit-name-1": "Rosa", "edit-case": "Buyer"})
    press(test, "edit-save")
    assert ask(path, "SELECT count(*) FROM speaker WHERE name = 'Rosa' AND corrected") == [(1,)]
    assert ask(path, "SELECT name FROM participant") == [("Buyer",)]


def test_attributes_come_from_a_table_that_is_seen_first(documents: Open, path: Path) -> None:
    table = ("people.csv", b"document,sector\nInterview 3,<b>energy</b>\nInterview 99,water\n")
    test = documents(view="attributes", typed={"attributes-held": table})  # type: ignore[dict-item]
    assert "&lt;b&gt;energy&lt;/b&gt;" in html(test)
    assert "no document or case has this name" in html(test)
    assert ask(path, "SELECT count(*) FROM attribute WHERE name = 'sector'") == [(0,)]
    press(test, "attributes-save")
    assert ask(path, "SELECT value FROM attribute WHERE name = 'sector'") == [("<b>energy</b>",)]
    assert "1 attribute set. You can undo it in History." in html(test)


def test_a_table_that_cannot_be_read_is_told(documents: Open) -> None:
    test = documents(view="attributes", typed={"attributes-held": ("a.csv", b"words")})  # type: ignore[dict-item]
    assert "No table with headings" in html(test)


def test_a_document_is_renamed_and_deleted_on_its_form(documents: Open, path: Path) -> None:
    count = "SELECT count(*) FROM document WHERE name = 'Pilot'"
    press(documents(edit="Interview 3", typed={"edit-title": "Pilot"}), "edit-save")
    assert ask(path, count) == [(1,)]
    test = documents(edit="Pilot")
    press(test, "edit-remove")
    assert ask(path, count) == [(0,)]
    assert "Pilot deleted, with" in html(test)
    assert "edit" not in test.query_params


def test_what_somebody_else_has_changed_is_shown_and_the_form_stays(documents: Open, path: Path) -> None:
    test = documents(edit="Interview 3")
    data.execute(by_bea, "Interview 3", "Buyer", {"sector": "food"})
    test.text_input(key="edit-title").set_value("Mine").run()
    test.selectbox(key="edit-case").set_value("Buyer").run()
    test.text_area(key="edit-attributes").set_value("sector = energy").run()
    press(test, "edit-save")
    assert "Bea changed the case of &#39;Interview 3&#39; at " in html(test)
    assert "Case: Buyer; sector = food" in html(test)
    assert ask(path, "SELECT value FROM attribute WHERE name = 'sector'") == [("food",)]
    assert ask(path, "SELECT count(*) FROM document WHERE name = 'Mine'") == [(0,)]
    assert test.text_area(key="edit-attributes").value == "sector = energy"
    press(test, "edit-over")
    assert ask(path, "SELECT value FROM attribute WHERE name = 'sector'") == [("energy",)]
    assert ask(path, "SELECT count(*) FROM document WHERE name = 'Mine'") == [(1,)]


def test_a_case_of_many_attributes_keeps_all_of_them(documents: Open, path: Path) -> None:
    known = {f"question {number:02}": "answer " * 20 for number in range(60)}
    data.execute(by_bea, "Interview 3", "Buyer", known)
    test = documents(edit="Interview 3")
    field = test.text_area(key="edit-attributes")
    field.set_value(f"{field.value}\nsector = food").run()
    press(test, "edit-save")
    assert ask(path, "SELECT count(*) FROM attribute WHERE name LIKE 'question %'") == [(60,)]
    assert ask(path, "SELECT value FROM attribute WHERE name = 'sector'") == [("food",)]


def test_what_only_somebody_else_has_changed_stays(documents: Open, path: Path) -> None:
    test = documents(edit="Interview 3")
    data.execute(by_bea, "Interview 3", "Buyer", {"sector": "food"})
    test.text_input(key="edit-title").set_value("Mine").run()
    press(test, "edit-save")
    assert ask(path, "SELECT value FROM attribute WHERE name = 'sector'") == [("food",)]
    assert ask(path, "SELECT count(*) FROM document WHERE name = 'Mine' AND case_id IS NOT NULL") == [(1,)]


def by_bea(session: Session, document: str, case: str, attributes: dict[str, str]) -> None:
    set_case(session, names.document(session, document), case, attributes, who="Bea")


def test_a_title_that_another_document_has_is_refused(documents: Open) -> None:
    test = documents(edit="Interview 3", typed={"edit-title": "Interview 2"})
    press(test, "edit-save")
    assert "There is a document &#39;Interview 2&#39; already" in html(test)


def test_a_speaker_is_renamed_in_all_documents_at_once(documents: Open, path: Path) -> None:
    test = documents(view="speakers", typed={"speakers-one": "Interviewee", "speakers-name": "Rosa"})
    [(before,)] = ask(path, "SELECT count(*) FROM speaker WHERE name = 'Interviewee'")
    assert before > 1
    press(test, "speakers-save")
    assert ask(path, "SELECT count(*) FROM speaker WHERE name = 'Rosa'") == [(before,)]
    assert f"Changed in {before} documents. You can undo it in History." in html(test)


def test_speakers_are_merged_split_and_given_roles_where_it_is_asked_for(documents: Open, path: Path) -> None:
    of = """
        SELECT speaker.name, role FROM speaker JOIN document ON document.id = document_id
        WHERE document.name = 'Interview 3'
    """
    names = [name for name, _ in ask(path, of)]
    where = {"speakers-where": ["Interview 3"], "speakers-name": "Rosa"}
    press(
        documents(view="speakers", typed={**where, "speakers-do": "merge", "speakers-many": names}),
        "speakers-save",
    )
    assert [name for name, _ in ask(path, of)] == ["Rosa"]
    role = {**where, "speakers-do": "role", "speakers-one": "Rosa", "speakers-role": "other"}
    press(documents(view="speakers", typed=role), "speakers-save")
    assert ask(path, of) == [("Rosa", "other")]
    [(labels,)] = ask(path, f"SELECT speaker.labels {of.partition('role')[2]}")
    label = json.loads(labels)[0]
    split = {**where, "speakers-do": "split", "speakers-label": label, "speakers-name": "Max"}
    press(documents(view="speakers", typed=split), "speakers-save")
    assert sorted(ask(path, of)) == [("Max", "other"), ("Rosa", "other")]


def test_a_name_that_somebody_else_has_is_refused_with_what_to_do(documents: Open) -> None:
    test = documents(view="speakers", typed={"speakers-one": "Interviewee", "speakers-name": "Interviewer"})
    press(test, "speakers-save")
    assert "to make them one person, merge them." in html(test)


def test_an_unknown_document_is_told_with_the_nearest(documents: Open) -> None:
    assert "did you mean &#39;Interview 3&#39;" in html(documents(edit="Intervew 3"))


def test_a_problem_leads_to_its_paragraph(app_url: str, browser_page: Any) -> None:
    turns = "".join(
        f"Interviewer: what broke on day {n}?\n\nAnn: the schema, for the {n}th time\n\n" for n in range(60)
    )
    text = f"{turns}Interviewee:\n\nAnn: this one comes after a label without any words\n\n"
    page = browser_page
    page.goto(f"{app_url}/documents")
    drop(page, "Interview 77.txt", text.encode())
    page.locator(".pt").first.wait_for()
    assert page.locator("#p-121").count() == 0, "it is further down than what is shown at first"
    page.get_by_role("button", name="line 241 (¶ 121)").click()
    page.locator("#p-121.here").wait_for()
    page.wait_for_function("document.getElementById('p-121').getBoundingClientRect().top < innerHeight")
    page.get_by_role("button", name="Show the 101 paragraphs before").click()
    page.locator("#p-1").wait_for()
    page.get_by_role("button", name="Discard").click()
    page.locator(".notice.good").wait_for()


def test_the_drop_zone_grows_while_a_file_is_dragged(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(f"{app_url}/documents")
    zone = page.get_by_test_id("stFileUploaderDropzone")
    zone.wait_for()
    page.locator(".docs").wait_for()
    assert zone.bounding_box()["height"] == 56
    page.evaluate(  # a browser tells of the file again and again for as long as it is over the page
        """() => { const moved = new DataTransfer(); moved.items.add(new File(["a"], "a.txt"));
        window.over = setInterval(() => document.body.dispatchEvent(
          new DragEvent("dragover", { dataTransfer: moved, bubbles: true })), 50) }"""
    )
    is_high = "([zone, low, high]) => low < zone.offsetHeight && zone.offsetHeight < high"
    page.wait_for_function(is_high, arg=[zone.element_handle(), 120, 200])
    page.evaluate("clearInterval(window.over)")
    page.wait_for_function(is_high, arg=[zone.element_handle(), 50, 60])
