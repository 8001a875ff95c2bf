"""Transcripts in tables: CSV, TSV and Excel."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_files import TALK, Row, delimited, parsed, said, source, times, transcript, workbook

import ingest
from ingest.formats import Claim
from ingest.formats.tables.table import parse, sniff


def refusal(content: str | bytes, name: str = "lamp.csv") -> str:
    read = parsed(content, name)
    assert read.transcript is None
    (problem,) = read.problems
    assert "\n" not in problem.message
    return str(problem).removeprefix(f"{name}: ").removeprefix(f"{name}, ")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "headings", [("Speaker", "Text"), ("Sprecherin", "Äußerung"), ("Locuteur", "Propos"), ("说话人", "内容")]
)
def test_headings_in_many_languages_name_the_columns(sign: str, headings: Row) -> None:
    content = delimited([headings, *TALK], sign)
    assert sniff(source(content)) is Claim.CERTAIN
    assert said(content) == TALK


def test_who_a_message_is_from_is_its_speaker() -> None:
    rows = [("Time", "From", "Message"), *((f"10:0{n}:00", *turn) for n, turn in enumerate(TALK))]
    assert said(delimited(rows)) == TALK


def test_columns_stand_in_any_order_and_need_no_headings() -> None:
    rows = [(words, n, name) for n, (name, words) in enumerate(TALK, 1)]
    assert said(delimited(rows)) == TALK


def test_a_column_for_each_person() -> None:
    rows = [
        ("Interviewer", "Interviewee"),
        *((a, b) for (_, a), (_, b) in zip(TALK[::2], TALK[1::2], strict=True)),
    ]
    assert said(delimited(rows)) == [
        ("Interviewer" if name == "Ilse" else "Interviewee", words) for name, words in TALK
    ]


@pytest.mark.parametrize(
    ("headings", "printed"),
    [
        pytest.param(("Start", "End", "Speaker", "Text"), "0:00:{:02d}.500", id="clocks"),
        pytest.param(("Start", "End", "Speaker", "Text"), "{}.5", id="seconds"),
        pytest.param(("Start (ms)", "End (ms)", "Speaker", "Text"), "{}500", id="thousandths"),
    ],
)
def test_times_are_clocks_seconds_or_thousandths(headings: Row, printed: str) -> None:
    rows = [
        (printed.format(n), printed.format(n + 1), name, words)
        for n, (name, words) in enumerate(TALK, start=1)
    ]
    assert times(delimited([headings, *rows])) == [(n + 0.5, n + 1.5) for n in range(1, 5)]


def test_line_breaks_in_a_cell_are_paragraphs_of_its_person() -> None:
    content = delimited(
        [("Speaker", "Text"), ("Ilse", "When?"), ("Tam", "At night.\nAt the third bell."), ("Ilse", "Oh.")]
    )
    assert said(content)[1:3] == [("Tam", "At night."), ("Tam", "At the third bell.")]


def test_segments_of_a_recogniser_are_joined_and_nobodys() -> None:
    content = (
        'start\tend\ttext\n0\t1500\tThe "lamp" went\n1500\t3000\tout at night.\n9000\t9900\t"Oh" he said.\n'
    )
    assert said(content) == [(None, 'The "lamp" went out at night.'), (None, '"Oh" he said.')]
    assert times(content) == [(0, 3), (9, 9.9)]


def test_a_label_before_the_words_names_the_person_where_no_column_does() -> None:
    rows = [("Time", "Text"), *((f"0:0{n}", f"{name}: {words}") for n, (name, words) in enumerate(TALK))]
    assert said(delimited(rows)) == TALK


def test_codes_of_a_row_are_codings_and_notes_are_remarks() -> None:
    rows = [
        ("Speaker", "Text", "Codes", "Notes"),
        (*TALK[0], "", ""),
        (*TALK[1], "Dark; Who is asked", "he laughs"),
        (*TALK[2], "", ""),
        (*TALK[3], "Dark", ""),
    ]
    read = transcript(delimited(rows))
    assert [(tag.code, read.text[tag.start : tag.end], tag.extent) for tag in read.tags] == [
        ("Dark", TALK[1][1], "paragraph"),
        ("Who is asked", TALK[1][1], "paragraph"),
        ("Dark", TALK[3][1], "paragraph"),
    ]
    assert read.carries_codes
    assert [(r.text, read.text[r.start : r.end]) for r in read.remarks] == [("Notes: he laughs", TALK[1][1])]


def test_headings_that_are_not_known_stand_above_numbers() -> None:
    rows = [
        ("offset", "length", "spk", "utterance"),
        *((f"{n}.5", "1.5", *turn) for n, turn in enumerate(TALK)),
    ]
    assert said(delimited(rows)) == TALK
    assert [start for start, _ in times(delimited(rows))] == [0.5, 1.5, 2.5, 3.5]


def test_time_codes_of_an_editor_of_films_end_with_frames() -> None:
    rows = [("Speaker Name", "Start Time", "End Time", "Text")]
    rows += [(name, f"00;00;0{n};12", f"00;00;0{n};23", words) for n, (name, words) in enumerate(TALK)]
    assert [start for start, _ in times(delimited(rows))] == [0, 1, 2, 3]


def test_an_empty_cell_goes_on_with_the_label_above_where_labels_stand_once_a_turn() -> None:
    rows = [
        ("Speaker", "Text"),
        ("Ilse", "One."),
        ("", "Two."),
        ("Tam", "Three."),
        ("", "Four."),
        ("Ilse", "Five."),
    ]
    assert [name for name, _ in said(delimited(rows))] == ["Ilse", "Ilse", "Tam", "Tam", "Ilse"]


def test_an_empty_cell_is_nobodys_where_every_row_has_a_label() -> None:
    rows = [
        ("Speaker", "Text"),
        ("Ilse", "One."),
        ("Ilse", "Two."),
        ("", "Three."),
        ("Tam", "Four."),
        ("Ilse", "Five."),
    ]
    content = delimited(rows)
    assert [name for name, _ in said(content)] == ["Ilse", "Ilse", None, "Tam", "Ilse"]
    assert [(problem.location, problem.message) for problem in parsed(content).problems] == [
        ("line 4", "a row has no speaker where the others have one")
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_encoding_and_a_line_that_names_the_sign(encoding: str) -> None:
    content = "sep=;\n" + delimited(
        [("Sprecher", "Text"), *((name, f"{words} Äh.") for name, words in TALK)], ";"
    )
    assert said(content.encode(encoding)) == [(name, f"{words} Äh.") for name, words in TALK]


def test_words_that_hold_the_sign_unquoted_are_put_together_again_and_told() -> None:
    content = "speaker,text\nIlse,So, who lit it?\nTam,Nobody, really, did.\nIlse,Oh.\n"
    assert [words for _, words in said(content)] == ["So, who lit it?", "Nobody, really, did.", "Oh."]
    assert [problem.severity for problem in parsed(content).problems] == ["warning"]


def test_a_quotation_mark_that_is_not_closed_is_told_by_its_line() -> None:
    content = (
        'speaker,text,n\nIlse,"Who, then?",1\nTam,"Nobody, really,2\nIlse,"Oh, no.",3\nTam,"Yes, so.",4\n'
    )
    assert refusal(content) == "line 3: a quotation mark in this row opens a cell and does not close it"


def test_a_title_above_the_headings_is_the_title() -> None:
    content = "Evening at the pier;\nSpeaker;Text\n" + delimited(TALK, ";")
    assert transcript(content).title == "Evening at the pier"
    assert said(content) == TALK


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("a,b,c\n1,2,3\n4,5,6\n", "it is not clear which column holds the speech", id="numbers"),
        pytest.param(
            "Participant;Answer\nP1;The sea in the morning.\nP2;That people wave.\nP3;The bread.\n",
            "each row may be a case of a survey, or a turn of a dialogue; say which",
            id="one answer of each",
        ),
        pytest.param(
            "document,speaker,code,text\nPier 1,Tam,Dark,Nobody did.\nPier 2,Odd,Dark,It was out.\n",
            "its rows come from several documents",
            id="passages of an export",
        ),
        pytest.param(
            "group,response\nA,The sea, and bread.\nB,Salt\n",
            "this is not a table",
            id="not alike",
        ),
    ],
)
def test_what_is_no_talk_is_refused_and_told_what_to_do(content: str, message: str) -> None:
    assert refusal(content).startswith(message)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lamp.txt", "Ilse, who lit it, asked\nTam, who knew, answered\n"),
        ("lamp.txt", "Ilse | Uni: Who lit it?\nTam | Guest: Nobody.\nIlse | Uni: Oh.\n"),
        ("lamp.txt", "Ilse\tWho lit it?\nTam\tNobody did.\nIlse\tOh.\n"),
        ("lamp.csv", "one column\nof words\n"),
        ("lamp.csv", '{"a": [1, 2]}\n{"b": [3, 4]}\n'),
        ("lamp.csv", "WEBVTT\n\n00:01.000 --> 00:02.000\na, b\n"),
    ],
)
def test_leaves_other_text_alone(name: str, content: str) -> None:
    assert sniff(source(content, name)) is Claim.NO


def test_a_workbook_with_clocks() -> None:
    rows = [("Start", "Speaker", "Text"), *((time(0, 1, 7 * n), *turn) for n, turn in enumerate(TALK))]
    content = workbook({"Talk": rows, "Guide": [("a", "b"), ("x", "y")]})
    assert sniff(source(content, "lamp.xlsx")) is Claim.CERTAIN
    assert said(content, "lamp.xlsx") == TALK
    assert [start for start, _ in times(content, "lamp.xlsx")] == [60, 67, 74, 81]
    assert [str(problem) for problem in parsed(content, "lamp.xlsx").problems] == [
        "lamp.xlsx, sheet Guide: no transcript: the sheet is left out"
    ]


def test_a_title_and_a_blank_row_above_the_headings_of_a_sheet() -> None:
    rows = [("Pier 12", "", "", ""), ("", "", "", ""), ("#", "Wer", "Was", "Bemerkung")]
    rows += [(str(n), name, words, "") for n, (name, words) in enumerate(TALK, 1)]
    content = workbook({"Talk": rows})
    assert transcript(content, "lamp.xlsx").title == "Pier 12"
    assert said(content, "lamp.xlsx") == TALK


def test_excel_takes_minutes_for_hours_and_the_reader_puts_it_right() -> None:
    rows = [("Zeit", "Sprecher", "Text"), *((time(n, 7), *turn) for n, turn in enumerate(TALK))]
    assert [start for start, _ in times(workbook({"Talk": rows}, "h:mm"), "lamp.xlsx")] == [7, 67, 127, 187]


def remade(content: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return out.getvalue()


TALK_BOOK = workbook({"Talk": [("Speaker", "Text"), *TALK]})


def bomb() -> bytes:
    """A small file of 101 MB: made when it is wanted, not by each worker that collects the tests."""
    return remade(TALK_BOOK, b"And then?", b"x" * 101_000_000)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(workbook({"Talk": []}), "the table is empty", id="empty"),
        pytest.param(
            workbook({name: [("Speaker", "Text"), *TALK] for name in ("One", "Two")}),
            "2 sheets hold transcripts ('One', 'Two'); save each as a file of its own",
            id="two talks",
        ),
        pytest.param(
            bomb,
            "the workbook holds more than 100 MB; it would fill the memory",
            id="a bomb",
        ),
        pytest.param(
            remade(TALK_BOOK, b'<c r="B5"', b'<c r="XFD1048576"'),
            "a sheet has 1,048,576 rows and 16,384 columns; delete the cells far from the table",
            id="a cell in the last corner",
        ),
        pytest.param(
            remade(TALK_BOOK, b"<sheetData>", b"<sheetData></x>"), "the workbook is damaged", id="damaged XML"
        ),
        pytest.param(
            remade(
                TALK_BOOK, b"<sst", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><sst'
            ).replace(b"", b""),
            "",
            id="an entity",
        ),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_one_line(
    content: bytes | Callable[[], bytes], message: str
) -> None:
    content = content if isinstance(content, bytes) else content()
    read = parsed(content, "lamp.xlsx")
    if message:
        assert refusal(content, "lamp.xlsx").startswith(message)
    assert read.transcript is None or "etc" not in read.transcript.text


def test_damaged_bytes_are_no_traceback() -> None:
    for at in range(0, len(TALK_BOOK), 97):
        broken = TALK_BOOK[:at] + b"\0" * 20 + TALK_BOOK[at + 20 :]
        if sniff(source(broken, "lamp.xlsx")) is not Claim.NO:
            parsed(broken, "lamp.xlsx")


WORDS = st.from_regex(r"[A-Z][a-zéü]{2,9}( [a-zéü,;\"]{1,9}){1,6}[.?!]", fullmatch=True)


@given(st.lists(WORDS, min_size=3, max_size=12), st.sampled_from(",;\t"), st.permutations([0, 1, 2]))
def test_any_talk_written_as_a_table_reads_back(spoken: list[str], sign: str, order: list[int]) -> None:
    rows = [("time", "speaker", "text")]
    rows += [
        (f"0:{n // 60:02d}:{n % 60:02d}", ("Ilse", "Tam")[n % 2], words) for n, words in enumerate(spoken)
    ]
    content = delimited([[row[at] for at in order] for row in rows], sign)
    assert said(content) == [(("Ilse", "Tam")[n % 2], words) for n, words in enumerate(spoken)]


@given(st.text(st.sampled_from('ab:,;\t"\n 1|'), max_size=120))
def test_no_table_raises(text: str) -> None:
    sniff(source(text))
    parse(source(text))


def test_a_long_table_is_not_held_six_times() -> None:
    rows = [("Start", "Speaker", "Text")]
    rows += [
        (f"{n // 3600}:{n // 60 % 60:02d}:{n % 60:02d}", f"Person {n % 4}", f"Words {n} " * 15)
        for n in range(4_000)
    ]
    data = delimited(rows).encode()
    tracemalloc.start()
    try:
        assert len(transcript(data).paragraphs) == 4_000
        assert tracemalloc.get_traced_memory()[1] < 6 * len(data)
    finally:
        tracemalloc.stop()


def test_a_letter_that_says_what_kind_of_row_it_is_is_no_code() -> None:
    rows = [("Speaker", "Category", "Text"), *((name, "v", words) for name, words in TALK)]
    assert transcript(delimited(rows)).tags == ()


@pytest.mark.parametrize("head", ["# exported 10 March\n# lamp\n", "The lamp\nExported 10 March\n\n"])
def test_lines_above_the_headings_of_a_text_do_not_count(head: str) -> None:
    rows = [(f"0:{n:02d}", who, words) for n, (who, words) in enumerate(TALK)]
    read = parsed(head + delimited([("start", "speaker", "text"), *rows])).transcript
    assert read is not None
    assert [(each.speaker, each.text) for each in read.paragraphs if each.speaker] == TALK


def test_a_sentence_may_end_with_a_danda() -> None:
    said = "किनारा भारी हो तो एक महीना भी लग जाता है।"
    rows = [
        (f"0:{n:02d}", f"0:{n + 1:02d}", who, said) for n, who in enumerate(("Ilse", "Tam", "Tam", "Ilse"))
    ]
    read = parsed(delimited([("start", "end", "speaker", "text"), *rows])).transcript
    assert read is not None
    assert [each.speaker for each in read.paragraphs] == ["Ilse", "Tam", "Tam", "Ilse"]


@pytest.mark.parametrize("head", ["", "# Interview 7\n\n"])
@pytest.mark.parametrize("names", ["| Time | Who | What |", "| Time | Speaker | Text |", "|Zeit|Wer|Wort|"])
def test_a_table_of_markdown_is_a_transcript(names: str, head: str) -> None:
    said = [
        ("Runa", "Who keeps the key?"),
        ("Prem", "Nobody \\| somebody."),
        ("Runa", "And before?"),
        ("Prem", "My aunt."),
    ]
    rows = "\n".join(f"| 00:0{n} | {who} | {words} |" for n, (who, words) in enumerate(said))
    found = ingest.read_bytes("talk.md", f"{head}{names}\n|---|:--|---|\n{rows}\n".encode())
    assert found.transcript is not None
    spoken = [(each.speaker, each.text) for each in found.transcript.paragraphs if each.speaker]
    assert spoken == [(who, words.replace("\\|", "|")) for who, words in said]


def test_a_table_of_markdown_within_prose_stays_prose() -> None:
    prose = "The boats come at six and leave at nine, and nobody waits for them in between.\n\n" * 12
    found = ingest.read_bytes(
        "boats.md", f"{prose}| Boat | Place |\n|---|---|\n| Ada | Halde |\n| Bo | Lund |\n".encode()
    )
    assert found.format == "article"
