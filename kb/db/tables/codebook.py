"""The codebook: codes, and what the taxonomy says of them: stages, aspects, issues and fixes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, link, now, one_of, reference


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
        one_of("kind", "issue", "fix", "topic", "structural", "umbrella"),
        one_of("origin", "imported", "manual", "taxonomy"),
        CheckConstraint("name <> ''", name="named"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    key: str = Field(index=True)
    canonical_id: int | None = reference("code.id", nullable=True, ondelete="SET NULL", index=True)
    kind: str | None = None
    stage_id: int | None = reference("stage.id", nullable=True, ondelete="SET NULL")
    aspect_id: int | None = reference("aspect.id", nullable=True, ondelete="SET NULL")
    parent_id: int | None = reference("code.id", nullable=True, ondelete="SET NULL")
    definition: str = ""
    cues: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    origin: str = "imported"
    colour: int | None = None


class Issue(SQLModel, table=True):
    """Something that goes wrong, in plain words; not each hurts an aspect."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    statement: str
    aspect_id: int | None = reference("aspect.id", nullable=True, ondelete="SET NULL")
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
    issue_id: int = link("issue.id")
    stage_id: int = link("stage.id")


class IssueCode(SQLModel, table=True):
    """A code carries an issue."""

    __tablename__ = "issue_code"
    issue_id: int = link("issue.id")
    code_id: int = link("code.id")


class FixIssue(SQLModel, table=True):
    """A fix mitigates an issue."""

    __tablename__ = "fix_issue"
    fix_id: int = link("fix.id")
    issue_id: int = link("issue.id")


class FixCode(SQLModel, table=True):
    """A code carries a fix."""

    __tablename__ = "fix_code"
    fix_id: int = link("fix.id")
    code_id: int = link("code.id")


class TaxonomyFile(SQLModel, table=True):
    """The taxonomy that the catalog is sorted by: the file's text, and when it was applied."""

    __tablename__ = "taxonomy_file"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    text: str
    applied: datetime = Field(default_factory=now)
