"""Bytes become characters; what is no text is told apart."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decoding import decode, doubt, first_nul

FRENCH = "Interviewée : ça dépend où l'on déploie, évidemment.\nOui, très bien.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_a_french_transcript_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE])
def test_a_marked_file_of_either_byte_order_reads(mark: bytes) -> None:
    order = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    assert decode(mark + FRENCH.encode(order)) == FRENCH


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"a\r\nb\rc\n", "a\nb\nc\n", id="line ends of Windows and the old Mac"),
        pytest.param(b"", "", id="nothing"),
        pytest.param("“é”".encode("cp1252"), "“é”", id="short Windows text"),
        pytest.param("caf\xe9".encode("latin-1"), "café", id="an é at the end is not cut-off UTF-8"),
        pytest.param("é and ".encode() + "é".encode()[:1], "é and ", id="a character cut off by truncation"),
        pytest.param("a\u2028b\u00a0c\u202e".encode(), "a\u2028b\u00a0c\u202e", id="odd Unicode stays"),
    ],
)
def test_characters_come_out_as_they_were_meant(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"Interviewer: hi\0there\0", id="NULs in text"),
        pytest.param(bytes(range(256)) * 8, id="every byte"),
        pytest.param(b"%PDF-1.7 plain letters", id="a PDF"),
        pytest.param(b"PK\x03\x04 plain letters", id="a zip"),
        pytest.param(b"\x01\x02\x03\x04 words " * 50, id="control characters"),
    ],
)
def test_data_is_no_text(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_few_stray_nuls_become_replacement_characters_and_offsets_stay(encoding: str) -> None:
    text = FRENCH * 100
    damaged = f"{text[:70]}\0{text[71:3000]}\0{text[3001:]}"
    assert decode(damaged.encode(encoding)) == damaged.replace("\0", "\ufffd")
    assert first_nul(damaged.replace("\n", "\r\n").encode(encoding)) == 1 + text[:70].count("\n")


def test_many_nuls_are_data() -> None:
    assert decode(("word " * 99 + "\0\0\0").encode()) is None
    assert first_nul(("word " * 99 + "\0\0\0").encode()) == 0
    assert first_nul(FRENCH.encode("utf-16")) == 0


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    text = decode(data)
    assert text is None or "\r" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_without_a_leading_mark_comes_back_unchanged(text: str) -> None:
    text = text.lstrip("\ufeff")
    if text.startswith(("%PDF-", "PK\x03", "GIF8")):
        return
    assert decode(text.encode()) == text


TALKS = {
    "French": ("cp1252", "Elle a dit que la lampe ne marchait plus. La règle est de ne pas monter."),
    "German": ("mac_roman", "Damals war das ein Hobby von mir und ich wusste nicht, wie groß es wird."),
    "Portuguese": ("cp1252", "As pessoas vinham de manhã e ficavam para conversar com a irmã sobre tudo."),
    "Polish": ("iso8859_2", "Nie wiem, jak to jest dalej, ale tak to było od samego początku."),
    "Czech": ("cp1250", "Nebylo to tak jednoduché, ale pak se to povedlo a lidé byli spokojení s tím. Ně."),
    "Hungarian": ("cp1250", "Nem volt olyan egyszerű, de akkor minden jól ment, mert most van ez idő."),
    "Croatian": ("cp1250", "Nije bilo lako, ali kada je more mirno, onda smo zajedno kao što je mačka."),
    "Turkish": ("cp1254", "O kadar kolay değildi ama sonra herkes memnun oldu ve bu iş çok iyi gitti."),
    "English with Japanese": (
        "shift_jis",
        "We called it 灯台守 in those days, and that was 大丈夫 for them.",
    ),
}


@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize("language", TALKS)
def test_the_language_decides_between_encodings_that_know_the_same_bytes(language: str, times: int) -> None:
    encoding, line = TALKS[language]
    text = f"{line}\n" * times
    assert decode(text.encode(encoding)) == text
    assert doubt(text.encode(encoding)) is None


@pytest.mark.parametrize("name", ["Gisèle", "Černý"])
def test_a_foreign_name_that_could_be_another_one_is_told_with_its_place(name: str) -> None:
    data = f"Interviewer: What did you do?\n\nAnn: We were there with {name}, and that was it.\n"
    encoding = "cp1250" if name == "Černý" else "cp1252"
    place, shown, other = doubt(data.encode(encoding)) or (0, "", "")
    assert place == 3
    assert name in {shown, other}
