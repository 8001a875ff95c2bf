"""Whether a table holds what somebody says; answers of a survey and lists of passages do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from ingest.chosen import wanted
from ingest.dialogue import Block, explain
from ingest.dialogue.columns import Columns, columns
from ingest.dialogue.columns.heading_words import role_of
from ingest.model import Parsed, Problem
from ingest.speakers import recognise

LOOKED_AT = 1_000
_FEWEST_CASES = 3
_HALF = 0.5
_WORDY = 20
_DATE = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_DOCUMENTS = frozenset(
    """
    document documents file filename source interview transcript dokument datei quelle fichier documento
    """.split()  # noqa: SIM905 - words read best as words
)

UNCLEAR = (
    "it is not clear which column holds the speech; name the columns in the first row:"
    " Speaker, Text and, where there are any, Start, End, Codes; where each row is a case of a survey,"
    " read it as one: `kb ingest FILE --as survey` (in the app: Read as)"
)
PASSAGES = "its rows come from several documents: a list of passages, and no transcript"
EITHER = (
    "each row may be a case of a survey, or a turn of a dialogue; say which:"
    " `kb ingest FILE --as survey` or `--as table` (in the app: Read as)"
)


def could_be_talk(cells: Sequence[Sequence[str]], *, chosen: bool = False) -> bool:
    """Whether a table holds what somebody says; ``chosen``: a person said that it is a transcript."""
    what = columns(cells[:LOOKED_AT])
    return what.is_transcript and (chosen or not is_no_talk(what, cells))


def is_no_talk(what: Columns, cells: Sequence[Sequence[str]]) -> bool:
    """Whether a table holds a survey or passages, although it looks like a transcript.

    Where a person says which column is what is said, it is one.
    """
    if "text" in wanted().columns.values():
        return False
    return is_of_documents(what, cells) or is_each_row_a_case(what, cells)


def is_certain(cells: Sequence[Sequence[str]], *, headed: bool, timed: bool = False) -> bool:
    """Whether a table is a transcript beyond doubt: words, and beside them people or times.

    ``headed`` asks for headings that are known words; with ``timed``, two columns of times do as well.
    """
    what = columns(cells[:LOOKED_AT])
    if not what.is_transcript or is_no_talk(what, cells):
        return False
    named = what.header and sum(map(bool, what.names)) > 1 and (what.knows_its_names or what.has_tiers)
    spans = timed and what.time is not None and what.end is not None
    if headed and not (named or spans):
        return False
    return what.speaker is not None or what.time is not None or bool(what.voices)


def refusal(path: PurePath, cells: Sequence[Sequence[str]]) -> Parsed:
    """Say why a table is no transcript, and what to do."""
    message = "the table is empty" if not cells else UNCLEAR
    what = columns(cells[:LOOKED_AT])
    if is_of_documents(what, cells):
        message = PASSAGES
    elif is_each_row_a_case(what, cells):
        message = EITHER
    return Parsed(path, None, (Problem(path, "", message),))


def is_each_row_a_case(what: Columns, cells: Sequence[Sequence[str]]) -> bool:
    """Whether each row is another case: nobody speaks twice, and no times run along.

    Dates with a clock are when somebody filled in a form, or sent a message: no times of a recording.
    """
    body = cells[what.above + 1 : what.above + 1 + LOOKED_AT]
    if not what.header or what.voices or len(body) < _FEWEST_CASES:
        return False
    dated = sum(_DATE.search(cell_of(row, what.time)) is not None for row in body) > _HALF * len(body)
    if what.time is not None and not dated:
        return False
    if what.speaker is not None:
        return _is_each_another([cell_of(row, what.speaker) for row in body])
    if what.text is None:
        return any(len(cell_of(row, n)) > _WORDY for n in what.others for row in body)
    named = role_of(what.names[what.text]) == "text"
    return dated or bool(what.others) or not (named or explain(_blocks_of(body, what.text)).certain)


def _is_each_another(labels: Sequence[str]) -> bool:
    known = [recognise(label) for label in labels]
    asks = any(each is not None and each.role == "interviewer" for each in known)
    return all(labels) and not asks and len({label.casefold() for label in labels}) == len(labels)


def _blocks_of(body: Sequence[Sequence[str]], column: int) -> list[Block]:
    return [Block(text, at) for at, row in enumerate(body) if (text := cell_of(row, column))]


def is_of_documents(what: Columns, cells: Sequence[Sequence[str]]) -> bool:
    """Whether rows are passages out of several documents: an export of codings."""
    if not what.header:
        return False
    for column, name in enumerate(what.names):
        if name.casefold() in _DOCUMENTS and column not in {what.text, what.speaker}:
            return len({cell_of(row, column) for row in cells[what.above + 1 :]} - {""}) > 1
    return False


def cell_of(row: Sequence[str], column: int | None) -> str:
    """Return the cell of a row in a column, without white space around it."""
    return row[column].strip() if column is not None and column < len(row) else ""
