"""Projects for RQDA: a database with texts, codes in categories, codings, cases and their attributes.

RQDA has categories of codes and no tree: a folder is a category, and so is a code that others hang on, under
its own name. Positions are characters.
"""

from __future__ import annotations

from datetime import datetime

from kb.exchange.forms.parts.composed import (
    NO_WORDS,
    Composed,
    Composing,
    first_moment,
    joined,
    moment,
    said,
)
from kb.exchange.forms.parts.database import as_database
from kb.exchange.forms.parts.names import Names
from kb.exchange.forms.rqda.codes import write_codes
from kb.exchange.forms.rqda.schema import SCHEMA
from kb.exchange.guids import same
from kb.exchange.model import Case, Coding, Project, Selection, Source, Value
from kb.exchange.own_notes import DETAILS, is_own_set

_ABOUT = "Written by Interview KB for RQDA (http://rqda.r-forge.r-project.org/)"
_MEMO = "Project memo"
_TITLE = 60
_NUMBERS = ("Integer", "Float")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def compose(project: Project) -> Composed:
    """Put a project together for RQDA."""
    return _Writer(project).composed()


class _Writer:
    """Writes a project; texts, cases and variables are known by their numbers and names."""

    def __init__(self, project: Project) -> None:
        self._work = Composing(project)
        self._project = project
        self._files: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._variables: dict[str, str] = {}
        self._lost = 0

    def composed(self) -> Composed:
        """Return the database."""
        work = self._work
        work.people()
        self._codes = write_codes(work)
        self._write_variables()
        names = Names()
        for source in self._project.sources:
            if source.text is not None:
                self._write_text(source, names.take(source.name or "Text"))
        self._write_cases()
        self._write_file_sets()
        memo = self._write_journal()
        work.add(
            "project",
            databaseversion="0.2.2",
            date=r_date(first_moment(self._project)),
            dateM=None,
            memo=memo,
            about=_ABOUT,
            imageDir=None,
        )
        work.kept["User"] = len(self._owners())
        return work.composed({"project.rqda": as_database(SCHEMA, work.rows)})

    def _owners(self) -> set[str]:
        """Who made something: people are in no table of their own."""
        return {str(row.get("owner") or "") for table in self._work.rows.values() for row in table} - {""}

    def _add(self, table: str, *, by: str = "", at: str = "", **columns: object) -> None:
        """Add a row with who made it and when; it lives."""
        more = {} if table in ("coding", "caselinkage") else {"dateM": None}
        self._work.add(table, **columns, owner=by, date=r_date(at), status=1, **more)

    def _write_text(self, source: Source, name: str) -> None:
        work, number = self._work, len(self._files) + 1
        text = source.text or ""
        self._files[same(source.guid)], self._sizes[same(source.guid)] = number, len(text)
        if source.name and name != source.name:
            work.tell(source.name, f"is called {name!r} there")
        self._lost = 0
        more = [self._selection(number, text, each) for each in source.selections]
        memo = joined(work.memo(source.notes, before=source.description), *more)
        by, at = work.person(source.creator), moment(source.created)
        self._add("source", name=name, id=number, file=text, memo=memo, by=by, at=at)
        self._write_values("fileAttr", "fileID", number, source.values)
        work.kept["Source"] += 1
        if self._lost:
            work.tell(name, f"{NO_WORDS}: {self._lost}")
        if source.codings:
            work.tell(name, f"codes of the whole text have no place there: {len(source.codings)}")

    def _selection(self, file: int, text: str, each: Selection) -> str:
        """Write what is on a selection, and return what can only stand in the memo of the text."""
        remarks = self._remarks(each)
        written = 0
        if 0 <= each.start < each.end <= len(text):
            written = sum(self._coding(file, text, each, coding) for coding in each.codings)
        self._lost += len(each.codings) - written
        if not 0 <= each.start <= len(text):
            return joined(*(words for words, _, _ in remarks))
        for words, by, at in remarks:
            self._add("annotation", fid=file, position=each.start, annotation=words, by=by, at=at)
        self._work.kept["Selection"] += bool(remarks or written)
        return ""

    def _coding(self, file: int, text: str, each: Selection, coding: Coding) -> bool:
        """Write a coding; False where its code is not there."""
        work, code = self._work, self._codes.get(same(coding.code))
        if code is None:
            return False
        self._add(
            "coding",
            cid=code,
            fid=file,
            seltext=text[each.start : each.end],
            selfirst=float(each.start),
            selend=float(each.end),
            by=work.coder(coding),
            at=moment(coding.created),
            memo=work.memo(coding.notes),
        )
        work.kept["Coding"] += 1
        return True

    def _remarks(self, each: Selection) -> list[tuple[str, str, str]]:
        """What is remarked on a selection, by whom and when."""
        work, found = self._work, []
        if each.description and each.description.strip():
            who = work.person(each.creator or each.modifier)
            found.append((each.description, who, moment(each.created or each.modified)))
        found += [
            (said(note), work.person(note.creator), moment(note.created)) for note in work.notes(each.notes)
        ]
        return found

    def _write_variables(self) -> None:
        names = Names()
        for variable in self._project.variables:
            name = self._variables[same(variable.guid)] = names.take(variable.name)
            kind = "numeric" if variable.kind in _NUMBERS else "character"
            self._work.add(
                "attributes",
                name=name,
                status=1,
                date="",
                dateM=None,
                owner="",
                memo=variable.description or "",
                **{"class": kind},
            )
        self._work.kept["Variable"] = len(self._variables)

    def _write_values(self, table: str, of: str, number: int, values: tuple[Value, ...]) -> None:
        for each in values:
            name = self._variables.get(same(each.variable))
            if name is not None and each.text and each.text.strip():
                columns = {"variable": name, "value": each.text, of: number}
                self._add(table, by="", at="", **columns)
                self._work.kept["VariableValue"] += 1

    def _write_cases(self) -> None:
        names, work = Names(), self._work
        for number, case in enumerate(self._project.cases, 1):
            name = names.take(case.name or f"Case {number}")
            self._add("cases", name=name, memo=case.description or "", id=number)
            self._write_values("caseAttr", "caseID", number, case.values)
            for file, start, end in self._places(case):
                self._add(
                    "caselinkage",
                    caseid=number,
                    fid=file,
                    selfirst=float(start),
                    selend=float(end),
                    memo="",
                )
        work.kept["Case"] = len(self._project.cases)

    def _places(self, case: Case) -> list[tuple[int, int, int]]:
        """The texts that are a case's."""
        guids = [same(each) for each in case.sources if same(each) in self._files]
        return [(self._files[each], 0, self._sizes[each]) for each in guids]

    def _write_file_sets(self) -> None:
        """Sets of documents are categories of files."""
        work = self._work
        for each in self._project.sets:
            files = [self._files[same(guid)] for guid in each.sources if same(guid) in self._files]
            if is_own_set(each) or not files:
                continue
            number = len(work.rows["filecat"]) + 1
            memo = each.description or ""
            self._add("filecat", name=each.name, fid=None, catid=number, memo=memo)
            for file in files:
                self._add("treefile", fid=file, catid=number, memo="")
            work.kept["Set"] += not each.codes and not each.notes

    def _write_journal(self) -> str:
        """Write the memos that are on nothing else, and return the memo of the project."""
        work, names = self._work, Names()
        memos = [self._project.description or ""]
        for note in (*work.notes(self._project.note_refs), *work.left_over(but=DETAILS)):
            text = note.text or ""
            if note.name == _MEMO:
                memos.append(text)
                continue
            title = names.take(note.name or text.strip()[:_TITLE])
            entry = text if note.name else said(note)
            by, at = work.person(note.creator), moment(note.created)
            self._add("journal", name=title, journal=entry, by=by, at=at)
        return joined(*memos)


def r_date(written: str) -> str:
    """Return a moment as R writes it, in English everywhere.

    >>> r_date("2024-05-01 10:00:00")
    'Wed May  1 10:00:00 2024'
    """
    if not written:
        return ""
    at = datetime.fromisoformat(written)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2d} {at:%H:%M:%S} {at.year}"
