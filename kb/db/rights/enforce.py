"""Looks at every statement that writes for a person who signed in, so that no function can be forgotten.

The app's engine carries who asks (:func:`on_behalf`). Each transaction on it is that person's: a statement
that changes a table needs the right that the table needs, and what a coder changes must be their own
(:mod:`kb.db.rights.own_work`). An engine without it is that of the person at the file, who may do everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from kb.db.rights import Actor, ForbiddenError, Right, require
from kb.db.rights.own_work import check_rows
from kb.db.rights.row_security import act_as
from kb.db.tables import Code

Asks = Callable[[], Actor | None]
"""Returns who acts now; None is the person at the file. Raises NotSignedInError where nobody is signed in."""
_ASKS, _ACTING = "kb_asks", "kb_acting"

NEEDED: Mapping[str, Right] = {
    **dict.fromkeys(
        (
            "change",
            "code",
            "coder",
            "coding",
            "coding_pass",
            "decision",
            "dismissed_suggestion",
            "memo",
            "saved_search",
            "task",
            "unplaced_coding",
        ),
        Right.CODE,
    ),
    "document_code": Right.MODERATE,
    **dict.fromkeys(
        (
            "aspect",
            "attribute",
            "code_place",
            "correction",
            "document",
            "exchange_item",
            "fix",
            "fix_code",
            "fix_issue",
            "issue",
            "issue_code",
            "issue_stage",
            "named_set",
            "paragraph",
            "participant",
            "replacement",
            "set_member",
            "source",
            "speaker",
            "stage",
            "survey",
            "taxonomy_file",
            "variable",
        ),
        Right.EDIT,
    ),
    **dict.fromkeys(("exchange_file", "exchange_project"), Right.EXCHANGE),
    **dict.fromkeys(("invitation", "person", "sign_in"), Right.MANAGE),
}
"""The right without which nobody writes into a table. A test counts that every table is here."""
_INDEXES = re.compile(r"paragraph_(search|words|unread)\w*")
"""Tables that are computed from paragraphs."""
_WRITES = re.compile(
    r"\s*(INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+[\"`\[]?(\w+)\b[^;]*",
    re.IGNORECASE,
)
_READS = re.compile(
    r"\s*(?:CREATE\s+TEMPORARY\s+VIEW\b(?:[^;'/-]|[/-](?![*-])|'[^']*')*"  # for the blind; names are in it
    r"|(?:BEGIN|RELEASE|ROLLBACK|SAVEPOINT|SELECT|SET\s+(?:LOCAL|TRANSACTION)|SHOW|VALUES)\b[^;]*)",
    re.IGNORECASE,
)
"""What changes no table: one statement of these. All others are looked at, or are for owners only."""


@dataclass
class Acting:
    """The work of one person in one transaction; ``flushing`` while rows are written that were checked."""

    actor: Actor
    flushing: bool = False
    made: list[Code] = field(default_factory=list)


def on_behalf(engine: Engine, asks: Asks) -> Engine:
    """Return the engine on which everything is done by whoever ``asks`` names at that moment."""
    return engine.execution_options(**{_ASKS: asks})


def watch(engine: Engine) -> None:
    """Look at the statements of an engine; each engine of a catalog is watched from the start."""
    event.listen(engine, "before_cursor_execute", _look)


def acting_on(engine: Engine) -> tuple[Engine, Acting | None]:
    """Return the engine for one transaction of whoever acts now, and the person; None may do everything."""
    asks: Asks | None = engine.get_execution_options().get(_ASKS)
    actor = asks() if asks is not None else None
    if actor is None:
        return engine, None
    acting = Acting(actor)
    return engine.execution_options(**{_ACTING: acting}), acting


def begin(session: Session, acting: Acting | None) -> None:
    """Let a session be that of a person: each row that it is about to write is looked at."""
    if acting is None:
        return
    session.info[_ACTING] = acting
    act_as(session, acting.actor)

    @event.listens_for(session, "before_flush")
    def _check(session: Session, _context: Any, _instances: Any) -> None:
        with session.no_autoflush:
            check_rows(session, acting.actor, acting.made)
        acting.flushing = True

    @event.listens_for(session, "after_flush")
    def _done(_session: Session, _context: Any) -> None:
        acting.flushing = False

    @event.listens_for(session, "after_soft_rollback")
    def _rolled_back(_session: Session, _before: Any) -> None:
        acting.flushing = False


def actor_of(session: Session) -> Actor | None:
    """Return for whom a session writes; None is the person at the file."""
    acting: Acting | None = session.info.get(_ACTING)
    return acting.actor if acting else None


def require_right(session: Session, right: Right) -> None:
    """Check that whoever a session writes for has a right.

    Raises:
        ForbiddenError: they do not have it.
    """
    require(actor_of(session), right)


def _look(
    connection: Connection,
    _cursor: Any,
    statement: str,
    _values: Any,
    _context: Any,
    _many: bool,  # noqa: FBT001
) -> None:
    options = connection.get_execution_options()
    asks: Asks | None = options.get(_ASKS)
    if asks is None or _READS.fullmatch(statement):
        return
    acting: Acting | None = options.get(_ACTING)
    if acting is None:  # a connection of its own, such as for erasing: of the person at the file, or an owner
        require(asks(), Right.MANAGE)
        return
    found = _WRITES.fullmatch(statement)
    verb, table = (found[1].lower(), found[2].lower()) if found else ("", "")
    if _INDEXES.fullmatch(table):
        return
    takes_history = table == "change" and verb.startswith("delete")
    if table not in NEEDED or takes_history:
        require(acting.actor, Right.MANAGE)
        return
    require(acting.actor, NEEDED[table])
    is_rewriting = table != "change" and not acting.flushing
    if is_rewriting and NEEDED[table] is Right.CODE and not acting.actor.may(Right.EDIT):
        raise ForbiddenError(f"a {acting.actor.role} cannot rewrite many rows of {table} at once")
