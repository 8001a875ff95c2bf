"""Problems of a catalog: codes that are not in the taxonomy, passes without codings, files that changed.

Each finding names its subject and the command, or the edit, that solves it.
"""

from __future__ import annotations

import codecs
import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlmodel import Session, col, func, select

from ingest.files import reading
from kb.codebook.definitions import parts
from kb.db.soundness import checksum
from kb.db.soundness.chain import Chain, verify
from kb.db.soundness.content import content_faults
from kb.db.soundness.damage import faults, index_fault
from kb.db.soundness.sealing import entries
from kb.db.tables import Code, Coder, CodingPass, Document, Source, Survey, TaxonomyFile, UnplacedCoding
from kb.formatting import counted
from kb.queries.codebook.codes import codes
from kb.queries.comparison.machine_runs import runs
from kb.queries.documents.documents import passes
from kb.queries.documents.pseudonymised import erasure_waits
from kb.queries.evidence.fixes import fixes
from kb.queries.evidence.issues import issues
from kb.queries.filtering.filters import Filters
from kb.store.codebook.apply_taxonomy import current

Kind = Literal[
    "damage",
    "history",
    "unsorted code",
    "unplaced coding",
    "changed file",
    "missing file",
    "missing row",
    "taxonomy",
    "empty pass",
    "unfinished run",
    "names in the file",
    "issue without evidence",
    "fix without evidence",
    "code without use",
]

WITHOUT_CODINGS: frozenset[Kind] = frozenset(
    {"issue without evidence", "fix without evidence", "code without use"}
)
"""Kinds of entries without codings: often many, and nothing to do about them."""

