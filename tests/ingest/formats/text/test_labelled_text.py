"""Transcripts typed as ``Speaker: words``."""

import json
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path, PurePath
from textwrap import fill

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ingest
from ingest.formats import Claim
from ingest.formats.text.labelled_text import parse, sniff
from ingest.model import Transcript
from ingest.source import Source


def read(text: str, name: str = "talk.txt") -> Transcript:
    parsed = parse(Source(PurePath(name), text.encode()))
    assert parsed.transcript is not None
    return parsed.transcript


def turns(text: str) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in read(text).paragraphs]


def test_every_line_is_a_paragraph_and_an_unlabelled_one_goes_on() -> None:
    text = "\n\nInterviewer: What broke?\n\nInterviewee: The schema.\n\nNobody told us.\n"
    assert turns(text) == [
        ("Interviewer", "What broke?"),
        ("Interviewee", "The schema."),
        ("Interviewee", "Nobody told us."),
    ]


def test_words_before_the_first_label_are_nobodys() -> None:
    assert turns("All \n\nInterviewee: right.\n\nInterviewer 1: So?")[0] == (None, "All")


def test_a_colon_in_prose_makes_no_label() -> None:
    text = "Interviewer: Why?\nNote: that matters\nInterviewee: Simple: money.\nThe rule was this: never."
    assert [speaker for speaker, _ in turns(text)] == [
        "Interviewer",
        "Interviewer",
        "Interviewee",
        "Interviewee",
    ]


def test_a_label_without_words_is_a_turn_without_words_and_a_warning() -> None:
    parsed = parse(Source(PurePath("a.txt"), b"Interviewer: So?\nInterviewee:\nInterviewer: Fine.\n"))
    assert parsed.transcript is not None
    assert [paragraph.text for paragraph in parsed.transcript.paragraphs] == ["So?", "", "Fine."]
    assert [(problem.location, problem.severity) for problem in parsed.problems] == [("line 2", "warning")]


def test_a_label_on_a_line_of_its_own_speaks_the_words_below() -> None:
    assert turns("Interviewer:\nSo?\n\nInterviewee:\nWell.\n") == [
        ("Interviewer", "So?"),
        ("Interviewee", "Well."),
    ]


def test_lines_broken_at_a_width_are_joined_again() -> None:
    said = [
        (
            "Interviewer",
            "And what broke when the schema changed overnight without a word to anybody before the run?",
        ),
        (
            "Interviewee",
            "Most of the dashboards, and then the models that read from the very same tables every hour.",
        ),
    ]
    text = "\n".join(fill(f"{label}: {words}", width=34) for label, words in said)
    assert text.count("\n") > 4
    assert turns(text) == said


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Interview 7", "Interview 7"),
        ("# With a data engineer", "With a data engineer"),
        ("Title: On drift", "On drift"),
        ("Entretien avec Ann", "Entretien avec Ann"),
        ("All", "talk"),
        ("This interview is recorded.", "talk"),
    ],
)
def test_the_first_line_is_the_title_only_if_it_reads_like_one(first: str, title: str) -> None:
    assert read(f"{first}\n\nInterviewer: So?\nInterviewee: Well.\n").title == title


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        pytest.param("Interviewer: a\nInterviewee: b\n", Claim.LIKELY, id="known labels"),
        pytest.param("Ann: a?\nBob: b\nAnn: c?\nBob: d\n", Claim.LIKELY, id="names that come back"),
        pytest.param("Interviewer: a\n" + "and on\n" * 40, Claim.NO, id="one label in much text"),
        pytest.param("Motivation: a\nwords\nwords\nwords\nMotivation: b\nwords\n", Claim.NO, id="an article"),
        pytest.param("WEBVTT\n\n00:01.000 --> 00:02.000\nInterviewer: a\n", Claim.NO, id="subtitles"),
        pytest.param("---\nmarp: true\n---\nHost: a\nHost: b\n", Claim.NO, id="front matter"),
    ],
)
def test_recognises_a_dialogue_by_its_labels(text: str, claim: Claim) -> None:
    assert sniff(Source(PurePath("a.txt"), text.encode())) is claim


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings_and_windows_line_ends_make_no_difference(encoding: str) -> None:
    text = "Intervieweur : ça va ?\r\n\r\nInterviewée : très bien, évidemment.\r\n"
    parsed = parse(Source(PurePath("a.txt"), text.encode(encoding)))
    assert parsed.transcript is not None
    assert parsed.transcript.text == "ça va ?\ntrès bien, évidemment."
    assert [person.role for person in parsed.transcript.speakers] == ["interviewer", "interviewee"]


