"""Transcripts for people: every coding stands at its words, whatever overlaps, and nothing is run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from foreign_databases import coded, qualcoder

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import form_named, read_bytes, write
from kb.exchange.forms.transcripts.segments import lines_of
from kb.exchange.model import Project

TEXT = "Anna: I <trust> it, 😀 really.\n\nBen: #1 *fine*.\nAnna: The end."
QUOTES = ("<trust> it", "I <trust>", "really.\n\nBen: #1", "\n\n")


def project(text: str = TEXT) -> Project:
    rows = [coded(at, text, quote) for at, quote in enumerate(QUOTES, 1)]
    rows += [coded(9, text, "<trust> it", code=2), coded(10, text, "<trust> it", by="ben & co")]
    rows[0][8] = "a memo <b>"
    return read_bytes(qualcoder(text, rows, name='One/"two"'), "data.qda")


def test_segments_are_the_text_and_know_their_codings() -> None:
    from kb.exchange.forms.parts.spanned import labelled  # noqa: PLC0415

    ((source, spans, _),) = labelled(project())
    lines = list(lines_of(source.text or "", spans))
    assert "\n".join("".join(TEXT[each.start : each.end] for each in line) for line in lines) == TEXT
    for line in lines:
        for each in line:
            assert {one.guid for one in each.within} == {
                one.guid for one in spans if one.start < each.end and one.end > each.start
            }


def test_word_has_a_comment_for_each_coder_and_span() -> None:
    document = Document(io.BytesIO(write(project(), "docx")))
    said = {(each.author, each.text) for each in document.comments}
    assert said == {
        ("anna", "Doubt\nTrust\na memo <b>"),
        ("ben & co", "Trust"),
        ("anna", "Trust"),
    }
    assert "\n".join(each.text for each in document.paragraphs[1:]) == TEXT
    assert write(project(), "docx") == write(project(), "docx")


def test_a_page_marks_words_and_runs_nothing() -> None:
    page = write(project(), "html").decode()
    assert "<mark" in page
    assert "&lt;trust&gt;" in page
    assert "<trust>" not in page
    assert "<script" not in page
    assert page.count("ben &amp; co") == 1
    assert page.encode() == write(project(), "html")


def test_notes_have_tags_where_codings_end() -> None:
    with zipfile.ZipFile(io.BytesIO(write(project(), "obsidian"))) as archive:
        names = archive.namelist()
        note = archive.read("Documents/One two.md").decode()
        trust = archive.read("Codes/Trust.md").decode()
    assert names == ["Codes/Doubt.md", "Codes/Trust.md", "Documents/One two.md"]
    assert r"==\<trust\>== #Trust (anna)" in note
    assert r"Ben: \#1== #Trust (anna)  \*fine\*" in note.replace("  ", "  ")
    assert "[[One two]], ben & co" in trust


def test_who_speaks_stands_before_the_words() -> None:
    found = project()
    told = replace(found, sources=(replace(found.sources[0], speakers=((0, "P1 <x>"),)),))
    said = Document(io.BytesIO(write(told, "docx"))).paragraphs[1].text
    assert said.startswith("P1 <x>: Anna: I")
    assert "<p><b>P1 &lt;x&gt;:</b> Anna" in write(told, "html").decode()


@pytest.mark.parametrize("form", ["docx", "html", "obsidian"])
def test_they_are_not_read(form: str) -> None:
    with pytest.raises(ExchangeError):
        read_bytes(write(project(), form), f"x.{form}")


@pytest.mark.parametrize(
    ("form", "codes", "whole"), [("docx", 2, 1), ("html", 3, 1), ("obsidian", 3, 1), ("spacy", 2, 0)]
)
def test_the_report_counts_what_is_written(form: str, codes: int, whole: int) -> None:
    """A coding on a whole text is in all files for people; a code without codings, where the codebook is."""
    found = project()
    (source,) = found.sources
    on_all = replace(source.selections[0].codings[0], guid="4b6c2f10-0000-4000-8000-000000000001")
    unused = replace(found.codes[0], guid="4b6c2f10-0000-4000-8000-000000000002", name="Unused")
    told = replace(found, codes=(*found.codes, unused), sources=(replace(source, codings=(on_all,)),))
    keeps = form_named(form).keeps
    assert keeps is not None
    counts = keeps(told)
    assert (counts["Code"], counts["Coding"]) == (codes, len(QUOTES) + 2 + whole)
    written = write(told, form)
    if form == "html":
        assert b"Unused" in written
        assert b"Codes: Trust" in written
