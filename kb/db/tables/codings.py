"""Codings: who coded which words, pass by pass, what had no place, and what moderators decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, column_called, now, one_of, reference


class Coder(SQLModel, table=True):
    """A person who codes, or a machine that does: then all its passes are a machine's."""

    __table_args__: ClassVar[tuple[Any, ...]] = (CheckConstraint("name <> ''", name="named"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class CodingPass(SQLModel, table=True):
    """One coder's work on one document. A pass without codings is *empty*: missing, not "nothing found".

    The ``role`` of a pass that a program coded is ``machine``: it counts nowhere unless asked.
    ``role_assumed`` says that no file told the role; a file that does tell it puts it right.
    """

    __tablename__ = "coding_pass"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "coder_id", "role"),
        one_of("role", "coder", "moderator", "machine"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id")
    coder_id: int = reference("coder.id", ondelete="RESTRICT", index=True)
    role: str
    role_assumed: bool = False
    created: datetime = Field(default_factory=now)


class Coding(SQLModel, table=True):
    """One code on one span of a document by one coder.

    It begins in the paragraph at the position ``first_paragraph`` and ends in ``last_paragraph``.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("pass_id", "code_id", "start", "end"),
        CheckConstraint('0 <= start AND start <= "end" AND first <= last', name="span"),
        one_of("extent", "exact", "shared", "paragraph", "spill"),
        one_of("origin", "imported", "manual", "accepted", "machine"),
        Index(None, "document_id", "first"),
        # Answers "how many, where, by whom" for a code without touching the table.
        Index("ix_coding_counts", "code_id", "document_id", "start", "extent", "pass_id"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id")
    pass_id: int = reference("coding_pass.id")
    code_id: int = reference("code.id", ondelete="RESTRICT")
    start: int
    end: int
    first_paragraph: int = column_called("first")
    last_paragraph: int = column_called("last")
    extent: str
    origin: str
    created: datetime = Field(default_factory=now)
    source_id: int | None = reference("source.id", nullable=True, ondelete="SET NULL", index=True)


class UnplacedCoding(SQLModel, table=True):
    """A coding whose words are not in the displayed text: kept, reported, waiting for a person.

    ``memo`` is the note that came with it; ``words`` are the coded words as far as the displayed text has
    them, the rest is masked.
    """

    __tablename__ = "unplaced_coding"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("pass_id", "code_id", "words"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id", index=True)
    pass_id: int = reference("coding_pass.id")
    code_id: int = reference("code.id", ondelete="RESTRICT")
    words: str
    reason: str
    memo: str | None = None
    source_id: int | None = reference("source.id", nullable=True, ondelete="SET NULL")
    created: datetime = Field(default_factory=now)


class Decision(SQLModel, table=True):
    """What a moderator made of one coder's coding: kept or not, in which moderated pass.

    ``result_id`` is the coding in the moderated pass that stands for it: itself where it was kept, another
    where something was put in its place, none where nothing was. The coder's own coding stays as it is.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "pass_id", "coding_id"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id", index=True)
    pass_id: int = reference("coding_pass.id")
    coding_id: int = reference("coding.id", index=True)
    kept: bool
    result_id: int | None = reference("coding.id", nullable=True, ondelete="SET NULL", index=True)
    created: datetime = Field(default_factory=now)


class DismissedSuggestion(SQLModel, table=True):
    """A code that a coder does not want to be suggested for a paragraph again.

    The paragraph is known by the fingerprint of its words, not by its place: places move when a file changes.
    """

    __tablename__ = "dismissed_suggestion"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "coder_id", "code_id", "sha256"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id")
    coder_id: int = reference("coder.id")
    code_id: int = reference("code.id")
    sha256: str
    created: datetime = Field(default_factory=now)
