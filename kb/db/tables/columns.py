"""What the tables are declared with: names of constraints, references, lists of allowed values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, MetaData
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


def one_of(column: str, *values: str) -> CheckConstraint:
    """A check that a column holds one of these values, or nothing where it may."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def reference(target: str, *, nullable: bool = False, ondelete: str = "CASCADE", index: bool = False) -> Any:
    """A column that refers to another table."""
    return Field(
        sa_column=Column(ForeignKey(target, ondelete=ondelete), nullable=nullable, index=index), default=None
    )


def link(target: str) -> Any:
    """A column of a table that links two others."""
    return Field(sa_column=Column(ForeignKey(target, ondelete="CASCADE"), primary_key=True, nullable=False))


NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}
"""The audit trail names rows by their ids: one that was deleted must not lend its id to another."""


def column_called(name: str, **options: Any) -> Any:
    """A column that the database calls otherwise: by the name that catalogs and audit trails have of old."""
    return Field(sa_column_kwargs={"name": name}, **options)
