"""Interviews made by hand and stored as `kb ingest` stores them, and what a catalog holds, row by row."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from ingest.merge import gather
from ingest.model import Draft, Extent, Parsed, Remark, TaggedSpan, Transcript, lay_out
from kb.codebook.taxonomy import Taxonomy, parse_taxonomy
from kb.db import engine as db
from kb.db.soundness import checksum
from kb.db.tables import Document
from kb.store.ingest.interviews import SavedInterview, save
from kb.store.ingest.stored_versions import candidates, version_in_catalog

TALK = (
    "Before we start, tell me where you work and what you do there with data every day.",
    "I have been at Zentra for two years and we move models into production by hand.",
    "Later on the schema changed overnight, and nobody in the team had been told about it.",
    "So the model kept answering, only the answers were wrong, and it took a week to see that.",
)
OTHER = (
    "Hello and thanks for coming, shall we begin with the images you label at the clinic?",
    "We label scans, two people each, and where they do not agree a third one looks at it.",
    "It is slow, and the scanners are replaced every few years, which spoils everything.",
)

TAXONOMY = """
stages:
  deployment: {title: Deployment, about: It goes live.}
  maintenance: {title: Maintenance, about: It stays alive.}
aspects:
  evolvability: {title: Evolvability, about: It can change.}
codes:
  drift:
    kind: issue
    stage: maintenance
    definition: The world moves on.
    cues: [drift, the world, changed overnight]
  watching-fix:
    kind: fix
    stage: maintenance
    definition: Somebody looks.
    cues: [monitor, dashboard, alert]
issues:
  concept-drift:
    title: The world moves on
    statement: What was learned is no longer so.
    aspect: evolvability
    stages: [maintenance]
    codes: [drift]
    study: I6.1
fixes:
  watch-it:
    title: Watch it
    statement: Look at it every day.
    mitigates: [concept-drift]
    codes: [watching-fix]
"""

Marks = Mapping[str, tuple[str, Extent]]
"""Each code with the words it is on and how precisely; in every paragraph that has these words."""

Rows = dict[str, list[tuple[Any, ...]]]


def taxonomy(text: str = TAXONOMY) -> Taxonomy:
    return parse_taxonomy(text, PurePath("taxonomy.yaml"))


def file(
    path: str,
    paragraphs: Iterable[str] = TALK,
    marks: Marks | None = None,
    *,
    title: str | None = None,
    coder: str | None = None,
    remarks: Iterable[tuple[str, str]] = (),
) -> Parsed:
    """Make what a reader makes of a file; a remark is the words it is on and what it says."""
    drafts = [
        Draft(
            text,
            "Interviewee" if at % 2 else "Interviewer",
            tags=tuple(
                TaggedSpan(code, text.index(words), text.index(words) + len(words), 0, extent, coder)
                for code, (words, extent) in (marks or {}).items()
                if words in text
            ),
        )
        for at, text in enumerate(paragraphs)
    ]
    laid_out, tags = lay_out(drafts)
    text = "\n".join(draft.text for draft in drafts)
    noted = tuple(
        Remark(said, text.index(words), text.index(words) + len(words), coder) for words, said in remarks
    )
    where = PurePath(path)
    transcript = Transcript(
        title or where.stem, laid_out, tags, remarks=noted, carries_codes=marks is not None
    )
    digest = hashlib.sha256(repr((text, tags, noted)).encode()).hexdigest()
    return Parsed(where, transcript, format="test", sha256=digest, size=len(text))


def store(
    engine: Engine, *files: Parsed, book: Taxonomy | None = None, who: str = "Ann"
) -> list[SavedInterview]:
    """Store files as an ingest does, on top of what the catalog holds."""
    with db.reading(engine) as session:
        held = candidates(session, files, str)
        known = [version_in_catalog(session, each, Path()) for each in held]
    saved = []
    for interview in gather(files, known):
        paths = {str(each.path): str(each.path) for each in interview.sources}
        paths.setdefault(str(interview.chosen), str(interview.chosen))
        with db.transaction(engine) as session:
            saved.append(save(session, interview, paths=paths, taxonomy=book, who=who))
    return saved


def document(session: Session, name: str = "Interview 1") -> Document:
    return session.exec(select(Document).where(Document.name == name)).one()


def text_of(database: Path, name: str) -> str:
    query = (
        "SELECT paragraph.text FROM paragraph JOIN document ON document.id = document_id "
        "WHERE document.name = ? ORDER BY position"
    )
    return "\n".join(text for (text,) in ask(database, query, name))


def codings(database: Path) -> list[tuple[str, str, str, str, str]]:
    """Every coding as document, coder, role, code and the words it is on, in text order."""
    query = """
        SELECT document.name, coder.name, coding_pass.role, code.name, coding.start, coding.end
        FROM coding JOIN document ON document.id = coding.document_id
        JOIN coding_pass ON coding_pass.id = pass_id JOIN coder ON coder.id = coder_id
        JOIN code ON code.id = code_id ORDER BY 1, 2, 3, 5, 6, 4
    """
    found = ask(database, query)
    texts = {name: text_of(database, name) for name in {name for name, *_ in found}}
    return [(name, coder, role, code, texts[name][a:b]) for name, coder, role, code, a, b in found]


def rows(database: Path, *, without: Iterable[str] = ()) -> Rows:
    """Every row of every table, but for the full-text index and the tables that are left out."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608  our own tables
            for (name,) in names.fetchall()
            if not name.startswith(("paragraph_search", "sqlite_")) and name not in without
        }


def ask(database: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, values).fetchall()


def change(database: Path, *statements: str) -> None:
    """Do to a catalog what only another program would do, and let that be accepted."""
    checksum.file_of(database).unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def bytes_of(database: Path) -> bytes:
    """Every byte that is on the disk of a catalog, in lower case."""
    return b"".join(
        part.read_bytes() for part in sorted(database.parent.glob(f"{database.name}*")) if part.is_file()
    ).lower()
