"""Comments of Word files: codings, remarks and whole threads; marks that are no codings."""

from __future__ import annotations

from datetime import datetime

import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from word_files import ROWS, File, coded, said

from ingest.selections import join_tags

# --- comments as codings ------------------------------------------------------------------------------------


def test_a_comment_codes_the_words_it_is_about() -> None:
    made = File()
    runs = made.paragraph("Interviewee: We saw ", "drift 😀 in March", " and left.").runs
    made.comment(runs[1], "Data-drift")
    found = made.read()
    assert coded(found) == [("Data-drift", "drift 😀 in March", "exact")]
    [tag] = found.tags
    assert tag.coder == "Ann"
    assert isinstance(tag.created, datetime)
    assert tag.created.tzinfo is not None
    assert found.carries_codes


def test_a_comment_over_paragraphs_is_a_tag_in_each_of_them() -> None:
    made = File()
    first = made.paragraph("Interviewee: It began ", "in March")
    made.paragraph("and it went on")
    last = made.paragraph("until June", ", then it stopped.")
    made.comment([first.runs[1], last.runs[0]], "Data-drift")
    assert coded(made.read()) == [
        ("Data-drift", "in March", "exact"),
        ("Data-drift", "and it went on", "exact"),
        ("Data-drift", "until June", "exact"),
    ]


def test_a_range_that_takes_in_the_label_codes_the_words_only() -> None:
    made = File()
    made.comment(made.paragraph("Interviewee: It drifted.").runs, "Data-drift")
    assert coded(made.read()) == [("Data-drift", "It drifted.", "exact")]


def test_a_comment_without_a_range_is_on_its_paragraph() -> None:
    made = File("Interviewer: Why?")
    paragraph = made.paragraph("Interviewee: It drifted.")
    made.comment(paragraph.runs, "Data-drift")
    for tag in ("w:commentRangeStart", "w:commentRangeEnd"):
        for mark in list(paragraph._p.iter(qn(tag))):
            mark.getparent().remove(mark)
    assert coded(made.read()) == [("Data-drift", "It drifted.", "paragraph")]


def test_a_comment_on_a_speakers_line_is_on_the_words_below() -> None:
    made = File()
    made.comment(made.paragraph("*Interviewee").runs, "Data-drift")
    made.paragraph("It drifted.")
    assert coded(made.read()) == [("Data-drift", "It drifted.", "paragraph")]


@pytest.mark.parametrize(
    ("lines", "codes", "memo"),
    [
        pytest.param(["Data-drift"], ["Data-drift"], None, id="by its look"),
        pytest.param(["Data-drift; Model-decay"], ["Data-drift", "Model-decay"], None, id="semicolon"),
        pytest.param(["Data-drift, Model-decay"], ["Data-drift", "Model-decay"], None, id="comma"),
        pytest.param(["Data-drift", "Model-decay"], ["Data-drift", "Model-decay"], None, id="one a line"),
        pytest.param(["#trust"], ["trust"], None, id="sign"),
        pytest.param(["#trust #hope"], ["trust", "hope"], None, id="signs"),
        pytest.param(["trust"], ["trust"], None, id="one plain word"),
        pytest.param(["Zeitmangel"], ["Zeitmangel"], None, id="one word of any language"),
        pytest.param(["Quality measures (QM)"], ["Quality measures (QM)"], None, id="a label with a bracket"),
        pytest.param(["Model-issues [MD]"], ["Model-issues [MD]"], None, id="a look with a bracket"),
        pytest.param(["Trust (negative)"], ["Trust (negative)"], None, id="a word with a bracket"),
        pytest.param(["Support > Family"], ["Support > Family"], None, id="a code below another"),
        pytest.param(["2.3 Family ties"], ["2.3 Family ties"], None, id="a number"),
        pytest.param(
            ["Data-drift", "very loud here"], ["Data-drift"], "very loud here", id="memo like a label"
        ),
        pytest.param(["Code: Loss of trust"], ["Loss of trust"], None, id="word for it"),
        pytest.param(["Team work"], ["Team work"], None, id="in another comment too"),
        pytest.param(["Data-drift", "She says so twice."], ["Data-drift"], "She says so twice.", id="memo"),
        pytest.param(["Data-drift: she says so"], ["Data-drift"], "she says so", id="memo on the line"),
        pytest.param(["Data-drift - she says so"], ["Data-drift"], "she says so", id="memo behind a dash"),
    ],
)
def test_a_comment_names_codes(lines: list[str], codes: list[str], memo: str | None) -> None:
    made = File("Interviewer: Why?")
    made.comment(made.paragraph("Interviewee: Because.").runs, *lines)
    made.comment(made.paragraph("Interviewee: And so.").runs, "Team work", author="Bo")
    found = made.read()
    mine = [tag for tag in found.tags if tag.coder == "Ann"]
    assert [tag.code for tag in mine] == codes
    assert {tag.memo for tag in mine} == {memo}


