"""Which part of the history is meant: filters by person, document, code, kind and time, as conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Change, Code, Coding, Memo
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.queries.history.taxonomy_steps import steps_about

KINDS: dict[str, tuple[str, ...]] = {
    "codings": (
        "coding",
        "unplaced_coding",
        "dismissed_suggestion",
        "coding_pass",
        "passes_shown",
        "machine_run",
    ),
    "moderation": ("decision",),
    "codes": ("code", "codebook", "taxonomy_file"),
    "memos": ("memo",),
    "documents": ("document", "document_text", "pseudonymisation"),
    "corrections": ("correction",),
    "speakers": ("speaker",),
    "cases": ("participant", "attribute"),
    "searches": ("saved_search",),
    "tasks": ("task",),
    "people": ("people",),
}
"""What an action can be about, and the rows of the trail that say so."""

_CODED = ("coding", "unplaced_coding", "dismissed_suggestion", "memo")
"""Rows of the trail whose column ``code_id`` says which code they are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilters:
    """What the history is limited to; None is no limit. ``until`` is the first moment that is left out."""

    who: str | None = None
    document: str | None = None
    code: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def conditions(session: Session, filters: TrailFilters) -> list[ColumnElement[bool]]:
    """Return what must hold of the last row of an action for the action to be meant.

    Every list, count and export of the history takes its conditions from here: what a person must not see
    (the work of others while they code blind) is to be left out here.

    Raises:
        KbError: there is no such document, code or kind.
    """
    found: list[ColumnElement[bool]] = []
    if filters.who is not None:
        found.append(col(Change.who) == filters.who)
    if filters.since is not None:
        found.append(col(Change.at) >= filters.since)
    if filters.until is not None:
        found.append(col(Change.at) < filters.until)
    if filters.kind is not None:
        if filters.kind not in KINDS:
            raise KbError(f"no kind of change {filters.kind!r}; choose one of {', '.join(KINDS)}")
        found.append(_has_row(lambda row: row.noun.in_(KINDS[filters.kind or ""])))
    if filters.document is not None:
        number = document_id(session, filters.document)
        found.append(col(Change.batch).in_(select(Change.batch).where(Change.document_id == number)))
    if filters.code is not None:
        code = code_in_trail(session, filters.code)
        found.append(col(Change.batch).in_(select(Change.batch).where(_about_code(session, code))))
    return found


def last_of_action() -> ColumnElement[bool]:
    """Return the condition that a row is the last of its action; the index of batches answers it."""
    later = aliased(Change)
    more = select(later.id).where(later.batch == Change.batch, col(later.id) > col(Change.id))
    return ~more.correlate(Change).exists()


def _has_row(is_meant: Any) -> ColumnElement[bool]:
    row = aliased(Change)
    query = select(row.id).where(row.batch == Change.batch, is_meant(row))
    return query.correlate(Change).exists()


def document_id(session: Session, name: str) -> int | None:
    """Return the id of a document, also of one that was deleted.

    Raises:
        KbError: there never was such a document.
    """
    try:
        return names.document(session, name).id
    except UnknownNameError:
        was = Change.before["name"].as_string() == name  # type: ignore[index]
        query = select(Change.row_id).where(Change.noun == "document", col(Change.after).is_(None), was)
        gone = session.exec(query.order_by(col(Change.id).desc())).first()
        if gone is None:
            raise
        return gone


@dataclass(frozen=True, slots=True)
class CodeInTrail:
    """A code as the history knows it: its name now, the ids of its spellings, and all its names."""

    name: str
    ids: tuple[int, ...]
    names: frozenset[str]


def code_in_trail(session: Session, name: str) -> CodeInTrail:
    """Return a code by any name that it has or had, also one that was deleted.

    Raises:
        KbError: there never was such a code.
    """
    try:
        code = names.code(session, name)
    except UnknownNameError:
        was = Change.before["name"].as_string() == name  # type: ignore[index]
        query = select(Change.row_id).where(Change.noun == "code", col(Change.after).is_(None), was)
        gone = [number for number in session.exec(query.distinct()) if number is not None]
        if not gone:
            raise
        return CodeInTrail(name, tuple(gone), frozenset({name}))
    ids = names.spellings(session, [code.id or 0]) or [code.id or 0]
    spelled = session.exec(select(Code.name).where(col(Code.id).in_(ids))).all()
    return CodeInTrail(code.name, tuple(ids), frozenset(spelled) | {code.name})


def _about_code(session: Session, code: CodeInTrail) -> ColumnElement[bool]:
    """The condition that a row of the trail is about a code: itself, a coding of it, an edit of it."""
    ids, called = code.ids, sorted(code.names)
    sides: tuple[Any, ...] = (Change.before, Change.after)
    coded = or_(*(side["code_id"].as_integer().in_(ids) for side in sides))
    edit, undone = col(Change.after)["edit"], col(Change.after)["taken_back"]
    edited = or_(
        *(each[key].as_string().in_(called) for each in (edit, undone) for key in ("name", "new", "into"))
    )
    on_codings = select(Coding.id).where(col(Coding.code_id).in_(ids))
    noted = select(Memo.id).where(col(Memo.coding_id).in_(on_codings))
    decided = col(Change.after)["coding_id"].as_integer().in_(on_codings)
    return or_(
        and_(col(Change.noun).in_(_CODED), coded),
        and_(col(Change.noun) == "code", col(Change.row_id).in_(ids)),
        and_(col(Change.noun) == "codebook", edited),
        and_(col(Change.noun) == "memo", col(Change.row_id).in_(noted)),
        and_(col(Change.noun) == "decision", decided),
        col(Change.id).in_(list(steps_about(session, code.names))),
        col(Change.id).in_(_first_imports(ids)),
    )


def _first_imports(ids: tuple[int, ...]) -> Any:
    """The rows of the trail in which documents came whose files carry a code."""
    imported = select(Coding.document_id).where(col(Coding.code_id).in_(ids), Coding.origin == "imported")
    return (
        select(func.min(Change.id))
        .where(Change.noun == "document", col(Change.row_id).is_(None), col(Change.document_id).in_(imported))
        .group_by(col(Change.document_id))
    )
