"""What each column of a survey holds: what a person says, otherwise what its heading and cells are like.

Doubt keeps words: a column that could be answers or an attribute is told to the person. What may name a
person (addresses, names, when somebody answered) is never kept unless the person says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from ingest.formats.parts.survey import column_words as words
from ingest.formats.parts.survey.column_values import LONGEST_ATTRIBUTE, ColumnValues, examples
from ingest.formats.parts.survey.headings import SurveyTable
from ingest.model import ColumnUse, SurveyColumn

_FEW = 12
"""So many different short values, each coming back, are options of a closed question."""
_MANY = 60
_SHORT = 3
_SENTENCE = 6
_SENTENCES = 8
_LONG = 15
_FEWEST_ROWS = 5

_Guess = tuple[ColumnUse, str, bool]
"""What a column holds, why, and whether that is doubtful."""


def survey_columns(table: SurveyTable, said: Mapping[int, ColumnUse]) -> tuple[SurveyColumn, ...]:
    """Return what each column of a table holds.

    Args:
        table: the headings and the rows.
        said: what a person said of columns, by their numbers from 0.
    """
    rows = len(table.body)
    values = [ColumnValues([cell for cell in table.column(n) if cell], rows) for n in range(len(table.names))]
    names = next((n for n, use in said.items() if use == "case"), None)
    if names is None:
        names = _naming(table.names, values, said)
    found = []
    for n, (name, held) in enumerate(zip(table.names, values, strict=True)):
        if n in said:
            guess: _Guess = said[n], "you chose it", False
        elif n == names:
            guess = "case", "a value of its own in every row", False
        else:
            guess = _guess(name, held)
        shown = () if "identify" in guess[1] else examples(held.filled)
        found.append(SurveyColumn(name, *guess, len(held.filled), shown))
    return tuple(found)


def said_of(table: SurveyTable, columns: Sequence[tuple[str, str]]) -> tuple[dict[int, ColumnUse], list[str]]:
    """Return what a person said, by the columns' numbers from 0, and what of it means no column or two.

    A column goes by its heading, the beginning of it if no other begins so, or its number from 1.
    """
    said: dict[int, ColumnUse] = {}
    unclear: list[str] = []
    for name, use in columns:
        found = list(_named(table.names, name))
        if use not in get_args(ColumnUse):
            unclear.append(
                f"{use!r} is nothing a column of a survey can hold; say {', '.join(get_args(ColumnUse))}"
            )
        elif len(found) == 1:
            if use == "case":  # one column names the cases: the one that is said last
                said = {n: each for n, each in said.items() if each != "case"}
            said |= {found[0]: next(each for each in get_args(ColumnUse) if each == use)}
        elif found:
            unclear.append(f"{name!r} begins {len(found)} columns; name one of them in full")
        else:
            unclear.append(f"no column is called {name!r}; the columns are {_listed(table.names)}")
    return said, unclear


def _named(names: Sequence[str], wanted: str) -> Iterator[int]:
    folded = [" ".join(name.split()).casefold() for name in names]
    asked = " ".join(wanted.split()).casefold()
    if asked in folded:
        yield folded.index(asked)
    elif asked.isdecimal() and 0 < int(asked) <= len(names):
        yield int(asked) - 1
    elif asked:
        yield from (n for n, name in enumerate(folded) if name.startswith(asked))


def _listed(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(repr(name if len(name) <= 40 else f"{name[:39]}…") for name in names[:most])  # noqa: PLR2004
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _naming(
    names: Sequence[str], values: Sequence[ColumnValues], said: Mapping[int, ColumnUse]
) -> int | None:
    """Return the column that names the cases: by its heading first, then because its cells look like ids."""
    free = [
        n
        for n, held in enumerate(values)
        if n not in said
        and held.name_each_row
        and not (held.are_personal or held.are_dates or words.is_personal(names[n]))
    ]
    ranked = [(rank, n) for n in free if (rank := words.case_rank(names[n])) is not None]
    if ranked:
        return min(ranked)[1]
    return next((n for n in free[:1] if n == 0 and values[n].are_ids and values[n].rows >= _SHORT), None)


def _guess(name: str, held: ColumnValues) -> _Guess:
    if not held.filled:
        return "nothing", "it is empty", False
    return _kept_out(name, held) or _by_cells(name, held)


def _kept_out(name: str, held: ColumnValues) -> _Guess | None:
    """Return why a column is nothing to keep, if it is."""
    is_when = held.are_dates or (words.is_date(name) and held.words <= _SHORT)
    is_same = held.different == 1 and len(held.filled) == held.rows >= _FEWEST_ROWS
    is_another_id = words.case_rank(name) in {1, 2} and held.name_each_row and held.are_ids
    reasons = {
        f"{held.are_personal} may identify a person": held.are_personal,
        "it may identify a person": words.is_personal(name),
        "dates and times may identify a person": is_when,
        "the survey program wrote it": words.is_technical(name),
        "consent to take part": words.is_consent(name) and held.different <= _SHORT,
        "it says the same in every row": is_same,
        "another number of the row": is_another_id,
    }
    reason = next((reason for reason, holds in reasons.items() if holds), None)
    return ("nothing", reason, False) if reason else None


def _by_cells(name: str, held: ColumnValues) -> _Guess:
    """Return whether cells are open answers or an attribute."""
    asks = words.asks_for_words(name)
    if held.are_numbers:
        return "attribute", "numbers", False
    if held.longest > LONGEST_ATTRIBUTE:
        return "answer", "long texts", False
    if held.choices and not asks:
        return "attribute", f"some of {held.choices} options", False
    if _comes_back(held):
        return _of_few_values(name, held, asks=asks)
    if held.words >= _SENTENCE or (held.most_words >= _LONG and held.words > _SHORT):
        return "answer", "texts in people's own words", False
    return _of_short_texts(name, held, asks=asks)


def _comes_back(held: ColumnValues) -> bool:
    """Whether few different values make up nearly the whole column."""
    if len(held.filled) < 2 * held.different:
        return False
    usual = sum(count for _, count in held.counts.most_common(_FEW))
    return held.different <= _FEW or (
        held.different <= _MANY and held.words <= _SHORT and usual >= 0.5 * len(held.filled)
    )


def _of_few_values(name: str, held: ColumnValues, *, asks: bool) -> _Guess:
    if asks:
        return "answer", "its heading asks for words", True
    if held.words >= _SENTENCES:
        return "answer", "sentences, some of them the same", True
    is_open = held.different > _FEW and words.is_question(name)
    told = "one value" if held.different == 1 else f"{held.different} different values"
    return "attribute", told, is_open


def _of_short_texts(name: str, held: ColumnValues, *, asks: bool) -> _Guess:
    """Few words and many different ones: a job title, or a short answer."""
    if asks:
        return "answer", "its heading asks for words", False
    if words.is_question(name):
        return "answer", "short texts below a question", held.words < _SHORT and held.most_words < _SENTENCE
    if held.words >= _SHORT + 1:
        return "answer", "texts in people's own words", held.words < _SENTENCE - 1
    return "attribute", "short texts", held.share_different > 0.5 and held.rows > _FEWEST_ROWS  # noqa: PLR2004