def test_a_comment_of_prose_is_a_remark_and_a_warning() -> None:
    made = File()
    runs = made.paragraph("Interviewee: It was ", "quite, quite bad", ".").runs
    made.comment(runs[1], "Is this about the model? I am not sure, ask again.")
    parsed = made.parsed()
    found = parsed.transcript
    assert found is not None
    assert found.tags == ()
    [remark] = found.remarks
    assert found.text[remark.start : remark.end] == "quite, quite bad"
    assert (remark.author, remark.text) == ("Ann", "Is this about the model? I am not sure, ask again.")
    [problem] = parsed.problems
    assert (problem.severity, problem.location) == ("warning", "paragraph 1")


@pytest.mark.parametrize(
    "words",
    [
        "Ask again",
        "We should compare",
        "this is interesting",
        "don't know",
        "c'est important",
        "Really?",
        "Bad data.",
        "okay",
        "3.2",
        "very important quote for the paper",
    ],
)
def test_a_note_is_no_label_however_short(words: str) -> None:
    made = File("Interviewer: Why?")
    made.comment(made.paragraph("Interviewee: Because.").runs, words)
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert parsed.transcript.tags == ()
    assert [remark.text for remark in parsed.transcript.remarks] == [words]
    assert len(parsed.problems) == 1


def test_comments_without_words_are_told_once() -> None:
    made = File("Interviewer: Why?")
    runs = made.paragraph("Interviewee: Because.").runs
    for words in ("", " ", "Data-drift"):
        made.comment(runs, words)
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert [tag.code for tag in parsed.transcript.tags] == ["Data-drift"]
    [problem] = parsed.problems
    assert (problem.severity, problem.message) == ("warning", "2 comments have no text; nothing to keep")


def test_two_coders_comment_on_the_same_words() -> None:
    made = File()
    runs = made.paragraph("Interviewee: It drifted.").runs
    made.comment(runs, "Data-drift", author="Ann")
    made.comment(runs, "Data-drift", author="Bo")
    assert [tag.coder for tag in made.read().tags] == ["Ann", "Bo"]


@pytest.mark.parametrize(
    "words", ["Loss of trust", "Issues with alerts", "Hier nachfragen", "preguntar a Jon"]
)
def test_several_plain_words_are_a_code_only_where_they_come_back(words: str) -> None:
    once, twice = File("Interviewer: Why?"), File("Interviewer: Why?")
    for made in (once, twice):
        made.comment(made.paragraph("Interviewee: Because.").runs, words)
    twice.comment(twice.paragraph("Interviewee: And so.").runs, words.lower())
    parsed = once.parsed()
    assert parsed.transcript is not None
    assert parsed.transcript.tags == ()
    assert "kept as a remark" in parsed.problems[0].message
    assert [tag.code for tag in twice.read().tags] == (
        [] if " a " in words or "Hier" in words else [words, words.lower()]
    )


def test_a_level_and_a_code_below_it_are_one_code_where_they_come_back() -> None:
    made = File("Interviewer: Why?")
    for words in ("Barriers: Time", "Barriers: Time", "Barriers: Money"):
        made.comment(made.paragraph("Interviewee: Because.").runs, words)
    found = made.read()
    assert [tag.code for tag in found.tags] == ["Barriers: Time"] * 2
    assert [remark.text for remark in found.remarks] == ["Barriers: Money"]


def test_a_title_that_somebody_coded_stays_in_the_text() -> None:
    made = File()
    made.comment(made.paragraph("Talk on apples", style="Title").runs, "Data-drift")
    made.paragraph("Interviewee: Yes.")
    found = made.read()
    assert said(found) == [(None, "Talk on apples"), ("Interviewee", "Yes.")]
    assert coded(found) == [("Data-drift", "Talk on apples", "exact")]


@pytest.mark.parametrize(
    "words", ["typo", "Wichtig", "follow-up", "nachhören", "hahaha", "intéressant", "重要", "Beppe", "Ann"]
)
def test_one_word_of_a_note_or_a_name_is_no_code(words: str) -> None:
    made = File("Runa: Why?", "Beppe: Because.", "Runa: Oh?")
    made.comment(made.paragraph("Beppe: And so.").runs, words)
    found = made.read()
    assert (found.tags, [remark.text for remark in found.remarks]) == ((), [words])


