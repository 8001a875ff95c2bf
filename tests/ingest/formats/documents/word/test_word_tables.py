"""Word files whose dialogue is a table, with codes beside the words; changes that are tracked."""

from __future__ import annotations

import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from word_files import ROWS, File, W, coded, said

from ingest.selections import join_tags

# --- tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headings", [("Zeit", "Person", "Text"), None])
def test_a_table_of_times_speakers_and_words(headings: tuple[str, str, str] | None) -> None:
    made = File("Talk in the press house")
    made.table(*([headings] if headings else []), *ROWS)
    made.paragraph("Thanks to Beppe.")
    found = made.read()
    turns = [(who, words) for _, who, words in ROWS]
    assert said(found) == [(None, "Talk in the press house"), *turns, (None, "Thanks to Beppe.")]
    assert [p.audio_start for p in found.paragraphs] == [None, 2.0, 9.0, 31.0, 35.0, None]


def test_a_cell_of_several_paragraphs_is_one_turn() -> None:
    made = File()
    table = made.table(*(row[1:] for row in ROWS))
    table.rows[1].cells[1].add_paragraph("It was cast iron.")
    assert said(made.read())[1:3] == [("Beppe", ROWS[1][2]), ("Beppe", "It was cast iron.")]


def test_the_words_may_begin_with_the_label_of_their_row_again() -> None:
    made = File()
    made.table(*((who, f"{who}: {words}") for _, who, words in ROWS))
    assert said(made.read()) == [(who, words) for _, who, words in ROWS]


def test_an_empty_cell_goes_on_with_the_speaker_above() -> None:
    made = File()
    made.table(("Speaker", "Text"), *(row[1:] for row in ROWS), ("", "And the apples are mine."))
    assert said(made.read())[-1] == ("Beppe", "And the apples are mine.")


def test_where_each_row_has_its_label_a_lost_one_is_nobody() -> None:
    made = File()
    rows = [row[1:] for row in ROWS]
    made.table(("Speaker", "Text"), *rows, ("Beppe", "He is kind."), ("", "And the apples are mine."))
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert said(parsed.transcript)[-1] == (None, "And the apples are mine.")
    [problem] = parsed.problems
    assert (problem.severity, problem.location) == ("warning", "paragraph 6")


def test_a_table_goes_on_after_a_page_and_may_be_one_for_each_turn() -> None:
    pages, turns = File(), File()
    pages.table(("Speaker", "Text"), *(row[1:] for row in ROWS))
    pages.paragraph("Page 2 of 2")
    pages.table(("Beppe", "And the apples are mine."))
    for row in ROWS:
        turns.table(row[1:])
        turns.paragraph("")
    assert [turn for turn in said(pages.read()) if turn[0]][-1] == ("Beppe", "And the apples are mine.")
    assert said(turns.read()) == [(who, words) for _, who, words in ROWS]


def test_a_table_with_a_column_for_each_person() -> None:
    made = File()
    made.table(("Interviewer", "Interviewee"), (ROWS[0][2], ROWS[1][2]), (ROWS[2][2], ROWS[3][2]))
    assert said(made.read()) == [
        ("Interviewer", ROWS[0][2]),
        ("Interviewee", ROWS[1][2]),
        ("Interviewer", ROWS[2][2]),
        ("Interviewee", ROWS[3][2]),
    ]


def test_labels_in_the_cells_are_found_across_the_table() -> None:
    made = File()
    made.table(*((str(n), f"{who}: {words}") for n, (_, who, words) in enumerate(ROWS, 1)))
    assert said(made.read()) == [(who, words) for _, who, words in ROWS]


def test_a_column_beside_the_dialogue_leaves_it_one() -> None:
    made = File()
    cell, notes = made.table(("", "A note on apples, which is not said."))._cells
    for _, who, words in ROWS:
        cell.add_paragraph(f"{who}: {words}")
    assert said(made.read()) == [*((who, words) for _, who, words in ROWS), (None, notes.text)]


def test_a_table_in_the_talk_is_nobodys() -> None:
    made = File("Interviewer: Look at this.")
    made.table(("variety", "sugar"), ("Boskoop", "0.11"), ("Gala", "0.14"))
    made.paragraph("Interviewee: I see.")
    found = made.read()
    assert {who for who, words in said(found) if words in {"variety", "Boskoop", "0.14"}} == {None}
    assert said(found)[-1] == ("Interviewee", "I see.")


def test_words_in_two_columns_that_nobody_heads_are_nobodys_and_told() -> None:
    made = File()
    made.table(*((who, words, f"{words[::-1]} and a remark of mine") for _, who, words in ROWS))
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert {who for who, _ in said(parsed.transcript)} == {None}
    assert ["not clear" in problem.message for problem in parsed.problems] == [True]


