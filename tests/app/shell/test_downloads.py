"""Every list downloads in a real browser, and the file holds what is shown: rows, order, and text as text."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import data
from kb.queries import names
from kb.store.coding.codings import add_coding

FORMULA = "=HYPERLINK(1) | <b>"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module", autouse=True)
def _a_code_that_would_run(app_catalog: Path) -> Iterator[None]:
    """Somebody named a code like a formula, before the app is opened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_DATABASE", str(app_catalog))
        data.engine.clear()
        data.execute(
            lambda session: add_coding(
                session,
                document=names.document(session, "Interview 3"),
                code=FORMULA,
                start=10,
                end=60,
                coder="Mara K.",
            )
        )
        data.engine.clear()
        yield


def downloaded(page: Any, title: str) -> bytes:
    """Open Export, click on a format, and return the file."""
    if not page.get_by_text("As shown").is_visible():
        page.locator("[class*='-export'] button:enabled").first.click()
    button = page.get_by_role("button", name=title, exact=True)
    button.wait_for()
    with page.expect_download() as coming:
        button.click()
    return Path(coming.value.path()).read_bytes()


def read_csv(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))


def read_xlsx(file: bytes) -> list[list[str]]:
    """The cells of a workbook's one sheet, as words."""
    book = zipfile.ZipFile(io.BytesIO(file))
    shared = [
        "".join(part.itertext())
        for part in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314  our own file
    ]
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  our own file
    assert not list(sheet.iter(f"{CELL}f")), "no cell is a formula"
    return [
        [
            shared[int("".join(cell.itertext()))] if cell.get("t") == "s" else "".join(cell.itertext())
            for cell in row.iter(f"{CELL}c")
        ]
        for row in sheet.iter(f"{CELL}row")
    ]


def read_markdown(file: bytes) -> list[list[str]]:
    rows = [re.split(r"(?<!\\) ?\| ?", line)[1:-1] for line in file.decode().splitlines()]
    assert all(len(row) == len(rows[0]) for row in rows), "no cell ends its row"
    return [[re.sub(r"\\(.)", r"\1", cell).strip() for cell in row] for row in (rows[0], *rows[2:])]


READERS = {"CSV": read_csv, "XLSX": read_xlsx, "Markdown": read_markdown}


def opened(page: Any, address: str, shown: str) -> Any:
    page.goto(address)
    page.locator(shown).first.wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    return page


@pytest.mark.parametrize("title", READERS)
@pytest.mark.parametrize(
    ("address", "column", "shown"),
    [
        pytest.param("issues?sort=title&pass=all", "Issue", ".list .iss", id="issues"),
        pytest.param("issues?stage=deployment", "Issue", ".list .iss", id="issues of a stage"),
        pytest.param("fixes?sort=coders&pass=all", "Fix", ".list .iss", id="fixes"),
        pytest.param("codebook?view=table&sort=code&q=data", "Code", ".cbname bdi", id="codes"),
        pytest.param("codebook?q=fix", "Code", ".cbbranch li bdi", id="the tree of codes"),
        pytest.param("history?what=codings", "What", ".trail .did", id="history"),
    ],
)
def test_a_list_downloads_as_it_is_shown(
    app_url: str, browser_page: Any, title: str, address: str, column: str, shown: str
) -> None:
    page = opened(browser_page, f"{app_url}/{address}", shown)
    on_page = [text.strip() for text in page.locator(shown).all_inner_texts()]
    header, *rows = READERS[title](downloaded(page, title))
    place = header.index(column)
    assert [row[place] for row in rows] == on_page


@pytest.mark.parametrize(
    ("title", "cell"), [("CSV", f"'{FORMULA}"), ("XLSX", FORMULA), ("Markdown", FORMULA)]
)
def test_a_code_that_is_called_like_a_formula_stays_text(
    app_url: str, browser_page: Any, title: str, cell: str
) -> None:
    page = opened(browser_page, f"{app_url}/codebook?view=unsorted", ".cbbranch")
    _, row = READERS[title](downloaded(page, title))
    assert row[0] == cell


@pytest.mark.parametrize("title", READERS)
def test_the_quotes_of_an_issue_download_with_its_filters_all_of_them(
    app_url: str, browser_page: Any, title: str
) -> None:
    address = f"{app_url}/issue?id=drift&pass=all&role=interviewee&group=strength"
    page = opened(browser_page, address, ".q mark")
    header, *rows = READERS[title](downloaded(page, title))
    code = header.index("Code")
    assert [row[code] for row in rows] == page.locator(".q .qf .code").all_inner_texts()
    words = [" ".join(row[header.index("Quote")].split()) for row in rows]
    first = " ".join(page.locator(".q").first.locator("mark").all_inner_texts())
    assert words[0] == " ".join(first.split())


@pytest.mark.parametrize("title", READERS)
def test_a_search_downloads_every_page_of_what_it_found(app_url: str, browser_page: Any, title: str) -> None:
    page = opened(browser_page, f"{app_url}/search?q=data&role=interviewee&page=2", ".q")
    told = page.locator(".chips .cap").inner_text()
    shown = page.locator(".q blockquote").all_inner_texts()
    header, *rows = READERS[title](downloaded(page, title))
    assert f"{len(rows)} paragraphs" in told
    text = header.index("Text")
    assert [" ".join(row[text].split()) for row in rows][20:40] == [" ".join(each.split()) for each in shown]
    assert {row[header.index("Role")] for row in rows} == {"interviewee"}
