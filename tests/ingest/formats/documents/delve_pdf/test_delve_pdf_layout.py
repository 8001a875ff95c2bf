"""Print-outs of Delve made by hand: boxes, underlines, pages and what the corpus does not hold."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from delve_prints import Print, as_pdf, coded_words, said

from ingest.formats.documents import delve_pdf
from ingest.model import Parsed
from ingest.source import Source


def test_a_code_that_wraps_in_its_box_is_one_code() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "The model is slow.")
    made.underline(45, 128, 87).code(
        45, 155, "A very long name that", "wraps at a space or after a-", "hyphen [X]"
    )
    made.code(180, 155, "Next")
    assert [code for code, _, _ in coded_words(made.closing(260).read())] == [
        "A very long name that wraps at a space or after a-hyphen [X]",
        "Next",
    ]


def test_rows_of_boxes_that_a_page_break_parts_belong_to_one_paragraph() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Slow.").underline(45, 128, 26)
    made.code(45, 155, "One").code(180, 155, "Two").page().code(45, 67, "Three").code(45, 82, "Four")
    made.speaker(112, "Interviewer").text(45, 131, "I see.").closing(200)
    assert [(code, text) for code, text, _ in coded_words(made.read())] == [
        ("One", "Slow."),
        ("Two", "Slow."),
        ("Three", "Slow."),
        ("Four", "Slow."),
    ]


def test_boxes_are_parted_by_their_frames_and_not_by_spaces() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Slow.")
    made.code(45, 155, "Data drift [DD]", width=66).code(112, 155, "Two", width=40).closing(230)
    assert [code for code, _, _ in coded_words(made.read())] == ["Data drift [DD]", "Two"]


def test_the_speaker_and_the_words_may_stand_on_two_pages() -> None:
    made = Print().title().speaker(700, "Interviewee").page().text(45, 71, "At last.").closing(150)
    assert said(made.read()) == [("Interviewee", "At last.")]


def test_without_tags_the_words_at_the_top_of_a_page_go_on_with_the_paragraph() -> None:
    made = Print().title().speaker(680, "Interviewee").text(45, 699, "One").page().text(45, 71, "two.")
    assert said(made.closing(150).read()) == [("Interviewee", "One two.")]


def test_words_after_boxes_at_the_top_of_a_page_begin_a_paragraph() -> None:
    made = Print().title().speaker(680, "Interviewee").text(45, 699, "One").code(45, 726, "X")
    made.page().text(45, 71, "two.").closing(150)
    assert said(made.read()) == [("Interviewee", "One"), (None, "two.")]


@pytest.mark.parametrize(
    ("gap", "paragraphs"),
    [pytest.param(23.3, 1, id="the next line"), pytest.param(45.8, 2, id="a paragraph without a speaker")],
)
def test_a_gap_of_more_than_32_points_begins_a_paragraph(gap: float, paragraphs: int) -> None:
    made = (
        Print().title().speaker(109, "Interviewee").text(45, 128, "One line.").text(45, 128 + gap, "Another.")
    )
    assert len(said(made.closing(300).read())) == paragraphs


def test_a_print_out_at_another_scale_reads_the_same() -> None:
    def made(scale: float) -> Parsed:
        out = Print(scale=scale).title().speaker(109, "Interviewee").text(45, 128, "Slow, and it stays so")
        out.underline(45, 128, 101).text(45, 151.3, "for days.").underline(45, 151.3, 43).code(
            45, 178, "Latency"
        )
        return out.text(45, 212, "Nobody said this.").closing(300).read()

    assert said(made(0.8)) == said(made(1.0)) == said(made(1.2))
    assert (
        coded_words(made(0.8))
        == coded_words(made(1.2))
        == [("Latency", "Slow, and it stays so for days.", "exact")]
    )


def test_an_underline_that_ends_inside_a_run_marks_the_letters_above_it() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "iiiiiiiiii").underline(45, 128, 11.66)
    [(_, text, extent)] = coded_words(made.code(45, 155, "Half").closing(230).read())
    assert (text, extent) == ("iiiii", "exact")


def test_one_tag_for_each_box_reaches_over_what_is_not_underlined_in_between() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Here ").text(70, 128, "not ")
    made.text(90, 128, "there.").underline(45, 128, 25).underline(90, 128, 29).code(45, 155, "X").closing(230)
    assert coded_words(made.read()) == [("X", "Here not there.", "exact")]


def test_codes_without_underline_that_did_not_stand_above_are_on_the_whole_paragraph() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Slow.").underline(45, 128, 26)
    made.code(45, 155, "X").speaker(185, "Interviewer").text(45, 204, "I see.").code(45, 231, "X")
    made.code(180, 231, "Y").closing(300)
    assert coded_words(made.read()) == [
        ("X", "Slow.", "exact"),
        ("X", "", "spill"),
        ("Y", "I see.", "paragraph"),
    ]


def test_a_code_repeated_below_words_it_did_not_reach_the_end_of_has_not_spilled() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Slow. ").text(73, 128, "Very.")
    made.underline(45, 128, 26).code(45, 155, "X").speaker(185, "Interviewer").text(45, 204, "I see.")
    made.code(45, 231, "X").closing(300)
    assert coded_words(made.read())[1] == ("X", "I see.", "paragraph")


def test_underlined_words_without_a_code_are_reported_once() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Slow.").underline(45, 128, 26)
    made.speaker(170, "Interviewee").text(45, 189, "Slow.").underline(45, 189, 26).closing(300)
    [problem] = [problem for problem in made.read().problems if "underlined" in problem.message]
    assert (problem.location, problem.severity) == ("page 1", "warning")


def test_a_label_that_wraps_is_one_label() -> None:
    made = (
        Print()
        .title()
        .speaker(109, "Interviewee with a very long")
        .speaker(128, "name")
        .text(45, 147, "Yes.")
    )
    assert said(made.closing(200).read()) == [("Interviewee with a very long name", "Yes.")]


def test_lines_painted_out_of_order_are_read_from_top_to_bottom() -> None:
    made = Print().closing(250).text(45, 151.3, "second").text(75, 128, "line").text(45, 128, "First ")
    assert said(made.speaker(109, "Interviewee").title().read()) == [("Interviewee", "First line second")]


def test_the_closing_line_may_have_other_words_below_its_rule() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Yes, I would say that it is so.")
    made.text(45, 774, "https://app.delvetool.com/transcripts/1/print", 8.0)
    made.shape((45, 160, 500, 0.8), "0.93 0.93 0.93").shape((0, 0, 0, 0)).text(45, 200, "Made with Delve")
    assert said(made.read()) == [("Interviewee", "Yes, I would say that it is so.")]


def test_header_and_footer_are_left_out() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "Yes, I would say that it is so.")
    made.text(26, 22, "6/4/23, 6:10 PM", 8.0).text(567, 774, "1/1", 8.0).closing(250)
    assert said(made.read()) == [("Interviewee", "Yes, I would say that it is so.")]


def test_words_in_a_group_of_objects_lie_where_the_group_is_placed() -> None:
    body = b"BT /F1 10.5 Tf 0 0 Td (The model is slow.) Tj ET"
    data = Print().title().speaker(109, "Interviewee").closing(250).save()
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 -9 400 20] /Matrix [1 0 0 1 45 664] /Resources "
        b"<< /Font << /F1 3 0 R >> >> /Length "
        + str(len(body)).encode()
        + b" >>\nstream\n"
        + body
        + b"\nendstream"
    )
    objects = [part.split(b"obj\n", 1)[1].rstrip(b"\n") for part in data.split(b"endobj\n")[:-1]]
    objects[4] = objects[4].replace(b"/Font", b"/XObject << /X 7 0 R >> /Font")
    stream = objects[5].split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0] + b"\n/X Do"
    objects[5] = f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
    parsed = delve_pdf.parse(Source(PurePath("group.pdf"), as_pdf([*objects, form])))
    assert said(parsed) == [("Interviewee", "The model is slow.")]
