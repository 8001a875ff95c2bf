"""Add people, change their roles, end their access; each change is in the history."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, delete, func, select

from kb.db.audit import Journal
from kb.db.rights import Right, Role
from kb.db.rights.enforce import require_right
from kb.db.tables import Coder, Invitation, Person, SignIn
from kb.db.tables.columns import now
from kb.errors import KbError
from kb.queries.people import name_key, person_named

NOUN = "people"
LONGEST = 80


def role_named(role: str) -> Role:
    """Return a role by its name.

    Raises:
        KbError: there is none of this name.
    """
    try:
        return Role(role)
    except ValueError:
        raise KbError(
            f"no role {role!r}; use one of {', '.join(Role)}" if role else f"give a role: {', '.join(Role)}"
        ) from None


def add_person(session: Session, name: str, role: str, *, who: str, account: str | None = None) -> Person:
    """Let a person sign in, by the account that a provider gives them, or once they have a password.

    The name is the one under which they code: who has coded under it already continues there.

    Raises:
        KbError: the name or the account is taken or empty, or there is no such role.
        ForbiddenError: who asks may not manage people.
    """
    require_right(session, Right.MANAGE)
    as_role, called = role_named(role), " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise KbError(f"a person needs a name of at most {LONGEST} characters")
    if session.exec(select(Person).where(Person.key == name_key(called))).first() is not None:
        raise KbError(f"{called!r} is a person here already; `kb people role` changes what they may do")
    given = _account(session, account)
    alike = [each for each in session.exec(select(Coder.name)) if name_key(each) == name_key(called)]
    called = called if called in alike or not alike else alike[0]
    person = Person(name=called, key=name_key(called), role=as_role, account=given)
    session.add(person)
    session.flush()
    _note(session, who, f"add {called!r} as {as_role}", name=called, role=str(as_role))
    return person


def change_role(session: Session, name: str, role: str, *, who: str) -> bool:
    """Give a person another role; say whether they had another one. It counts at once.

    Raises:
        KbError: there is no such person or role, or the project would be without an owner.
        ForbiddenError: who asks may not manage people.
    """
    require_right(session, Right.MANAGE)
    person, as_role = person_named(session, name), role_named(role)
    if person.role == as_role:
        return False
    _refuse_last_owner(session, person)
    before, person.role = person.role, as_role
    session.add(person)
    facts = {"name": person.name, "role": str(as_role), "before": before}
    _note(session, who, f"make {person.name!r} {as_role}", **facts)
    return True


def end_access(session: Session, name: str, *, who: str) -> bool:
    """Take somebody's access away, wherever they are signed in; say whether they had it.

    Their name stays theirs, and so does what they did.

    Raises:
        KbError: there is no such person, or the project would be without an owner.
        ForbiddenError: who asks may not manage people.
    """
    require_right(session, Right.MANAGE)
    person = person_named(session, name)
    if person.ended is not None:
        return False
    _refuse_last_owner(session, person)
    person.ended, person.password = now(), None
    session.add(person)
    session.flush()
    forget_ways_in(session, person)
    _note(session, who, f"end the access of {person.name!r}", name=person.name, ended=True)
    return True


def forget_ways_in(session: Session, person: Person) -> None:
    """Sign a person out everywhere, and let none of their links count any more."""
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person.id))
    session.exec(delete(Invitation).where(col(Invitation.person_id) == person.id))


def _account(session: Session, account: str | None) -> str | None:
    if account is None:
        return None
    given = account.strip()
    given = given.lower() if "@" in given else given
    if not given:
        raise KbError("an account is an e-mail address, or the number that the provider gives a person")
    if session.exec(select(Person).where(Person.account == given)).first() is not None:
        raise KbError(f"somebody here signs in as {given} already; see `kb people`")
    return given


def _refuse_last_owner(session: Session, person: Person) -> None:
    others = (Person.role == Role.OWNER, col(Person.ended).is_(None), Person.id != person.id)
    if person.role == Role.OWNER and session.exec(select(func.count()).where(*others)).one() == 0:
        raise KbError(f"{person.name!r} is the only owner; make somebody else owner first")


def _note(session: Session, who: str, what: str, **facts: Any) -> None:
    Journal(session, who=who, what=what).noted(NOUN, **facts)
