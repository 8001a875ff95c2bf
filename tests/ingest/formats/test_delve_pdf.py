from __future__ import annotations

import json
import os
from pathlib import Path, PurePath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import Claim, delve_pdf
from ingest.formats.pdf import pages as pdf_pages
from ingest.formats.pdf.delve_layout import body_size, lines
from ingest.model import Paragraph, Parsed, TaggedSpan, Transcript
from ingest.source import Source

GOLDEN = Path(__file__).parents[1] / "golden_pdf"
BODY, BOX, TITLE = 10.5, 7.88, 18.0
BLUE = "0.2902 0.5647 0.8863"


# --- reading what was expected ------------------------------------------------------------------------------


def _files() -> list[str]:
    """Name every print-out of the corpus; where it is absent, the ``corpus`` fixture says what that means."""
    folder = Path(os.environ.get("KB_CORPUS") or Path(__file__).parents[4] / "shared" / "corpus")
    found = sorted(path.relative_to(folder / "delve_pdf") for path in folder.glob("delve_pdf/*/*.pdf"))
    return [path.as_posix() for path in found] or ["no corpus"]


@pytest.fixture(scope="module")
def expected(corpus: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((corpus / "delve_pdf_expected.json").read_text("utf-8"))
    return found


def read(path: Path) -> Parsed:
    return delve_pdf.parse(Source(path, path.read_bytes()))


def transcript(parsed: Parsed) -> Transcript:
    assert parsed.transcript is not None, parsed.problems
    return parsed.transcript


def tags_of(read_: Transcript) -> list[list[TaggedSpan]]:
    found: list[list[TaggedSpan]] = [[] for _ in read_.paragraphs]
    for tag in read_.tags:
        found[tag.paragraph].append(tag)
    return found


def underlined(data: bytes) -> list[list[list[int]]]:
    """Return the underlined ranges of each paragraph; tags only keep the first and last of them."""
    with pdf_pages.open_pdf(data) as document:
        pages = list(document.pages())
        em = body_size(pages)
        assert em is not None
        _, body, _ = delve_pdf._parts([line for page in pages for line in lines(page, em)])
        return [
            [list(mark) for mark in delve_pdf._finished(turn).marks]
            for turn in delve_pdf._turns(body, document)
        ]


def assert_as_expected(path: Path, wanted: dict[str, Any]) -> None:
    found = transcript(read(path))
    assert found.title == wanted["title"]
    assert found.carries_codes
    assert [p.speaker for p in found.paragraphs] == [p["speaker"] for p in wanted["paragraphs"]]
    assert [p.text for p in found.paragraphs] == [" ".join(p["text"].split()) for p in wanted["paragraphs"]]
    tags = tags_of(found)
    assert [[tag.code for tag in some] for some in tags] == [p["codes"] for p in wanted["paragraphs"]]
    assert underlined(path.read_bytes()) == [p["marked"] for p in wanted["paragraphs"]]
    for paragraph, some, want in zip(found.paragraphs, tags, wanted["paragraphs"], strict=True):
        if marked := want["marked"]:
            reach = (paragraph.start + marked[0][0], paragraph.start + marked[-1][1])
            assert {(tag.start, tag.end) for tag in some} <= {reach}
            assert {tag.extent for tag in some} <= {"exact" if len(some) == 1 else "shared"}


@pytest.mark.parametrize("file", _files())
def test_a_print_out_reads_as_an_independent_reader_found_it(
    corpus: Path, expected: dict[str, Any], file: str
) -> None:
    assert_as_expected(corpus / "delve_pdf" / file, expected[file])


def test_every_print_out_of_the_corpus_is_compared(corpus: Path, expected: dict[str, Any]) -> None:
    assert corpus.is_dir()
    assert sorted(expected) == _files()
    assert len(expected) == 72


@pytest.mark.parametrize("file", _files()[::9])
def test_a_print_out_is_recognised_with_certainty(corpus: Path, file: str) -> None:
    path = corpus / "delve_pdf" / file
    assert delve_pdf.sniff(Source(PurePath("renamed.bin"), path.read_bytes())) is Claim.CERTAIN


def test_our_own_print_out_with_every_trap_reads_as_it_was_written() -> None:
    wanted = json.loads((GOLDEN / "traps.json").read_text("utf-8"))
    assert_as_expected(GOLDEN / "traps.pdf", wanted)


# --- the traps, one by one, in real print-outs --------------------------------------------------------------


def moderated(corpus: Path, number: int) -> Transcript:
    return transcript(read(next((corpus / "delve_pdf/moderation").glob(f"*Interview {number} - *.pdf"))))


def coded(corpus: Path, name: str) -> Transcript:
    return transcript(read(next((corpus / "delve_pdf/codings").glob(f"*Interview {name}.pdf"))))


SPLIT_FROM_ITS_CODES, SPILLED = 20, 25
"""Paragraphs of the moderated interview 11: one whose codes stand on the next page, one without underline."""


def words(read_: Transcript, tag: TaggedSpan) -> str:
    return read_.text[tag.start : tag.end]


def test_interview_11_shows_82_codes_on_61_paragraphs(corpus: Path) -> None:
    found = moderated(corpus, 11)
    assert len(found.tags) == 82
    assert len({tag.paragraph for tag in found.tags}) == 61


def test_trap_codes_on_the_page_after_their_paragraph_stay_with_it(corpus: Path) -> None:
    found = moderated(corpus, 11)
    tags = tags_of(found)[SPLIT_FROM_ITS_CODES]
    assert len(tags) == 4
    assert {words(found, tag) for tag in tags} == {found.paragraphs[SPLIT_FROM_ITS_CODES].text}


def test_trap_a_paragraph_split_by_a_page_is_one_paragraph(corpus: Path, expected: dict[str, Any]) -> None:
    [file] = [file for file in _files() if file.startswith("codings/") and "Interview 10 - PO" in file]
    with pdf_pages.open_pdf((corpus / "delve_pdf" / file).read_bytes()) as document:
        split = [number for number in range(1, len(document) + 1) if document.continues(number)]
    assert split
    found = transcript(read(corpus / "delve_pdf" / file))
    assert len(found.paragraphs) == len(expected[file]["paragraphs"])


def test_trap_several_boxes_on_a_row_are_several_codes(corpus: Path) -> None:
    names = {tag.code for file in _files() for tag in transcript(read(corpus / "delve_pdf" / file)).tags}
    with_spaces = {name for name in names if " " in name}
    assert with_spaces == {
        "Issues with performance alerts",
        "ML-pipeline-issues [MLP]",
        "Model-Evaluation-issues [ME]",
        "Model-Training-issues (MT)",
        "Model-deployment-issues [MD]",
        "Quality-Measures (QM)",
    }


def test_trap_codes_under_words_without_underline_have_spilled_from_above(corpus: Path) -> None:
    found = moderated(corpus, 11)
    [tag] = tags_of(found)[SPILLED]
    assert (tag.extent, tag.start, tag.end) == ("spill", found.paragraphs[SPILLED].start, tag.start)
    above = {tag.code: tag.extent for tag in tags_of(found)[SPILLED - 1]}
    assert above[tag.code] == "shared"


def test_trap_several_codes_share_the_whole_underlined_range(corpus: Path) -> None:
    found = coded(corpus, "19 - PO")
    assert {tag.extent for some in tags_of(found) if len(some) > 1 for tag in some} <= {"shared", "spill"}
    for some in tags_of(found):
        assert len({(tag.start, tag.end) for tag in some if tag.extent == "shared"}) <= 1


def test_trap_paragraphs_without_a_speaker_line_have_no_speaker(corpus: Path) -> None:
    found = coded(corpus, "2 - PO")
    assert sum(p.speaker is None for p in found.paragraphs) == 7


def test_trap_a_speaker_in_plain_text_stays_in_the_words(corpus: Path) -> None:
    found = coded(corpus, "2 - PO")
    [paragraph] = [p for p in found.paragraphs if p.text.startswith("Interviewee1 :")]
    assert paragraph.speaker is None
    assert tags_of(found)[found.paragraphs.index(paragraph)]


@pytest.mark.parametrize("number", [20, 35])
def test_trap_text_before_the_first_speaker_is_kept(corpus: Path, number: int) -> None:
    first = moderated(corpus, number).paragraphs[0]
    assert first.speaker is None
    assert first.text


@pytest.mark.parametrize("file", ["codings/*14 - *.pdf", "moderation/*10 - *.pdf"])
def test_trap_a_print_out_without_a_code_keeps_its_text_and_says_that_codes_are_missing(
    corpus: Path, file: str
) -> None:
    for path in (corpus / "delve_pdf").glob(file):
        parsed = read(path)
        found = transcript(parsed)
        assert found.paragraphs
        assert found.tags == ()
        assert found.carries_codes
        [problem] = [problem for problem in parsed.problems if "no codes are printed" in problem.message]
        assert problem.severity == "warning"


@pytest.mark.parametrize(
    ("number", "title"), [(20, "Interview 20 - Mouna.txt"), (11, "Interview 11 - Amin")], ids=str
)
def test_trap_the_title_is_the_printed_one(corpus: Path, number: int, title: str) -> None:
    assert moderated(corpus, number).title == title


def test_trap_french_keeps_its_accents(corpus: Path) -> None:
    text = coded(corpus, "2 - PO").text
    assert set("àçéèêù\u2019…") <= set(text)
    assert "\ufffd" not in text


def test_trap_a_speaker_with_nothing_below_is_an_empty_paragraph(corpus: Path) -> None:
    parsed = read(next((corpus / "delve_pdf/codings").glob("*Interview 5 - PO.pdf")))
    [empty] = [p for p in transcript(parsed).paragraphs if not p.text]
    assert empty.speaker == "Interviewee"
    assert any("nothing stands under" in problem.message for problem in parsed.problems)


def test_no_hyphen_at_a_line_end_is_lost(corpus: Path) -> None:
    text = "".join(transcript(read(corpus / "delve_pdf" / file)).text for file in _files()[::6])
    assert not {letter for letter in text if letter < " "} - {"\n"}


# --- print-outs made by hand, for what the corpus does not hold ---------------------------------------------


class Print:
    """Paints pages the way Delve's print does, and saves them as a PDF without tags."""

    def __init__(self, *, scale: float = 1.0) -> None:
        self.scale = scale
        self.pages: list[list[str]] = [[]]

    def text(self, x: float, y: float, words_: str, size: float = BODY, font: str = "F1") -> Print:
        escaped = words_.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        place = f"{x * self.scale:.3f} {792 - y * self.scale:.3f}"
        self.pages[-1].append(f"BT /{font} {size * self.scale:.3f} Tf {place} Td ({escaped}) Tj ET")
        return self

    def speaker(self, y: float, words_: str) -> Print:
        return self.text(45, y, words_, font="F2")

    def title(self, words_: str = "Interview 91 - KB") -> Print:
        return self.text(45, 86.8, words_, TITLE)

    def shape(self, box: tuple[float, float, float, float], colour: str = "0 0 0") -> Print:
        left, top, width, height = (side * self.scale for side in box)
        self.pages[-1].append(
            f"{colour} rg {left:.3f} {792 - top - height:.3f} {width:.3f} {height:.3f} re f"
        )
        return self

    def underline(self, x: float, y: float, width: float) -> Print:
        return self.shape((x, y + 2.25, width, 1.5), BLUE).shape((0, 0, 0, 0))

    def code(self, x: float, y: float, *rows: str, width: float = 110) -> Print:
        self.shape((x, y - 10.4, width, 4.2 + 11.2 * len(rows)), "0.99 0.99 0.99").shape((0, 0, 0, 0))
        for number, row in enumerate(rows):
            self.text(x + 6, y + 11.2 * number, row, BOX)
        return self

    def page(self) -> Print:
        self.pages.append([])
        return self

    def closing(self, y: float) -> Print:
        return self.text(45, y, "Created with the Delve Qualitative Analysis Tool")

    def save(self, trailer: str = "") -> bytes:
        fonts = "<< /F1 3 0 R /F2 4 0 R >>"
        bodies = [f"0 0 0 rg {chr(10).join(page)}".encode("cp1252") for page in self.pages]
        kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(bodies)))
        encoding = "/Encoding /WinAnsiEncoding"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(bodies)} >>".encode(),
            f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {encoding} >>".encode(),
            f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold {encoding} >>".encode(),
        ]
        for n, body in enumerate(bodies):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * n} 0 R "
                f"/Resources << /Font {fonts} >> >>".encode()
            )
            objects.append(f"<< /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream")
        return as_pdf(objects, trailer)

    def read(self) -> Parsed:
        return delve_pdf.parse(Source(PurePath("made.pdf"), self.save()))


