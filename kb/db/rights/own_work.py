"""Which rows somebody may write: their own work, and the trail only in their own name.

Who may not moderate writes in their own pass, and memos, searches and codes of their own. What stands on
their codings goes along with them: the memo of somebody else stays, on the words of the coding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from kb.db.rights import Actor, ForbiddenError, Right, require
from kb.db.tables import (
    Change,
    Code,
    Coder,
    Coding,
    CodingPass,
    Decision,
    DismissedSuggestion,
    Memo,
    SavedSearch,
    Task,
    UnplacedCoding,
)

EVENTS: Mapping[str, Right] = {
    "codebook": Right.EDIT,
    "coding_confirmed": Right.CODE,
    "correction": Right.EDIT,
    "document": Right.EDIT,
    "document_text": Right.EDIT,
    "exchange": Right.EXCHANGE,
    "history": Right.MANAGE,
    "machine_run": Right.MODERATE,
    "passes_shown": Right.CODE,
    "people": Right.MANAGE,
    "pseudonymisation": Right.MANAGE,
    "taxonomy_file": Right.EDIT,
    "text_version": Right.EDIT,
}
"""The right without which nobody writes an event into the trail that is no row; a test counts all of them."""
_FORGES = "the history can only be written under your own name"


def check_rows(session: Session, actor: Actor, made: list[Code]) -> None:
    """Look at what a session is about to write for somebody; ``made`` are the codes that it has made.

    Raises:
        ForbiddenError: some of it is not theirs to write.
    """
    made += (row for row in session.new if isinstance(row, Code))
    changed = [row for row in session.dirty if session.is_modified(row)]
    for how, rows in (("new", session.new), ("changed", changed), ("deleted", session.deleted)):
        for row in rows:
            if isinstance(row, Change):
                _check_entry(actor, row, how)
            elif not actor.may(Right.MODERATE):
                _check_own(session, actor, row, how, made)


def _check_entry(actor: Actor, entry: Change, how: str) -> None:
    if how == "deleted":
        require(actor, Right.MANAGE)
    elif how == "changed":
        _check_mark(actor, entry)
    elif entry.who != actor.name:
        raise ForbiddenError(_FORGES)
    elif entry.row_id is None and entry.noun in EVENTS:
        require(actor, EVENTS[entry.noun])


def _check_mark(actor: Actor, entry: Change) -> None:
    """An entry is changed: that it is undone, that it is in ``taxonomy.yaml``, where its words are now."""
    state = inspect(entry)
    changed = {each.key for each in state.attrs if each.history.has_changes()}
    if "who" in changed:
        raise ForbiddenError(_FORGES)
    if entry.noun == "codebook":
        require(actor, Right.EDIT)
    elif changed == {"undone"}:
        require(actor, Right.CODE if entry.who == actor.name else Right.MANAGE)
    elif changed:
        require(actor, Right.EDIT)


def _check_own(session: Session, actor: Actor, row: Any, how: str, made: list[Code]) -> None:
    rule = _RULES.get(type(row))
    if rule is not None and not rule(session, actor, row, how) and row not in made:
        right = Right.EDIT if isinstance(row, Code) else Right.MODERATE
        require(actor, right)


def _values(row: Any, name: str) -> set[Any]:
    """What a column held and holds: what is moved must be one's own in both places.

    Where the session has forgotten what it held, as after an undo, the catalog is asked.
    """
    state = inspect(row)
    history = state.attrs[name].load_history()
    held = [*history.unchanged, *history.deleted]
    if not held and state.persistent:
        held = list(state.session.exec(select(getattr(type(row), name)).where(type(row).id == row.id)))
    return {each for each in (*held, *history.added) if each is not None}


def _is_own_pass(session: Session, actor: Actor, number: int | None) -> bool:
    work = session.get(CodingPass, number) if number else None
    return work is not None and _is_own_work(session, actor, work, "")


def _is_own_work(session: Session, actor: Actor, row: CodingPass, _how: str) -> bool:
    return _values(row, "role") == {"coder"} and all(
        _is_self(session, actor, each) for each in _values(row, "coder_id")
    )


def _is_self(session: Session, actor: Actor, coder: int | None) -> bool:
    found = session.get(Coder, coder) if coder else None
    return found is not None and _is_named(actor, found.name)


def _is_named(actor: Actor, name: str | None) -> bool:
    return name is not None and name.casefold() == actor.name.casefold()


def _in_own_pass(session: Session, actor: Actor, row: Any, _how: str) -> bool:
    return all(_is_own_pass(session, actor, each) for each in _values(row, "pass_id"))


def _own_coder(_session: Session, actor: Actor, row: Coder, how: str) -> bool:
    return how == "new" and _is_named(actor, row.name)


def _own_dismissal(session: Session, actor: Actor, row: DismissedSuggestion, _how: str) -> bool:
    return all(_is_self(session, actor, each) for each in _values(row, "coder_id"))


def _own_search(_session: Session, actor: Actor, row: SavedSearch, _how: str) -> bool:
    return _values(row, "who") == {actor.name}


def _own_task(_session: Session, actor: Actor, row: Task, how: str) -> bool:
    """Whether somebody marks a task of their own as done, or not done; nobody gives themselves one."""
    changed = {each.key for each in inspect(row).attrs if each.history.has_changes()}
    return (
        how == "changed"
        and changed <= {"done"}
        and all(_is_named(actor, each) for each in _values(row, "who"))
    )


def _on_own_coding(session: Session, actor: Actor, codings: set[Any]) -> bool:
    rows = [session.get(Coding, each) for each in codings]
    gone = [each for each in session.deleted if isinstance(each, Coding)]
    found = [each for each in (*rows, *gone) if each is not None and each.id in codings]
    return bool(found) and all(_is_own_pass(session, actor, each.pass_id) for each in found)


def _own_memo(session: Session, actor: Actor, row: Memo, how: str) -> bool:
    if _values(row, "author") == {actor.name}:
        return True
    changed = {each.key for each in inspect(row).attrs if each.history.has_changes()}
    moves = how == "changed" and "coding_id" in changed <= {"coding_id", "document_id", "start", "end"}
    came_with_file = how == "new" and row.author is None
    return (moves or came_with_file) and _on_own_coding(session, actor, _values(row, "coding_id"))


def _own_decision(session: Session, actor: Actor, row: Decision, _how: str) -> bool:
    """Whether a decision is about a coding of one's own: it goes, and comes back, with the coding."""
    return _on_own_coding(session, actor, _values(row, "coding_id"))


def _own_code(session: Session, actor: Actor, row: Code, how: str) -> bool:
    """Whether a code is new, or was made by this person and is taken back."""
    if how == "new":
        return True
    by = (Change.noun == "code", Change.row_id == row.id, col(Change.before).is_(None))
    query = select(Change.who).where(*by).order_by(col(Change.id))
    return how == "deleted" and session.exec(query).first() == actor.name


_RULES: Mapping[type[Any], Callable[[Session, Actor, Any, str], bool]] = {
    Code: _own_code,
    Coder: _own_coder,
    Coding: _in_own_pass,
    CodingPass: _is_own_work,
    Decision: _own_decision,
    DismissedSuggestion: _own_dismissal,
    Memo: _own_memo,
    SavedSearch: _own_search,
    Task: _own_task,
    UnplacedCoding: _in_own_pass,
}
"""Which rows are a coder's own, for every table that a coder may write into."""
