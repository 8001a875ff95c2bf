"""From the rows of a survey to its cases: who answered, what is known of them, and their answers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from ingest.formats.parts.grid.delimited import Row
from ingest.formats.parts.survey import column_words as words
from ingest.formats.parts.survey.column_values import LONGEST_ATTRIBUTE
from ingest.formats.parts.survey.headings import SurveyTable
from ingest.model import Draft, Problem, Speaker, SurveyCase, SurveyColumn, Transcript, lay_out

RESPONDENT = Speaker("Respondent", "interviewee", ("Respondent",))
LONGEST_KEY = 100
_TESTS = frozenset({"survey preview", "survey test", "preview", "spam", "test"})


@dataclass
class CaseReader:
    """Reads the rows of one table whose columns are known; ``place`` is what the rows' numbers count."""

    path: PurePath
    table: SurveyTable
    columns: Sequence[SurveyColumn]
    place: str
    problems: list[Problem] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _silent: int = 0
    _tests: int = 0
    _unnamed: int = 0

    def cases(self) -> list[SurveyCase]:
        """Return a case for each row with an open answer, and tell of the others."""
        self._names = next((n for n, each in enumerate(self.columns) if each.use == "case"), None)
        self._answers = [n for n, each in enumerate(self.columns) if each.use == "answer"]
        self._attributes = [
            (n, _short(each.name)) for n, each in enumerate(self.columns) if each.use == "attribute"
        ]
        self._status = [n for n, name in enumerate(self.table.names) if words.says_how_taken(name)]
        above = len(self.table.above) + self.table.heading_rows
        numbered = enumerate(self.table.body, start=above + 1)
        found = [case for ordinal, row in numbered if (case := self._case(row, ordinal))]
        self._tell()
        return found

    def _case(self, row: Row, ordinal: int) -> SurveyCase | None:
        cells = [cell.strip() for cell in row.cells]
        width = len(self.columns)
        if any(cells[width:]):
            self._warn(
                row,
                f"the row has {len(cells)} cells and {width} headings: which answer is which is unclear; it"
                " is left out: put quotation marks around cells that hold the sign between cells",
                error=True,
            )
            return None
        cells += [""] * (width - len(cells))
        if any(cells[n].casefold() in _TESTS for n in self._status):
            self._tests += 1
            return None
        drafts = [draft for n in self._answers for draft in _answer(self.columns[n].name, cells[n])]
        if not drafts:
            self._silent += 1
            return None
        number = row.number if self.place == "row" else ordinal
        key, title = self._name(row, cells, number)
        paragraphs, _ = lay_out(drafts)
        return SurveyCase(
            key,
            row.number,
            Transcript(title, paragraphs, speakers=(RESPONDENT,)),
            tuple(self._known(row, cells)),
            _digest(self.table.names, cells),
        )

    def _name(self, row: Row, cells: Sequence[str], number: int) -> tuple[str, str]:
        """Return what the case is called within the file, and the title of its document."""
        named = " ".join(cells[self._names].split()) if self._names is not None else ""
        if len(named) > LONGEST_KEY:
            self._warn(row, f"the name of the case has more than {LONGEST_KEY} characters; the row names it")
            named = ""
        if not named:
            self._unnamed += self._names is not None
            return f"row {number}", f"Row {number}"
        self._seen[named.casefold()] += 1
        if self._seen[named.casefold()] > 1:
            self._warn(row, f"another row is called {named!r}, too; this one is kept apart")
            named = f"{named} (row {number})"
        return named, f"Case {named}" if named.isdecimal() else named

    def _known(self, row: Row, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        for n, name in self._attributes:
            value = " ".join(cells[n].split())
            if len(value) > LONGEST_ATTRIBUTE:
                self._warn(
                    row,
                    f"{name!r} has more than {LONGEST_ATTRIBUTE} characters, too many for an attribute; it is"
                    " left out here: read the column as answers to keep it",
                )
            elif value:
                yield name, value

    def _warn(self, row: Row, message: str, *, error: bool = False) -> None:
        where = f"{self.place} {row.number}"
        self.problems.append(Problem(self.path, where, message, "error" if error else "warning"))

    def _tell(self) -> None:
        left_out = {
            "has no open answer": self._silent,
            "is a test of the survey": self._tests,
        }
        for why, number in left_out.items():
            if number:
                rows = "1 row" if number == 1 else f"{number:,} rows"
                many = why if number == 1 else why.replace("has", "have").replace("is a test", "are tests")
                self._note(f"left out: {rows} that {many}")
        if self._unnamed:
            self._note(f"cases without a name go by their row: {self._unnamed:,}")

    def _note(self, message: str) -> None:
        self.problems.append(Problem(self.path, "", message, "note"))


def _answer(question: str, cell: str) -> Iterator[Draft]:
    """Yield the paragraphs of an answer; the question is the heading of the first."""
    heading: str | None = question
    for line in cell.split("\n"):
        if said := line.strip():
            yield Draft(said, RESPONDENT.name, heading)
            heading = None


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_ATTRIBUTE else f"{name[: LONGEST_ATTRIBUTE - 1]}…"


def _digest(names: Sequence[str], cells: Sequence[str]) -> str:
    """Return the sha256 of a row: of every cell that holds something, with its heading."""
    said = "\x1e".join(f"{name}\x1f{cell}" for name, cell in zip(names, cells, strict=True) if cell)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