def as_pdf(objects: list[bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def said(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in transcript(parsed).paragraphs]


def coded_words(parsed: Parsed) -> list[tuple[str, str, str]]:
    found = transcript(parsed)
    return [(tag.code, words(found, tag), tag.extent) for tag in found.tags]


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


# --- recognising, and files that mean harm ------------------------------------------------------------------


def test_delve_is_told_by_its_closing_line_alone() -> None:
    made = Print().speaker(109, "Interviewee").text(45, 128, "Yes.").closing(250)
    assert delve_pdf.sniff(Source(PurePath("x"), made.save())) is Claim.CERTAIN


def test_delve_is_told_by_its_address_alone() -> None:
    made = Print().text(45, 128, "Yes, I would say that it is so, all things considered.")
    made.text(26, 774, "https://app.delvetool.com/transcripts/1/print", 8.0)
    assert delve_pdf.sniff(Source(PurePath("x"), made.save())) is Claim.CERTAIN


def test_delve_is_told_by_how_it_is_set_when_closing_line_and_address_are_missing() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "One").text(45, 151.3, "two.")
    assert delve_pdf.sniff(Source(PurePath("x"), made.save())) is Claim.CERTAIN
    parsed = made.read()
    assert said(parsed) == [("Interviewee", "One two.")]
    assert any("closing line is missing" in problem.message for problem in parsed.problems)


def test_another_pdf_is_refused_in_one_line() -> None:
    made = Print().text(45, 86, "A Paper", TITLE)
    for n in range(20):
        made.text(45, 120 + 12 * n, "Closely set lines of a scientific paper.")
    assert delve_pdf.sniff(Source(PurePath("x"), made.save())) is Claim.POSSIBLE
    parsed = made.read()
    assert parsed.transcript is None
    [problem] = parsed.problems
    assert "not printed from Delve" in problem.message


LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
    + "a" * 32
    + ") /U ("
    + "b" * 32
    + ") >> /ID [(x) (x)]"
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"%PDF-1.4\n\x00\xff garbage %%EOF", "damaged", id="garbage"),
        pytest.param(b"%PDF-1.4\nobj", "cut off", id="cut off"),
        pytest.param(Print().title().closing(99).save(LOCKED), "password", id="locked"),
        pytest.param(
            as_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
            "no page",
            id="no page",
        ),
        pytest.param(Print().shape((45, 45, 500, 600), "0.5 0.5 0.5").save(), "no letters", id="scanned"),
        pytest.param(Print().closing(99).save(), "says nothing", id="no words"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(data: bytes, message: str) -> None:
    parsed = delve_pdf.parse(Source(PurePath("bad.pdf"), data))
    assert parsed.transcript is None
    [problem] = parsed.problems
    assert message in problem.message
    assert problem.severity == "error"
    assert "\n" not in str(problem)


def test_what_is_no_pdf_is_not_claimed() -> None:
    assert delve_pdf.sniff(Source(PurePath("x.pdf"), b"Interviewer: hello")) is Claim.NO
    assert delve_pdf.sniff(Source(PurePath("x.pdf"), b"")) is Claim.NO


def test_a_file_of_endless_pages_is_read_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 3)
    made = Print().title().speaker(109, "Interviewee")
    for n in range(6):
        made.text(45, 128, f"Page {n}.").page()
    parsed = made.closing(90).read()
    assert said(parsed) == [("Interviewee", "Page 0. Page 1. Page 2.")]
    [problem] = [problem for problem in parsed.problems if problem.severity == "error"]
    assert problem.location == "page 4"


