"""What comes with a project of another tool: trees of codes, sets, typed variables, document codes.

And its identity: which thing of the file a row stands for, with all that the catalog has no column for, so
that it can be written out again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Text, UniqueConstraint, true
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, now, one_of, reference


class CodePlace(SQLModel, table=True):
    """Where a code stands in the tree of its project; the taxonomy's own families come before it.

    ``codable`` is not set for a folder. ``colour`` is ``#rrggbb`` as the project has it.
    """

    __tablename__ = "code_place"
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    code_id: int = reference("code.id", index=True)
    parent_id: int | None = reference("code.id", nullable=True, ondelete="SET NULL", index=True)
    position: int = 0
    codable: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    colour: str | None = None
    description: str = ""


class NamedSet(SQLModel, table=True):
    """A set of codes, of documents or of memos."""

    __tablename__ = "named_set"
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    name: str
    description: str = ""


class SetMember(SQLModel, table=True):
    """A code, a document or a memo in a set; one of the three."""

    __tablename__ = "set_member"
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    set_id: int = reference("named_set.id", index=True)
    code_id: int | None = reference("code.id", nullable=True, index=True)
    document_id: int | None = reference("document.id", nullable=True, index=True)
    memo_id: int | None = reference("memo.id", nullable=True, index=True)


class Variable(SQLModel, table=True):
    """What kind of value an attribute of cases has; the attributes go by its name."""

    __table_args__: ClassVar[tuple[Any, ...]] = (
        one_of("kind", "Text", "Boolean", "Integer", "Float", "Date", "DateTime"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str
    description: str = ""


class DocumentCode(SQLModel, table=True):
    """A code on a whole document, in a pass; it marks no words and is in no count of codings."""

    __tablename__ = "document_code"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        UniqueConstraint("document_id", "pass_id", "code_id"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = reference("document.id", index=True)
    pass_id: int = reference("coding_pass.id")
    code_id: int = reference("code.id", ondelete="RESTRICT", index=True)
    created: datetime = Field(default_factory=now)


class ExchangeProject(SQLModel, table=True):
    """A project that was imported: its file, and what the file says of the project itself."""

    __tablename__ = "exchange_project"
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    name: str
    form: str
    file: str
    sha256: str
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    imported: datetime = Field(default_factory=now)


class ExchangeItem(SQLModel, table=True):
    """One thing of an imported project, by its kind and GUID.

    It stands for the row ``row_id`` of the table ``noun``; without one it is carried: kept, to be written out
    again. ``owner`` is the GUID of what it is part of. ``facts`` are what the file says of it, as JSON.
    """

    __tablename__ = "exchange_item"
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = reference("exchange_project.id")
    kind: str
    guid: str
    owner: str = ""
    position: int = 0
    noun: str | None = None
    row_id: int | None = None
    document_id: int | None = None  # no reference: a document may come back
    facts: str = Field(sa_column=Column(Text, nullable=False))


class ExchangeFile(SQLModel, table=True):
    """A file of an imported project that is kept as it is: a PDF, a picture, a Word file.

    ``content`` is compressed (zlib) and written in letters (Base64), so that an archive of text can hold it.
    """

    __tablename__ = "exchange_file"
    __table_args__: ClassVar[tuple[Any, ...]] = (UniqueConstraint("project_id", "path"), NEVER_AGAIN)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = reference("exchange_project.id")
    path: str
    sha256: str
    content: str = Field(sa_column=Column(Text, nullable=False))
