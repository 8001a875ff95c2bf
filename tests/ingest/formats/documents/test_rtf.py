"""RTF: text with commands."""

import random
from pathlib import PurePath

import pytest

from ingest.formats import Claim
from ingest.formats.documents.rtf import parse, sniff
from ingest.model import Parsed, Transcript
from ingest.source import Source

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss\fcharset0 Calibri;}{\f1\fnil\fcharset204 Arial;}}"
)
TALK = (
    HEAD
    + r"\f0 {\b Orla:} Who mends the nets?\par {\b Piet:} I do, on Mondays.\par {\b Orla:} And then?\par}"
)


def parsed(text: str | bytes) -> Parsed:
    data = text if isinstance(text, bytes) else text.encode("latin-1")
    return parse(Source(PurePath("talk.rtf"), data))


def read(text: str | bytes) -> Transcript:
    found = parsed(text)
    assert found.transcript is not None, found.problems
    return found.transcript


def turns(text: str | bytes) -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in read(text).paragraphs]


def talk(*paragraphs: str) -> str:
    """A dialogue of which the middle is given, so that there is no doubt that it is one."""
    between = "".join(rf"{each}\par " for each in paragraphs)
    return rf"{HEAD}\f0 Orla: Who mends the nets?\par {between}Orla: And then?\par Piet: Then we sail.\par}}"


def middle(*paragraphs: str) -> list[tuple[str | None, str]]:
    return turns(talk(*paragraphs))[1:-2]


def test_bold_words_before_a_colon_speak() -> None:
    assert turns(TALK) == [
        ("Orla", "Who mends the nets?"),
        ("Piet", "I do, on Mondays."),
        ("Orla", "And then?"),
    ]


def test_bold_names_need_no_colon() -> None:
    rows = "".join(
        rf"{{\b {name}}} They went out on day {n}.\par " for n, name in enumerate(["Interviewer", "Piet"] * 4)
    )
    assert {speaker for speaker, _ in turns(f"{HEAD}{rows}}}")} == {"Interviewer", "Piet"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        pytest.param(r"\u233?t\'e9 \endash  fin", "été \u2013 fin", id="a code and a byte"),
        pytest.param(r"\uc2\u8364\'80\'80 each", "€ each", id="two stand-ins"),
        pytest.param(r"\u-10179?\u-8704? yes", "\U0001f600 yes", id="a pair of halves"),
        pytest.param(r"\f1\'ec\'e8\'f0", "мир", id="the code page of a font"),
        pytest.param(r"a\~b \{c\} \\d", "a\u00a0b {c} \\d", id="signs"),
        pytest.param(r"\ldblquote so\rdblquote", "\u201cso\u201d", id="quotes"),
        pytest.param(r"{\upr{old}{\*\ud new}}", "new", id="both spellings"),
        pytest.param(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}", "here", id="a link"),
        pytest.param(r"{\listtext 1.\tab}one", "one", id="the number of a list"),
        pytest.param(r"seen{\v  hidden}{\deleted  gone}", "seen", id="hidden and deleted"),
        pytest.param(r"a{\pict\pngblip 89504e47}b{\*\unknown c}", "ab", id="a picture"),
        pytest.param("a{\\object{\\*\\objdata\\bin3 }}}x}}b", "ab", id="bytes in the middle"),
    ],
)
def test_words_are_what_a_word_processor_shows(written: str, words: str) -> None:
    assert middle(f"Piet: {written}") == [("Piet", words)]


def test_letters_of_two_bytes_are_read_in_their_code_page() -> None:
    text = r"{\rtf1\ansi\ansicpg932 Orla: \'8b\'c9\par Piet: \'83\'5c\'83P\par Orla: ok?\par Piet: ok.\par}"
    assert turns(text)[:2] == [("Orla", "\u6975"), ("Piet", "\u30bd\u30b1")]


