"""People who sign in: who they are, which role they have, how they prove it, where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from kb.db.tables.columns import NEVER_AGAIN, now, one_of, reference

PRIVATE = frozenset({"person", "invitation", "sign_in"})
"""Tables that never leave the catalog with an archive, and are in no history: they let people in."""


class Person(SQLModel, table=True):
    """A person who may sign in. The name is the one under which they code.

    ``account`` is the e-mail address or the number that an OpenID provider gives them, ``password`` the
    Argon2 hash of a password of their own. Whose access was ended is kept, so that nobody gets the name.
    """

    __table_args__: ClassVar[tuple[Any, ...]] = (
        CheckConstraint("name <> ''", name="named"),
        one_of("role", "owner", "moderator", "coder", "reader"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    key: str = Field(unique=True)
    role: str
    account: str | None = Field(default=None, unique=True)
    password: str | None = None
    created: datetime = Field(default_factory=now)
    ended: datetime | None = None


class Invitation(SQLModel, table=True):
    """A link that lets a person set a password, once; only the digest of its token is kept."""

    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = reference("person.id", index=True)
    digest: str = Field(unique=True)
    expires: datetime


class SignIn(SQLModel, table=True):
    """A browser in which a person is signed in; only the digest of its cookie is kept."""

    __tablename__ = "sign_in"
    __table_args__ = NEVER_AGAIN
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = reference("person.id", index=True)
    digest: str = Field(unique=True)
    expires: datetime
