"""Every list downloads, and the file holds what is shown: rows, order, and text as text."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from drawn_page import elements, offered_files, page_at, texts, words

from app import data
from kb.queries import names
from kb.store.coding.codings import add_coding

FORMULA = "=HYPERLINK(1) | <b>"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


Files = dict[str, Callable[[], bytes]]


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
        yield
        data.engine.clear()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """What a page offers to download: the file of each form is made when it is asked for."""
    return offered_files(monkeypatch)


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


@pytest.mark.parametrize(
    ("address", "column", "shown"),
    [
        pytest.param("issues?sort=title&pass=all", "Issue", (".list", ".iss"), id="issues"),
        pytest.param("issues?stage=deployment", "Issue", (".list", ".iss"), id="issues of a stage"),
        pytest.param("fixes?sort=coders&pass=all", "Fix", (".list", ".iss"), id="fixes"),
        pytest.param("codebook?view=table&sort=code&q=data", "Code", (".cbname", "bdi"), id="codes"),
        pytest.param("codebook?q=fix", "Code", (".cbbranch", "li", "bdi"), id="the tree of codes"),
        pytest.param("history?what=codings", "What", (".trail", ".told"), id="history"),
    ],
)
def test_a_list_downloads_as_it_is_shown(
    files: Files, address: str, column: str, shown: tuple[str, ...]
) -> None:
    on_page = texts(page_at(address), *shown)
    assert on_page
    for title, read in READERS.items():
        header, *rows = read(files[title]())
        place = header.index(column)
        assert (title, [row[place] for row in rows]) == (title, on_page)


def test_in_a_browser_each_form_of_a_list_is_a_file(app_url: str, browser_page: Any) -> None:
    browser_page.goto(f"{app_url}/issues?sort=title&pass=all")
    browser_page.locator(".list .iss").first.wait_for()
    on_page = [text.strip() for text in browser_page.locator(".list .iss").all_inner_texts()]
    browser_page.get_by_role("button", name="Export").click()
    for title, read in READERS.items():
        with browser_page.expect_download() as coming:
            browser_page.get_by_role("button", name=title, exact=True).click()
        header, *rows = read(Path(coming.value.path()).read_bytes())
        place = header.index("Issue")
        assert (title, [row[place] for row in rows]) == (title, on_page)


def test_a_code_that_is_called_like_a_formula_stays_text(files: Files) -> None:
    page_at("codebook?view=unsorted")
    for title, cell in (("CSV", f"'{FORMULA}"), ("XLSX", FORMULA), ("Markdown", FORMULA)):
        _, row = READERS[title](files[title]())
        assert (title, row[0]) == (title, cell)


def test_the_quotes_of_an_issue_download_with_its_filters_all_of_them(files: Files) -> None:
    app = page_at("issue?id=drift&pass=all&role=interviewee&group=strength")
    codes = texts(app, ".q", ".qf", ".code")
    first = "".join(mark.text_content() for mark in elements(app, ".q")[0].iter("mark"))
    assert codes
    for title, read in READERS.items():
        header, *rows = read(files[title]())
        place = header.index("Code")
        assert (title, [row[place] for row in rows]) == (title, codes)
        assert " ".join(rows[0][header.index("Quote")].split()) == " ".join(first.split())


def test_a_search_downloads_every_page_of_what_it_found(files: Files) -> None:
    app = page_at("search?q=data&role=interviewee&page=2")
    [told] = texts(app, ".chips", ".cap")
    shown = [words(each) for each in elements(app, ".q", "blockquote")]
    for title, read in READERS.items():
        header, *rows = read(files[title]())
        assert f"{len(rows)} paragraphs" in told
        text = header.index("Text")
        assert (title, [" ".join(row[text].split()) for row in rows][20:40]) == (title, shown)
        assert {row[header.index("Role")] for row in rows} == {"interviewee"}
