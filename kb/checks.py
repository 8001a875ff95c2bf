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

from sqlmodel import Session, col, select

from ingest import reading
from kb.db.tables import Code, Coder, CodingPass, Document, Source, TaxonomyFile, UnplacedCoding
from kb.formatting import counted
from kb.queries.codebook.codes import codes
from kb.queries.documents.documents import passes
from kb.queries.evidence.fixes import fixes
from kb.queries.evidence.issues import issues
from kb.queries.filters import Filters
from kb.store.codebook.apply_taxonomy import current

Kind = Literal[
    "unsorted code",
    "unplaced coding",
    "changed file",
    "missing file",
    "taxonomy",
    "empty pass",
    "issue without evidence",
    "fix without evidence",
    "code without use",
]

WITHOUT_CODINGS: frozenset[Kind] = frozenset(
    {"issue without evidence", "fix without evidence", "code without use"}
)
"""Kinds of entries without codings: often many, and nothing to do about them."""


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
        *_taxonomy(session, taxonomy),
        *_empty(session),
        *_without_evidence(session),
    ]
    return sorted(findings, key=lambda finding: not finding.is_problem)


def _unsorted(session: Session) -> Iterator[Finding]:
    for row in codes(session, Filters(spill=True), kind="unsorted"):
        yield Finding(
            "unsorted code",
            row.code,
            f"{counted(row.codings, 'coding')} in {counted(row.interviews, 'interview')}",
            "add it to taxonomy.yaml as a code or an alias, then run `kb taxonomy apply`",
            is_problem=True,
        )


def _unplaced(session: Session) -> Iterator[Finding]:
    query = (
        select(UnplacedCoding, Document.name, Code.name, Coder.name)
        .join(Document, col(Document.id) == UnplacedCoding.document_id)
        .join(Code, col(Code.id) == UnplacedCoding.code_id)
        .join(CodingPass, col(CodingPass.id) == UnplacedCoding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .order_by(col(Document.sort_key))
    )
    for lost, document, code, coder in session.exec(query):
        words = lost.words if len(lost.words) <= 60 else f"{lost.words[:59]}…"  # noqa: PLR2004  fits a table
        yield Finding(
            "unplaced coding",
            document,
            f"{code} by {coder}, on “{words}”: {lost.reason}",
            "code the text again where it is now",
            is_problem=True,
        )


def _files(session: Session, database: Path | None) -> Iterator[Finding]:
    if database is None:
        return
    for source in session.exec(select(Source).order_by(Source.path)):
        path = database.parent / source.path
        if not path.is_file():
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
                "no codings: counted as missing data, not as “no issues”",
                "export it again when the codes are visible, then run `kb ingest`",
                is_problem=False,
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
            yield _no_codings("code without use", code.code, code.definition)


def _no_codings(kind: Kind, subject: str, detail: str) -> Finding:
    return Finding(kind, subject, detail, "nothing to do: no codings yet", is_problem=False)


def problems(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are problems."""
    return [finding for finding in findings if finding.is_problem]
