"""Whether a table is a survey, one row for each case, or may be one; a transcript is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ingest.dialogue.columns import Columns, columns
from ingest.dialogue.columns.cells import is_number, is_time
from ingest.dialogue.columns.heading_words import role_of
from ingest.formats.parts.grid.delimited import Row
from ingest.formats.parts.grid.looking import Grid, UnreadableGridError, grids
from ingest.formats.parts.grid.recognition import (
    LOOKED_AT,
    could_be_talk,
    is_each_row_a_case,
    is_of_documents,
)
from ingest.formats.parts.survey import column_words as words
from ingest.formats.parts.survey.guessing import survey_columns
from ingest.formats.parts.survey.headings import SurveyTable, survey_table
from ingest.model import SurveyColumn
from ingest.source import Source

Likeness = Literal["survey", "either", "no"]
"""Whether a table is a survey beyond doubt, may be one or a dialogue, or is none."""

_FEWEST_CASES = 3
_SEEN = "survey"


def is_survey(source: Source) -> bool:
    """Whether a table of the file is a survey beyond doubt, and none is a dialogue; or a person says so."""
    chosen = {use for _, use in source.columns}
    if chosen & {"text", "speaker"}:
        return False
    if "answer" in chosen:
        return True
    if _SEEN not in source.seen:
        try:
            source.seen[_SEEN] = _is_survey(grids(source))
        except UnreadableGridError:
            source.seen[_SEEN] = False
    return bool(source.seen[_SEEN])


def _is_survey(found: Sequence[Grid]) -> bool:
    likenesses = [survey_likeness(each.rows) for each in found]
    others = [each for each, likeness in zip(found, likenesses, strict=True) if likeness != "survey"]
    return "survey" in likenesses and not any(
        could_be_talk([row.cells for row in each.rows[:LOOKED_AT]]) for each in others
    )


def survey_likeness(rows: Sequence[Row]) -> Likeness:
    """Return whether the rows of a table are the cases of a survey."""
    first = rows[:LOOKED_AT]
    table = survey_table(first)
    if table is None or len(table.body) < _FEWEST_CASES:
        return "no"
    cells = [row.cells for row in first]
    what = columns(cells)
    held = survey_columns(table, {})
    if not _has_headings(table, what):
        return "no"
    if all(each.use != "answer" for each in held):
        return "either" if what.is_transcript and _beside_talk(table, what) != "no" else "no"
    if any(map(words.is_of_an_export, table.names)) or table.heading_rows > 2:  # noqa: PLR2004  as Qualtrics
        return "survey"
    return "no" if is_of_documents(what, cells) or what.voices else _by_rows(table, what, held)


def _by_rows(table: SurveyTable, what: Columns, held: Sequence[SurveyColumn]) -> Likeness:
    """Return what a table is by what its rows are: cases, turns, or nobody knows."""
    answers = [each for each in held if each.use == "answer"]
    asks = any(words.is_question(each.name) for each in answers)
    if is_each_row_a_case(what, [list(table.names), *(row.cells for row in table.body)]):
        return "survey" if asks or len(answers) > 1 or _knows_cases(held) else "either"
    if what.is_transcript:
        return _beside_talk(table, what) if asks else "no"
    return "survey" if asks else "either" if _knows_cases(held) else "no"


def _beside_talk(table: SurveyTable, what: Columns) -> Likeness:
    """Return what a table is that could be talk, although a question heads its words."""
    text, speaker = (table.names[n] if n is not None else "" for n in (what.text, what.speaker))
    if role_of(text) == "text" or not words.is_question(text):
        return "no"
    return "either" if role_of(speaker) == "speaker" or what.time is not None else "survey"


def _knows_cases(held: Sequence[SurveyColumn]) -> bool:
    """Whether a column names the cases, and others say something of them."""
    return any(each.use == "case" for each in held) and any(each.use == "attribute" for each in held)


def _has_headings(table: SurveyTable, what: Columns) -> bool:
    """Whether the first row names the columns: it is nowhere among the cells below."""
    for n, name in enumerate(table.names):
        if is_number(name) or is_time(name) or name.casefold() in map(str.casefold, table.column(n)):
            return False
    return what.header or any(words.is_question(name) or role_of(name) for name in table.names)
