"""The columns that the analyses count with, against the rows that people read."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kb.analysis.coding_table import CodingTable
from kb.db.engine import open_for_reading, reading
from kb.queries.analyses.coding_table import coding_table
from kb.queries.documents.documents import passes
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.quotes import every_quote


def read(catalog: Path, **filters: object) -> CodingTable:
    with reading(open_for_reading(catalog)) as session:
        return coding_table(session, Filters(**filters))  # type: ignore[arg-type]


def test_every_coding_is_a_row_with_the_names_people_read(corpus_catalog: Path) -> None:
    found = read(corpus_catalog)
    with reading(open_for_reading(corpus_catalog)) as session:
        quotes = list(every_quote(session))
    rows = {
        (
            found.documents[text].name,
            found.coders[coder],
            found.codes[code],
            int(start),
            int(end),
            bool(moderated),
        )
        for text, coder, code, start, end, moderated in zip(
            found.document, found.coder, found.code, found.start, found.end, found.moderated, strict=True
        )
    }
    assert len(found) == len(quotes)
    assert rows == {
        (each.document, each.coder, each.code, each.start, each.end, each.pass_role == "moderator")  # noqa: S105
        for each in quotes
    }


def test_codings_come_by_document_and_place(corpus_catalog: Path) -> None:
    found = read(corpus_catalog)
    places = list(zip(found.document.tolist(), found.start.tolist(), found.end.tolist(), strict=True))
    assert places == sorted(places)


def test_empty_passes_and_unused_codes_are_known(corpus_catalog: Path) -> None:
    found = read(corpus_catalog)
    with reading(open_for_reading(corpus_catalog)) as session:
        expected = {(each.document, each.coder, each.role): each.is_empty for each in passes(session)}
    assert {
        (found.documents[each.document].name, found.coders[each.coder], each.role): each.empty
        for each in found.coding_passes
    } == expected
    assert set(range(len(found.codes))) - set(found.code.tolist())


def test_a_filter_leaves_what_is_counted_against(corpus_catalog: Path) -> None:
    every, moderated = read(corpus_catalog), read(corpus_catalog, pass_role="moderator")  # noqa: S106
    assert len(moderated) == int(every.moderated.sum())
    assert moderated.documents == every.documents
    assert moderated.coding_passes == every.coding_passes
    assert np.array_equal(every.where(every.moderated).coding, moderated.coding)


def test_a_catalog_without_codings_has_no_rows(corpus_catalog: Path) -> None:
    nothing = read(corpus_catalog, text='"no interview says this"')
    assert len(nothing) == 0
    assert nothing.start.dtype == np.int64
