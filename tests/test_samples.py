"""The sample interviews the project ships: the scripts are sound, and the files say what the scripts say."""

from __future__ import annotations

import importlib
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import ingest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "tools" / "samples").glob("interview-*.txt"))

sys.path.insert(0, str(ROOT / "tools"))
script: Any = importlib.import_module("samples_builder.script")
delivery: Any = importlib.import_module("samples_builder.delivery")
textual: Any = importlib.import_module("samples_builder.textual")
word: Any = importlib.import_module("samples_builder.word")
sys.path.pop(0)

Marks = dict[tuple[int, str], tuple[str, frozenset[int]]]
"""What a file shows: for a paragraph and a code, the extent and the characters it lies on."""

WRITERS = {".vtt": "subtitles", ".md": "markdown", ".txt": "labelled"}


def delivered(*suffixes: str) -> list[Any]:
    """Every shipped file of a kind: its interview's script, its name, and whose coding it shows."""
    return [
        pytest.param(interview, name, coder, id=name)
        for interview in map(script.read, SCRIPTS)
        for name, coder in delivery.files(interview).items()
        if name.endswith(suffixes)
    ]


def read(samples: Path, name: str) -> ingest.Transcript:
    parsed = ingest.read(samples / name)
    assert [str(problem) for problem in parsed.problems if problem.severity == "error"] == []
    assert parsed.transcript is not None
    return parsed.transcript


def spoken(transcript: ingest.Transcript) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, unbroken(paragraph.text)) for paragraph in transcript.paragraphs]


def written(interview: Any) -> list[tuple[str, str]]:
    return [(turn.speaker.strip(), unbroken(turn.text)) for turn in interview.turns]


def unbroken(text: str) -> str:
    """Close the space that may be read where a print-out breaks a line after a hyphen."""
    return text.replace("- ", "-")


def found(transcript: ingest.Transcript, coder: str | None = None) -> Marks:
    """What the reader found, joined over the parts of a mark."""
    extents: dict[tuple[int, str], str] = {}
    places: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for tag in transcript.tags:
        if coder is None or tag.coder == coder:
            start = transcript.paragraphs[tag.paragraph].start
            extents[tag.paragraph, tag.code] = tag.extent
            text = transcript.paragraphs[tag.paragraph].text
            places[tag.paragraph, tag.code] |= letters(text, tag.start - start, tag.end - start)
    return {key: (extent, frozenset(places[key])) for key, extent in extents.items()}


def printed(interview: Any, coder: str) -> Marks:
    """What a print-out of this coder's codes can show: from the first to the last underlined character."""
    marks: Marks = {}
    for index, turn in enumerate(interview.turns):
        codes, under = turn.codes(coder), turn.marked(coder)
        start, end = (under[0][0], under[-1][1]) if under else (0, 0)
        extent = "spill" if not under else "exact" if len(codes) == 1 else "shared"
        marks |= {(index, code): (extent, letters(turn.text, start, end)) for code in codes}
    return marks


def letters(text: str, start: int, end: int) -> frozenset[int]:
    """Which letters of a text a stretch covers, counted without white space."""
    before = len("".join(text[:start].split()))
    return frozenset(range(before, before + len("".join(text[start:end].split()))))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in SCRIPTS])
