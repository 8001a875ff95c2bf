"""Lines that nobody says between the turns: parts of a recording, a chat's notices, times in a margin."""

from __future__ import annotations

import pytest

import ingest

TAPES = (
    "JB: What do you remember first?\n\nNC: The lamp. We had a green lamp.\n\n{part}\n\n{more}"
    "JB: You were telling me about the lamp.\n\nNC: About the dog, rather.\n\nJB: Go on.\n\nNC: He bit.\n"
)
CHAT = (
    "12.03.22, 18:04 - Mirko: Wer kann morgen?\n12.03.22, 18:05 - Bea: Ich, ab zwei\n"
    "12.03.22, 18:09 - Mirko: Und der Ordner?\n12.03.22, 18:12 - Bea: Den habe ich\nden blauen auch\n"
    "12.03.22, 18:15 - Mirko hat Jens hinzugefügt.\n12.03.22, 18:16 - Mirko: Hallo Jens\n"
)
_NOTICE = "\u200eMessages and calls are end-to-end encrypted. Only people in this chat can read them."


def spoken(text: str) -> list[tuple[str | None, str]]:
    transcript = ingest.read_bytes("a.txt", text.encode()).transcript
    assert transcript is not None
    return [(each.speaker, each.text) for each in transcript.paragraphs]


def told(text: str) -> list[str]:
    return [each.message for each in ingest.read_bytes("a.txt", text.encode()).problems]


@pytest.mark.parametrize(
    "part", ["Tape 1, Side B", "TAPE TWO", "[Track 3]", "Part II", "Kassette 2, Seite A", "Teil 2"]
)
def test_the_name_of_a_part_is_nobodys_and_that_is_told(part: str) -> None:
    text = TAPES.format(part=part, more="")
    assert (None, part) in spoken(text)
    assert told(text) == [f"a line that begins a part has no speaker, such as {part!r}"]


def test_nobody_is_given_what_follows_a_part_without_a_label() -> None:
    text = TAPES.format(part="Tape 1, Side B", more="And that was the lamp.\n\n")
    assert (None, "And that was the lamp.") in spoken(text)
    assert "a paragraph has no speaker where the others have one" in told(text)


def test_in_another_interview_a_label_may_be_another_person() -> None:
    text = TAPES.format(part="INTERVIEW 2", more="")
    assert (None, "INTERVIEW 2") in spoken(text)
    assert told(text) == ["'INTERVIEW 2' stands between turns; from there on a label may be another person's"]


@pytest.mark.parametrize("said", ["Part of it, yes.", "Side by side.", "Tape 1, I think."])
def test_what_only_begins_like_a_part_stays_whose_it_was(said: str) -> None:
    assert ("NC", said) in spoken(TAPES.format(part=said, more=""))


def test_a_chat_s_own_line_is_not_the_last_sender_s() -> None:
    assert spoken(CHAT)[4:7] == [
        ("Bea", "den blauen auch"),
        (None, "12.03.22, 18:15 - Mirko hat Jens hinzugefügt."),
        ("Mirko", "Hallo Jens"),
    ]
    assert any("is a chat's own" in each for each in told(CHAT))


def test_a_line_of_a_message_that_is_broken_is_still_the_sender_s() -> None:
    chat = "".join(
        f"[14/02/2023, 09:1{n}:44] {who}: {words}\n"
        for n, (who, words) in enumerate(
            [
                ("Lena", _NOTICE),
                ("Lena", "Are we on for Saturday?"),
                ("Jo", "Yes"),
                ("Jo", "Bring gloves\nand the fork"),
                ("Lena", "Why gloves?"),
                ("Jo", "You will see"),
            ]
        )
    )
    assert ("Jo", "and the fork") in spoken(chat)
    assert (None, _NOTICE) in spoken(chat)


def test_times_in_the_right_margin_are_no_words() -> None:
    text = (
        "Int:  How long have you been              00:12\n      on the island?\n"
        "Res:  Since the school opened, so         00:15\n      for nineteen years now.\n"
        "Int:  Were you the first teacher?         00:21\n"
        "Res:  The first and the last.             00:24\n"
    )
    said = spoken(text)
    assert [speaker for speaker, _ in said] == ["Int", "Int", "Res", "Res", "Int", "Res"]
    assert not any(":" in words for _, words in said)
    transcript = ingest.read_bytes("a.txt", text.encode()).transcript
    assert transcript is not None
    assert [each.audio_start for each in transcript.paragraphs if each.audio_start] == [12, 15, 21, 24]


def test_a_line_in_brackets_that_ends_the_recording_is_nobodys() -> None:
    text = TAPES.format(part="[laughs]", more="") + "[Recording ends]\n"
    assert "[Recording ends]" not in [words for _, words in spoken(text)]


@pytest.mark.parametrize("heading", ["THE LAMP", "2 Leaving home", "Die Jahre danach"])
def test_what_may_be_a_heading_between_turns_is_nobodys_and_asked_about(heading: str) -> None:
    text = TAPES.format(part=heading, more="")
    assert (None, heading) in spoken(text)
    assert told(text) == [f"a line that may be a heading has no speaker, such as {heading!r}"]


@pytest.mark.parametrize(
    "said", ["It was green.", "and green", "So we sat there in the dark, all of us, waiting"]
)
def test_a_further_paragraph_of_a_turn_is_no_heading(said: str) -> None:
    assert ("NC", said) in spoken(TAPES.format(part=said, more=""))


@pytest.mark.parametrize("label", ["Observation", "Fieldnote", "Researcher's note", "Feldnotiz"])
def test_a_note_between_turns_is_nobodys_though_it_looks_like_a_turn(label: str) -> None:
    text = (
        "Interviewer: How long have you lived here?\nWidow: Since the flood.\n"
        f"{label}: she looks out.\nInterviewer: Did you lose much?\nWidow: The hens.\n"
        f"{label}: a neighbour comes in.\nInterviewer: And then?\nWidow: New hens.\n"
    )
    assert {who for who, words in spoken(text) if "looks out" in words or "comes in" in words} == {None}
    assert {who for who, _ in spoken(text)} == {None, "Interviewer", "Widow"}
    assert any("may be a note" in each for each in told(text))


def test_what_may_be_a_heading_stands_apart_from_turns_that_do_not() -> None:
    talk = "I: What did you see?\nW: Smoke over the roof.\nI: And then?\nW: I rang the bell.\n"
    text = f"{talk}\nThe second day, 14 May 2023\n\n{talk}"
    assert (None, "The second day, 14 May 2023") in spoken(text)
    assert any("may be a heading" in each for each in told(text))


@pytest.mark.parametrize("line", ["[10:03] Cleo joined the conversation", "Cleo has left the meeting."])
def test_who_joins_and_leaves_a_chat_is_said_by_nobody(line: str) -> None:
    text = (
        f"[10:02] Ana: Who has the draft?\n[10:03] Ben: I do\n{line}\n[10:04] Ana: Can you post it?\n"
        "[10:05] Ben: Done\n[10:06] Ana: Thanks\n"
    )
    assert [who for who, _ in spoken(text)] == ["Ana", "Ben", None, "Ana", "Ben", "Ana"]
    assert any("is a chat's own" in each for each in told(text))
