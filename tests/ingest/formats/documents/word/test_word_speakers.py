"""Who says what in a Word file, as people and programs write it."""

from __future__ import annotations

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.parser import parse_xml
from word_files import WORDS, File, W, coded, parse, said, with_part

# --- who says what ------------------------------------------------------------------------------------------


def test_a_label_before_a_colon_is_a_speaker_and_the_next_paragraph_goes_on() -> None:
    found = File("Interviewer 1: What broke?", f"Interviewee: {WORDS}", "Nobody.").read()
    assert said(found) == [
        ("Interviewer 1", "What broke?"),
        ("Interviewee", WORDS),
        ("Interviewee", "Nobody."),
    ]
    assert [speaker.role for speaker in found.speakers] == ["interviewer", "interviewee"]
    assert found.kind == "interview"
    assert not found.carries_codes


def test_bold_words_at_the_start_are_a_speaker() -> None:
    made = File()
    for name, words in [("Interviewer", "Why?"), ("Ann Lee", "Because."), ("Ann Lee", "It did.")]:
        made.paragraph(f"*{name}", f"  {words}")
    assert said(made.read()) == [("Interviewer", "Why?"), ("Ann Lee", "Because."), ("Ann Lee", "It did.")]


@pytest.mark.parametrize("style", ["Heading 1", "Heading 3", None])
def test_a_label_on_a_line_of_its_own_is_a_speaker(style: str | None) -> None:
    made = File("Before anybody speaks.")
    for label in ("Interviewer", "Interviewee"):
        made.paragraph(label if style else f"*{label}", style=style)
        made.paragraph(WORDS)
    assert said(made.read()) == [
        (None, "Before anybody speaks."),
        ("Interviewer", WORDS),
        ("Interviewee", WORDS),
    ]


def test_a_line_break_parts_speaker_and_words() -> None:
    made = File()
    for label in ("Interviewer", "Interviewee"):
        run = made.document.add_paragraph().add_run(label)
        run.add_break()
        run.add_text(WORDS)
    assert said(made.read()) == [("Interviewer", WORDS), ("Interviewee", WORDS)]


def test_a_time_after_the_name_is_where_the_words_begin() -> None:
    found = File(
        "Ann Lee   0:03", "Hello.", "Bo Ek   1:02:03", "Yes.", "Ann Lee   1:10", "Ah.", "Bo Ek 1:12", "Oh."
    ).read()
    assert said(found) == [("Ann Lee", "Hello."), ("Bo Ek", "Yes."), ("Ann Lee", "Ah."), ("Bo Ek", "Oh.")]
    assert [paragraph.audio_start for paragraph in found.paragraphs] == [3.0, 3723.0, 70.0, 72.0]


def test_the_paragraphs_after_the_first_of_a_turn_have_no_time() -> None:
    found = File("Interviewee   0:03", "Hello.", "Again.").read()
    assert [paragraph.audio_start for paragraph in found.paragraphs] == [3.0, None]


def test_the_first_cell_of_a_row_names_the_speaker_of_the_second() -> None:
    made = File()
    table = made.document.add_table(rows=2, cols=2)
    for row, (label, words) in zip(
        table.rows, [("Interviewer", "Why?"), ("Interviewee", WORDS)], strict=True
    ):
        row.cells[0].text, row.cells[1].text = label, words
    assert said(made.read()) == [("Interviewer", "Why?"), ("Interviewee", WORDS)]


def test_the_text_of_a_table_is_kept() -> None:
    made = File("Interviewer: Look at this.")
    table = made.document.add_table(rows=1, cols=3)
    for cell, words in zip(table.rows[0].cells, ["accuracy", "0.93", "last week"], strict=True):
        cell.text = words
    assert [text for _, text in said(made.read())] == ["Look at this.", "accuracy", "0.93", "last week"]


def test_a_label_with_nothing_after_it_is_a_turn_without_words() -> None:
    assert said(File("Interviewer:", "Interviewee: Yes.").read()) == [
        ("Interviewer", ""),
        ("Interviewee", "Yes."),
    ]


def test_a_colon_in_prose_makes_no_speaker() -> None:
    found = File("One thing: we never looked.", "Interviewee: And then: silence.").read()
    assert said(found) == [(None, "One thing: we never looked."), ("Interviewee", "And then: silence.")]


def test_a_file_without_speakers_is_an_article_with_headings() -> None:
    made = File()
    made.paragraph("A story of drift", style="Title")
    made.paragraph("How it began", style="Heading 1")
    made.paragraph(WORDS)
    found = made.read()
    assert (found.kind, found.title) == ("article", "A story of drift")
    assert [(p.heading, p.text) for p in found.paragraphs] == [("How it began", WORDS)]


