"""The columns of exported quotes: one list for the command line, the notebook and the pages of the app.

A row stands for a quote (``kb quotes``, ``kb export quotes``, ``catalog.quotes()``, the export of a page) or
for a coding (``kb quotes --codings``, ``kb export codings``, ``catalog.codings()``). A new column is a line
of PASSAGE_COLUMNS or a field of :class:`~kb.queries.quotes.quotes.Quote`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from kb.queries.quotes.coded_passages import CodedPassage
from kb.queries.quotes.quotes import Quote

QUOTE_COLUMNS = tuple(field.name for field in fields(Quote))
"""What is known of a coding: ``kb quotes --codings`` and the notebook."""

CODING_COLUMNS = tuple(name for name in QUOTE_COLUMNS if name not in ("role", "coding"))
"""The fields of an exported coding; other programs rely on their names and their order."""


@dataclass(frozen=True, slots=True)
class PassageColumn:
    """A column of exported passages: its name for programs, its title on a page, its value."""

    name: str
    title: str
    value: Callable[[CodedPassage], Any]


PASSAGE_COLUMNS = (
    PassageColumn("document", "Document", lambda passage: passage.document),
    PassageColumn("case", "Case", lambda passage: passage.case),
    PassageColumn("paragraph_number", "Paragraph", lambda passage: passage.paragraph + 1),
    PassageColumn("speaker", "Speaker", lambda passage: passage.speaker),
    PassageColumn("quote", "Quote", lambda passage: passage.quote),
    PassageColumn("code", "Code", lambda passage: passage.code),
    PassageColumn(
        "coders",
        "Coders",
        lambda passage: tuple(f"{coder.coder} ({coder.role})" for coder in passage.coders),
    ),
    PassageColumn("extent", "Extent", lambda passage: passage.extent),
    PassageColumn("codings", "Codings", lambda passage: passage.codings),
)
"""Paragraphs are numbered from 1 here, as on the pages."""


def passage_names() -> tuple[str, ...]:
    """Return the names of the columns of exported passages, as programs see them."""
    return tuple(column.name for column in PASSAGE_COLUMNS)


def passage_titles() -> tuple[str, ...]:
    """Return the titles of the columns of exported passages, as people see them."""
    return tuple(column.title for column in PASSAGE_COLUMNS)


def passage_rows(passages: Iterable[CodedPassage], *, titled: bool = False) -> Iterator[dict[str, Any]]:
    """Yield passages as rows of an export, by the names of the columns, or by their titles."""
    return (passage_row(passage, titled=titled) for passage in passages)


def passage_row(passage: CodedPassage, *, titled: bool = False) -> dict[str, Any]:
    """Return a passage as a row of an export, by the names of the columns, or by their titles."""
    return {column.title if titled else column.name: column.value(passage) for column in PASSAGE_COLUMNS}
