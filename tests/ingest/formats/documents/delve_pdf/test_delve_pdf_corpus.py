"""Real print-outs of Delve read as an independent reader found them, trap by trap."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path, PurePath
from typing import Any

import pytest
from delve_prints import transcript, words

from ingest.formats import Claim
from ingest.formats.documents import delve_pdf
from ingest.formats.parts.pdf import pages as pdf_pages
from ingest.model import Paragraph, Parsed, TaggedSpan, Transcript
from ingest.source import Source

GOLDEN = Path(__file__).parents[3] / "golden_pdf"

# --- reading what was expected ------------------------------------------------------------------------------


def _files() -> list[str]:
    """Name every print-out of the corpus; where it is absent, the ``corpus`` fixture says what that means."""
    folder = Path(os.environ.get("KB_CORPUS") or Path(__file__).parents[6] / "shared" / "corpus")
    found = sorted(path.relative_to(folder / "delve_pdf") for path in folder.glob("delve_pdf/*/*.pdf"))
    return [path.as_posix() for path in found] or ["no corpus"]


@pytest.fixture(scope="module")
def expected(corpus: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((corpus / "delve_pdf_expected.json").read_text("utf-8"))
    return found


@cache
def printed(path: Path) -> tuple[Parsed, list[list[list[int]]]]:
    """A print-out as it is read, and the underlined ranges of each paragraph: tags keep the outer ends."""
    marks: list[list[list[int]]] = []
    finished = delve_pdf._finished

    def remembered(turn: delve_pdf._Turn) -> delve_pdf._Said:
        said = finished(turn)
        marks.append([list(mark) for mark in said.marks])
        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delve_pdf, "_finished", remembered)
        return delve_pdf.parse(Source(path, path.read_bytes())), marks


def read(path: Path) -> Parsed:
    return printed(path)[0]


def tags_of(read_: Transcript) -> list[list[TaggedSpan]]:
    found: list[list[TaggedSpan]] = [[] for _ in read_.paragraphs]
    for tag in read_.tags:
        found[tag.paragraph].append(tag)
    return found


def assert_as_expected(path: Path, wanted: dict[str, Any]) -> None:
    parsed, underlined = printed(path)
    found = transcript(parsed)
    assert found.title == wanted["title"]
    assert found.carries_codes
    assert [p.speaker for p in found.paragraphs] == [p["speaker"] for p in wanted["paragraphs"]]
    assert [p.text for p in found.paragraphs] == [" ".join(p["text"].split()) for p in wanted["paragraphs"]]
    tags = tags_of(found)
    assert [[tag.code for tag in some] for some in tags] == [p["codes"] for p in wanted["paragraphs"]]
    assert underlined == [p["marked"] for p in wanted["paragraphs"]]
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
    assert any("no text under" in problem.message for problem in parsed.problems)


def test_no_hyphen_at_a_line_end_is_lost(corpus: Path) -> None:
    text = "".join(transcript(read(corpus / "delve_pdf" / file)).text for file in _files()[::6])
    assert not {letter for letter in text if letter < " "} - {"\n"}


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