def test_a_table_within_a_cell_is_part_of_what_the_cell_says() -> None:
    made = File()
    table = made.table(*(row[1:] for row in ROWS))
    inner = table.rows[1].cells[1].add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "Boskoop", "0.11"
    assert said(made.read())[1:4] == [("Beppe", ROWS[1][2]), ("Beppe", "Boskoop"), ("Beppe", "0.11")]


def test_a_row_that_was_deleted_is_gone() -> None:
    made = File()
    table = made.table(*(row[1:] for row in ROWS))
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:del"))
    assert [who for who, _ in said(made.read())] == ["Runa", "Beppe", "Beppe"]


# --- codes in tables ----------------------------------------------------------------------------------------


def test_a_column_headed_codes_codes_the_paragraphs_of_its_row() -> None:
    made = File()
    codes = ["", "Luck; Hand work", "", "Trust (blind, or earned)\nLuck"]
    table = made.table(
        ("Speaker", "Text", "Codes"), *((w, t, c) for (_, w, t), c in zip(ROWS, codes, strict=True))
    )
    table.rows[4].cells[1].add_paragraph("He lends them.")
    found = made.read()
    assert coded(found) == [
        ("Luck", ROWS[1][2], "paragraph"),
        ("Hand work", ROWS[1][2], "paragraph"),
        ("Trust (blind, or earned)", ROWS[3][2], "paragraph"),
        ("Luck", ROWS[3][2], "paragraph"),
        ("Trust (blind, or earned)", "He lends them.", "paragraph"),
        ("Luck", "He lends them.", "paragraph"),
    ]
    assert {tag.coder for tag in found.tags} == {None}
    assert found.carries_codes
    assert len(join_tags(found.tags, found.paragraphs)) == 4


def test_a_column_says_who_coded_a_row() -> None:
    made = File()
    made.table(
        ("Speaker", "Text", "Code", "Coder"), *((who, words, "Luck", "Ann; Bo") for _, who, words in ROWS)
    )
    assert [(tag.code, tag.coder) for tag in made.read().tags][:2] == [("Luck", "Ann"), ("Luck", "Bo")]


def test_a_label_in_a_row_above_its_words() -> None:
    made = File()
    made.table(*(cells for _, who, words in ROWS for cells in ((who, ""), ("", words))))
    assert said(made.read()) == [(who, words) for _, who, words in ROWS]


def test_a_list_of_people_is_nobodys_words() -> None:
    made = File("Interviewer: Who was there?", "P1: All of us.")
    made.table(
        ("Participant", "Job"), ("P1", "teaches"), ("P2", "repairs clocks"), ("P3", "studies forestry")
    )
    assert {who for who, _ in said(made.read())[2:]} == {None}


@pytest.mark.parametrize("heading", [None, "Notes", "Mood"])
def test_another_column_makes_no_codings_and_is_kept(heading: str | None) -> None:
    made = File()
    headings = [("Speaker", "Text", heading)] if heading else []
    made.table(*headings, *((who, words, "Luck") for _, who, words in ROWS))
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert parsed.transcript.tags == ()
    assert len(parsed.transcript.remarks) == len(ROWS)
    assert "remarks" in parsed.problems[-1].message


def test_inserted_text_is_kept_and_deleted_text_is_left_out() -> None:
    made = File()
    paragraph = made.paragraph("Interviewee: It was ")
    for tag, text in [("w:del", "fine"), ("w:ins", "broken"), ("w:moveFrom", "here"), ("w:moveTo", " there")]:
        change = OxmlElement(tag)
        change.append(made.document.add_paragraph().add_run(text)._r)
        if tag == "w:del":
            for t in change.iter(qn("w:t")):
                t.tag = qn("w:delText")
        paragraph._p.append(change)
    assert said(made.read()) == [("Interviewee", "It was broken there")]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    made = File("Interviewee: It was ", "broken.", "Really.")
    properties = made.document.paragraphs[0]._p.get_or_add_pPr()
    mark = OxmlElement("w:rPr")
    mark.append(OxmlElement("w:del"))
    properties.append(mark)
    assert [text for _, text in said(made.read())] == ["It was broken.", "Really."]


def test_links_and_fields_keep_their_words() -> None:
    made = File()
    paragraph = made.paragraph("Interviewee: See ")
    for xml in (
        f"<w:hyperlink {W}><w:r><w:t>the page</w:t></w:r></w:hyperlink>",
        f'<w:fldSimple {W} w:instr="PAGE"><w:r><w:t xml:space="preserve"> 3</w:t></w:r></w:fldSimple>',
        f"<w:r {W}><w:instrText>HYPERLINK evil</w:instrText></w:r>",
        f"<w:sdt {W}><w:sdtContent><w:r><w:t>.</w:t><w:tab/><w:noBreakHyphen/></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert said(made.read()) == [("Interviewee", "See the page 3.\t-")]
