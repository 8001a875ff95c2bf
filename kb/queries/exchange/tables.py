"""The catalog as tables for other programs: what each is, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from kb import records
from kb.analysis.frequencies import Frequency
from kb.queries.analyses.frequencies import frequencies
from kb.queries.codebook.codes import CodeRow, codes
from kb.queries.documents.documents import ParagraphRow, paragraphs
from kb.queries.evidence.fixes import FixRow, fixes
from kb.queries.evidence.issues import IssueRow, issues
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.coded_passages import coded_passages
from kb.queries.quotes.columns import CODING_COLUMNS, passage_names, passage_rows
from kb.queries.quotes.quotes import every_quote

Rows = tuple[Iterable[Any], tuple[str, ...]]
"""Rows, and the names of their columns in order."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is exported: ``about`` says in a sentence what one row of it is."""

    name: str
    about: str
    rows: Callable[[Session, Filters], Rows]


def _codings(session: Session, filters: Filters) -> Rows:
    return every_quote(session, filters), CODING_COLUMNS


def _quotes(session: Session, filters: Filters) -> Rows:
    return passage_rows(coded_passages(session, filters, limit=None).passages), passage_names()


def _paragraphs(session: Session, filters: Filters) -> Rows:
    return paragraphs(session, filters.document), records.names(ParagraphRow)


def _codebook(session: Session, filters: Filters) -> Rows:
    return codes(session, filters, every=True), records.names(CodeRow)


def _issues(session: Session, filters: Filters) -> Rows:
    return issues(session, filters, every=True), records.names(IssueRow)


def _fixes(session: Session, filters: Filters) -> Rows:
    return fixes(session, filters, every=True), records.names(FixRow)


def _frequencies(session: Session, filters: Filters) -> Rows:
    return frequencies(session, filters, of="code").rows, records.names(Frequency)


TABLES = {
    each.name: each
    for each in (
        Table("codings", "One row for each coding of each coder, with its words and place.", _codings),
        Table(
            "quotes",
            "One row for each coded passage: overlapping codings of one code count once.",
            _quotes,
        ),
        Table("paragraphs", "The texts: one row for each paragraph, with its speaker.", _paragraphs),
        Table("codebook", "One row for each code, with its definition and counts.", _codebook),
        Table("frequencies", "One row for each code, with its interviews, coders and codings.", _frequencies),
        Table("issues", "One row for each {issue}, with its evidence in numbers.", _issues),
        Table("fixes", "One row for each {fix}, with its evidence in numbers.", _fixes),
    )
}
"""Every table by its name; ``{issue}`` stands for the study's own word."""
