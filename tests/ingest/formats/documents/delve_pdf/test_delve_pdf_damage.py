"""What is no print-out of Delve, and print-outs that are locked, endless, cut or scratched."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from delve_prints import TITLE, Print, as_pdf, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
from ingest.formats import Claim
from ingest.formats.documents import delve_pdf
from ingest.formats.parts.pdf import pages as pdf_pages
from ingest.source import Source

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


@pytest.mark.parametrize("size", [15.75, 16.0, 20.0, 21.0, 24.0])
def test_a_large_title_of_another_size_is_no_mark_of_delve(size: float) -> None:
    made = Print().text(45, 86, "Interview with a lighthouse keeper", size)
    made.speaker(109, "Interviewee").text(45, 128, "One").text(45, 151.3, "two.")
    assert delve_pdf.sniff(Source(PurePath("x"), made.save())) is Claim.POSSIBLE
    parsed = ingest.read_bytes("a.pdf", made.save())
    assert parsed.transcript is not None
    assert not parsed.transcript.carries_codes


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
        pytest.param(Print().shape((45, 45, 500, 600), "0.5 0.5 0.5").save(), "no text", id="a scan"),
        pytest.param(Print().closing(99).save(), "contains no text", id="no words"),
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
