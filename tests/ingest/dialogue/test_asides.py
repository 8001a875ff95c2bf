"""Paragraphs in brackets, behind a break or below the last turn: nobody is given them in silence."""

from __future__ import annotations

import pytest

import ingest

TALK = (
    "Ruth: What does a morning look like?\n\nBen: I check the log.\n\n{aside}\n\n"
    "Ruth: And then?\n\nBen: I ring.\n\n"
)
TURNS = [
    "Ida: Who repairs the kiln?",
    "Ben: I do, on Sundays.",
    "Ida: And what breaks?",
    "Ben: Mostly the door.",
    "Ida: Do you like it?",
    "Ben: I do.",
]
FOOT = "Kiln Talk is made in a garage. All rights reserved."


@pytest.mark.parametrize(
    "aside",
    [
        "[Doorbell. Ben goes to the counter and comes back.]",
        "(NB: he points at the fridge here)",
        "[Die Aufnahme wird unterbrochen]",
        "((Ben goes to the counter))",
    ],
)
def test_what_is_in_brackets_is_nobodys_and_that_is_told(aside: str) -> None:
    parsed = ingest.read_bytes("talk.txt", (TALK.format(aside=aside) * 3).encode())
    assert parsed.transcript is not None
    spoken = [(each.speaker, each.text) for each in parsed.transcript.paragraphs]
    assert (None, aside) in spoken
    assert {speaker for speaker, text in spoken if text != aside} == {"Ruth", "Ben"}
    assert "3 paragraphs in brackets or between dashes have no speaker" in [
        each.message for each in parsed.problems
    ]


def test_a_stage_direction_right_below_a_label_is_nobodys() -> None:
    text = (
        "RUTH\nWhere is it?\n\nBEN\n(at the window)\nI see a light.\n\nRUTH\nA light?\n\nBEN\nA green one.\n"
    )
    transcript = ingest.read_bytes("play.txt", text.encode()).transcript
    assert transcript is not None
    spoken = [(each.speaker, each.text) for each in transcript.paragraphs]
    assert spoken[1:3] == [(None, "(at the window)"), ("BEN", "I see a light.")]


@pytest.mark.parametrize(
    "kept", ["[laughs]", "(inaudible)", "We had (so I hear) a second one.", "[a] and [b] and [c]"]
)
def test_what_is_about_who_speaks_stays_theirs(kept: str) -> None:
    transcript = ingest.read_bytes("talk.txt", (TALK.format(aside=kept) * 3).encode()).transcript
    assert transcript is not None
    assert ("Ben", kept) in [(each.speaker, each.text) for each in transcript.paragraphs]


def read(paragraphs: list[str]) -> tuple[dict[str, str | None], list[str]]:
    parsed = ingest.read_bytes("talk.txt", "\n\n".join(paragraphs).encode())
    assert parsed.transcript is not None
    speakers = {each.text: each.speaker for each in parsed.transcript.paragraphs}
    return speakers, [each.message for each in parsed.problems]


def test_what_stands_below_the_last_turn_is_nobodys_where_nobody_goes_on() -> None:
    speakers, told = read([*TURNS, FOOT])
    assert speakers[FOOT] is None
    assert speakers["I do."] == "Ben"
    assert told == ["a paragraph has no speaker where the others have one"]


def test_in_a_long_talk_so_is_whatever_nobody_is_said_to_say() -> None:
    speakers, told = read([*TURNS, *(f"{turn} Truly." for turn in TURNS), "Made in a garage."])
    assert speakers["Made in a garage."] is None
    assert told == ["a paragraph has no speaker where the others have one"]


def test_a_short_talk_may_end_with_a_second_paragraph() -> None:
    speakers, told = read([*TURNS, "Every time."])
    assert speakers["Every time."] == "Ben"
    assert told == []


def test_an_essay_that_quotes_a_play_is_not_what_its_last_person_says() -> None:
    essay = [
        "Nobody took this for grief at the time, and few have since. " * 3,
        "In the end the kiln is lit. " * 9,
    ]
    speakers, told = read(["On a play", *TURNS[:4], *essay])
    assert [speakers[each.strip()] for each in essay] == [None, None]
    assert "2 paragraphs have no speaker where the others have one" in told


def test_so_is_what_stands_behind_a_break() -> None:
    advertised = "This talk is brought to you by Glaze."
    speakers, told = read([*TURNS[:4], "[ad break]", advertised, *TURNS[4:]])
    assert speakers[advertised] is None
    assert "a paragraph has no speaker where the others have one" in told


def test_where_turns_go_on_the_last_one_may_as_well() -> None:
    speakers, told = read([*TURNS[:2], "And at Easter.", *TURNS[2:], "Every time."])
    assert (speakers["And at Easter."], speakers["Every time."]) == ("Ben", "Ben")
    assert told == []


@pytest.mark.parametrize("rule", ["-----", "=====", "\u2014\u2014\u2014"])
def test_below_a_drawn_line_nobody_speaks_any_more(rule: str) -> None:
    speakers, told = read([*TURNS[:2], "And at Easter.", *TURNS[2:], rule, "6 messages"])
    assert (speakers["And at Easter."], speakers["6 messages"]) == ("Ben", None)
    assert any(each.endswith("no speaker where the others have one") for each in told)


def test_what_is_read_out_below_a_colon_is_nobodys_though_it_looks_labelled() -> None:
    letter = ["Dear Madam: we regret.", "Signed: the board."]
    speakers, told = read([*TURNS[:3], "Ben: Here is the letter:", *letter, *TURNS[4:]])
    assert [speakers[line] for line in letter] == [None, None]
    assert "'Dear Madam' may be a speaker; the text after it has no speaker" in told


@pytest.mark.parametrize(
    "aside",
    [
        "(general laughter)",
        "[phone rings]",
        "-- telephone, three minutes --",
        "Transcriber's comment: noise.",
    ],
)
def test_asides_of_two_words_and_between_dashes_are_nobodys(aside: str) -> None:
    speakers, told = read([*TURNS[:4], aside, *TURNS[4:]])
    assert speakers[aside] is None
    assert told


def test_a_paragraph_far_longer_than_any_turn_is_nobodys_and_that_is_told() -> None:
    note = (
        "He slides the trays in without looking, eleven of them, and I count the seconds between two of them."
    )
    parsed = ingest.read_bytes("notes.txt", "\n".join([*TURNS[:4], note, *TURNS[4:]]).encode())
    assert parsed.transcript is not None
    assert {each.speaker for each in parsed.transcript.paragraphs if "trays" in each.text} == {None}
    assert any("no speaker" in each.message for each in parsed.problems)
