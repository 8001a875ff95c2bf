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
