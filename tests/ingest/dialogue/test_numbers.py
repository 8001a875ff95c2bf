"""Bare numbers before a colon: speakers where nothing else fits, a list everywhere else."""

from __future__ import annotations

from pathlib import PurePath

import pytest

import ingest
from ingest.files.choices import Choices
from ingest.files.one_file import parse
from ingest.model import Transcript
from ingest.source import Source

TALK = [
    "What do you do at work?",
    "I train models, mostly for sensors.",
    "And how do you check the data?",
    "I look at it by hand, and at the plots.",
    "What was the last thing that broke at your place?",
    "A column changed its unit overnight, and I saw it late.",
    "Who noticed?",
    "Nobody, for two weeks.",
    "Did anybody tell you?",
    "A customer called me about it.",
]
QUESTION = "is the file a dialogue?"


def read(text: str) -> tuple[Transcript, str]:
    parsed = ingest.read_bytes("a.txt", text.encode())
    assert parsed.transcript is not None
    return parsed.transcript, " ".join(each.message for each in parsed.problems)


def numbered(numbers: str, lines: list[str], between: str = "\n") -> str:
    return between.join(f"{number}: {line}" for number, line in zip(numbers, lines, strict=True))


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("title", ["", "Talk of the tenth of March\n\n"])
def test_two_numbers_that_ask_and_answer_are_speakers(title: str, between: str) -> None:
    found, told = read(title + numbered("1212121212", TALK, between))
    spoken = [each for each in found.paragraphs if each.speaker is not None]
    assert [(each.speaker, each.text) for each in spoken] == list(zip("1212121212", TALK, strict=True))
    assert {each.name: each.role for each in found.speakers} == {"1": "interviewer", "2": "interviewee"}
    assert QUESTION not in told


def test_three_numbers_that_do_not_count_are_speakers() -> None:
    lines = [*TALK, "And to you?", "To me it happened once."]
    assert [each.speaker for each in read(numbered("121312131213", lines))[0].paragraphs] == [*"121312131213"]


EXERCISE = [
    line
    for n in range(5)
    for line in (f"Look at picture {n} with a partner.", f"What do you see on it, {n}?")
]
THINGS = "boat yard port crew dock rope mast sail oars keel"
SAID = [f"Then I told them of the {thing}." for thing in THINGS.split()]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(numbered("1212121212", SAID), id="nobody asks"),
        pytest.param(
            numbered("1212121212", [f"What is {n}, in your view?" for n in range(10)]), id="all ask"
        ),
        pytest.param(numbered("1212121212", TALK, "\n\nAnd so it went, for long.\n\n"), id="words between"),
        pytest.param(numbered("1212121212", EXERCISE), id="an exercise"),
        pytest.param(numbered("1122334455", TALK), id="a questionnaire with answers"),
    ],
)
def test_numbers_that_prove_nothing_are_no_speakers(text: str) -> None:
    found, told = read(text)
    assert {each.speaker for each in found.paragraphs} == {None}
    assert QUESTION in told


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join(f"{n}: {line}" for n, line in enumerate(TALK, start=1)), id="a list"),
        pytest.param(numbered("1234512345", TALK), id="two lists"),
        pytest.param(numbered("1231231231", TALK), id="rounds of questions"),
        pytest.param(
            "Agenda\n\n" + numbered("123", ["Opening", "What do you plan?", "Closing"]), id="an agenda"
        ),
        pytest.param("\n".join(f"{n:>3} {line}" for n, line in enumerate(TALK, start=1)), id="line numbers"),
        pytest.param(
            "\n".join(f"{9 + n // 2}:{n % 2 * 3}0 {line}" for n, line in enumerate(TALK)), id="clock times"
        ),
        pytest.param(
            "\n".join(f"{n % 2 + 1}:30 {line}" for n, line in enumerate(TALK)), id="clock times again"
        ),
        pytest.param(numbered("1212121212", ["never", "often"] * 5), id="a scale"),
        pytest.param("\n".join(f"{n % 2 + 1}. {line}" for n, line in enumerate(TALK)), id="a numbered list"),
    ],
)
def test_lists_agendas_line_numbers_and_times_have_no_speakers(text: str) -> None:
    assert {each.speaker for each in read(text)[0].paragraphs} == {None}


def test_three_numbers_in_no_order_of_which_one_asks_are_speakers() -> None:
    lines = [
        "Where are the nets?",
        "Below.",
        "In the shed.",
        "Which shed?",
        "Hers.",
        "Mine.",
        "Who mends them?",
    ]
    found, told = read(numbered("123132132", [*lines, "She does.", "At night."]))
    assert [each.speaker for each in found.paragraphs] == [*"123132132"]
    assert QUESTION not in told


def test_numbers_that_count_are_asked_about_where_one_of_them_asks() -> None:
    lines = ["Where are they?", "Below.", "And now?", "In the shed.", "Mine too.", "Who mends them?"]
    found, told = read(
        numbered("1212313212", [*lines, "She does.", "At night.", "Who taught you?", "Nobody."])
    )
    assert {each.speaker for each in found.paragraphs} == {None}
    assert QUESTION in told


def test_a_person_can_say_that_numbers_are_speakers() -> None:
    text = numbered("1212121212", SAID)
    chosen = Choices("labelled_text", grammar="colon")
    found = parse(Source(PurePath("a.txt"), text.encode()), chosen).transcript
    assert found is not None
    assert [each.speaker for each in found.paragraphs] == [*"1212121212"]


def test_numbers_in_brackets_are_speakers_or_asked_about() -> None:
    def bracketed(lines: list[str]) -> str:
        return "\n".join(f"[{1 + n % 2}] {line}" for n, line in enumerate(lines))

    found, told = read(bracketed(TALK))
    assert [each.speaker for each in found.paragraphs] == [*"1212121212"]
    assert QUESTION not in told
    found, told = read(
        bracketed(["What happened?", "It broke.", "And then?", "We called.", "Who?", "Nobody."])
    )
    assert {each.speaker for each in found.paragraphs} == {None}
    assert QUESTION in told


def test_notes_in_brackets_that_count_up_are_no_speakers() -> None:
    found, _ = read("\n".join(f"[{n}] A title of a book, its year and its page {n}." for n in range(1, 10)))
    assert {each.speaker for each in found.paragraphs} == {None}


def test_a_text_that_begins_with_a_number_in_brackets_is_no_json() -> None:
    found, _ = read("[1] It was the ferry that came late, and nobody knew why it did.\n\nThe rope broke.")
    assert len(found.paragraphs) == 2


def test_three_voices_that_go_back_again_and_again_are_speakers() -> None:
    order = "12321213212312123212"
    said = {"1": "What do you do there?", "2": "I do what I can, you know.", "3": "So do I, more or less."}
    lines = [f"{said[who]} {n}." if who != "1" else f"And {n}: {said[who]}" for n, who in enumerate(order)]
    found, told = read("Talk\n3 May\n\n" + numbered(order, lines))
    assert [each.speaker for each in found.paragraphs if each.speaker] == list(order)
    assert QUESTION not in told
    found, told = read(numbered("123" * 6, [f"{said[who]} {n}" for n, who in enumerate("123" * 6)]))
    assert QUESTION in told or [each.speaker for each in found.paragraphs] == [None] * 18
