"""A person decides how a file is read: each way is offered with what it would give, and taken as chosen."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath

import pytest
from docx import Document

from ingest.files.choices import Choices, Offer, SpeakerChoice
from ingest.files.offers import offers
from ingest.files.reading import read_bytes
from ingest.files.sandbox import offers_apart

MINUTES = "".join(
    f"Budget: the money of month {n} is spent.\nStaff: somebody left in month {n}.\n" for n in range(4)
).encode()
"""Labels that come back and prove nothing: it may be a dialogue, it may be minutes."""
BY_COLON = Choices("labelled_text", "colon")


def ways(data: bytes) -> dict[Choices, Offer]:
    return {each.choices: each for each in offers(PurePath("a.txt"), data)}


def test_a_text_in_doubt_is_offered_as_a_dialogue_with_what_that_gives() -> None:
    parsed = read_bytes("a.txt", MINUTES)
    assert parsed.format == "article"
    assert parsed.problems[0].message.endswith("is the file a dialogue?")
    found = ways(MINUTES)
    assert (found[BY_COLON].labels, found[BY_COLON].turns) == (("Budget", "Staff"), 8)
    assert found[Choices("article")].labels == ()
    assert Choices("delve_pdf") not in found, "a way that gives nothing is not offered"


def test_a_chosen_grammar_is_taken_although_it_is_not_certain() -> None:
    parsed = read_bytes("a.txt", MINUTES, choices=BY_COLON)
    assert parsed.format == "labelled_text"
    assert parsed.transcript is not None
    assert [each.speaker for each in parsed.transcript.paragraphs] == ["Budget", "Staff"] * 4


def test_a_sign_between_label_and_words_is_a_grammar_of_its_own() -> None:
    words = ["Where was it?", "On the ferry.", "Who saw it?", "Nobody did.", "Why not?", "It was dark."]
    text = "".join(f"{'Bo' if n % 2 else 'Ann'} ~ {each}\n" for n, each in enumerate(words)).encode()
    parsed = read_bytes("a.txt", text, choices=Choices("labelled_text", "sign ~"))
    assert Choices("labelled_text", "sign ~") in ways(text)
    assert parsed.transcript is not None
    assert [each.speaker for each in parsed.transcript.paragraphs] == ["Ann", "Bo"] * 3


def test_a_grammar_that_finds_nothing_gives_the_words_to_nobody() -> None:
    parsed = read_bytes("a.txt", MINUTES, choices=Choices("labelled_text", "bracket"))
    assert parsed.transcript is not None
    assert {each.speaker for each in parsed.transcript.paragraphs} == {None}


def test_the_ways_are_found_apart_too() -> None:
    assert offers_apart("a.txt", MINUTES) == offers(PurePath("a.txt"), MINUTES)
    assert offers_apart("a.txt", MINUTES, seconds=0.01) == ()


def docx(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


IN_FORMATS = {
    "a.docx": docx(*MINUTES.decode().splitlines()),
    "a.html": b"<html><body>"
    + b"".join(b"<p>%s</p>" % line for line in MINUTES.splitlines())
    + b"</body></html>",
    "a.rtf": b"{\\rtf1\\ansi " + b"\\par ".join(MINUTES.splitlines()) + b"}",
}


@pytest.mark.parametrize("name", IN_FORMATS)
def test_a_document_in_doubt_is_offered_as_a_dialogue_too(name: str) -> None:
    data = IN_FORMATS[name]
    plain = read_bytes(name, data)
    assert plain.transcript is not None
    assert not plain.transcript.speakers, "labels that prove nothing name nobody"
    found = {each.choices: each for each in offers(PurePath(name), data)}
    way = Choices(plain.format, "colon")
    assert (found[way].labels, found[way].turns) == (("Budget", "Staff"), 8)
    parsed = read_bytes(name, data, choices=way)
    assert parsed.transcript is not None
    assert [each.speaker for each in parsed.transcript.paragraphs] == ["Budget", "Staff"] * 4


def test_captions_take_a_grammar_that_they_would_not_believe() -> None:
    cues = "".join(
        f"0:00:{n:02},000 --> 0:00:{n + 1:02},000\n{line}\n\n"
        for n, line in enumerate(MINUTES.decode().splitlines())
    ).encode()
    way = Choices("subtitles", "colon")
    assert {each.choices: each for each in offers(PurePath("a.srt"), cues)}[way].labels == (
        "Budget",
        "Staff",
    )


ROWS = "id,Who,Seen,Remark,Answer\n" + "".join(
    f"{n},{('Ann', 'Bo')[n % 2]},{('Cy', 'Di')[n // 2 % 2]},Nobody was here on day {n} at all.,"
    f"It broke on day {n}.\n"
    for n in range(8)
)


def test_a_table_is_offered_with_other_columns() -> None:
    data = ROWS.encode()
    way = Choices("table", columns=(("Seen", "speaker"), ("Remark", "text")))
    assert {each.choices: each for each in offers(PurePath("a.csv"), data)}[way].labels == ("Cy", "Di")
    parsed = read_bytes("a.csv", data, choices=way)
    assert parsed.transcript is not None
    assert parsed.transcript.paragraphs[0].text == "Nobody was here on day 0 at all."
    assert [each.speaker for each in parsed.transcript.paragraphs][:4] == ["Cy", "Cy", "Di", "Di"]
    by_number = read_bytes("a.csv", data, choices=Choices(columns=(("3", "speaker"), ("4", "text"))))
    assert by_number.transcript == parsed.transcript


def test_nobody_is_named_where_a_person_says_so() -> None:
    labelled = b"Ann: Where was it?\nBo: On the ferry.\nAnn: Who saw it?\nBo: Nobody did.\n"
    parsed = read_bytes("a.docx", docx(*labelled.decode().splitlines()), choices=Choices(grammar="nobody"))
    assert parsed.transcript is not None
    assert parsed.transcript.text == labelled.decode().strip()
    assert parsed.transcript.speakers == ()


def test_what_is_no_label_is_what_the_one_above_says() -> None:
    lines = [
        "Ann: Where was it?",
        "Bo: On the ferry.",
        "Note: it was dark.",
        "Ann: Who saw it?",
        "Note: me.",
        "Bo: You did.",
    ]
    for name, data in (("a.txt", "\n\n".join(lines).encode()), ("a.docx", docx(*lines))):
        parsed = read_bytes(name, data, choices=Choices(no_labels=("note",)))
        assert parsed.transcript is not None
        found = [(each.speaker, each.text) for each in parsed.transcript.paragraphs]
        assert found[2] == ("Bo", "Note: it was dark.")
        assert found[4] == ("Ann", "Note: me.")


def test_labels_are_taken_apart_joined_named_and_given_roles() -> None:
    lines = (
        "I: Where was it?\nP7: On the ferry.\nI: Who saw it?\nP07: Nobody did.\nI: Why?\nP7: It was dark.\n"
    )
    plain = read_bytes("a.txt", lines.encode()).transcript
    assert plain is not None
    assert [each.labels for each in plain.speakers] == [("I",), ("P7", "P07")]
    apart = Choices(speakers=(SpeakerChoice("P07", ("P07",), "other"), SpeakerChoice("Ann", ("I", "gone"))))
    read = read_bytes("a.txt", lines.encode(), choices=apart).transcript
    assert read is not None
    assert [(each.name, each.role, each.labels) for each in read.speakers] == [
        ("Ann", "interviewer", ("I",)),
        ("P7", "interviewee", ("P7",)),
        ("P07", "other", ("P07",)),
    ]
    joined = Choices(speakers=(SpeakerChoice("All", ("I", "P7", "P07"), "other"),))
    read = read_bytes("a.txt", lines.encode(), choices=joined).transcript
    assert read is not None
    assert [(each.name, each.role, each.labels) for each in read.speakers] == [
        ("All", "other", ("I", "P7", "P07"))
    ]
