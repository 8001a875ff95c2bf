"""Store a survey as its file says it: new rows are added, changed ones changed, all others left alone.

The rows go in some hundred at a time, each time in a transaction of its own, so that a person who codes
meanwhile never waits long. The file counts as read only when the last of them is stored: a run that is cut
off goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from sqlmodel import Session, col, select

from ingest.merge.similarity import compare, likeness
from ingest.model import Parsed, Problem, SurveyCase
from ingest.model import Survey as SurveyRead
from kb.db.audit import Journal
from kb.db.tables import Document, Source, Survey
from kb.errors import KbError
from kb.formatting import counted
from kb.queries.documents.pseudonymised import is_pseudonymised
from kb.store.corrections.file_text import file_text
from kb.store.documents.deletion import deleted_files
from kb.store.ingest.survey.changed_cases import change_case
from kb.store.ingest.survey.known_surveys import columns_of, known_survey
from kb.store.ingest.survey.matching import Matches, StoredCase, match_cases
from kb.store.ingest.survey.new_cases import add_cases, stored_sources

Transaction = Callable[[], AbstractContextManager[Session]]
_T = TypeVar("_T")
Progress = Callable[[str, int, int], None]
GONE = ""
"""The sha256 of a source whose row is no longer in its file."""
_AT_ONCE = 250
_ALIKE = 0.5
_SHOWN = 5


@dataclass
class SurveyReport:
    """What storing a survey did; documents are named, ``unchanged`` and ``gone`` are counted."""

    file: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    gone: int = 0
    unplaced: int = 0
    problems: list[Problem] = field(default_factory=list)


def store_survey(
    transaction: Transaction,
    parsed: Parsed,
    *,
    path: str,
    who: str,
    progress: Progress | None = None,
    is_there: Callable[[str], bool] = lambda _path: False,
) -> SurveyReport:
    """Store what was read of a survey.

    Args:
        transaction: opens a transaction of the catalog.
        parsed: what was read of the file.
        path: how the catalog calls the file.
        who: the person who runs this.
        progress: is told how far the work has come.
        is_there: whether a file that the catalog knows is still there; a copy of such a survey is left out.

    Raises:
        KbError: the file holds no survey with cases.
    """
    read = parsed.survey
    if read is None or not read.cases:
        raise KbError(f"{parsed.path.name} holds no survey with open answers; nothing was saved")
    told = progress or (lambda _what, _done, _all: None)
    return _Storing(transaction, parsed, read, path, who, told, is_there).run()


class _Storing:
    """One survey on its way into the catalog."""

    def __init__(
        self,
        transaction: Transaction,
        parsed: Parsed,
        read: SurveyRead,
        path: str,
        who: str,
        progress: Progress,
        is_there: Callable[[str], bool],
    ) -> None:
        self._transaction = transaction
        self._parsed = parsed
        self._read = read
        self._path = path
        self._who = who
        self._progress = progress
        self._is_there = is_there
        self._batch: str | None = None
        self._done = 0
        self._report = SurveyReport(path)

    def run(self) -> SurveyReport:
        """Store all of it and tell what was done."""
        with self._transaction() as session:
            survey = self._begun(session)
            if survey is None:
                return self._report
            relaid = columns_of(survey) != _uses(self._read)
            matches = self._matched(session, survey)
        same = [pair for pair in matches.same if pair[0].document_id is not None]
        changed = [pair for pair in same if relaid or pair[0].sha256 != pair[1].sha256]
        self._report.unchanged = len(same) - len(changed)
        self._all = len(matches.new) + len(changed)
        for some in _in_parts(matches.new):
            self._add(survey, some)
        for pairs in _in_parts(changed):
            self._change(survey, pairs)
        self._finish(survey, matches)
        return self._report

    def _begun(self, session: Session) -> Survey | None:
        """Return the row of the survey: the one the catalog has, wherever its file was, or a new one."""
        survey, copy_of = known_survey(session, self._path, self._parsed, self._is_there)
        if copy_of is not None:
            self._warn(f"left out: it has the rows of {copy_of}, which is in the catalog", "warning")
            return None
        if survey is None:
            survey = Survey(path=self._path, sha256="", size=0, columns=[])
        survey.sha256 = ""  # until all of it is stored
        session.add(survey)
        session.flush()
        return survey

    def _matched(self, session: Session, survey: Survey) -> Matches:
        stored = [StoredCase(*each) for each in stored_sources(session, survey)]
        begin = f"{survey.path}#"
        deleted = [
            StoredCase(None, each.path.removeprefix(begin), each.sha256)
            for each in deleted_files(session)
            if each.path.startswith(begin)
        ]
        return match_cases(
            [*stored, *deleted],
            self._read.cases,
            named=self._read.is_named,
            alike=lambda one, case: self._is_alike(session, one, case),
        )

    def _is_alike(self, session: Session, stored: StoredCase, case: SurveyCase) -> bool:
        document = session.get(Document, stored.document_id) if stored.document_id else None
        if document is None:
            return False
        before, now = file_text(session, document), case.transcript.text
        return before == now or compare(likeness(before), likeness(now)) >= _ALIKE

    def _journal(self, session: Session) -> Journal:
        """Return the journal of this import: all its transactions are one action."""
        log = Journal(session, who=self._who, what=f"ingest {self._parsed.path.name!r}")
        log.batch = self._batch = self._batch or log.batch
        return log

    def _add(self, survey: Survey, cases: Sequence[SurveyCase]) -> None:
        with self._transaction() as session:
            self._report.added += add_cases(session, survey, cases)
        self._step(len(cases))

    def _change(self, survey: Survey, pairs: Sequence[tuple[StoredCase, SurveyCase]]) -> None:
        with self._transaction() as session:
            log = self._journal(session)
            for stored, case in pairs:
                document = session.get(Document, stored.document_id)
                if document is None:  # deleted a moment ago
                    continue
                if is_pseudonymised(session, document.id):
                    self._warn(
                        f"left out: the names in {document.name!r} are replaced by pseudonyms", "warning"
                    )
                    continue
                is_new, unplaced, problems = change_case(session, log, survey, document, case)
                self._report.problems += problems
                self._report.unplaced += unplaced
                if is_new:
                    self._report.changed.append(document.name)
                else:
                    self._report.unchanged += 1
        self._step(len(pairs))

    def _finish(self, survey: Survey, matches: Matches) -> None:
        """Write down that the file is read, and which of its rows are gone."""
        gone = [each for each in matches.gone if each.document_id is not None]
        deleted = sum(stored.document_id is None for stored, _ in matches.same)
        with self._transaction() as session:
            names = self._mark_gone(session, survey, gone)
            row = session.get(Survey, survey.id) or survey
            row.path, row.sha256, row.size = self._path, self._parsed.sha256 or "", self._parsed.size or 0
            row.columns = [[each.name, each.use] for each in self._read.columns]
            session.add(row)
            self._journal(session).noted(
                "document",
                survey=self._path,
                added=len(self._report.added),
                changed=len(self._report.changed),
                gone=len(gone),
            )
        self._report.gone = len(gone)
        self._tell(names, deleted)

    def _mark_gone(self, session: Session, survey: Survey, gone: Sequence[StoredCase]) -> list[str]:
        names = []
        for each in gone:
            for source in session.exec(
                select(Source).where(
                    Source.document_id == each.document_id, col(Source.survey_id) == survey.id
                )
            ).all():
                source.sha256 = GONE
                session.add(source)
            document = session.get(Document, each.document_id)
            names += [document.name] if document else []
        return names

    def _tell(self, gone: Sequence[str], deleted: int) -> None:
        if gone:
            shown = ", ".join(gone[:_SHOWN]) + (", …" if len(gone) > _SHOWN else "")
            rows = counted(len(gone), "row")
            self._warn(f"{rows} no longer in the file; the catalog keeps the documents: {shown}", "warning")
        if deleted:
            rows = counted(deleted, "row")
            self._warn(f"left out: {rows} whose documents are deleted; to bring them back: kb undo", "note")
        if self._report.unplaced:
            codings = counted(self._report.unplaced, "coding")
            self._warn(f"{codings} could not be placed in the changed answers; see `kb check`", "warning")

    def _warn(self, message: str, severity: str) -> None:
        kind = "note" if severity == "note" else "warning"
        self._report.problems.append(Problem(self._parsed.path, "", message, kind))  # type: ignore[arg-type]

    def _step(self, number: int) -> None:
        self._done += number
        self._progress("storing", self._done, self._all)


def _uses(read: SurveyRead) -> dict[str, str]:
    return {each.name: each.use for each in read.columns}


def _in_parts(rows: Sequence[_T]) -> Iterator[list[_T]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
