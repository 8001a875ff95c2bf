"""Which files are Word files, what harmful ones do (nothing), and that what is written is read back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_files import ROWS, WORDS, File, coded, parse, repacked, said

from ingest.formats import Claim
from ingest.formats.documents import word
from ingest.formats.parts.docx import package
from ingest.source import Source

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
        pytest.param(File().save(), "contains no text", id="no words"),
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


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(5)), st.booleans())
def test_the_columns_of_a_table_may_stand_in_any_order(order: list[int], headed: bool) -> None:  # noqa: FBT001
    rows = [(str(n), time, who, words, "Luck") for n, (time, who, words) in enumerate(ROWS, 1)]
    headings = [("No.", "Time", "Speaker", "Text", "Codes")] if headed else []
    made = File()
    made.table(*(tuple(row[n] for n in order) for row in headings + rows))
    found = made.read()
    assert said(found) == [(who, words) for _, who, words in ROWS]
    assert [p.audio_start for p in found.paragraphs] == [2.0, 9.0, 31.0, 35.0]
    assert [tag.code for tag in found.tags] == (["Luck"] * 4 if headed else [])


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