def test_two_comments_with_one_code_side_by_side_are_two_codings() -> None:
    made = File("Interviewer: Why?")
    for words in ("Interviewee: It drifted.", "Then it drifted on."):
        made.comment(made.paragraph(words).runs, "Data-drift")
    found = made.read()
    assert [each.code for each in join_tags(found.tags, found.paragraphs)] == ["Data-drift", "Data-drift"]


def test_one_comment_over_paragraphs_is_one_coding() -> None:
    made = File("Interviewer: Why?")
    first = made.paragraph("Interviewee: It ", "drifted.")
    made.paragraph("*Interviewer")
    made.paragraph("And then?")
    last = made.paragraph("Interviewee: On and ", "on.")
    made.comment([first.runs[1], last.runs[0]], "Data-drift")
    found = made.read()
    [one] = join_tags(found.tags, found.paragraphs)
    assert found.text[one.start : one.end].split("\n")[0] == "drifted."
    assert one.last - one.first >= 2


def test_replies_are_remarks_beside_the_coding_they_are_about() -> None:
    made = File("Interviewer: Why?")
    runs = made.paragraph("Interviewee: It drifted.").runs
    first = made.comment(runs, "Data-drift")
    second = made.comment(runs, "Model-decay", author="Bo", answers=first)
    made.comment(runs, "agree", author="Cy", answers=second)
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert [(tag.code, tag.coder) for tag in parsed.transcript.tags] == [("Data-drift", "Ann")]
    remarks = [(each.text, each.author) for each in parsed.transcript.remarks]
    assert remarks == [("Model-decay", "Bo"), ("agree", "Cy")]
    assert all(isinstance(each.created, datetime) for each in parsed.transcript.remarks)
    [problem] = parsed.problems
    assert (problem.severity, problem.location) == ("note", "paragraph 2")


def test_a_resolved_thread_is_remarks_and_told() -> None:
    made = File("Interviewer: Why?")
    runs = made.paragraph("Interviewee: It drifted.").runs
    first = made.comment(runs, "Data-drift")
    made.comment(runs, "agree", author="Bo", answers=first)
    made.resolved.add(first.comment_id)
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert parsed.transcript.tags == ()
    assert [each.text for each in parsed.transcript.remarks] == ["Data-drift", "agree"]
    assert ["Data-drift" in problem.message for problem in parsed.problems] == [False, True]


def test_a_reply_to_itself_and_threads_that_cannot_be_read_harm_nothing() -> None:
    made = File("Interviewer: Why?")
    comment = made.comment(made.paragraph("Interviewee: It drifted.").runs, "Data-drift")
    made.parents[comment.comment_id] = comment.comment_id
    assert [tag.code for tag in made.read().tags] == ["Data-drift"]


@pytest.mark.parametrize(
    "author", ["Author", "Unknown Author", "Verfasser", "Auteur", "Microsoft Office User", "作者"]
)
def test_a_word_in_the_place_of_a_name_is_no_coder(author: str) -> None:
    made = File("Interviewer: Why?")
    runs = made.paragraph("Interviewee: It drifted.").runs
    made.comment(runs, "Data-drift", author=author)
    made.comment(runs, "Ask her again, she may know more.", author=author)
    found = made.read()
    assert [tag.coder for tag in found.tags] == [None]
    assert [remark.author for remark in found.remarks] == [None]


def test_a_comment_on_a_label_in_a_table_is_on_the_words_of_its_row() -> None:
    made = File()
    table = made.table(("Text", "Speaker"), *((words, who) for _, who, words in ROWS))
    made.comment(table.rows[2].cells[1].paragraphs[0].runs, "Hand-work")
    assert coded(made.read()) == [("Hand-work", ROWS[1][2], "paragraph")]


# --- marks that are no codings ------------------------------------------------------------------------------


def test_colours_are_counted_and_make_no_codings() -> None:
    made = File("Legend: yellow is Luck", "Interviewer: Why?")
    runs = made.paragraph("Interviewee: ", "By chance", ", and ", "by hand", ".").runs
    for run, colour in ((runs[1], WD_COLOR_INDEX.YELLOW), (runs[3], WD_COLOR_INDEX.TURQUOISE)):
        run.font.highlight_color = colour
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert parsed.transcript.tags == ()
    [told] = [problem for problem in parsed.problems if "highlighted" in problem.message]
    assert (told.severity, told.location) == ("note", "paragraph 3")
    assert "2 passages" in told.message


def test_marks_in_the_words_are_told_and_stay() -> None:
    made = File("Interviewer: Why?", "Interviewee: By chance [Pure-luck] and by hand #handwork [laughs].")
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert parsed.transcript.tags == ()
    assert parsed.transcript.text.endswith("[Pure-luck] and by hand #handwork [laughs].")
    [told] = parsed.problems
    assert (told.severity, told.location) == ("note", "paragraph 2")
    assert "2 marks" in told.message
