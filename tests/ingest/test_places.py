"""Where in the text a problem of the file is."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.files.reading import read_bytes
from ingest.model import Problem, Transcript
from ingest.problem_places import placed

TEXT = """Interviewer: what broke on the first of the days?

Ann: the schema changed overnight and nobody knew,
which is what always happens to us

Interviewee:

Ann: it went on and on

Interviewer: what broke on the second day, then?

Ann: yes
"""


@pytest.fixture
def transcript() -> Transcript:
    parsed = read_bytes("a.txt", TEXT.encode())
    assert parsed.transcript is not None
    return parsed.transcript


@pytest.mark.parametrize(
    ("location", "begins"),
    [
        pytest.param("line 1", "what broke on the first", id="the line of a label"),
        pytest.param("line 4", "which is what", id="a line without a label"),
        pytest.param("line 2", "the schema", id="an empty line: what comes next"),
        pytest.param("line 12", "what broke on the second", id="words that stand twice: what is near"),
        pytest.param("paragraph 2", "the schema", id="a paragraph"),
        pytest.param("paragraphs 2, 5", "the schema", id="several"),
    ],
)
def test_a_place_in_the_file_is_a_paragraph(transcript: Transcript, location: str, begins: str) -> None:
    (found,) = placed([Problem(PurePath("a.txt"), location, "odd")], transcript, TEXT.encode())
    assert found.paragraph is not None
    assert transcript.paragraphs[found.paragraph].text.startswith(begins)
    assert found.why == ""


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("", "it is about the whole file"),
        ("page 3", "a page has no place in the text; look at the file"),
        ("comment 2", "a comment has no place in the text; look at the file"),
        ("paragraph 99", "the text has no such paragraph"),
        ("paragraph 0", "the text has no such paragraph"),
        ("line 999", "its words are not in the text"),
    ],
)
def test_without_a_paragraph_it_is_said_why(transcript: Transcript, location: str, why: str) -> None:
    (found,) = placed([Problem(PurePath("a.txt"), location, "odd")], transcript, TEXT.encode())
    assert (found.paragraph, found.why) == (None, why)


def test_a_problem_of_a_turn_without_words_is_at_that_turn(transcript: Transcript) -> None:
    (silent,) = [
        each for each in read_bytes("a.txt", TEXT.encode()).problems if "no text after" in each.message
    ]
    (found,) = placed([silent], transcript, TEXT.encode())
    assert found.paragraph is not None
    assert transcript.paragraphs[found.paragraph].speaker == "Interviewee"


def test_a_file_that_is_no_text_has_no_lines(transcript: Transcript) -> None:
    (found,) = placed([Problem(PurePath("a.pdf"), "line 1", "odd")], transcript, b"%PDF\xff\x00\x01")
    assert found.why == "its words are not in the text"