def test_every_coded_word_of_a_script_stands_in_its_paragraph(path: Path) -> None:
    interview = script.read(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    codings = [(turn, coding) for turn in interview.turns for coding in turn.codings]
    assert len(codings) == sum(line.startswith("  @") for line in lines)
    for turn, coding in codings:
        words = lines[coding.line - 1].partition(f"{coding.code}:")[2].strip()
        quote = turn.text[coding.start : coding.end]
        assert quote == words or (quote and "…" in words) or coding.is_spill
        if "…" in words:
            head, *_, tail = (part.strip() for part in words.split("…"))
            assert quote.startswith(head)
            assert quote.endswith(tail)


HEADER = """\
title: Interview 1
case: x
coders: Noor
moderator: Imke
formats: {formats}
redact: Acme Ltd => X
---
"""


@pytest.mark.parametrize(
    ("body", "formats", "slip"),
    [
        pytest.param(
            "B: It broke.\n  @Noor Q1: It sang", "word", "line 9: 'It sang' occurs 0 times", id="other"
        ),
        pytest.param("B: No, no.\n  @Noor Q1: o", "word", "line 9: 'o' occurs 2 times", id="twice"),
        pytest.param("B: It broke.\n  @Nora Q1: It", "word", "line 9: Nora is not a coder", id="stranger"),
        pytest.param("B: It broke.\n  @Noor Q1:", "word", "line 9: the code must reach the end", id="spill"),
        pytest.param("B: At Acme Ltd.\n  @Noor Q1: At Acme", "word", "line 9: the coded words cut", id="cut"),
        pytest.param("It broke.", "word", "line 8: neither", id="nobody speaks"),
        pytest.param("B: It broke.", "fax", "line 1: unknown formats", id="format"),
    ],
)
def test_a_slip_in_a_script_is_told_with_its_line(tmp_path: Path, body: str, formats: str, slip: str) -> None:
    path = tmp_path / "interview-1.txt"
    path.write_text(HEADER.format(formats=formats) + body, encoding="utf-8")
    with pytest.raises(script.ScriptError) as raised:
        script.read(path)
    assert slip in str(raised.value)


def test_a_selection_over_several_paragraphs_is_one_comment(tmp_path: Path) -> None:
    path = tmp_path / "interview-1.txt"
    body = "B: One. Two.\n  @Noor Q1: Two.\n\nB: Three. Four.\n  @Noor Q1: Three.\n"
    path.write_text(HEADER.format(formats="word") + body, encoding="utf-8")
    (one,) = word.selections(script.read(path))
    assert (one.first, one.start, one.last, one.end) == (0, 5, 1, 6)


def test_the_folder_holds_what_the_scripts_deliver_and_nothing_else(samples: Path) -> None:
    expected = {name for path in SCRIPTS for name in delivery.files(script.read(path))}
    expected |= {"README.md", *delivery.GREY.values()}
    assert {path.relative_to(samples).as_posix() for path in samples.rglob("*") if path.is_file()} == expected


def test_the_page_beside_the_samples_names_every_file_and_says_they_are_invented(samples: Path) -> None:
    page = (samples / "README.md").read_text(encoding="utf-8")
    assert "Everything here is invented" in page
    assert [
        name for path in SCRIPTS for name in delivery.files(script.read(path)) if f"`{name}`" not in page
    ] == []


def test_the_print_outs_are_small(samples: Path) -> None:
    large = [path.name for path in samples.rglob("*.pdf") if path.stat().st_size >= 120_000]
    assert large == []


@pytest.mark.parametrize(("interview", "name", "coder"), delivered(".pdf"))
def test_a_print_out_reads_as_the_script_says(samples: Path, interview: Any, name: str, coder: str) -> None:
    transcript = read(samples, name)
    shown = interview.shown(coder)
    assert spoken(transcript) == written(shown)
    assert found(transcript) == printed(shown, coder)
    assert transcript.carries_codes
    assert bool(transcript.tags) == (coder not in interview.empty)


@pytest.mark.parametrize(("interview", "name", "coder"), delivered(".docx"))
def test_a_word_file_reads_as_the_script_says(samples: Path, interview: Any, name: str, coder: str) -> None:
    transcript = read(samples, name)
    assert spoken(transcript) == written(interview)
    for one in coder.split(", "):
        expected: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        for index, turn in enumerate(interview.shown(one).turns):
            for coding in turn.codings:
                if coding.coder == one and not coding.is_spill and not coding.is_remark:
                    expected[index, coding.code] |= letters(turn.text, coding.start, coding.end)
        assert found(transcript, one) == {key: ("exact", frozenset(at)) for key, at in expected.items()}


@pytest.mark.parametrize(("interview", "name", "coder"), delivered(".docx"))
def test_a_comment_that_names_no_code_is_a_remark(
    samples: Path, interview: Any, name: str, coder: str
) -> None:
    remarks = [
        (coding.code.strip('"'), coding.coder, turn.text[coding.start : coding.end])
        for turn in interview.turns
        for coding in turn.codings
        if coding.is_remark and coding.coder in coder
    ]
    transcript = read(samples, name)
    assert remarks == [
        (remark.text, remark.author, transcript.text[remark.start : remark.end])
        for remark in transcript.remarks
    ]


@pytest.mark.parametrize(("interview", "name", "coder"), delivered(".md", ".txt"))
def test_a_text_file_reads_as_the_script_says(samples: Path, interview: Any, name: str, coder: str) -> None:
    transcript = read(samples, name)
    shown = interview.shown(coder)
    assert spoken(transcript) == written(shown)
    under = [(index, code) for index, turn in enumerate(shown.turns) for code in turn.codes(coder)]
    assert [(tag.paragraph, tag.code) for tag in transcript.tags] == under
    assert {tag.extent for tag in transcript.tags} <= {"paragraph"}


@pytest.mark.parametrize(("interview", "name", "coder"), delivered(".vtt"))
def test_subtitles_read_as_the_script_says(samples: Path, interview: Any, name: str, coder: str) -> None:
    assert not coder
    transcript = read(samples, name)
    heard = " ".join(paragraph.text for paragraph in transcript.paragraphs)
    assert heard.split() == [token for _, text in written(interview) for token in text.split()]
    assert {paragraph.speaker for paragraph in transcript.paragraphs} == {
        who for who, _ in written(interview)
    }
    assert all(paragraph.audio_start is not None for paragraph in transcript.paragraphs)


@pytest.mark.parametrize(("interview", "name", "coder"), delivered(".md", ".txt", ".vtt"))
def test_a_text_file_is_what_its_script_makes(samples: Path, interview: Any, name: str, coder: str) -> None:
    path = samples / name
    text = (
        textual.delve_text(interview, coder) if coder else getattr(textual, WRITERS[path.suffix])(interview)
    )
    assert path.read_bytes() == text.encode()


def test_the_article_reads_as_sections_and_keeps_the_readers_comment(samples: Path) -> None:
    transcript = read(samples, delivery.GREY["article.txt"])
    assert transcript.kind == "article"
    assert transcript.title == "Data contracts nobody signed"
    headings = [paragraph.heading for paragraph in transcript.paragraphs if paragraph.heading]
    assert [heading[0] for heading in headings if heading[0].isdigit()] == list("123456")
    (comment,) = (part for part in transcript.paragraphs if "A contract needs two signatures." in part.text)
    assert comment.speaker != transcript.paragraphs[0].speaker


def test_the_slides_keep_the_speakers_notes_and_drop_the_directives(samples: Path) -> None:
    transcript = read(samples, delivery.GREY["slides.md"])
    assert transcript.kind == "slides"
    notes = [paragraph.text for paragraph in transcript.paragraphs if paragraph.speaker is not None]
    assert any("Two of forty-one." in note for note in notes)
    assert "The carrier's depot codes were reused" in transcript.text
    assert "_class" not in transcript.text
    assert "background" not in transcript.text
