"""Take a name out of everything the catalog keeps about a document, once a version of its text hides it.

The text itself is replaced; what was written beside it before — memos, words of codings without a place, the
audit trail — may hold the name, too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ingest.merge.redaction import Names, names_of, redactions
from ingest.model import Problem
from kb.db import engine as db
from kb.db.backups import backups_of
from kb.db.tables import (
    Attribute,
    Case,
    Change,
    Document,
    Memo,
    Source,
    Speaker,
    UnplacedCoding,
)
from kb.store.coding.unplaced_words import free_words

HIDDEN = "names were hidden"
"""What a session's ``info`` says once names were taken out: backups from before still have them."""


def hide_names(session: Session, document: Document, *texts: tuple[str, str]) -> None:
    """Mask, wherever the catalog speaks of a document, the names that its text showed and now hides.

    ``texts`` are before and after: the text that is shown, and where a person corrected it, the files' own.
    """
    found = [each for pair in texts for each in redactions(*pair) if each.hides == "other"]
    if not found:
        return
    session.info[HIDDEN] = True
    names = names_of(found, [text for pair in texts for text in pair], {})
    masked = names.masked
    for memo in session.exec(select(Memo).where(Memo.document_id == document.id)):
        memo.text = masked(memo.text)
    for source in session.exec(select(Source).where(Source.document_id == document.id)):
        source.problems = _everywhere(source.problems, masked)
    actions = select(Change.batch).where(Change.document_id == document.id)
    for change in session.exec(select(Change).where(col(Change.batch).in_(actions))):
        if change.noun == "correction":
            _hide_in_correction(change, names)
        change.what = masked(change.what)
        change.before = _everywhere(change.before, masked)
        change.after = _everywhere(change.after, masked)
    _hide_in_case(session, document, names)
    _hide_in_speakers(session, document, masked)
    _hide_in_unplaced(session, document, masked)
    session.flush()


def _hide_in_correction(change: Change, names: Names) -> None:
    """Mask the old text in the trail: also words that may be a name or none, as nobody reads it in its place.

    What was on words that are masked cannot return exactly to where it was; what may be no name, not at all.
    """
    strict = Names(names.seen, frozenset())
    entry = change.after or {}
    clear, every = _everywhere(entry, names.masked), _everywhere(entry, strict.masked)
    if every != entry:
        change.after = {**every, "spans": {}, "hidden": entry.get("hidden", False) or every != clear}


def _hide_in_case(session: Session, document: Document, names: Names) -> None:
    """Mask what is known of the case, and what the trail says of it; two cases must not be called alike."""
    case = session.get(Case, document.case_id) if document.case_id else None
    if case is None:
        return
    case.name = _free_name(session, case, names.masked(case.name))
    for row in session.exec(select(Attribute).where(Attribute.case_id == case.id)):
        row.value = names.masked_wholly(row.value)
    for change in session.exec(select(Change).where(col(Change.noun).in_(("attribute", "participant")))):
        entries = [each for each in (change.before, change.after) if each]
        if any(each.get("case_id", each["id"]) == case.id for each in entries):
            change.before, change.after = (_known(each, names) for each in (change.before, change.after))


def _known(entry: dict[str, Any] | None, names: Names) -> dict[str, Any] | None:
    """Mask an entry of the trail as its row is masked."""
    if entry is None:
        return None
    if "value" in entry:
        return {**entry, "value": names.masked_wholly(entry["value"])}
    return {**entry, "name": names.masked(entry["name"])}


def _free_name(session: Session, case: Case, name: str) -> str:
    """Return the name, with a number behind it where another case is called so."""
    others = select(Case.name).where(Case.id != case.id, col(Case.name).startswith(name, autoescape=True))
    taken = set(session.exec(others))
    return next(
        each for each in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if each not in taken
    )


def _hide_in_speakers(session: Session, document: Document, masked: Callable[[str], str]) -> None:
    """Mask what a person called a speaker; two must not be called alike."""
    rows = session.exec(select(Speaker).where(Speaker.document_id == document.id)).all()
    for row in rows:
        name, number = masked(row.name), 2
        while any(name == other.name for other in rows if other is not row):
            name, number = f"{masked(row.name)} {number}", number + 1
        row.name = name


def _hide_in_unplaced(session: Session, document: Document, masked: Callable[[str], str]) -> None:
    """Mask the words of codings without a place; of two that only a name told apart one has a number."""
    for row in session.exec(select(UnplacedCoding).where(UnplacedCoding.document_id == document.id)).all():
        row.memo = masked(row.memo) if row.memo else row.memo
        words = masked(row.words)
        if words != row.words:
            row.words = free_words(session, row.pass_id, row.code_id, words)


def _everywhere(value: Any, masked: Callable[[str], str]) -> Any:
    """Mask every string of a value that JSON can hold; paths of files stay, they are needed to find them."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        return [_everywhere(each, masked) for each in value]
    if isinstance(value, dict):
        return {name: each if name == "files" else _everywhere(each, masked) for name, each in value.items()}
    return value


def backups_with_names(engine: Engine, file: Path) -> list[Problem]:
    """Tell of backups from before, in which what a text hides from now on lives on until they are deleted."""
    catalog = db.file_of(engine.url)
    if catalog is None or not (made := backups_of(catalog)):
        return []
    message = (
        "it hides names that backups from before still contain; to delete them: "
        f"kb backup --delete-before {made[0].number + 1}"
    )
    return [Problem(file, "", message, "note")]