def test_an_overfull_page_is_read_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "_MOST_ON_A_PAGE", 3)
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "One").text(45, 151.3, "lost.")
    parsed = made.page().closing(90).read()
    assert said(parsed) == [("Interviewee", "One")]
    assert any("overfull" in p.message and p.location == "page 1" for p in parsed.problems)


def test_a_damaged_page_is_reported_and_the_others_are_read() -> None:
    made = Print().title().speaker(109, "Interviewee").text(45, 128, "One").page().text(45, 71, "two").page()
    data = (
        made.text(45, 71, "three.").closing(150).save().replace(b"/Kids [5 0 R 7 0 R", b"/Kids [5 0 R 3 0 R")
    )
    parsed = delve_pdf.parse(Source(PurePath("x.pdf"), data))
    assert said(parsed) == [("Interviewee", "One three.")]
    assert [p.location for p in parsed.problems if p.severity == "error"] == ["page 2"]


WHOLE = (
    Print().title().speaker(109, "Interviewee").text(45, 128, "Slow.").underline(45, 128, 26)
    .code(45, 155, "X").page().text(45, 71, "Another.").closing(150).save()
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, len(WHOLE)),
    st.lists(st.tuples(st.integers(9, len(WHOLE) - 1), st.integers(0, 255)), max_size=9),
)
def test_a_cut_or_scratched_file_never_raises(end: int, scratches: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in scratches:
        data[place] = value
    for broken in (bytes(data), bytes(data[:end])):
        source = Source(PurePath("scratched.pdf"), broken)
        delve_pdf.sniff(source)
        parsed = delve_pdf.parse(source)
        assert parsed.transcript is not None or parsed.problems


def test_a_real_print_out_that_is_cut_off_is_a_problem_and_no_traceback(corpus: Path) -> None:
    data = (corpus / "delve_pdf" / _files()[0]).read_bytes()
    for share in (0.01, 0.3, 0.7, 0.999):
        parsed = delve_pdf.parse(Source(PurePath("cut.pdf"), data[: int(share * len(data))]))
        assert any(problem.severity == "error" for problem in parsed.problems) or parsed.transcript


def test_every_label_has_a_person_behind_it() -> None:
    found = transcript(read(GOLDEN / "traps.pdf"))
    labels = {p.speaker for p in found.paragraphs if p.speaker}
    assert labels <= set(found.people)


def test_a_paragraph_locates_itself() -> None:
    found = transcript(read(GOLDEN / "traps.pdf"))

    def at(paragraph: Paragraph) -> str:
        return found.text[paragraph.start : paragraph.end]

    assert [at(paragraph) for paragraph in found.paragraphs] == [p.text for p in found.paragraphs]