WORDS = (
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
LABELS = st.sampled_from(["Interviewer 1", "Interviewer 2", "Interviewee", "Participant 3", "Moderator"])


@example(
    [("Interviewer 2", "0"), *[("Interviewer 1", "0")] * 2, *[("Interviewer 2", "0")] * 2]
)  # no heads of pages
@given(st.lists(st.tuples(LABELS, WORDS), min_size=1, max_size=12))
def test_any_dialogue_written_as_labelled_text_reads_back(said: list[tuple[str, str]]) -> None:
    assert turns("\n\n".join(f"{label}: {words}" for label, words in said)) == said


@given(st.text(max_size=300))
def test_no_text_raises_and_no_letter_is_lost(text: str) -> None:
    source = Source(PurePath("a.txt"), text.encode(errors="replace"))
    sniff(source)
    parsed = parse(source)
    if parsed.transcript is not None:
        assert parsed.transcript.text.count("\n") == len(parsed.transcript.paragraphs) - 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("x" * 200_000, id="a line of 200,000 letters"),
        pytest.param("a" + " " * 200_000 + "b", id="a desert of spaces"),
        pytest.param("right \u202eto left\u202c", id="right-to-left override"),
        pytest.param("<script>alert(1)</script> & <b>bold</b>", id="script and mark-up"),
    ],
)
def test_hostile_words_stay_words(words: str) -> None:
    assert turns(f"Interviewer: {words}\nInterviewee: ok\n")[0] == ("Interviewer", words)


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def plain_files(corpus: Path) -> Iterator[Path]:
    files = sorted((corpus / "plain").glob("*.txt"))
    assert files
    yield from files


def test_every_letter_of_the_corpus_is_kept(corpus: Path) -> None:
    for file in plain_files(corpus):
        source = Source(file, file.read_bytes())
        transcript = read(file.read_text(encoding="utf-8"), file.name)
        kept = [letters(paragraph.text) for paragraph in transcript.paragraphs]
        assert sniff(source) is Claim.LIKELY, file.name
        rest = letters(re.sub(r"\[\d\d:\d\d:\d\d\]", "", source.text or ""))  # marks of time are no words
        for words in kept:
            label = re.match(r"[Ii]nterview\w+:", rest)
            rest = rest[label.end() :] if label else rest
            assert rest.startswith(words), f"{file.name}: {words[:60]!r} is not next in the file"
            rest = rest[len(words) :]
        assert rest == "", file.name


def test_the_corpus_has_the_paragraphs_and_speakers_of_its_delve_print_outs(corpus: Path) -> None:
    """Delve shows no speaker where the plain text has a line without a label; there we go on."""
    expected = json.loads((corpus / "delve_pdf_expected.json").read_text(encoding="utf-8"))
    for file in plain_files(corpus):
        printed = [out["paragraphs"] for name, out in expected.items() if f"-{file.stem} - " in name]
        paragraphs = read(file.read_text(encoding="utf-8"), file.name).paragraphs
        speakers = [paragraph.speaker for paragraph in paragraphs]
        alike = [
            all(theirs["speaker"] in (None, mine) for theirs, mine in zip(out, speakers, strict=True))
            for out in printed
            if len(out) == len(speakers)
        ]
        assert any(alike), file.name


def test_a_file_with_a_stray_nul_is_read_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_bytes(b"Interviewer: So?\nInterviewee: It bro\0e.\n" * 40)
    file.write_bytes(file.read_bytes().replace(b"\0", b"k", 39))
    parsed = ingest.read(file)
    assert parsed.transcript is not None
    assert parsed.transcript.paragraphs[-1].text == "It bro\ufffde."
    [problem] = parsed.problems
    assert (problem.severity, problem.location) == ("warning", "line 80")


@pytest.mark.parametrize(
    ("turn", "times"),
    [
        pytest.param(
            "Interviewer: So?\nInterviewee: " + "it broke again " * 100_000 + "\n", 1, id="one line"
        ),
        pytest.param(
            "Interviewer: So?\nInterviewee: " + "it broke again " * 20 + "\n", 4_000, id="many lines"
        ),
    ],
)
def test_reading_a_huge_file_takes_a_few_times_its_size(turn: str, times: int, tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    file.write_text(turn * times)
    ingest.read(file)  # imports, and caches that stay small
    tracemalloc.start()
    try:
        ingest.read(file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * file.stat().st_size
