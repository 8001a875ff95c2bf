"""Where somebody is signed in: a token in a browser's cookie, its digest in the catalog."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlmodel import Session, col, delete, select

from kb.db.rights import NotSignedInError
from kb.db.tables import Person, SignIn
from kb.db.tables.columns import now
from kb.queries.people import digest_of, name_key
from kb.store.people.passwords import is_right

LASTS = timedelta(days=7)
"""After so long somebody signs in again."""


def who_has(session: Session, name: str, password: str) -> int | None:
    """Return the id of whoever has this name and password; None if nobody has. Takes long, and reads only."""
    found = session.exec(select(Person).where(Person.key == name_key(name))).first()
    person = found if found is not None and found.ended is None else None
    is_theirs = is_right(person.password if person else None, password)
    return person.id if person is not None and is_theirs else None


def new_browser(session: Session, person_id: int) -> str:
    """Sign a person in, in one more browser, and return its token; what is over is forgotten.

    Raises:
        NotSignedInError: their access was ended.
    """
    session.exec(delete(SignIn).where(col(SignIn.expires) <= now()))
    person = session.get(Person, person_id)
    if person is None or person.ended is not None:
        raise NotSignedInError
    token = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=person_id, digest=digest_of(token), expires=now() + LASTS))
    return token


def sign_out(session: Session, token: str) -> None:
    """Sign out the browser that has this token."""
    session.exec(delete(SignIn).where(col(SignIn.digest) == digest_of(token)))
