"""Short answers that look like what programs print: they are said, and stay who says them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

import ingest

ASKED = [
    "How long did the repair take you the last time?",
    "And what did you use for the call with the yard?",
    "Would you say that anybody had warned you before?",
    "How many boats lay in the harbour on that night?",
    "Who of you was awake when the light failed?",
    "What did the cook say of it in the morning?",
    "Would you sail with the same crew again?",
    "Is there anything that I should have asked?",
]
LONG = "We had moored at six because the harbour master told us that nobody would sail before noon, {}."


def said_by(text: str, speaker: str) -> list[str]:
    transcript = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert transcript is not None
    return [each.text for each in transcript.paragraphs if each.speaker == speaker]


def with_labels_alone(answers: Iterable[str]) -> str:
    """Return a talk whose labels stand on lines of their own."""
    return "\n\n".join(
        f"Ruth\n{asked}\n\nBen\n{answer}" for asked, answer in zip(ASKED, answers, strict=False)
    )


def among_long_ones(answers: Sequence[str]) -> list[str]:
    """Return the answers, each followed by a long one."""
    return [each for at, answer in enumerate(answers) for each in (answer, LONG.format(f"time {at} of many"))]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(["5 minutes", "Zoom"], id="like what programs print"),
        pytest.param(["Page 2", "Recorded by Ben and me"], id="like feet of pages"),
        pytest.param(["Yes I do"] * 4, id="the same again and again"),
        pytest.param(["1", "2", "3", "4"], id="counting"),
        pytest.param(["Question 1", "Question 2", "Question 3", "Question 4"], id="numbered"),
        pytest.param(["43 min", "12", "7 seconds", "2 h"], id="numbers and times"),
    ],
)
def test_what_stands_below_a_label_is_said(answers: list[str]) -> None:
    all_said = among_long_ones(answers)
    assert said_by(with_labels_alone(all_said), "Ben") == all_said


def test_who_agrees_again_and_again_is_heard_each_time() -> None:
    turns = [
        f"Ruth: {asked}\nBen: {LONG.format(f'time {at}')}\n" + "Tom: I do agree\n" * (at % 4 != 1)
        for at, asked in enumerate(ASKED * 2)
    ]
    assert said_by("\n".join(turns), "Tom") == ["I do agree"] * 12


def test_a_time_is_an_answer_in_captions_unless_it_is_the_time_above() -> None:
    spoken = [
        "How long did it take?",
        "10 minutes",
        "And who told you so?",
        "The cook did.",
        "When?",
        "At six.",
    ]
    captions = "".join(f"0:{at * 4:02d}\n{at * 4} seconds\n{words}\n" for at, words in enumerate(spoken))
    transcript = ingest.read_bytes("captions.txt", captions.encode()).transcript
    assert transcript is not None
    assert " ".join(each.text for each in transcript.paragraphs) == " ".join(spoken)


def test_a_line_of_a_chat_that_begins_with_a_time_belongs_to_its_message() -> None:
    chat = (
        "14:02:11 From Ann Smith : What went wrong?\n14:03:41 From Bo Lee to Everyone:\n"
        "    The schema changed.\n    09:15 From the log : nothing was written\n"
        "14:05:00 From Ann Smith : Thanks.\n14:06:00 From Bo Lee : Bye.\n"
    )
    said = said_by(chat, "Bo Lee")
    assert said == ["The schema changed.", "09:15 From the log : nothing was written", "Bye."]


def test_a_line_left_out_that_looks_labelled_is_asked_about() -> None:
    foot = "Harbour project: volume one"
    talk = "".join(f"Ruth: {asked}\nBen: {LONG.format(at)}\n" for at, asked in enumerate(ASKED * 4))
    rows = talk.splitlines()
    pages = [row for at, row in enumerate(rows) for row in ((row, foot) if at % 10 == 9 else (row,))]
    told = {
        each.message: each.severity
        for each in ingest.read_bytes("talk.txt", "\n".join(pages).encode()).problems
    }
    left_out = [severity for message, severity in told.items() if "left out as not spoken" in message]
    assert left_out in (["warning"], [])
    if not left_out:
        assert any("Harbour project" in message for message in told)


@pytest.mark.parametrize(
    "head",
    [
        "{who}  9:1{at} AM\n{words}\n\n",
        "{who}\n  9:1{at} AM\n{words}\n\n",
        "{who} \u2014 Today at 9:1{at} AM\n{words}\n\n",
        "{who} \u2014 Yesterday at 09:1{at} PM\n{words}\n\n",
        "{who}, March 12, 2026 at 9:1{at} AM\n{words}\n\n",
    ],
)
def test_a_time_of_day_beside_a_name_is_nobodys_word(head: str) -> None:
    talk = "".join(
        head.format(who=who, at=at, words=words)
        for at, asked in enumerate(ASKED)
        for who, words in (("Ruth Abel", asked), ("Ben", LONG.format(at)))
    )
    assert said_by(talk, "Ruth Abel") == ASKED
    assert said_by(talk, "Ben") == [LONG.format(at) for at in range(len(ASKED))]


def test_a_time_alone_below_a_label_is_an_answer_where_others_are_not_timed() -> None:
    answers = among_long_ones(["9:30", "9:30 AM", "At night", "No"])
    assert said_by(with_labels_alone(answers), "Ben") == answers


@pytest.mark.parametrize("label", ["Ruth: ", ""])
def test_times_spelled_out_between_the_words_are_times(label: str) -> None:
    words = [words for at, asked in enumerate(ASKED) for words in (asked, LONG.format(at))]
    spelled = [f"{at * 40 // 60} minutes, {at * 40 % 60} seconds" for at in range(len(words))]
    people = [label, label.replace("Ruth", "Ben")] * len(ASKED)
    rows = zip(spelled, people, words, strict=True)
    transcript = ingest.read_bytes("t.txt", "".join(f"{a}\n{b}{c}\n" for a, b, c in rows).encode()).transcript
    assert transcript is not None
    paragraphs = transcript.paragraphs
    assert [each.text for each in paragraphs] == words
    assert [each.audio_start for each in paragraphs] == [40.0 * at for at in range(len(words))]
    assert {each.speaker for each in paragraphs} == ({"Ruth", "Ben"} if label else {None})
