"""Marks that programs print behind the words: times with tenths, numbers of paragraphs."""

from __future__ import annotations

import pytest

import ingest

SAID = (
    ("I", "How did you come to the ward?"),
    ("B", "By my grandmother (1931 was her year)."),
    ("I", "And the nights?"),
    ("B", "Twenty-eight beds, two people."),
) * 3


def spoken(text: str, name: str = "talk.txt") -> list[tuple[str | None, str]]:
    transcript = ingest.read_bytes(name, text.encode()).transcript
    assert transcript is not None
    return [(each.speaker, each.text) for each in transcript.paragraphs]


@pytest.mark.parametrize(
    "mark", ["(00:00:{n:02d}-3)", "[00:00:{n:02d}-3]", "#00:00:{n:02d}-3#", "({n})", "[{n}]"]
)
def test_they_are_no_words(mark: str) -> None:
    lines = (f"{who}: {words} {mark.format(n=n)}\n" for n, (who, words) in enumerate(SAID, start=1))
    assert spoken("".join(lines)) == list(SAID)


def test_numbers_that_do_not_count_are_words() -> None:
    lines = [f"{who}: {words} ({n * 7 % 5})\n" for n, (who, words) in enumerate(SAID, start=1)]
    assert all(words.endswith(")") for _, words in spoken("".join(lines)))


def test_what_a_file_of_lyrics_says_of_itself_is_no_words() -> None:
    lines = (f"[00:{4 * n:02d}.10]{words}\n" for n, (_, words) in enumerate(SAID))
    said = spoken("[ti:The ward]\n[re:a program]\n" + "".join(lines), "talk.lrc")
    assert " ".join(words for _, words in said).startswith(SAID[0][1])


@pytest.mark.parametrize("form", ["[14:{n:02d}] {who}\n{words}\n", "{who} 9:{n:02d}\n{words}\n"])
def test_hours_and_minutes_beside_labels_are_no_times_of_a_recording(form: str) -> None:
    lines = (form.format(n=2 + n, who=who, words=words) for n, (who, words) in enumerate(SAID))
    read = ingest.read_bytes("chat.txt", "\n".join(lines).encode())
    assert read.transcript is not None
    assert {each.audio_start for each in read.transcript.paragraphs} == {None}
    assert any("are of the day" in each.message for each in read.problems)


@pytest.mark.parametrize("first", [3, 842])
def test_times_that_fit_what_is_said_are_those_of_a_recording(first: int) -> None:
    lines, now = [], first
    for who, words in SAID:
        lines.append(f"[{now // 60:02d}:{now % 60:02d}] {who}\n{words}\n")
        now += 1 + len(words.split()) // 2
    read = ingest.read_bytes("talk.txt", "\n".join(lines).encode())
    assert read.transcript is not None
    assert read.transcript.paragraphs[0].audio_start == first
    assert not read.problems
