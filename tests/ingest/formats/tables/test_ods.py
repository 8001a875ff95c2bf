"""OpenDocument spreadsheets: transcripts, surveys and attributes as LibreOffice saves tables."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

import pytest

from ingest import attribute_table
from ingest.attribute_table import UnreadableTableError
from ingest.files.choices import Choices
from ingest.files.one_file import parse
from ingest.formats import Claim
from ingest.formats.documents import odt
from ingest.formats.parts.grid.workbook import UnreadableWorkbookError, cells_without_result, sheets
from ingest.formats.tables import survey, table
from ingest.source import Source

KIND = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    said = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell {attributes}>{said}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    whole = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<table:table-row {attributes}>{whole}</table:table-row>"


def ods(*tables: str, manifest: str = "") -> bytes:
    sheets_ = "".join(
        f'<table:table table:name="Sheet{n}" table:style-name="ta{n}">{rows}</table:table>'
        for n, rows in enumerate(tables, start=1)
    )
    hidden = (
        '<style:style style:name="ta9" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", KIND, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {_SPACES}>'
            f"<office:automatic-styles>{hidden}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{sheets_}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return made.getvalue()


def cells(data: bytes) -> list[list[str]]:
    (sheet,) = sheets(data)
    return [each.cells for each in sheet.rows]


def minutes(text: str) -> str:
    hours, rest = text.split(":")
    return cell(text, f'office:value-type="time" office:time-value="PT{hours}H{rest}M00S"')


TALK = row("Time", "Speaker", "Text") + "".join(
    row(minutes(f"00:0{n}"), "Noor" if n % 2 else "Ben", f"What I say here is number {n}, and more.")
    for n in range(1, 7)
)
EMPTY = '<table:table-cell table:number-columns-repeated="1024"/>'
REST = row(EMPTY, attributes='table:number-rows-repeated="1048000"')


def test_a_table_of_talk_is_a_transcript() -> None:
    source = Source(PurePath("talk.ods"), ods(TALK + REST))
    assert (table.sniff(source), odt.sniff(source), survey.sniff(source)) == (
        Claim.CERTAIN,
        Claim.NO,
        Claim.NO,
    )
    found = table.parse(source).transcript
    assert found is not None
    assert [each.speaker for each in found.paragraphs] == ["Noor", "Ben"] * 3
    assert found.paragraphs[0].text == "What I say here is number 1, and more."
    assert found.paragraphs[1].audio_start == 2  # people type minutes and seconds


def test_a_survey_is_read_as_cases() -> None:
    answers = [
        "The sensor was replaced and nobody told us that it had been.",
        "We never look at the data before we train, there is no time for it.",
        "Labels differ between the two teams, and this shows only in production.",
        "A column changed its unit overnight, from one release to the next.",
    ]
    rows = row("id", "sector", "What went wrong in your project?") + "".join(
        row(f"P{n}", "energy" if n % 2 else "rail", answer) for n, answer in enumerate(answers, start=1)
    )
    parsed = parse(Source(PurePath("survey.ods"), ods(rows)), Choices())
    assert parsed.survey is not None
    assert [(case.key, dict(case.attributes)) for case in parsed.survey.cases][:2] == [
        ("P1", {"sector": "energy"}),
        ("P2", {"sector": "rail"}),
    ]


def test_attributes_are_read() -> None:
    data = ods(row("document", "sector", "years") + row("Interview 1", "energy", "7"))
    found = attribute_table.read_attribute_table(Source(PurePath("known.ods"), data))
    assert found.header == ("document", "sector", "years")
    assert [each.cells for each in found.rows] == [["Interview 1", "energy", "7"]]


def test_what_cells_say_is_kept() -> None:
    spaced = '<text:span>with<text:s text:c="2"/>blanks</text:span>'
    text = f"two\nparagraphs {spaced}, a<text:line-break/>break<text:tab/>"
    long = cell("25:05", 'office:value-type="time" office:time-value="PT25H05M07S"')
    note = cell("seen<office:annotation><text:p>a comment</text:p></office:annotation>")
    twice = row("same", cell("again", 'office:value-type="string" table:number-columns-repeated="2"'))
    repeated = twice.replace("<table:table-row ", '<table:table-row table:number-rows-repeated="2" ')
    assert cells(ods(row(text, long, note) + repeated)) == [
        ["two\nparagraphs with  blanks, a\nbreak\t", "25:05:07", "seen"],
        ["same", "again", "again"],
        ["same", "again", "again"],
    ]


def test_a_hidden_sheet_is_left_out() -> None:
    tables = [row("shown", "too")] + [""] * 7 + [row("hidden", "too")]
    assert [sheet.name for sheet in sheets(ods(*tables))] == ["Sheet1"]


def test_formulas_without_a_result_are_counted() -> None:
    assert cells_without_result(ods(row("a", cell("", 'table:formula="of:=B1"')) + row("b", "c"))) == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(
            row(cell("x", 'office:value-type="string" table:number-columns-repeated="16384"')).replace(
                "<table:table-row ", '<table:table-row table:number-rows-repeated="1048576" '
            ),
            "a sheet has 1,048,576 rows and 16,384 columns; delete the cells far from the table",
            id="repeated",
        ),
        pytest.param(
            row("a") + REST.replace("1048000", "900000") + row(EMPTY, "far"),
            "a sheet has 900,002 rows and 1,025 columns; delete the cells far from the table",
            id="in the last corner",
        ),
        pytest.param(
            row(cell("x", 'office:value-type="string" table:number-columns-repeated="-1"')),
            "the spreadsheet is damaged",
            id="repeated less than once",
        ),
        pytest.param("<table:table-row>", "the spreadsheet is damaged", id="not closed"),
    ],
)
def test_what_would_fill_the_memory_or_is_damaged_is_refused(rows: str, message: str) -> None:
    data = ods(rows)
    with pytest.raises(UnreadableWorkbookError, match=message):
        sheets(data)
    parsed = parse(Source(PurePath("a.ods"), data), Choices())
    assert parsed.transcript is None
    assert [each.message for each in parsed.problems] == [message]
    with pytest.raises(UnreadableTableError):
        attribute_table.read_attribute_table(Source(PurePath("a.ods"), data))


def test_a_locked_spreadsheet_is_told() -> None:
    parsed = parse(Source(PurePath("a.ods"), ods(TALK, manifest="<encryption-data/>")), Choices())
    assert "locked with a password" in parsed.problems[0].message
