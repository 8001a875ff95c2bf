"""The chat of a meeting: each message is its writer's, times and addressees are no words."""

from __future__ import annotations

import pytest

import ingest

SAID = (
    ("Ann Smith", "What went wrong with the data?"),
    ("Bo Lee", "The schema changed: nobody told us. From then on it was chaos"),
    ("Ann Smith", "How did you notice?"),
    ("Bo Lee", "At 10:30 the model answered nonsense."),
)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param("14:0{n}:11 From {who} : {words}\n", id="older"),
        pytest.param("14:0{n}:11\t From  {who} : {words}\r\n", id="tabs"),
        pytest.param("00:0{n}:11 From {who} to Everyone:\n\t{words}\n", id="newer"),
        pytest.param("9:0{n} AM From {who} to Everyone : {words}\n", id="half of the day"),
        pytest.param("14:0{n}:11 From {who} to Bo Lee (Direct Message) : {words}\n", id="direct"),
    ],
)
def test_each_message_is_its_writers(form: str) -> None:
    text = "".join(form.format(n=n, who=who, words=words) for n, (who, words) in enumerate(SAID))
    parsed = ingest.read_bytes("chat.txt", text.encode())
    assert parsed.transcript is not None
    assert tuple((each.speaker, each.text) for each in parsed.transcript.paragraphs) == SAID
    assert [str(each.message) for each in parsed.problems if "to one person" in each.message] == (
        ["4 messages were written to one person, not to everyone"] if "Direct" in form else []
    )


def test_lines_below_a_message_are_its_writers() -> None:
    text = "14:00:01 From Ann : one\ntwo\n14:00:02 From Bo : three\n14:00:03 From Ann : four\n\n\tfive\n"
    transcript = ingest.read_bytes("chat.txt", text.encode()).transcript
    assert transcript is not None
    assert [(each.speaker, each.text) for each in transcript.paragraphs] == [
        ("Ann", "one"),
        ("Ann", "two"),
        ("Bo", "three"),
        ("Ann", "four"),
        ("Ann", "five"),
    ]


def test_a_transcript_in_which_somebody_says_from_is_none() -> None:
    text = "".join(f"00:0{n}:11 {who}: From {words.lower()}\n" for n, (who, words) in enumerate(SAID))
    assert ingest.read_bytes("talk.txt", text.encode()).format != "meeting_chat"