def test_a_line_break_and_an_empty_paragraph_part_label_and_words() -> None:
    rows = r"Orla\line Who mends them?\par\par Piet\line I do.\par\par " * 3
    assert turns(f"{HEAD}{rows}}}")[:2] == [("Orla", "Who mends them?"), ("Piet", "I do.")]


def test_apples_program_ends_paragraphs_with_a_backslash() -> None:
    assert turns(TALK.replace(r"\par ", "\\\n").replace(r"\par", "\\\n")) == turns(TALK)


def test_a_row_of_a_table_is_what_one_person_says() -> None:
    row = r"\trowd\cellx2000\cellx9000\pard\intbl {}\cell {}\par {}\cell\row "
    rows = "".join(row.format(name, "We wait.", "For the tide.") for name in ["Orla", "Piet"] * 3)
    assert turns(f"{HEAD}{rows}\\pard}}")[:3] == [
        ("Orla", "We wait."),
        ("Orla", "For the tide."),
        ("Piet", "We wait."),
    ]


def test_a_comment_that_names_a_code_is_a_coding() -> None:
    coded = (
        r"Piet: {\*\atrfstart 7}I do{\*\atrfend 7}{\*\atnid P}{\*\atnauthor Nell}\chatn"
        r"{\*\annotation{\*\atnref 7}\pard Net-care}, on Mondays."
    )
    found = read(talk(coded))
    [tag] = found.tags
    assert (tag.code, found.text[tag.start : tag.end], tag.coder, tag.extent) == (
        "Net-care",
        "I do",
        "Nell",
        "exact",
    )
    assert found.paragraphs[1].text == "I do, on Mondays."


def test_a_footnote_is_nobodys_and_told() -> None:
    found = parsed(talk(r"Piet: I do{\footnote Since spring.}."))
    assert found.transcript is not None
    assert found.transcript.paragraphs[1].text == "I do."
    assert any("'Since spring.'" in problem.message for problem in found.problems)


def test_heads_and_feet_of_pages_are_left_out() -> None:
    assert turns(TALK.replace(r"\f0 ", r"{\header Secret}{\footer 1}\f0 ", 1)) == turns(TALK)


def test_prose_is_an_article_with_its_title_and_headings() -> None:
    prose = (
        r"{\info{\title Nets}}\outlinelevel0 How we mend\par\pard We mend them by hand. It takes days.\par"
    )
    found = read(f"{HEAD}{prose}}}")
    assert (found.kind, found.title) == ("article", "Nets")
    assert [paragraph.heading for paragraph in found.paragraphs] == ["How we mend", None]


def test_rtf_is_told_by_its_beginning() -> None:
    assert sniff(Source(PurePath("a.doc"), TALK.encode())) is Claim.CERTAIN
    assert sniff(Source(PurePath("a.rtf"), b"Orla: hello")) is Claim.NO


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(rb"{\rtf1", "contains no text", id="no words"),
        pytest.param(rb"{\rtf1 {\pict 00}}", "contains no text", id="a picture only"),
        pytest.param(TALK.encode()[:-20], "cut off", id="cut off"),
        pytest.param(rb"{\rtf1 " + b"{" * 50_000 + b"Orla: hm", "too deeply", id="nested"),
        pytest.param(rb"{\rtf1 a\bin999999999 b}", "cut off", id="bytes that are not there"),
    ],
)
def test_a_broken_file_says_so_in_one_line(data: bytes, message: str) -> None:
    problems = parsed(data).problems
    assert any(message in problem.message for problem in problems)
    assert all("\n" not in str(problem) for problem in problems)


def test_no_scratch_raises() -> None:
    rng = random.Random(7)  # noqa: S311 - no secret
    whole = talk(r"Piet: {\*\atrfstart 7}I{\*\atrfend 7}{\*\annotation{\*\atnref 7}X-y}\'e9\u233?").encode()
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(6, len(data))] = rng.choice(b"{}\\'*u0 b\xff\0")
        found = parsed(bytes(data[: rng.randrange(6, len(data))]))
        assert found.transcript is not None or found.problems
