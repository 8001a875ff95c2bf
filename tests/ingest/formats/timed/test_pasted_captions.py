"""Captions copied from a web page: times are no words, an agenda is no recording."""

from __future__ import annotations

import pytest

import ingest

LINES = (
    "could you tell me how",
    "you came to work here",
    "by accident really I was",
    "meant to cover a summer",
)
LINES = (*LINES, "and the summer is now", "eleven years long")


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("{clock}\n{words}\n", id="a line each"),
        pytest.param("{clock}\n\n{words}\n\n", id="blank lines"),
        pytest.param("{clock} {words}\n", id="one line"),
        pytest.param("{clock}{words}\n", id="nothing between"),
        pytest.param("[00:0{clock}] {words}\n", id="brackets"),
        pytest.param("0{clock} - 0{clock}\n{words}\n\n", id="a span"),
        pytest.param("{clock}\n{seconds} seconds\n{words}\n", id="told twice"),
    ],
)
def test_times_are_no_words_and_nobody_is_named(form: str) -> None:
    text = "".join(
        form.format(clock=clock(3 * n), seconds=3 * n, words=words) for n, words in enumerate(LINES)
    )
    transcript = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert transcript is not None
    assert transcript.text.replace("\n", " ") == " ".join(LINES)
    assert {each.speaker for each in transcript.paragraphs} == {None}
    assert (transcript.kind, transcript.paragraphs[0].audio_start) == ("interview", 0.0)


@pytest.mark.parametrize("heading", ["Transcript", "Untertitel", "Transcript of the talk"])
def test_the_heading_of_the_web_page_is_left_out_and_told(heading: str) -> None:
    text = heading + "\n" + "".join(f"{clock(3 * n)}\n{words}\n" for n, words in enumerate(LINES))
    parsed = ingest.read_bytes("talk.txt", text.encode())
    assert parsed.transcript is not None
    assert parsed.transcript.text.replace("\n", " ") == " ".join(LINES)
    assert [each.message for each in parsed.problems] == [f"one line left out as not spoken: {heading!r}"]


def test_whole_sentences_stay_paragraphs() -> None:
    text = "".join(f"[00:00:{9 * n:02d}] {words.capitalize()}.\n\n" for n, words in enumerate(LINES))
    transcript = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert transcript is not None
    assert [each.audio_start for each in transcript.paragraphs] == [9.0 * n for n in range(len(LINES))]


@pytest.mark.parametrize(
    "text",
    [
        "9:00 Registration\n9:15 Welcome\n10:30 Talk\n11:00 Coffee\n11:20 Talk\n12:30 Lunch\n14:00 Walk\n",
        "0:02\nAnn: What broke?\n0:05\nNoor: The ferry.\n0:09\nAnn: And then?\n0:12\nNoor: We swam.\n" * 2,
    ],
    ids=["an agenda", "labels"],
)
def test_what_is_read_otherwise(text: str) -> None:
    assert ingest.read_bytes("a.txt", text.encode()).format != "pasted_captions"
