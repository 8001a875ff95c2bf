"""What nobody can read is refused with a sentence that says what to do instead."""

import io
import re
import zipfile
from random import Random

import pytest

from ingest.files.reading import read_bytes

DOES = re.compile(r"\b(?:save|export|import|convert|copy|open|unpack|print)\b", re.IGNORECASE)


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0" + bytes(600)
NOISE = Random(3).randbytes(4_000)  # noqa: S311  no secret
RIFF = b"RIFF\x10\0\0\0WAVEfmt " + bytes(range(256))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param("a.doc", OLE, "an old Word document", id="old Word"),
        pytest.param("a.pages", packed("Index/Document.iwa"), "In Pages".lower(), id="Pages"),
        pytest.param("a.qdpx", packed("project.qde"), "import it with `kb import`", id="REFI-QDA"),
        pytest.param("a.zip", packed("project.qde"), "a REFI-QDA project", id="REFI-QDA by another name"),
        pytest.param("a.mx24", bytes(range(256)), "MAXQDA", id="MAXQDA"),
        pytest.param("a.mex22", b"SQLite format 3\0" + bytes(99), "a database", id="a database"),
        pytest.param("a.atlproj", packed("x"), "ATLAS.ti", id="ATLAS.ti"),
        pytest.param("a.nvp", OLE, "NVivo", id="old NVivo"),
        pytest.param("a.nvpx", packed("x"), "NVivo", id="NVivo"),
        pytest.param("a.wav", RIFF, "transcribe it first", id="a recording"),
        pytest.param("a.mp3", b"ID3\x04" + bytes(range(256)), "transcribe it first", id="music"),
        pytest.param("a.mp4", b"\0\0\0\x20ftypisom" + bytes(range(256)), "transcribe it first", id="a film"),
        pytest.param("a.heic", b"\0\0\0\x20ftypheic" + bytes(range(256)), "text recognition", id="a photo"),
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)), "text recognition", id="a picture"),
        pytest.param("a.xlsx", packed("xl/workbook.xml"), "save the sheet", id="a spreadsheet"),
        pytest.param("a.pptx", packed("ppt/presentation.xml"), "export it as PDF", id="a presentation"),
        pytest.param("a.zip", packed("talk.txt"), "unpack it", id="a packed folder"),
        pytest.param("a.zip", packed("b.zip"), "unpack it", id="packed twice"),
        pytest.param("a.zip", packed("talk.txt")[:40], "damaged", id="a broken zip"),
        pytest.param("a.eaf", b"<?xml version='1.0'?><ANNOTATION_DOCUMENT/>", "ELAN", id="ELAN"),
        pytest.param("a.docx", NOISE, "a damaged .docx file", id="no Word file"),
        pytest.param("a.docm", NOISE, "a damaged .docm file", id="no Word file with macros"),
        pytest.param("a.xlsx", NOISE, "a damaged .xlsx file", id="no spreadsheet"),
        pytest.param("a.odt", NOISE, "a damaged .odt file", id="no OpenDocument"),
        pytest.param("a.rtf", NOISE, "a damaged .rtf file", id="no RTF"),
        pytest.param("a.eaf", NOISE, "a damaged .eaf file", id="no ELAN file"),
        pytest.param("a.pdf", NOISE, "a damaged .pdf file", id="no PDF"),
        pytest.param("a.doc", NOISE, "an old Word document", id="what may be old Word"),
    ],
)
def test_a_refusal_says_what_it_is_and_what_to_do(name: str, data: bytes, message: str) -> None:
    parsed = read_bytes(name, data)
    assert parsed.transcript is None
    [problem] = parsed.problems
    assert message.casefold() in problem.message.casefold()
    assert DOES.search(problem.message)
    assert "\n" not in problem.message


def test_a_small_file_that_holds_a_thousand_names_is_refused_quickly() -> None:
    data = packed(*(f"{n}/{'x' * 200}.zip" for n in range(2_000)))
    assert "unpack it" in read_bytes("a.zip", data).problems[0].message
