"""Links with which somebody sets a password: each counts once, and for a week."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlmodel import Session, select

from kb.db.audit import Journal
from kb.db.rights import ForbiddenError, Right
from kb.db.rights.enforce import require_right
from kb.db.tables import Invitation, Person
from kb.db.tables.columns import now
from kb.queries.people import digest_of, name_key
from kb.store.people.browsers import new_browser
from kb.store.people.passwords import hashed
from kb.store.people.roles import NOUN, add_person, change_role, forget_ways_in

COUNTS = timedelta(days=7)
"""How long a link counts."""


class LinkError(ForbiddenError):
    """A link that was used, is too old, or never was one."""

    def __init__(self) -> None:
        super().__init__("this link was used already or has expired; ask for a new one (`kb people invite`)")


def invite(session: Session, name: str, role: str | None, *, who: str) -> str:
    """Return the token of a link with which a person sets a password; whoever is new is added.

    A person who has a password keeps it until the link is used. Earlier links count no longer. Whose access
    was ended gets it back with the link.

    Raises:
        KbError: a new person has no role, or there is no such role.
        ForbiddenError: who asks may not manage people.
    """
    require_right(session, Right.MANAGE)
    person = session.exec(select(Person).where(Person.key == name_key(name))).first()
    if person is None:
        person = add_person(session, name, role or "", who=who)
    elif role is not None:
        change_role(session, name, role, who=who)
    for each in session.exec(select(Invitation).where(Invitation.person_id == person.id)).all():
        session.delete(each)
    person.ended = None
    token = secrets.token_urlsafe(32)
    session.add(person)
    session.add(Invitation(person_id=person.id or 0, digest=digest_of(token), expires=now() + COUNTS))
    log = Journal(session, who=who, what=f"invite {person.name!r}")
    log.noted(NOUN, name=person.name, role=person.role, invited=True)
    return token


def invited(session: Session, token: str) -> str:
    """Return whose link this is; nothing is changed.

    Raises:
        LinkError: it does not count.
    """
    return _found(session, token)[1].name


def accept(session: Session, token: str, password: str) -> str:
    """Set the password of whoever has a link, sign them in, and return the token for their browser.

    They are signed out everywhere else.

    Raises:
        LinkError: it does not count.
        PasswordError: the password is too short or too long.
    """
    _, person = _found(session, token)
    person.password = hashed(password, name=person.name)
    session.add(person)
    session.flush()
    forget_ways_in(session, person)
    return new_browser(session, person.id or 0)


def _found(session: Session, token: str) -> tuple[Invitation, Person]:
    query = select(Invitation).where(Invitation.digest == digest_of(token), Invitation.expires > now())
    invitation = session.exec(query).first()
    person = session.get(Person, invitation.person_id) if invitation else None
    if invitation is None or person is None or person.ended is not None:
        raise LinkError
    return invitation, person
