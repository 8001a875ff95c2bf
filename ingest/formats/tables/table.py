"""Transcripts in tables: CSV, TSV, Excel and OpenDocument, one row for each turn, paragraph or segment.

::

    start;speaker;text
    0:03;Noor;It was the ferry.

:mod:`ingest.dialogue.columns` finds which column holds what, with headings in any of many languages or with
none. A row's words are said by the person in its cell of speakers; codes in its cell of codes are on them.
A survey, one row for each case, is no dialogue; :mod:`ingest.formats.tables.survey` reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.formats import Claim, Format
from ingest.formats.parts.grid.delimited import Dialect, UnclosedError, dialect, mended, parts, rows
from ingest.formats.parts.grid.looking import Grid, UnreadableGridError, grids
from ingest.formats.parts.grid.recognition import EITHER, could_be_talk, is_certain, refusal
from ingest.formats.parts.grid.turns import read_rows
from ingest.formats.parts.grid.workbook import is_workbook
from ingest.formats.parts.survey.recognition import is_survey, survey_likeness
from ingest.model import Parsed, Problem
from ingest.source import Source

_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".ods"})


def sniff(source: Source) -> Claim:
    """Certain for workbooks, and for text whose columns hold words and who says them, or when."""
    if not source.is_text:
        is_table = source.data.startswith(b"PK") and is_workbook(source.data)
        return Claim.CERTAIN if is_table and not is_survey(source) else Claim.NO
    head = source.head
    if head.lstrip()[:1] in {"{", "[", "<"} or head.startswith("WEBVTT"):
        return Claim.NO
    named = source.suffix in _SUFFIXES
    how = dialect(head)
    if how is None:
        return Claim.POSSIBLE if named and parts(head) else Claim.NO
    if named and is_survey(source):
        return Claim.NO
    headed = not how.markdown and (how.sign == "|" or not named)
    if is_certain(_first_rows(head, how), headed=headed, timed=how.sign == "\t"):
        return Claim.CERTAIN
    return Claim.POSSIBLE if named else Claim.NO


def _first_rows(head: str, how: Dialect) -> list[list[str]]:
    try:
        found = rows(head[: head.rfind("\n") + 1] or head, how)
    except UnclosedError as error:  # the head ends within a cell
        found = rows("".join(head.splitlines(keepends=True)[: error.line - 1]), how)
    return [row.cells for row in mended(found, how.sign)[0]]


def parse(source: Source) -> Parsed:
    """Read the rows; never raises for bad data."""
    try:
        found = grids(source)
    except UnreadableGridError as error:
        return Parsed(source.path, None, (Problem(source.path, error.location, str(error)),))
    if not _is_chosen(source) and any(survey_likeness(each.rows) == "either" for each in found):
        return Parsed(source.path, None, (Problem(source.path, "", EITHER),))
    return _text(source, found[0]) if source.is_text else _workbook(source, found)


def _is_chosen(source: Source) -> bool:
    """Whether a person said that the table is a transcript, or which of its columns is what."""
    return source.is_chosen or bool(source.columns)


def _text(source: Source, grid: Grid) -> Parsed:
    how = dialect(source.head)
    found, count = mended(grid.rows, how.sign if how else "")
    source.seen.clear()  # a long table is let go while it is read
    parsed = read_rows(source.path, found, place=grid.place, chosen=_is_chosen(source))
    if not count or how is None or parsed.transcript is None:
        return parsed
    message = f"cells were split at {how.sign!r} within the text and joined again: {count} rows"
    return replace(parsed, problems=(Problem(source.path, "", message, "warning"), *parsed.problems))


def _workbook(source: Source, found: Sequence[Grid]) -> Parsed:
    chosen = _is_chosen(source)
    talk = [each for each in found if could_be_talk([row.cells for row in each.rows], chosen=chosen)]
    if not talk:
        return refusal(source.path, [row.cells for row in found[0].rows] if found else [])
    if len(talk) > 1:
        names = ", ".join(repr(sheet.name) for sheet in talk[:5])
        message = f"{len(talk)} sheets hold transcripts ({names}); save each as a file of its own"
        return Parsed(source.path, None, (Problem(source.path, "", message),))
    others = [
        Problem(source.path, f"sheet {sheet.name}", "no transcript: the sheet is left out", "note")
        for sheet in found
        if sheet is not talk[0]
    ]
    source.seen.clear()
    parsed = read_rows(source.path, talk[0].rows, place="row", chosen=chosen)
    return Parsed(source.path, parsed.transcript, (*parsed.problems, *talk[0].problems, *others))


FORMAT = Format("table", "table (CSV, TSV, Excel, ODS)", _SUFFIXES, sniff, parse)
