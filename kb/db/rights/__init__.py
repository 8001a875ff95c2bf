"""What each role may do: the one table that enforcement, pages and documentation share.

* :mod:`kb.db.rights.enforce`: every statement that writes is looked at, whichever function makes it
* :mod:`kb.db.rights.own_work`: which rows are a coder's own
* :mod:`kb.db.rights.row_security`: the same once more, as PostgreSQL checks it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.errors import KbError


class Role(StrEnum):
    """What a person is in a project; each one may do what the ones before it may."""

    READER = "reader"
    CODER = "coder"
    MODERATOR = "moderator"
    OWNER = "owner"


class Right(StrEnum):
    """Something that a person may do or not."""

    READ = "read"
    CODE = "code"
    MODERATE = "moderate"
    EDIT = "edit"
    EXCHANGE = "exchange"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class RightInfo:
    """What a right allows, in words, and from which role on people have it."""

    what: str
    since: Role


RIGHTS: Mapping[Right, RightInfo] = {
    Right.READ: RightInfo("read, search, and download lists and figures", Role.READER),
    Right.CODE: RightInfo("code in their own pass, write memos and save searches", Role.CODER),
    Right.MODERATE: RightInfo("moderate, assign tasks, and change codings of others", Role.MODERATOR),
    Right.EDIT: RightInfo("change the codebook, documents and texts", Role.MODERATOR),
    Right.EXCHANGE: RightInfo("import and export projects", Role.OWNER),
    Right.MANAGE: RightInfo("manage people, and undo what others did", Role.OWNER),
}
"""Every right. Withheld names and files with names are shown to nobody who signs in."""

_ORDER = tuple(Role)


def may(role: Role, right: Right) -> bool:
    """Say whether a role has a right."""
    return _ORDER.index(role) >= _ORDER.index(RIGHTS[right].since)


def why_not(role: Role, right: Right) -> str | None:
    """Return why a role does not have a right, in a sentence for a person; None if it has it."""
    if may(role, right):
        return None
    *others, last = (f"{each}s" for each in _ORDER if may(each, right))
    who = f"{', '.join(others)} and {last}" if others else last
    return f"Only {who} can {RIGHTS[right].what}; you are a {role}."


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who signed in: the name under which they act, and their role."""

    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Say whether this person has a right."""
        return may(self.role, right)


class ForbiddenError(KbError):
    """A person has no right to do this; nothing was changed."""


class NotSignedInError(ForbiddenError):
    """Nobody is signed in, or the access of who was has been ended."""

    def __init__(self) -> None:
        super().__init__("you are no longer signed in; reload the page to sign in")


def require(actor: Actor | None, right: Right) -> None:
    """Check that somebody has a right; None is the person at the file, who has all.

    Raises:
        ForbiddenError: they do not have it.
    """
    if actor is not None and (reason := why_not(actor.role, right)):
        raise ForbiddenError(f"{reason[0].lower()}{reason[1:-1]}")
