"""The columns of exported quotes are the same on the command line, in a notebook and on a page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from command_line import Kb

import kb as package
from app.ui import quotes as page_quotes
from app.ui.export import csv as page_csv
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.coded_passages import coded_passages
from kb.queries.quotes.columns import CODING_COLUMNS, QUOTE_COLUMNS, passage_names, passage_titles


def header(text: str) -> tuple[str, ...]:
    return tuple(next(csv.reader(io.StringIO(text))))


def test_codings_have_the_same_columns_everywhere(kb: Kb, catalog: Path) -> None:
    with package.open(catalog) as notebook:
        assert tuple(notebook.codings().columns) == QUOTE_COLUMNS
    assert header(kb("quotes", "--codings", "--format", "csv").out) == QUOTE_COLUMNS
    assert header(kb("export", "codings", "--format", "csv").out) == CODING_COLUMNS
    assert set(CODING_COLUMNS) < set(QUOTE_COLUMNS)


def test_quotes_have_the_same_rows_on_a_page_in_a_notebook_and_in_a_command(kb: Kb, catalog: Path) -> None:
    exported = kb("export", "quotes", "--format", "csv").out
    assert kb("quotes", "--limit", "0", "--format", "csv").out == exported
    with package.open(catalog) as notebook:
        frame = notebook.quotes()
        with notebook._session() as session:
            passages = coded_passages(session, Filters(), limit=None).passages
    page = page_csv(page_quotes.HEADER, page_quotes.rows(passages)).decode("utf-8-sig")
    assert header(page) == passage_titles()
    assert header(exported) == tuple(frame.columns) == passage_names()
    assert list(csv.reader(io.StringIO(page)))[1:] == list(csv.reader(io.StringIO(exported)))[1:]
    assert frame["quote"].tolist() == [passage.quote for passage in passages]
