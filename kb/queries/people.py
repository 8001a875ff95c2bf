"""Who may sign in, with which role; and who somebody is who signed in."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from kb.db.rights import Actor, Role
from kb.db.tables import Invitation, Person, SignIn
from kb.db.tables.columns import now
from kb.errors import UnknownNameError

State = Literal["can sign in", "invited", "link expired", "ended"]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list shows them: how they sign in, and whether they can.

    ``account`` is what their provider calls them; without one they sign in with a password.
    """

    name: str
    role: str
    state: State
    account: str | None


def people(session: Session) -> list[PersonRow]:
    """Return everybody who may sign in or could once, by name."""
    at = now()
    links = session.exec(select(Invitation.person_id).where(Invitation.expires > at)).all()
    rows = session.exec(select(Person).order_by(col(Person.key))).all()
    return [PersonRow(each.name, each.role, _state(each, each.id in links), each.account) for each in rows]


def has_owner(session: Session) -> bool:
    """Say whether somebody can manage people in the app."""
    owns = select(Person.id).where(Person.role == Role.OWNER, col(Person.ended).is_(None))
    return session.exec(owns.limit(1)).first() is not None


def _state(person: Person, is_invited: bool) -> State:  # noqa: FBT001
    if person.ended is not None:
        return "ended"
    if person.password or person.account:
        return "can sign in"
    return "invited" if is_invited else "link expired"


def has_passwords(session: Session) -> bool:
    """Say whether somebody has a password here, or a link to set one: then people sign in."""
    is_open = col(Person.ended).is_(None)
    with_one = select(Person.id).where(is_open, col(Person.password).is_not(None))
    invited = select(Invitation.id).join(Person, col(Person.id) == Invitation.person_id).where(is_open)
    return any(session.exec(each.limit(1)).first() is not None for each in (with_one, invited))


def person_named(session: Session, name: str) -> Person:
    """Return a person by name, in whatever case it is written.

    Raises:
        UnknownNameError: nobody has this name.
    """
    found = session.exec(select(Person).where(Person.key == name_key(name))).first()
    if found is None:
        raise UnknownNameError("person", name, session.exec(select(Person.name)).all(), where="`kb people`")
    return found


def spelled(session: Session, name: str) -> str:
    """Return a name as the person who signs in writes it; as it is, where nobody of that name does."""
    return session.exec(select(Person.name).where(Person.key == name_key(name))).first() or name


def name_key(name: str) -> str:
    """Return what two ways to write one name have in common: in case, spaces and the letters of Unicode."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def digest_of(token: str) -> str:
    """Return what is kept of a token; the token itself is only in a browser, or in a link."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def signed_in_with(session: Session, digest: str) -> Actor | None:
    """Return who is signed in in the browser that has this token; None if nobody is, or is any more."""
    query = select(Person).join(SignIn, col(SignIn.person_id) == Person.id)
    valid = (SignIn.digest == digest, SignIn.expires > now(), col(Person.ended).is_(None))
    return _actor(session.exec(query.where(*valid)).first())


def signed_in_as(
    session: Session, accounts: tuple[str, ...], called: str, *, listed_only: bool = False
) -> Actor | None:
    """Return who somebody is whom a provider knows; None if their access was ended.

    Who has been let in and is not in the list reads. They have the name that the provider gives them, unless
    that is somebody else's here.

    Args:
        session: of the catalog.
        accounts: what the provider calls them, the surest first: their number, their checked address.
        called: their name.
        listed_only: who is not in the list is nobody, as where a provider lets in people of several projects.
    """
    for account in accounts:
        found = session.exec(select(Person).where(Person.account == account)).first()
        if found is not None:
            return _actor(found) if found.ended is None else None
    if listed_only:
        return None
    taken = session.exec(select(Person.id).where(Person.key == name_key(called))).first()
    return None if taken is not None else Actor(called, Role.READER)


def _actor(person: Person | None) -> Actor | None:
    return Actor(person.name, Role(person.role)) if person else None
