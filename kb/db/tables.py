"""The catalog's tables, one per noun of the design.

Every row that belongs to a document carries ``document_id``, so that a catalog can be split by document.
The database itself refuses what must not be: foreign keys, uniqueness and checks are declared here and
created by the migrations in :mod:`kb.db.migrations`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, MetaData, UniqueConstraint, false
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _reference(target: str, *, nullable: bool = False, ondelete: str = "CASCADE", index: bool = False) -> Any:
    """A column that refers to another table."""
    return Field(
        sa_column=Column(ForeignKey(target, ondelete=ondelete), nullable=nullable, index=index), default=None
    )


def _link(target: str) -> Any:
    """A column of a table that links two others."""
    return Field(sa_column=Column(ForeignKey(target, ondelete="CASCADE"), primary_key=True, nullable=False))


_NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}
"""The audit trail names rows by their ids: one that was deleted must not lend its id to another."""


# --- What the taxonomy says ---------------------------------------------------------------------------


class Stage(SQLModel, table=True):
    """A stage of the lifecycle in which issues arise."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    about: str
    position: int


class Aspect(SQLModel, table=True):
    """A quality aspect that issues hurt."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    about: str
    position: int


class Code(SQLModel, table=True):
    """A code as somebody spelled it; ``canonical_id`` is the code that it is a spelling of, often itself.

    ``kind`` is empty while the taxonomy does not place the code: it is *unsorted*. ``colour`` is an index
    into the palette of :mod:`kb.codebook.palette`; a code keeps it for life.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        _one_of("kind", "issue", "fix", "topic", "structural", "umbrella"),
        _one_of("origin", "imported", "manual", "taxonomy"),
        CheckConstraint("name <> ''", name="named"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    key: str = Field(index=True)
    canonical_id: int | None = _reference("code.id", nullable=True, ondelete="SET NULL", index=True)
    kind: str | None = None
    stage_id: int | None = _reference("stage.id", nullable=True, ondelete="SET NULL")
    aspect_id: int | None = _reference("aspect.id", nullable=True, ondelete="SET NULL")
    parent_id: int | None = _reference("code.id", nullable=True, ondelete="SET NULL")
    definition: str = ""
    cues: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    origin: str = "imported"
    colour: int | None = None


class Issue(SQLModel, table=True):
    """A quality issue of machine-learning systems, in plain words; not each hurts an aspect."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    statement: str
    aspect_id: int | None = _reference("aspect.id", nullable=True, ondelete="SET NULL")
    study: str | None = Field(default=None, unique=True)
    position: int


class Fix(SQLModel, table=True):
    """A strategy that practitioners use against issues."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    statement: str
    position: int


class IssueStage(SQLModel, table=True):
    """An issue arises at a stage."""

    __tablename__ = "issue_stage"
    issue_id: int = _link("issue.id")
    stage_id: int = _link("stage.id")


class IssueCode(SQLModel, table=True):
    """A code carries an issue."""

    __tablename__ = "issue_code"
    issue_id: int = _link("issue.id")
    code_id: int = _link("code.id")


class FixIssue(SQLModel, table=True):
    """A fix mitigates an issue."""

    __tablename__ = "fix_issue"
    fix_id: int = _link("fix.id")
    issue_id: int = _link("issue.id")


class FixCode(SQLModel, table=True):
    """A code carries a fix."""

    __tablename__ = "fix_code"
    fix_id: int = _link("fix.id")
    code_id: int = _link("code.id")


class TaxonomyFile(SQLModel, table=True):
    """The taxonomy that the catalog is sorted by: the file's text, and when it was applied."""

    __tablename__ = "taxonomy_file"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    text: str
    applied: datetime = Field(default_factory=now)


# --- What people said ---------------------------------------------------------------------------------


class Case(SQLModel, table=True):
    """The participant behind one or several documents."""

    __tablename__ = "participant"  # CASE is a reserved word of SQL
    __table_args__ = _NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Attribute(SQLModel, table=True):
    """One thing that is known of a case: ``sector`` is ``energy``."""

    __table_args__: ClassVar[tuple[Any, ...]] = (UniqueConstraint("case_id", "name"), _NEVER_AGAIN)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = _reference("participant.id", index=True)
    name: str
    value: str


class Document(SQLModel, table=True):
    """One source in the catalog. Its text is its paragraphs joined by one newline.

    ``displayed_from`` is the file whose text is shown, and ``why`` says why that one, where one interview
    came as several files; ``sha256`` and ``length`` (code points) are of the text.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        _one_of("kind", "interview", "article", "slides"),
        CheckConstraint("name <> ''", name="named"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    sort_key: str = Field(index=True)
    kind: str
    length: int
    sha256: str
    displayed_from: str
    why: str
    case_id: int | None = _reference("participant.id", nullable=True, ondelete="SET NULL")
    created: datetime = Field(default_factory=now)


class Source(SQLModel, table=True):
    """A file that a document was read from. ``path`` is relative to the database's folder."""

    __table_args__: ClassVar[tuple[Any, ...]] = (UniqueConstraint("path"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id", index=True)
    path: str
    sha256: str = Field(index=True)
    size: int
    format: str
    problems: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ingested: datetime = Field(default_factory=now)


class Replacement(SQLModel, table=True):
    """A place where a more redacted version's words are shown; the words they replace are not kept."""

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id", index=True)
    start: int
    end: int
    shown: str
    source: str | None = None


class Speaker(SQLModel, table=True):
    """A voice in one document: one person behind one or more printed labels.

    ``corrected`` says that a person gave the name or the role: files do not change it any more.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "name"),
        _one_of("role", "interviewer", "interviewee", "other", "unknown"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id")
    name: str
    role: str
    labels: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    corrected: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Paragraph(SQLModel, table=True):
    """The unit a transcript is written in.

    ``label`` is the speaker as printed; ``begins`` and ``ends`` are seconds into the recording.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "position"),
        CheckConstraint('0 <= start AND start <= "end"', name="span"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id")
    position: int
    start: int
    end: int
    text: str
    speaker_id: int | None = _reference("speaker.id", nullable=True, ondelete="SET NULL", index=True)
    label: str | None = None
    heading: str | None = None
    begins: float | None = None
    ends: float | None = None


# --- What coders made of it ---------------------------------------------------------------------------


class Coder(SQLModel, table=True):
    """A person who codes."""

    __table_args__: ClassVar[tuple[Any, ...]] = (CheckConstraint("name <> ''", name="named"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class CodingPass(SQLModel, table=True):
    """One coder's work on one document. A pass without codings is *empty*: missing, not "no issues".

    ``role_assumed`` says that no file told the role; a file that does tell it puts it right.
    """

    __tablename__ = "coding_pass"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "coder_id", "role"),
        _one_of("role", "coder", "moderator"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id")
    coder_id: int = _reference("coder.id", ondelete="RESTRICT", index=True)
    role: str
    role_assumed: bool = False
    created: datetime = Field(default_factory=now)


class Coding(SQLModel, table=True):
    """One code on one span of a document by one coder.

    ``first`` and ``last`` are the positions of the first and last paragraph it touches.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("pass_id", "code_id", "start", "end"),
        CheckConstraint('0 <= start AND start <= "end" AND first <= last', name="span"),
        _one_of("extent", "exact", "shared", "paragraph", "spill"),
        _one_of("origin", "imported", "manual", "accepted"),
        Index(None, "document_id", "first"),
        # Answers "how many, where, by whom" for a code without touching the table.
        Index("ix_coding_counts", "code_id", "document_id", "start", "extent", "pass_id"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id")
    pass_id: int = _reference("coding_pass.id")
    code_id: int = _reference("code.id", ondelete="RESTRICT")
    start: int
    end: int
    first: int
    last: int
    extent: str
    origin: str
    created: datetime = Field(default_factory=now)
    source_id: int | None = _reference("source.id", nullable=True, ondelete="SET NULL", index=True)


class UnplacedCoding(SQLModel, table=True):
    """A coding whose words are not in the displayed text: kept, reported, waiting for a person.

    ``memo`` is the note that came with it; ``words`` are the coded words as far as the displayed text has
    them, the rest is masked.
    """

    __tablename__ = "unplaced_coding"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("pass_id", "code_id", "words"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id", index=True)
    pass_id: int = _reference("coding_pass.id")
    code_id: int = _reference("code.id", ondelete="RESTRICT")
    words: str
    reason: str
    memo: str | None = None
    source_id: int | None = _reference("source.id", nullable=True, ondelete="SET NULL")
    created: datetime = Field(default_factory=now)


class Decision(SQLModel, table=True):
    """What a moderator made of one coder's coding: kept or not, in which moderated pass.

    ``result_id`` is the coding in the moderated pass that stands for it: itself where it was kept, another
    where something was put in its place, none where nothing was. The coder's own coding stays as it is.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "pass_id", "coding_id"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id", index=True)
    pass_id: int = _reference("coding_pass.id")
    coding_id: int = _reference("coding.id", index=True)
    kept: bool
    result_id: int | None = _reference("coding.id", nullable=True, ondelete="SET NULL", index=True)
    created: datetime = Field(default_factory=now)


class Memo(SQLModel, table=True):
    """A researcher's note on a document, a span of it, a code or a coding; on nothing: on the project."""

    __table_args__ = _NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    document_id: int | None = _reference("document.id", nullable=True, index=True)
    code_id: int | None = _reference("code.id", nullable=True)
    coding_id: int | None = _reference("coding.id", nullable=True, ondelete="SET NULL", index=True)
    start: int | None = None
    end: int | None = None
    text: str
    author: str | None = None
    created: datetime = Field(default_factory=now)


class DismissedSuggestion(SQLModel, table=True):
    """A code that a coder does not want to be suggested for a paragraph again.

    The paragraph is known by the fingerprint of its words, not by its place: places move when a file changes.
    """

    __tablename__ = "dismissed_suggestion"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "coder_id", "code_id", "sha256"),
        _NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = _reference("document.id")
    coder_id: int = _reference("coder.id")
    code_id: int = _reference("code.id")
    sha256: str
    created: datetime = Field(default_factory=now)


class SavedSearch(SQLModel, table=True):
    """A search somebody gave a name to: what was asked, and what it was limited to."""

    __tablename__ = "saved_search"
    __table_args__: ClassVar[tuple[Any, ...]] = (CheckConstraint("name <> ''", name="named"), _NEVER_AGAIN)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    query: str
    role: str | None = None
    document: str | None = None
    attribute: str | None = None
    who: str
    created: datetime = Field(default_factory=now)


class Change(SQLModel, table=True):
    """One row of the audit trail: who changed which row of which table, when, and what it was before.

    Rows of one action share a ``batch`` and are undone together. ``before`` is empty for a row that was
    made, ``after`` for one that was deleted.
    """

    id: int | None = Field(default=None, primary_key=True)
    batch: str = Field(index=True)
    at: datetime = Field(default_factory=now, index=True)
    who: str
    what: str
    noun: str
    row_id: int | None = None
    document_id: int | None = Field(default=None, index=True)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    undone: bool = False
