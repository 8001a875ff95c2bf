"""Changes of the codebook that were made in the catalog and do not stand in ``taxonomy.yaml`` yet.

The catalog is sorted by the file that was applied last *and* by these changes, made again on top of it, in
their order. So no ingest and no ``kb taxonomy apply`` loses one: they are read off the audit trail, where
each is a row ``codebook`` with the edit in ``after``. One that an applied file does not allow any more waits
and is reported. They are settled, ``written``, when the file that is applied says what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from sqlmodel import Session, col, select

from kb.codebook.edits import Book, Edit, EditError, Gather, from_record, to_record
from kb.codebook.edits.apply import apply
from kb.codebook.taxonomy import Taxonomy, TaxonomyError, parse_taxonomy
from kb.codebook.write import WritingError, rewritten
from kb.db.audit import CannotUndoError, Journal
from kb.db.tables import Change, TaxonomyFile
from kb.queries.codebook.refused_cues import KIND as REFUSED
from kb.queries.codebook.refused_cues import NOUN


@dataclass(frozen=True, slots=True)
class PendingEdit:
    """A change that waits to be written into the file, and by whom; ``misfit`` says why it cannot be.

    One that no file can hold, about an unsorted code, is not ``textual``: the catalog keeps it.
    """

    change: int
    batch: str
    who: str
    what: str
    edit: Edit
    misfit: str | None = None
    textual: bool = True


@dataclass(frozen=True, slots=True)
class PendingEdits:
    """The codebook as it is with every change, and the changes."""

    book: Book
    waiting: tuple[PendingEdit, ...] = field(default=())


def current(session: Session) -> TaxonomyFile | None:
    """Return the taxonomy file that the catalog is sorted by: the one that was applied last."""
    newest = select(TaxonomyFile).order_by(col(TaxonomyFile.id).desc())
    return session.exec(newest).first()


def applied_taxonomy(session: Session) -> Taxonomy:
    """Return the taxonomy file that was applied last, as people wrote it.

    Raises:
        EditError: there is none.
    """
    last = current(session)
    if last is None or not last.text.strip():
        raise EditError("the catalog has no taxonomy to change yet; apply one (`kb taxonomy apply FILE`)")
    return _parsed(last.text)


def pending(session: Session, taxonomy: Taxonomy) -> PendingEdits:
    """Return the codebook that a taxonomy and the waiting changes make together."""
    book, waiting = Book(taxonomy), []
    for change in _changes(session):
        edit = from_record((change.after or {})["edit"])
        then, misfit = book, None
        try:
            then = apply(book, edit)
        except EditError as error:
            misfit = str(error)
        textual = misfit is not None or then.taxonomy != book.taxonomy
        waiting.append(
            PendingEdit(change.id or 0, change.batch, change.who, change.what, edit, misfit, textual)
        )
        book = then
    return PendingEdits(book, tuple(waiting))


def try_out(session: Session, edit: Edit) -> tuple[Book, Book]:
    """Return the codebook before and after a change.

    Raises:
        EditError: the codebook does not allow it, or it could not be written into the file.
    """
    taxonomy = applied_taxonomy(session)
    before = pending(session, taxonomy).book
    after = apply(before, edit)
    try:
        rewritten(taxonomy.text, after.taxonomy)
    except TaxonomyError as error:
        raise EditError("; ".join(fault.message for fault in error.faults)) from error
    except WritingError as error:
        raise EditError(str(error)) from error
    return before, after


def settle(session: Session, log: Journal, last: TaxonomyFile | None, taxonomy: Taxonomy) -> None:
    """Count the waiting changes as written if the taxonomy that is being applied says what they say."""
    if last is None or not last.text.strip():
        return
    found = pending(session, _parsed(last.text))
    if found.waiting and _says(taxonomy, last.text, found.book):
        written(session, log, taxonomy, found)


def written(session: Session, log: Journal, taxonomy: Taxonomy, found: PendingEdits) -> None:
    """Count the waiting changes as written into this taxonomy; what no file can say of them waits on."""
    for each in found.waiting:
        if each.misfit is None:
            change = session.get_one(Change, each.change)
            change.after = {**(change.after or {}), "written": taxonomy.sha256}
            session.add(change)
    book = found.book
    if book.spellings or book.meanings:
        kept = Gather(dict(book.spellings), dict(book.meanings))
        log.noted(NOUN, edit=to_record(kept), of=taxonomy.sha256)


def unsettle(session: Session, sha256: str) -> None:
    """Let the changes that were written into a taxonomy wait again: it is being taken back."""
    for change in session.exec(select(Change).where(Change.noun == NOUN)):
        facts: dict[str, Any] = change.after or {}
        if facts.get("written") == sha256:
            change.after = {**facts, "written": None}
        elif facts.get("of") == sha256:
            change.undone = True
        session.add(change)
    session.flush()


def take_back(session: Session, log: Journal, changes: Iterable[Change]) -> None:
    """Let changes of the codebook no longer hold, or, where they took others back, hold again.

    Raises:
        CannotUndoError: one stands in the file by now, or a later one builds on it.
    """
    taxonomy = applied_taxonomy(session)
    fitted = {each.change for each in pending(session, taxonomy).waiting if each.misfit is None}
    for change in changes:
        facts = change.after or {}
        if facts.get("written"):
            raise CannotUndoError(
                f"cannot undo “{change.what}”: it is already saved in taxonomy.yaml; "
                "undo that first (`kb history`), or edit the codebook again"
            )
        again = facts.get("taken_back")
        log.noted(NOUN, **({"edit": again} if again else {"taken_back": facts["edit"]}))
        change.undone = True
        session.add(change)
    session.flush()
    for each in pending(session, taxonomy).waiting:
        if each.misfit and (each.change in fitted or each.batch == log.batch):
            raise CannotUndoError(f"cannot undo this, because of “{each.what}”: {each.misfit}")


def _changes(session: Session) -> list[Change]:
    query = select(Change).where(Change.noun == NOUN, col(Change.undone).is_(False)).order_by(col(Change.id))
    waits = ((change, change.after or {}) for change in session.exec(query))
    return [change for change, facts in waits if _is_edit(facts) and not facts.get("written")]


def _is_edit(facts: Mapping[str, Any]) -> bool:
    """Whether a row is a change of the codebook itself; that a cue was refused is none."""
    edit: Mapping[str, Any] = facts.get("edit") or {}
    return edit.get("edit") not in (None, REFUSED)


def _says(taxonomy: Taxonomy, text: str, book: Book) -> bool:
    try:
        return taxonomy.text == rewritten(text, book.taxonomy)
    except (TaxonomyError, WritingError):
        return False


@lru_cache(maxsize=4)
def _parsed(text: str) -> Taxonomy:
    return parse_taxonomy(text, PurePath("taxonomy.yaml"))