_REWRITTEN = "rewritten since, as later entries say: names hidden, or places moved along with a text"
_GAPS = "do not follow on the one before, as later entries say: copies were merged, or entries lost"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``is_problem`` tells problems, which should be solved, from hints."""

    kind: Kind
    subject: str
    detail: str
    remedy: str
    is_problem: bool


def check(session: Session, *, database: Path | None = None, taxonomy: Path | None = None) -> list[Finding]:
    """Return all findings, problems first."""
    findings = [
        *_unsorted(session),
        *_unplaced(session),
        *_files(session, database),
        *_rows_that_are_gone(session),
        *_taxonomy(session, taxonomy),
        *_empty(session),
        *_without_evidence(session),
        *_names_in_the_file(session, database),
    ]
    return sorted(findings, key=lambda finding: not finding.is_problem)


def check_machines(session: Session) -> list[Finding]:
    """Return the findings about what machines coded; the session is one that sees it."""
    return [*_unplaced(session, of_machines=True), *_unfinished(session)]


def damage(file: Path, *, accept: bool = False) -> list[Finding]:
    """Look through the file of a catalog, also one that does not open any more, and return what is wrong.

    Its structure, references, full-text index and checksum; that texts are those that were stored and codings
    lie within them. ``accept`` takes changes of another program for good, if nothing else is wrong.
    """
    found = [(file.name, each) for each in faults(file, thorough=True)]
    if not found:
        found = content_faults(file)
    if not found and (fault := index_fault(file)):
        found = [("full-text index", fault)]
    if not found and checksum.compare(file) == "differs":
        if not accept:
            return [_damaged(file.name, "changed, but not by kb", "kb restore, or kb check --deep --accept")]
        checksum.file_of(file).unlink()
        checksum.note(file)
    return [_damaged(subject, detail, "kb restore, or kb rescue") for subject, detail in found]


def check_history(session: Session, *, head: str | None = None) -> tuple[Chain, list[Finding]]:
    """Look through the chain of the history, and whether it has a ``head`` that was noted earlier."""
    chain = verify(entries(session.connection()), head=head)
    found = [
        Finding(
            "history",
            f"entry {each.number} of {chain.entries}",
            f"{each.row['at']:%Y-%m-%d %H:%M} UTC, {each.row['who']}, “{each.row['what']}”: {each.what}",
            "kb restore, or kb check --deep --accept",
            is_problem=True,
        )
        for each in chain.breaks
    ]
    if head is not None and chain.head_at is None:
        found.append(
            Finding(
                "history",
                f"head {head[:12]}…",
                "no entry has it: the history was rewritten, its end is gone, or it is another catalog's",
                "compare with the archive or backup of that day",
                is_problem=True,
            )
        )
    for number, what in ((chain.rewritten, _REWRITTEN), (chain.gaps, _GAPS)):
        if number:
            told = f"{counted(number, 'entry')} of {chain.entries}"
            found.append(Finding("history", told, what, "nothing to do", is_problem=False))
    return chain, found


def _damaged(subject: str, detail: str, remedy: str) -> Finding:
    return Finding("damage", subject, detail, remedy, is_problem=True)


def _unsorted(session: Session) -> Iterator[Finding]:
    for row in codes(session, Filters(spill=True), kind="unsorted"):
        yield Finding(
            "unsorted code",
            row.code,
            f"{counted(row.codings, 'coding')} in {counted(row.interviews, 'interview')}",
            "add it to taxonomy.yaml as a code or an alias, then run `kb taxonomy apply`",
            is_problem=True,
        )


def _unplaced(session: Session, *, of_machines: bool = False) -> Iterator[Finding]:
    is_machine = col(CodingPass.role) == "machine"
    query = (
        select(UnplacedCoding, Document.name, Code.name, Coder.name)
        .join(Document, col(Document.id) == UnplacedCoding.document_id)
        .join(Code, col(Code.id) == UnplacedCoding.code_id)
        .join(CodingPass, col(CodingPass.id) == UnplacedCoding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(is_machine if of_machines else ~is_machine)
        .order_by(col(Document.sort_key))
    )
    for lost, document, code, coder in session.exec(query):
        words = lost.words if len(lost.words) <= 60 else f"{lost.words[:59]}…"  # noqa: PLR2004  fits a table
        yield Finding(
            "unplaced coding",
            document,
            f"{code} by {coder}, on “{words}”: {lost.reason}",
            "place it on the page Code, or code the passage again",
            is_problem=True,
        )


def _files(session: Session, database: Path | None) -> Iterator[Finding]:
    if database is None:
        return
    whole = select(Source).where(col(Source.survey_id).is_(None)).order_by(Source.path)
    for source in (*session.exec(whole), *session.exec(select(Survey).order_by(Survey.path))):
        path = database.parent / source.path
        if reading.size(path) < 0:
            yield Finding(
                "missing file",
                source.path,
                "the file is no longer there; the catalog keeps its content",
                "nothing to do, or restore the file",
                is_problem=False,
            )
        elif (digest := reading.digest(path)) != source.sha256:
            yield Finding(
                "changed file",
                source.path,
                "the file changed since it was ingested" if digest else "the file cannot be read",
                f"kb ingest {shlex.quote(os.path.relpath(path))}" if digest else "check its permissions",
                is_problem=True,
            )


def _rows_that_are_gone(session: Session) -> Iterator[Finding]:
    """Yield the surveys of which rows are no longer in their file."""
    query = (
        select(Survey.path, func.count())
        .join(Source, col(Source.survey_id) == Survey.id)
        .where(Source.sha256 == "")
        .group_by(Survey.path)
        .order_by(Survey.path)
    )
    for path, number in session.exec(query):
        yield Finding(
            "missing row",
            path,
            f"{counted(number, 'row')} no longer in the survey; the catalog keeps the documents",
            "nothing to do, or delete the documents",
            is_problem=False,
        )


def _taxonomy(session: Session, taxonomy: Path | None) -> Iterator[Finding]:
    applied = current(session)
    if applied is None:
        yield Finding(
            "taxonomy", "none", "no taxonomy has been applied", "kb taxonomy apply", is_problem=True
        )
    elif taxonomy is not None and taxonomy.is_file() and not _is_text_of(taxonomy, applied):
        yield Finding(
            "taxonomy",
            taxonomy.name,
            "the file changed since it was applied",
            "kb taxonomy apply",
            is_problem=True,
        )


def _is_text_of(file: Path, applied: TaxonomyFile) -> bool:
    """Whether a file has the text that was applied, apart from the byte order mark of some editors."""
    return file.read_bytes().removeprefix(codecs.BOM_UTF8) == applied.text.encode()


def _empty(session: Session) -> Iterator[Finding]:
    for row in passes(session):
        if row.is_empty:
            yield Finding(
                "empty pass",
                f"{row.document}, {row.coder} ({row.role})",
                "no codings: counted as missing data, not as “nothing found”",
                "export it again when the codes are visible, then run `kb ingest`",
                is_problem=False,
            )


def _unfinished(session: Session) -> Iterator[Finding]:
    for run in runs(session):
        if not run.is_finished:
            yield Finding(
                "unfinished run",
                f"{run.document}, {run.coder} (machine)",
                f"it ended after {run.done} of {counted(run.paragraphs, 'paragraph')}",
                f"give the same kb code again, or kb undo {run.batch[:8]}",
                is_problem=False,
            )


def _names_in_the_file(session: Session, database: Path | None) -> Iterator[Finding]:
    if database is not None and erasure_waits(session):
        yield Finding(
            "names in the file",
            database.name,
            "names were replaced, but not yet overwritten in free pages and log of the file",
            "kb pseudonymise --erase",
            is_problem=True,
        )


def _without_evidence(session: Session) -> Iterator[Finding]:
    everything = Filters(spill=True)
    for issue in issues(session, everything, every=True):
        if not issue.codings:
            yield _no_codings("issue without evidence", issue.issue, issue.title)
    for fix in fixes(session, everything, every=True):
        if not fix.codings:
            yield _no_codings("fix without evidence", fix.fix, fix.title)
    for code in codes(session, everything, every=True):
        if not code.codings and code.kind != "unsorted":
            yield _no_codings("code without use", code.code, parts(code.definition)[0])


def _no_codings(kind: Kind, subject: str, detail: str) -> Finding:
    return Finding(kind, subject, detail, "nothing to do: no codings yet", is_problem=False)


def problems(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are problems."""
    return [finding for finding in findings if finding.is_problem]
