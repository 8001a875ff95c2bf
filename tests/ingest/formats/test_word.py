from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import PurePath
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import Claim, word
from ingest.formats.docx import package
from ingest.model import Parsed, Transcript
from ingest.source import Source

WORDS = "The schema changed overnight and nobody told us."


class File:
    """A Word file in the making; a line is ``Label: words`` or plain words."""

    def __init__(self, *lines: str) -> None:
        self.document = docx.Document()
        self.document.core_properties.title = ""
        for line in lines:
            self.document.add_paragraph(line)

    def paragraph(self, *pieces: str, style: str | None = None) -> Any:
        """Add a paragraph of runs; a piece that begins with ``*`` is bold."""
        made = self.document.add_paragraph(style=style)
        for piece in pieces:
            made.add_run(piece.removeprefix("*")).bold = piece.startswith("*")
        return made

    def comment(self, runs: Any, *lines: str, author: str = "Ann") -> None:
        self.document.add_comment(runs, text="\n".join(lines), author=author, initials="A")

    def save(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def parsed(self) -> Parsed:
        return parse(self.save())

    def read(self) -> Transcript:
        parsed = self.parsed()
        assert parsed.transcript is not None, parsed.problems
        return parsed.transcript


def parse(data: bytes) -> Parsed:
    return word.parse(Source(PurePath("interview 7.docx"), data))


def said(found: Transcript) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in found.paragraphs]


def coded(found: Transcript) -> list[tuple[str, str, str]]:
    return [(tag.code, found.text[tag.start : tag.end], tag.extent) for tag in found.tags]


def repacked(data: bytes, **parts: bytes) -> bytes:
    """Return the file with parts replaced; ``word_document`` stands for ``word/document.xml``."""
    new = {name.replace("_", "/", 1) + ".xml": body for name, body in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in {*old.namelist(), *new}:
            made.writestr(name, new[name] if name in new else old.read(name))
    return out.getvalue()


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


def test_footnotes_are_kept_at_the_end() -> None:
    made = File("Interviewee: Yes.")
    note = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:footnotes>'
    )
    one = '<w:footnote w:id="{}"{}><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'
    body = one.format(0, ' w:type="separator"', "----") + one.format(1, "", "Laughs.")
    with zipfile.ZipFile(io.BytesIO(made.save())) as archive:
        names = archive.read("word/_rels/document.xml.rels")
    link = b'<Relationship Id="rF" Type="http://x/footnotes" Target="footnotes.xml"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.save())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, names.replace(b"</Relationships>", link) if "document.xml.rels" in name else data
            )
        new.writestr("word/footnotes.xml", note.format(body))
    found = parse(out.getvalue()).transcript
    assert found is not None
    assert [p.text for p in found.paragraphs] == ["Yes.", "Laughs."]


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
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f"<w:hyperlink {w}><w:r><w:t>the page</w:t></w:r></w:hyperlink>",
        f'<w:fldSimple {w} w:instr="PAGE"><w:r><w:t xml:space="preserve"> 3</w:t></w:r></w:fldSimple>',
        f"<w:r {w}><w:instrText>HYPERLINK evil</w:instrText></w:r>",
        f"<w:sdt {w}><w:sdtContent><w:r><w:t>.</w:t><w:tab/><w:noBreakHyphen/></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert said(made.read()) == [("Interviewee", "See the page 3.\t-")]


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
        pytest.param(["trust"], ["trust"], None, id="one plain word"),
        pytest.param(["Issues with alerts"], ["Issues with alerts"], None, id="a label"),
        pytest.param(["Quality measures (QM)"], ["Quality measures (QM)"], None, id="a label with a bracket"),
        pytest.param(["Model-issues [MD]"], ["Model-issues [MD]"], None, id="a look with a bracket"),
        pytest.param(["IT infrastructure"], ["IT infrastructure"], None, id="capitals are no pronoun"),
        pytest.param(
            ["Loss of trust", "Legacy system"], ["Loss of trust", "Legacy system"], None, id="labels"
        ),
        pytest.param(
            ["Data-drift", "very loud here"], ["Data-drift"], "very loud here", id="memo like a label"
        ),
        pytest.param(["Code: Loss of trust"], ["Loss of trust"], None, id="word for it"),
        pytest.param(["Team work"], ["Team work"], None, id="in another comment too"),
        pytest.param(["Data-drift", "She says so twice."], ["Data-drift"], "She says so twice.", id="memo"),
        pytest.param(["Data-drift: she says so"], ["Data-drift"], "she says so", id="memo on the line"),
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
    assert (problem.severity, problem.message) == ("warning", "2 comments have no words: nothing to keep")


