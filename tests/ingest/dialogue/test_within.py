"""Turns that begin within a paragraph: nobody's words are given to whom the paragraph began with."""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from word_files import File, coded, said

import ingest
from ingest.model import Parsed

ASKED = ["How long did it take?", "And who was awake?", "Would you sail again?", "What did the cook say?"]
TOLD = [
    "The ferry came late and nobody on the pier had a lamp.",
    "Only the mate, who slept beside the stove.",
    "Not with him. Not for money.",
    "That soup is no place for a compass!",
]
PAIRS = list(zip(ASKED, TOLD, strict=True))
TALK = [(who, words) for pair in PAIRS for who, words in zip(("Ruth", "Ben"), pair, strict=True)]


def parsed(text: str, name: str = "talk.txt") -> Parsed:
    return ingest.read_bytes(name, text.encode())


def spoken(read: Parsed) -> list[tuple[str | None, str]]:
    assert read.transcript is not None
    return [(each.speaker, each.text) for each in read.transcript.paragraphs]


def told(read: Parsed) -> dict[str, str]:
    return {each.message.partition(", such as")[0]: each.severity for each in read.problems}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.txt", " ".join(f"{who}: {words}" for who, words in TALK), id="one paragraph"),
        pytest.param("a.txt", "\n\n".join(f"Ruth: {a} Ben: {b}" for a, b in PAIRS), id="pairs"),
        pytest.param("a.md", "\n\n".join(f"**Ruth:** {a} **Ben:** {b}" for a, b in PAIRS), id="bold"),
        pytest.param(
            "a.html", "".join(f"<p>Ruth: {a} Ben: {b}</p>" for a, b in PAIRS), id="paragraphs of a page"
        ),
    ],
)
def test_labels_behind_sentences_explain_a_file_whose_lines_do_not(name: str, text: str) -> None:
    read = parsed(text, name)
    assert spoken(read) == TALK
    assert [severity for what, severity in told(read).items() if "within" in what] == ["note"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.txt", "Ruth: How?\n\nBen: Well. Ruth: Really? Ben: Yes.\n\n", id="text"),
        pytest.param(
            "a.csv", "speaker,text\nRuth,How?\nBen,Well. Ruth: Really? Ben: Yes.\n", id="column of a table"
        ),
        pytest.param(
            "a.vtt",
            "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ruth>How?</v>\n\n2\n00:02.000 --> 00:04.000\n"
            "<v Ben>Well. Ruth: Really? Ben: Yes.</v>\n",
            id="voice of a caption",
        ),
    ],
)
def test_a_known_label_begins_a_turn_behind_a_sentence(name: str, text: str) -> None:
    head, _, body = text.partition("Ruth" if name == "a.txt" else "\n")
    again = text * 4 if name == "a.txt" else f"{head}\n{body * 4}"
    four = [("Ruth", "How?"), ("Ben", "Well."), ("Ruth", "Really?"), ("Ben", "Yes.")]
    assert [turn for turn in spoken(parsed(again, name)) if turn[1]] == four * 4


def test_a_word_file_parts_its_paragraphs_and_its_comments_stay_on_their_words() -> None:
    made = File("Ruth: How long?", "Ben: A week.", "Ruth: And then?")
    runs = made.paragraph("Ben: We left", " at noon. ", "Ruth: Really? Ben: ", "Yes, with drift.").runs
    made.comment(runs[1], "Leaving")
    made.comment(runs[3], "Data-drift")
    found = made.read()
    assert said(found)[-3:] == [("Ben", "We left at noon."), ("Ruth", "Really?"), ("Ben", "Yes, with drift.")]
    assert [(code, words) for code, words, _ in coded(found)] == [
        ("Leaving", " at noon."),
        ("Data-drift", "Yes, with drift."),
    ]


def test_a_letter_behind_a_sentence_may_number_a_list_so_its_words_are_nobodys() -> None:
    talk = "".join(f"Q: {a}\n\nA: {b}\n\n" for a, b in PAIRS)
    read = parsed(f"{talk}Q: And?\n\nA: Two plans. Q: we go. A: we stay.\n")
    assert (None, "Q: we go.") in spoken(read)
    assert ("A", "Two plans.") in spoken(read)
    assert any("may be a speaker" in what for what in told(read))


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("We sailed [Ruth: mhm] on.", "a remark in brackets names a speaker and stays there"),
        ("I told Ruth: go home.", "a label stands within a sentence"),
    ],
)
def test_what_may_be_said_by_another_stays_and_is_told(words: str, problem: str) -> None:
    talk = "".join(f"Ruth: {a}\n\nBen: {b}\n\n" for a, b in PAIRS)
    read = parsed(f"{talk}Ruth: And?\n\nBen: {words}\n")
    assert spoken(read)[-1] == ("Ben", words)
    assert problem in told(read)


@pytest.mark.parametrize(
    "words", ["He said it. Ruth: “never.”", "It was so. Ben: and late.", "Ruth and me: no."]
)
def test_quoted_and_own_labels_part_nothing(words: str) -> None:
    talk = "".join(f"Ruth: {a}\n\nBen: {b}\n\n" for a, b in PAIRS)
    assert spoken(parsed(f"{talk}Ruth: And?\n\nBen: {words}\n"))[-1] == ("Ben", words)


def test_an_article_with_pros_and_cons_has_no_speakers() -> None:
    article = "\n\n".join(
        f"{words} Pros: it is quick and cheap to do. Cons: nobody knows why it works. Note: see below."
        for words in (*ASKED, *TOLD)
    )
    read = parsed(article)
    assert {speaker for speaker, _ in spoken(read)} == {None}
    assert any("is the file a dialogue?" in what for what in told(read))


WORDS = st.lists(st.sampled_from([*ASKED, *TOLD, "Yes.", "No?"]), min_size=1, max_size=4)


@given(st.lists(WORDS, min_size=4, max_size=12))
def test_turns_are_read_back_however_they_are_put_together(paragraphs: list[list[str]]) -> None:
    people = cycle(("Ruth", "Ben"))
    every = [[(next(people), words) for words in paragraph] for paragraph in paragraphs]
    text = "\n\n".join(" ".join(f"{who}: {words}" for who, words in turns) for turns in every)
    read = parsed(text)
    found = spoken(read)
    if any(speaker for speaker, _ in found):
        assert found == [turn for turns in every for turn in turns]
    else:
        assert read.problems