@pytest.mark.parametrize(
    ("core", "printed", "title"),
    [
        pytest.param("Interview 12", None, "Interview 12", id="the file's property"),
        pytest.param("Word Document", "Interview 12", "Interview 12", id="a property nobody wrote"),
        pytest.param("", "Interview 12", "Interview 12", id="the printed title"),
        pytest.param("Microsoft Word - x.doc", None, "interview 7", id="the file's name"),
    ],
)
def test_the_title_is_the_first_sensible_one(core: str, printed: str | None, title: str) -> None:
    made = File()
    made.document.core_properties.title = core
    if printed:
        made.paragraph(printed, style="Title")
    made.paragraph("Interviewee: Yes.")
    found = made.read()
    assert found.title == title
    assert said(found) == [("Interviewee", "Yes.")]


def test_footnotes_are_kept_at_the_end_and_nobody_says_them() -> None:
    made = File("Interviewer: And?", "Interviewee: Yes.")
    one = '<w:footnote w:id="{}"{}><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'
    body = one.format(0, ' w:type="separator"', "----") + one.format(1, "", "Laughs.")
    found = parse(with_part(made.save(), "footnotes", f"<w:footnotes {W}>{body}</w:footnotes>")).transcript
    assert found is not None
    assert said(found)[1:] == [("Interviewee", "Yes."), (None, "Laughs.")]


def test_a_text_box_is_nobodys_and_does_not_cut_the_words_it_hangs_on() -> None:
    made = File("Interviewer: And?")
    runs = made.paragraph("Interviewee: It was ", "", "broken.").runs
    box = f"<w:pict {W}><w:txbxContent><w:p><w:r><w:t>Figure 2</w:t></w:r></w:p></w:txbxContent></w:pict>"
    runs[1]._r.append(parse_xml(box))
    made.comment(runs[2], "Data-drift")
    made.paragraph("Really.")
    found = made.read()
    assert said(found)[1:] == [
        ("Interviewee", "It was broken."),
        (None, "Figure 2"),
        ("Interviewee", "Really."),
    ]
    assert coded(found) == [("Data-drift", "broken.", "exact")]


@pytest.mark.parametrize("style", ["bold by its own style", "bold by the one it is based on"])
def test_letters_are_bold_by_style_too(style: str) -> None:
    made = File()
    strong = made.document.styles.add_style("Who", WD_STYLE_TYPE.CHARACTER)
    strong.font.bold = True
    if "based" in style:
        other = made.document.styles.add_style("Whoever", WD_STYLE_TYPE.CHARACTER)
        other.base_style, strong = strong, other
    for name, words in [("Runa", "Why?"), ("Beppe", "Because."), ("Runa", "Oh."), ("Beppe", "So it is.")]:
        paragraph = made.document.add_paragraph()
        paragraph.add_run(name, style=strong)
        paragraph.add_run(f" {words}")
    assert [who for who, _ in said(made.read())] == ["Runa", "Beppe", "Runa", "Beppe"]


def test_facts_at_the_top_are_nobodys() -> None:
    facts = ["Date: 3 May", "Place: the press house", "Interviewer: Runa Holt", "Participant: P4"]
    turns = ["Interviewer: Who pressed it?", "P4: My neighbour did.", "Interviewer: All of it?", "P4: Yes."]
    found = File(*facts, *turns).read()
    assert said(found)[:4] == [(None, fact) for fact in facts]
    assert [who for who, _ in said(found)[4:]] == ["Interviewer", "P4"] * 2


def test_labels_that_may_be_none_name_nobody_and_are_told() -> None:
    lines = [
        "One thing: apples bruise.",
        "Juice: it ferments.",
        "It is sold warm.",
        "Juice: it keeps.",
        "So be it.",
    ]
    parsed = File(
        *lines, *(f"Line {n} of a long text about nothing in particular." for n in range(9))
    ).parsed()
    assert parsed.transcript is not None
    assert {who for who, _ in said(parsed.transcript)} == {None}
    assert parsed.transcript.kind == "article"


def test_a_problem_tells_the_paragraph_of_the_transcript() -> None:
    made = File()
    made.paragraph("Talk on apples", style="Title")
    made.paragraph("First part", style="Heading 1")
    made.paragraph("")
    for line in (
        "Interviewer: Who pressed it?",
        "Interviewee:",
        "Interviewer: Well?",
        "Interviewee: A friend.",
    ):
        made.paragraph(line)
    parsed = made.parsed()
    assert parsed.transcript is not None
    [problem] = parsed.problems
    assert problem.location == "paragraph 2"
    assert parsed.transcript.paragraphs[1].text == ""


