"""Surveys in tables: CSV, TSV, Excel, ODS; a row for each case, with open answers and attributes in columns.

::

    id,sector,What went wrong?
    P1,energy,The sensor was replaced.

:mod:`ingest.formats.parts.survey.guessing` says which column holds what, unless a person does. Each case is a
document of its own: a heading with the question above each answer, and the attributes on the case. Answers
that are equal stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.formats import Claim, Format
from ingest.formats.parts.grid.looking import Grid, UnreadableGridError, grids
from ingest.formats.parts.survey.cases import CaseReader
from ingest.formats.parts.survey.guessing import said_of, survey_columns
from ingest.formats.parts.survey.headings import survey_table
from ingest.formats.parts.survey.recognition import is_survey, survey_likeness
from ingest.model import Parsed, Problem, Survey, SurveyColumn
from ingest.source import Source

_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".ods"})
_NAME = "survey"
_SHOWN = 12
_NOUNS = {"case": "cases are named by", "answer": "open answers", "attribute": "attributes"}


def sniff(source: Source) -> Claim:
    """Certain for a table whose rows are cases beyond doubt; a text must also be called a table."""
    named = source.suffix in _SUFFIXES or not source.is_text
    return Claim.CERTAIN if named and is_survey(source) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the rows; never raises for bad data."""
    try:
        found = grids(source)
    except UnreadableGridError as error:
        return Parsed(source.path, None, (Problem(source.path, error.location, str(error)),))
    likely = [each for each in found if survey_likeness(each.rows) == "survey"] or list(found[:1])
    if len(likely) > 1:
        names = ", ".join(repr(each.name) for each in likely[:5])
        message = f"{len(likely)} sheets hold surveys ({names}); save each as a file of its own"
        return Parsed(source.path, None, (Problem(source.path, "", message),))
    others = [
        Problem(source.path, f"sheet {each.name}", "another sheet than that of the survey: left out", "note")
        for each in found
        if each not in likely
    ]
    return _read(source, likely[0] if likely else None, others)


def _read(source: Source, grid: Grid | None, others: Sequence[Problem]) -> Parsed:
    table = survey_table(grid.rows) if grid else None
    if grid is None or table is None or not table.body:
        message = "no survey: it needs a row of headings with at least two columns, and rows of answers below"
        return Parsed(source.path, None, (Problem(source.path, "", message),))
    said, unclear = said_of(table, source.columns)
    columns = survey_columns(table, said)
    if unclear or not any(each.use == "answer" for each in columns):
        unclear = unclear or ["no column holds open answers; name one: `kb ingest FILE --answer COLUMN`"]
        wrong = tuple(Problem(source.path, "", each) for each in unclear)
        return Parsed(source.path, None, wrong, survey=Survey(columns, (), is_named=False))
    reader = CaseReader(source.path, table, columns, grid.place)
    cases = reader.cases()
    named = any(each.use == "case" for each in columns)
    problems = [Problem(source.path, "", told, "warning") for told in _doubts(columns)]
    problems += [Problem(source.path, "", told, "note") for told in _told(columns)]
    if not cases:
        problems.append(Problem(source.path, "", "no row has an open answer"))
    survey = Survey(columns, tuple(cases), is_named=named)
    return Parsed(source.path, None, (*problems, *reader.problems, *grid.problems, *others), survey=survey)


def _doubts(columns: Sequence[SurveyColumn]) -> list[str]:
    told = {"answer": "open answers or an attribute", "attribute": "an attribute or open answers"}
    taken = {"answer": "open answers", "attribute": "an attribute"}
    return [
        f"is {each.name!r} {told[each.use]}? taken for {taken[each.use]} ({each.reason})"
        for each in columns
        if each.doubtful and each.use in told
    ]


def _told(columns: Sequence[SurveyColumn]) -> list[str]:
    """Say which columns hold what, and which are left out and why."""
    told = []
    for use, noun in _NOUNS.items():
        names = [repr(each.name) for each in columns if each.use == use]
        if names:
            told.append(f"{noun}: {_listed(names)}")
    reasons: dict[str, list[str]] = {}
    for each in columns:
        if each.use == "nothing":
            reasons.setdefault(each.reason, []).append(repr(each.name))
    told += [f"left out ({reason}): {_listed(names)}" for reason, names in reasons.items()]
    return told


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


FORMAT = Format(_NAME, "survey (CSV, TSV, Excel, ODS)", _SUFFIXES, sniff, parse)
