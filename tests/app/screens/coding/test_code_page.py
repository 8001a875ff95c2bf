"""Read and Code: what a coder does is in the catalog when the page says saved; the blind see only that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browser_steps import ONE, drawn
from coding_page import TWO, Page, lose, reading, stored, unplaced
from sqlmodel import Session, select

from app import data as catalog
from kb.db.tables import Coding, Document, Memo


def test_a_coding_is_stored_and_shown_and_can_be_taken_back_and_given_again(
    page: Callable[..., Page],
) -> None:
    code = page(document=TWO)
    assert code.data["writable"]
    assert code.data["codings"] == []
    assert "Saved " not in code.html
    code.do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    assert stored() == [(100, 140)]
    [coding] = code.data["codings"]
    assert (coding["code"], coding["own"], coding["coder"]) == ("monitoring", True, "Mara")
    assert code.data["recent"] == ["monitoring"]
    assert "Saved " in code.html
    code.do("undo")
    assert stored() == code.data["codings"] == []
    code.do("redo")
    assert stored() == [(100, 140)]


def test_undo_outlives_the_session(page: Callable[..., Page]) -> None:
    page(document=TWO).do("code", start=100, end=140, codes=["toil"], new=True, invivo=False)
    later = page(document=TWO)
    later.do("undo")
    assert stored() == []


def test_a_coding_can_be_recoded_resized_noted_and_removed(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    coding = code.data["codings"][0]["id"]
    code.do("recode", coding=coding, code="preventive-fix")
    code.do("resize", coding=coding, start=90, end=150)
    code.do("memo", coding=coding, text="ask again")
    [shown] = code.data["codings"]
    assert (shown["code"], shown["start"], shown["end"], shown["memo"]) == (
        "preventive-fix",
        90,
        150,
        "ask again",
    )
    code.do("remove", coding=coding)
    assert stored() == code.data["codings"] == []


def test_the_words_themselves_become_a_code(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=[], new=False, invivo=True)
    [name] = [each["code"] for each in code.data["codings"]]
    assert [each["kind"] for each in code.data["codes"] if each["name"] == name] == ["unsorted"]


def test_the_same_code_on_overlapping_words_is_joined_and_said(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    for start, end in ((100, 140), (120, 160)):
        code.do("code", start=start, end=end, codes=["monitoring"], new=False, invivo=False)
    assert stored() == [(100, 160)]
    assert code.answer["message"].startswith("Joined with the coding “monitoring” in ¶ ")


def test_what_cannot_be_done_is_refused_with_the_reason(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=10, end=10**7, codes=["monitoring"], new=False, invivo=False)
    assert "is not a passage in it" in code.answer["refused"]
    code.do("code", start=10, end=20, codes=["monitorin"], new=False, invivo=False)
    assert "did you mean 'monitoring'" in code.answer["refused"]
    assert stored() == []


def test_without_a_coder_the_first_coding_asks_and_waits(page: Callable[..., Page]) -> None:
    code = page(coder=None, document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    assert stored() == []
    assert [each.label for each in code.test.selectbox if each.key == "kb_who"] == ["Coding as"]
    code.test.session_state["kb_coder"] = "Mara"
    code.test.run()
    assert stored() == [(100, 140)]


def test_a_coding_that_lost_its_place_is_given_one_and_that_can_be_taken_back(
    page: Callable[..., Page],
) -> None:
    lose(TWO, "Noor", "monitoring", "we looked at the … every day", memo="ask her")
    code = page("code", document=TWO)
    assert "unplaced coding" not in code.html  # blind: the pass is not Mara's
    code.test.session_state["transcript-bar"] = {"do": [{"do": "passes", "passes": "all", "id": "1"}]}
    code.test.run()
    assert "1 unplaced coding</b>" in code.html
    code.test.session_state["transcript-unplaced"] = {"do": [{"do": "lost", "id": "2"}]}
    code.test.run()
    assert "we looked at the … every day" in code.html
    [row] = unplaced()
    before = stored("Noor")
    code.do("place", unplaced=row, code="monitoring", start=100, end=140)
    assert "unplaced coding" not in code.html
    assert sorted(stored("Noor")) == sorted([*before, (100, 140)])
    near = [each for each in code.data["codings"] if abs(each["start"] - 100) + abs(each["end"] - 140) < 20]
    [placed] = [each for each in near if each["coder"] == "Noor"]  # shown on whole words, stored as it is
    assert (placed["coder"], placed["own"], placed["memo"]) == ("Noor", False, True)
    assert code.answer["message"].startswith("Placed in ¶ ")
    code.do("undo", batch=code.answer["undo"])
    assert (unplaced(), stored("Noor")) == ([row], before)
    code.do("drop", unplaced=row)
    assert unplaced() == []
    code.do("undo")
    assert unplaced() == [row]


def test_who_opens_the_codings_that_lost_their_place_says_first_who_they_are(
    page: Callable[..., Page],
) -> None:
    lose(TWO, "Noor", "monitoring", "we looked at the … every day")
    for who, is_theirs in (("Mara", False), ("Noor", True)):
        code = page("code", coder=None, document=TWO, passes="all")
        assert "unplaced coding" in code.html
        code.test.session_state["transcript-unplaced"] = {"do": [{"do": "lost", "id": "1"}]}
        code.test.run()
        assert [each.label for each in code.test.selectbox if each.key == "kb_who"] == ["Coding as"]
        assert "we looked at the … every day" not in code.html
        code.test.session_state["kb_coder"] = who
        code.test.run()
        assert ("we looked at the … every day" in code.html) is is_theirs, "who is blind is shown their own"


def test_joining_can_be_undone_by_itself_after_something_else_was_coded(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    for start, end in ((100, 140), (120, 160)):
        code.do("code", start=start, end=end, codes=["monitoring"], new=False, invivo=False)
    joined = code.answer["undo"]
    code.do("code", start=300, end=340, codes=["preventive-fix"], new=False, invivo=False)
    assert code.answer["undo"] is None
    code.do("undo", batch=joined)
    assert stored() == [(100, 140), (300, 340)]


def test_where_one_codes_is_where_the_address_leads(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", here=7, start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    assert code.test.query_params["at"] == "8"


def test_colours_that_are_hard_to_tell_apart_are_named_to_the_component(page: Callable[..., Page]) -> None:
    similar = page(document=TWO).data["similar_colours"]
    assert [each in row for each, row in enumerate(similar)] == [True] * 12
    assert all((one in similar[other]) == (other in similar[one]) for one in range(12) for other in range(12))
    assert sum(map(len, similar)) > 12


def test_the_coding_of_somebody_else_is_not_changed(page: Callable[..., Page]) -> None:
    read = page("read", document=TWO)
    noors = next(each["id"] for each in read.data["codings"] if each["coder"] == "Noor")
    code = page(document=TWO)
    code.do("remove", coding=noors)
    assert "belongs to Noor" in code.answer["refused"]


def test_reading_shows_every_pass_and_writes_nothing(page: Callable[..., Page]) -> None:
    read = page("read", document=TWO)
    assert not read.data["writable"]
    assert {each["line"] for each in read.data["codings"]} == {
        "dashed",
        "double",
    }  # Felix has coded nothing here


def test_a_deep_link_leads_to_its_paragraph_and_its_coding(page: Callable[..., Page]) -> None:
    coding = page("read", document=TWO).data["codings"][30]
    read = page("read", document=TWO, coding=str(coding["id"]))
    assert read.data["focus"]["paragraph"] == coding["first"]
    assert read.data["focus"]["coding"] == coding["id"]
    assert page("read", document=TWO, at="12").data["focus"]["paragraph"] == 11  # ¶ 12


def test_coding_goes_on_where_the_coder_left_off(page: Callable[..., Page]) -> None:
    code = page(document="Interview 7")
    code.do("code", start=1500, end=1540, codes=["monitoring"], new=False, invivo=False)
    again = page()
    assert again.data["document"] == "Interview 7"
    assert again.data["focus"]["paragraph"] == code.data["codings"][0]["first"] > 0


def test_a_document_that_is_not_there_names_the_nearest(page: Callable[..., Page]) -> None:
    assert "did you mean &#39;Interview 12&#39;?" in page("read", document="Intervew 12").html


@pytest.mark.thorough
def test_an_address_leads_to_the_beginning_of_a_paragraph_taller_than_the_page(
    app_url: str, browser_page: Any
) -> None:
    browser_page.set_viewport_size({"width": 400, "height": 330})
    browser_page.goto(f"{app_url}/read?document=Interview+13&at=19")
    paragraph = browser_page.locator(".kb-p[data-position='18']")
    paragraph.wait_for()
    browser_page.wait_for_function(  # the place is held until the page has been laid out
        "document.querySelector('.kb-transcript').kbTranscriptView.landing === null"
    )
    assert 90 < paragraph.bounding_box()["y"] < 270
    assert paragraph.bounding_box()["height"] > 330 - 160, "a tall one, or this shows nothing"


@pytest.mark.looks
@pytest.mark.parametrize(("width", "scheme"), ONE)
def test_a_coder_codes_by_keyboard_and_finds_it_again_after_reloading(
    app_url: str, open_page: Callable[..., Any], width: int, scheme: str
) -> None:
    browser_page = open_page(width, scheme)
    browser_page.goto(f"{app_url}/code?document=Interview+3&at=7")
    who = f"Mara {width} {scheme}"
    text = browser_page.locator(".kb-p[data-position='6']")
    text.wait_for()
    text.click(position={"x": 150, "y": 40})
    browser_page.keyboard.press("p")
    browser_page.keyboard.press("Enter")
    browser_page.locator(".kb-picker input").wait_for()
    browser_page.keyboard.type("monitoring")
    browser_page.keyboard.press("Enter")
    name = browser_page.locator("[role=dialog] input").first
    name.fill(who)
    name.press("Enter")
    browser_page.locator(".kb-p[data-position='6'] [data-coding]").first.wait_for()
    browser_page.get_by_text("Saved ").wait_for()
    browser_page.wait_for_url("**at=7&coding=*")
    browser_page.wait_for_function(  # a place that is looked at gets into the address after a second
        "() => !Object.keys(document.querySelector('.kb-transcript').kbTranscriptView.seen).length"
    )
    drawn(browser_page)
    assert "at=7&coding=" in browser_page.url  # the dialog has given the caret back where it was
    browser_page.goto(f"{app_url}/read?document=Interview+3&at=7&coder={who.replace(' ', '+')}")
    browser_page.locator(".kb-p[data-position='6'] [data-coding]").first.wait_for()


def test_a_memo_written_beside_one_that_is_there_leaves_it(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"])
    coding = code.data["codings"][0]["id"]
    code.do("memo", coding=coding, text="ask again", adds=False)
    code.do("memo", coding=coding, text="asked", adds=True)
    with reading() as session:
        assert session.exec(select(Memo.text)).all()[-1] == "ask again\n\nasked"


def test_a_code_is_recoded_only_to_one_that_is_there_unless_it_is_to_be_new(
    page: Callable[..., Page],
) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"])
    coding = code.data["codings"][0]["id"]
    code.do("recode", coding=coding, code="preventive-fx")
    assert "did you mean 'preventive-fix'" in code.answer["refused"]
    code.do("recode", coding=coding, code="preventive-fx", new=True)
    assert [each["code"] for each in code.data["codings"]] == ["preventive-fx"]


def test_a_code_made_while_coding_can_be_defined_and_placed_at_once(
    page: Callable[..., Page],
) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["toil of the week"], new=True)
    assert "This code has no definition and no place in the codebook yet." in code.html
    code.test.session_state["transcript-aside"] = {
        "do": [{"do": "codebook", "what": "move", "code": "toil of the week", "id": "1"}]
    }
    code.test.run()
    assert [each.label for each in code.test.text_area] == [
        "Definition in one line: use when …; not when …",
        "Cues, one per line: words or phrases that people use, best three to ten",
    ]
    code.test.text_area(key="codebook-definition").set_value("Use when work is repeated by hand.").run()
    code.test.text_area(key="codebook-cues").set_value("by hand\nevery week\nagain and again").run()
    code.test.selectbox(key="codebook-stage").select_index(1).run()
    code.test.button(key="codebook-next").click().run()
    code.test.button(key="codebook-do").click().run()
    assert "This code has no definition" not in code.html
    assert "code" not in code.test.query_params, "nothing is filtered by it"


def test_a_code_made_while_coding_is_asked_for_its_definition_and_stays_unsorted(
    page: Callable[..., Page],
) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["toil of the week"], new=True)
    code.test.session_state["transcript-aside"] = {
        "do": [{"do": "codebook", "what": "describe", "code": "toil of the week", "id": "1"}]
    }
    code.test.run()
    assert "codebook-stage" not in {each.key for each in code.test.selectbox}, "no place is asked for"
    code.test.text_area(key="codebook-definition").set_value("Use when work is repeated by hand.").run()
    code.test.button(key="codebook-next").click().run()
    code.test.button(key="codebook-do").click().run()
    assert "This code has no place in the codebook yet." in code.html
    assert "Change its definition" in code.html


def test_the_code_that_alone_is_shown_says_so_where_it_is_chosen(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    assert 'data-name="MM-drift"><button class="code" data-apply>' in code.html
    assert "Show the codings of all codes again" not in code.html
    filtered = page(document=TWO, code="MM-drift")
    assert "Show the codings of all codes again" in filtered.html
    assert "Only codings with <b><bdi>MM-drift</bdi></b> are shown." in filtered.html
    assert "data-apply" not in page("read", document=TWO).html


def test_no_button_is_off_without_saying_why(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    assert "Nothing to undo: you have not changed anything in this document" in code.html
    code.do("code", start=100, end=140, codes=["monitoring"])
    assert "Nothing to undo" not in code.html
    assert " disabled" not in code.html


def test_a_memo_on_words_stands_in_the_margin_and_under_memos_and_is_undone(
    page: Callable[..., Page],
) -> None:
    code = page(document=TWO)
    code.do("note", position=4, text="Ask <b>again</b>.")
    assert (code.answer["message"], code.answer["refused"]) == ("memo saved", None)
    [note] = code.data["notes"]
    assert (note["paragraph"], note["text"], note["own"]) == (4, "Ask <b>again</b>.", True)
    code.test.session_state["kb_tab"] = "memos"
    code.test.run()
    assert "Ask &lt;b&gt;again&lt;/b&gt;." in code.html
    code.do("note", memo=note["id"], text="Ask Petra.")
    assert [each["text"] for each in code.data["notes"]] == ["Ask Petra."]
    read = page("read", coder=None, document=TWO, passes="all")
    assert [(each["text"], each["own"]) for each in read.data["notes"]] == [("Ask Petra.", False)]
    for _ in range(2):
        code.do("undo")
    assert code.data["notes"] == []
    code.do("note", position=4, text=" ")
    assert code.answer["refused"] == "The memo is empty; nothing was saved."


def test_a_coding_from_a_file_is_shown_on_whole_words_and_stays_as_it_is_stored(
    page: Callable[..., Page],
) -> None:
    def a_letter_late(session: Session) -> tuple[int, int]:
        of = session.exec(select(Document).where(Document.name == TWO)).one()
        query = select(Coding).where(Coding.document_id == of.id, Coding.origin == "imported")
        coding = session.exec(query.where(Coding.extent == "exact")).first()
        assert coding is not None
        coding.start += 1
        session.add(coding)
        return coding.id or 0, coding.start

    number, start = catalog.execute(a_letter_late)
    read = page("read", coder=None, document=TWO, passes="all")
    [shown] = [each["start"] for each in read.data["codings"] if each["id"] == number]
    assert shown == start - 1
    stored = catalog.query(lambda session: session.get_one(Coding, number).start)
    assert stored == start