def test_questions_in_bold_without_a_label_name_nobody_and_are_told() -> None:
    made = File()
    for asked, answered in [
        ("Who pressed it?", "A friend."),
        ("All of it?", "Yes, all."),
        ("Why?", "He can."),
    ]:
        made.paragraph(f"*{asked}")
        made.paragraph(answered)
    parsed = made.parsed()
    assert parsed.transcript is not None
    assert {who for who, _ in said(parsed.transcript)} == {None}
    [problem] = parsed.problems
    assert (problem.severity, problem.location) == ("warning", "paragraph 1")


# --- programs that write Word files -------------------------------------------------------------------------


TEAMS = [
    ("0:03", "0:0:3.45 --> 0:0:9.7", 3.045, "Runa Holt", ["Who pressed it?"]),
    ("1:02", "0:1:2.240 --> 0:1:3.0", 62.24, "Beppe Sari", ["A friend.", "All of it."]),
    ("1:04", "0:1:4.7 --> 0:1:5.80", 64.007, "Runa Holt", ["For money?"]),
    ("1:00:09", "1:0:9.0 --> 1:0:10.101", 3609.0, "Beppe Sari", ["For apples."]),
]


def test_teams_prints_a_name_and_a_time_above_the_lines_of_a_turn() -> None:
    made = File("Press house-20260503_101500-Meeting Recording", "3 May 2026, 10:15am", "12m 3s")
    made.paragraph("*Runa Holt", " started transcription")
    for time, _, _, name, lines in TEAMS:
        made.paragraph(f"*{name}", f"   {time}\n", "\n".join(lines))
    made.paragraph("*Runa Holt", " stopped transcription")
    parsed = made.parsed()
    assert parsed.transcript is not None
    turns = [turn for turn in said(parsed.transcript) if turn[0]]
    assert turns == [(name, line) for _, _, _, name, lines in TEAMS for line in lines]
    times = [p.audio_start for p in parsed.transcript.paragraphs if p.speaker]
    assert times == [3.0, 62.0, None, 64.0, 3609.0]
    assert any("started transcription" in problem.message for problem in parsed.problems)


def test_old_teams_prints_thousandths_without_zeros() -> None:
    found = File(*(line for _, span, _, name, lines in TEAMS for line in (span, name, *lines))).read()
    assert said(found) == [(name, line) for _, _, _, name, lines in TEAMS for line in lines]
    assert [p.audio_start for p in found.paragraphs] == [3.045, 62.24, None, 64.007, 3609.0]


@pytest.mark.parametrize("form", ["{n}. {who}: {words}", "({n}) {who}: {words}", "{who}\t0:{n:02}\t{words}"])
def test_turns_may_be_numbered_or_have_their_time_between_tabs(form: str) -> None:
    asked = [
        ("Runa", "Who pressed it?"),
        ("Beppe", "A friend."),
        ("Runa", "For money?"),
        ("Beppe", "For apples."),
    ] * 2
    found = File(*(form.format(n=n, who=who, words=words) for n, (who, words) in enumerate(asked, 1))).read()
    assert said(found) == asked


def test_a_comment_stays_on_its_words_behind_a_time() -> None:
    made = File("Runa: Who pressed it? #00:00:04-2#")
    runs = made.paragraph(
        "Beppe: A friend, ", "who has the tools", ". #00:00:09-0# And time. #00:00:11-0#"
    ).runs
    made.comment(runs[1], "Help-by-others")
    made.comment(runs[1:], "Time-to-spare")
    found = made.read()
    assert said(found)[1] == ("Beppe", "A friend, who has the tools. And time.")
    assert coded(found) == [
        ("Help-by-others", "who has the tools", "exact"),
        ("Time-to-spare", "who has the tools. And time.", "exact"),
    ]


def test_the_first_heading_is_no_title_where_it_names_who_speaks_when() -> None:
    made = File()
    for at, name in enumerate(("Ann Lee", "Bo Ek", "Ann Lee", "Bo Ek")):
        made.paragraph(f"{name} (00:00:0{at})", style="Heading 2")
        made.paragraph(WORDS)
    found = made.read()
    assert said(found) == [("Ann Lee", WORDS), ("Bo Ek", WORDS)] * 2
    assert [paragraph.audio_start for paragraph in found.paragraphs] == [0.0, 1.0, 2.0, 3.0]