def test_two_coders_comment_on_the_same_words() -> None:
    made = File()
    runs = made.paragraph("Interviewee: It drifted.").runs
    made.comment(runs, "Data-drift", author="Ann")
    made.comment(runs, "Data-drift", author="Bo")
    assert [tag.coder for tag in made.read().tags] == ["Ann", "Bo"]


# --- recognising, and files that mean harm ------------------------------------------------------------------

WHOLE = File("Interviewer: Why?", f"Interviewee: {WORDS}").save()
OLE = b"\xd0\xcf\x11\xe0" + bytes(600)


def test_a_word_file_is_recognised_by_its_content() -> None:
    assert word.sniff(Source(PurePath("x.bin"), WHOLE)) is Claim.CERTAIN


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"Interviewer: hello", OLE], ids=["empty", "zip", "text", "doc"]
)
def test_what_is_no_word_file_is_not_claimed(data: bytes) -> None:
    assert word.sniff(Source(PurePath("x.docx"), data)) is Claim.NO


def test_a_spreadsheet_is_not_claimed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "spreadsheetml.sheet.main")
        made.writestr("xl/workbook.xml", "<x/>")
    assert word.sniff(Source(PurePath("x.docx"), out.getvalue())) is Claim.NO


def bomb() -> bytes:
    letters = b"<w:t>" + b"a" * 3_000_000 + b"</w:t>"
    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    return repacked(WHOLE, word_document=start + letters + b"</w:r></w:p></w:body></w:document>")


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    b"<w:p><w:r><w:t>Interviewee: yes &b; &c;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "cannot be unpacked", id="empty"),
        pytest.param(WHOLE[: len(WHOLE) // 2], "cannot be unpacked", id="cut off"),
        pytest.param(repacked(WHOLE, word_document=b"<w:document"), "not well formed", id="broken text"),
        pytest.param(repacked(WHOLE, word_document=b"<x/>"), "no text part", id="no text"),
        pytest.param(File().save(), "says nothing", id="no words"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "password", id="locked"),
        pytest.param(OLE, "old .doc", id="old"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(data: bytes, message: str) -> None:
    parsed = parse(data)
    assert parsed.transcript is None
    [problem] = parsed.problems
    assert message in problem.message
    assert "\n" not in str(problem)


def test_a_locked_file_is_claimed_so_that_it_can_be_explained() -> None:
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    assert word.sniff(Source(PurePath("x.docx"), data)) is Claim.POSSIBLE


def test_a_file_that_unpacks_beyond_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bomb()
    monkeypatch.setattr(package, "MOST_XML", 1_000_000)
    assert len(data) < 100_000
    [problem] = parse(data).problems
    assert "fill the memory" in problem.message


def test_entities_are_neither_expanded_nor_fetched() -> None:
    parsed = parse(repacked(WHOLE, word_document=LAUGHS))
    text = parsed.transcript.text if parsed.transcript else ""
    assert "haha" not in text
    assert not re.search(r"yes .*\w", text)


# --- whatever is written is read back -----------------------------------------------------------------------

LETTERS = st.text(
    st.characters(categories=["L", "N", "P", "S"], exclude_characters=":\uff1a"), min_size=1, max_size=9
)
PROSE = st.lists(LETTERS, min_size=2, max_size=6).map(lambda some: "so " + " ".join(some))
TURN = st.tuples(st.sampled_from(["Interviewer", "Interviewee", "Interviewer 2"]), PROSE, PROSE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TURN, min_size=1, max_size=6), st.integers(0, 5))
def test_what_is_written_is_read_back(turns: list[tuple[str, str, str]], chosen: int) -> None:
    made = File()
    paragraphs = [made.paragraph(f"{label}: {first} ", second) for label, first, second in turns]
    chosen %= len(turns)
    made.comment(paragraphs[chosen].runs[1], "Data-drift", "MM-x")
    found = made.read()
    assert said(found) == [(label, f"{first} {second}") for label, first, second in turns]
    assert coded(found) == [("Data-drift", turns[chosen][2], "exact"), ("MM-x", turns[chosen][2], "exact")]
    assert {tag.paragraph for tag in found.tags} == {chosen}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6),
    st.integers(1, len(WHOLE)),
)
def test_a_cut_or_scratched_file_never_raises(scratches: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for place, value in scratches:
        data[place] = value
    for broken in (bytes(data), bytes(data[:end])):
        word.sniff(Source(PurePath("x.docx"), broken))
        parsed = parse(broken)
        assert parsed.transcript is not None or parsed.problems
