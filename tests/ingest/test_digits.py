"""Numbers of any length in a file: none of them stops a reader."""

from __future__ import annotations

import json

import pytest

from ingest.digits import number_of
from ingest.files.reading import read_bytes

LONG, LONGER = "9" * 400, "1" + "0" * 4_500
"""Too large for a fraction, and more digits than Python reads."""


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("0" * 5_000 + "12", 12),
        ("9" * 15, 10**15 - 1),
        (LONG, 10**15),
        (LONGER, 10**15),
    ],
)
def test_a_number_has_an_end(digits: str, number: int) -> None:
    assert number_of(digits) == number


@pytest.mark.parametrize("number", [LONG, LONGER])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.cha",
            "@UTF8\n@Begin\n*INV:\twho lit it ? \x15{0}_{0}\x15\n*PAR:\tnobody . \x151500_{0}\x15\n@End\n",
        ),
        ("a.txt", "Interviewer {0}: Who lit it?\nInterviewee {0}: Nobody.\nInterviewer {0}: And then?\n"),
        ("a.txt", "{0}\nAnn: Who lit it?\n{0}\nBo: Nobody.\n{0}\nAnn: And then?\n{0}\nBo: We slept.\n"),
        ("a.txt", "{0} Ann: Who lit it?\n{0} Bo: Nobody.\n{0} Ann: And then?\n{0} Bo: We slept.\n"),
        ("a.csv", "number,speaker,text\n{0},Ann,Who lit it?\n{0},Bo,Nobody did.\n{0},Ann,And then?\n"),
        ("a.html", '<p><a name="ts_{0}_{0}_Ann">Ann: Who lit it?</a></p><p>Bo: Nobody.</p>'),
    ],
)
def test_a_number_without_end_stops_no_reader(name: str, text: str, number: str) -> None:
    found = read_bytes(name, text.format(number).encode())
    assert not [str(each) for each in found.problems if "could not be read" in each.message]


@pytest.mark.parametrize("name", ["a.json", "a.otr"])
def test_json_with_a_number_without_end_is_refused_in_a_sentence(name: str) -> None:
    segments = [{"start": 0, "end": 2, "text": "Who lit it?", "speaker": "A"}]
    text = json.dumps({"segments": segments, "text": "<p>x</p>", "media": "a", "media-time": 7})
    [problem] = read_bytes(name, text.replace("7", LONGER).encode()).problems
    assert problem.message == "the JSON has a number with more digits than can be read"
