"""What a person changes in the codebook: each change is one action in the audit trail, and loses no coding.

* *Rename*: the code gets another name, and the old one stays as a spelling of it; it keeps its colour.
* *Merge* A into B: A, in all its spellings, becomes a spelling of B. Codings stay as they were spelled. B
  keeps its place and the issues it carries; what A carried loses A's codings. Where one coder's pass has both
  on some of the same words, the two are joined into one coding of all these words (memos move along), so that
  nothing counts twice: a code is never twice on the same words of a pass.
* *Split*: codings of A that are chosen by document, coder or words get a new code B.
* *Place* and *describe*: what the taxonomy says of a code.
* *Delete*: a code leaves the codebook; its codings stay and wait, unsorted.

A change says what its writer saw of the code; it is refused where its name, or what it would overwrite, has
been changed since.

The changes hold in the catalog at once and on top of every taxonomy that is applied, until they are written
into the file (:mod:`kb.store.codebook.pending_edits`, :mod:`kb.store.codebook.write_back`). What each would
touch is told by :mod:`kb.store.codebook.edit_preview`, by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, exists, or_, select

from kb.codebook.edits import Drop, Edit, EditError, Merge, Place, Rename, to_record
from kb.codebook.palette import PALETTE
from kb.db.audit import Journal
from kb.db.backups import back_up_before
from kb.db.tables import Code, Coding, Memo, UnplacedCoding
from kb.queries import names
from kb.queries.codebook.code_seen import CodeSeen
from kb.queries.codebook.refused_cues import NOUN
from kb.store.code_colours import colour_of_new_code
from kb.store.codebook.apply_taxonomy import sort_again
from kb.store.codebook.code_version import code_as_seen
from kb.store.codebook.edit_preview import Selection, codings_of, described_as, must_be_free
from kb.store.codebook.pending_edits import try_out
from kb.store.coding.codings import join_overlapping, put_code


def create(session: Session, place: Place, *, who: str) -> str:
    """Make a code that is new, in its place; return the name of this action.

    Raises:
        EditError: there is such a code, or the codebook does not allow it.
    """
    must_be_free(session, place.name)
    log = _begin(session, place, who=who, what=f"create code {place.name!r}")
    _sort(session, log, new=place.name)
    return log.batch


def rename(session: Session, name: str, new: str, *, who: str, seen: CodeSeen | None = None) -> str:
    """Give a code another name; the old one stays as a spelling. Return the name of this action.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: the name is another code's.
    """
    code, new = code_as_seen(session, name, seen), " ".join(new.split())
    must_be_free(session, new, code)
    edit = Rename(code.name, new)
    log = _begin(session, edit, who=who, what=f"rename code {code.name!r} to {new!r}")
    _sort(session, log, new=new, colour=code.colour)
    return log.batch


def merge(session: Session, name: str, into: str, *, who: str, seen: CodeSeen | None = None) -> str:
    """Make a code a spelling of another, and return the name of this action.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: the codebook does not allow it.
    """
    code, kept = code_as_seen(session, name, seen), names.code(session, into)
    codings = codings_of(session, code)
    what = f"merge code {code.name!r} into {kept.name!r}"
    back_up_before(session, "merge")
    log = _begin(session, Merge(code.name, kept.name), who=who, what=what)
    _sort(session, log)
    session.expire_all()
    for coding_id in codings:
        if (coding := session.get(Coding, coding_id)) is not None:
            join_overlapping(session, log, coding)
    return log.batch


def split(
    session: Session,
    name: str,
    place: Place,
    selection: Selection,
    *,
    who: str,
    seen: CodeSeen | None = None,
) -> str:
    """Give some codings of a code a new code, and return the name of this action.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: no coding is meant, or there is such a code already.
    """
    code = code_as_seen(session, name, seen)
    must_be_free(session, place.name)
    codings = codings_of(session, code, selection)
    if not codings:
        raise EditError(f"none of the codings of {code.name!r} is chosen; choose some to split off")
    log = _begin(session, place, who=who, what=f"split code {place.name!r} off {code.name!r}")
    _sort(session, log, new=place.name)
    new = session.exec(select(Code).where(Code.name == place.name)).one()
    for coding_id in codings:
        if (coding := session.get(Coding, coding_id)) is not None:
            put_code(session, log, coding, new)
    return log.batch


def move(session: Session, place: Place, *, who: str, seen: CodeSeen | None = None) -> str:
    """Give a code another place, or an unsorted one its first; return the name of this action.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: the codebook does not allow it.
    """
    code = code_as_seen(session, place.name, seen, "place")
    if code.name != place.name:
        raise EditError(f"{place.name!r} is an alias of {code.name!r}; move that code")
    log = _begin(session, place, who=who, what=f"move code {code.name!r}")
    _sort(session, log)
    return log.batch


def describe(
    session: Session,
    name: str,
    definition: str,
    cues: Sequence[str],
    *,
    who: str,
    seen: CodeSeen | None = None,
) -> str:
    """Say anew when a code is used and which words give it away; return the name of this action.

    Of a code that has no place yet, the catalog keeps it until it gets one.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: there is nothing to change, or there are too many cues.
    """
    code = code_as_seen(session, name, seen, "meaning")
    log = _begin(session, described_as(code, definition, cues), who=who, what=f"describe code {code.name!r}")
    _sort(session, log)
    return log.batch


def recolour(session: Session, name: str, colour: int, *, who: str, seen: CodeSeen | None = None) -> str:
    """Give a code another colour of the palette, and return the name of this action.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: there is no such colour.
    """
    code = code_as_seen(session, name, seen, "colour")
    if not 0 <= colour < len(PALETTE):
        raise EditError(f"the palette has the colours 0 to {len(PALETTE) - 1}")
    log = Journal(session, who=who, what=f"colour code {code.name!r} {PALETTE[colour][0]}")
    log.changed(code, colour=colour)
    return log.batch


def remove(session: Session, name: str, *, who: str, seen: CodeSeen | None = None) -> str:
    """Take a code out of the codebook, and return the name of this action.

    Its codings stay, unsorted; without any, the code is gone.

    Raises:
        StaleWriteError: it is not as it was seen.
        EditError: it has codes under it, or it is unsorted and has codings.
    """
    code = code_as_seen(session, name, seen, "place", "meaning")
    spellings = names.spellings(session, [code.id or 0])
    used = _is_used(session, spellings)
    if code.kind is None and used:
        raise EditError(f"{code.name!r} is unsorted and has codings; merge it into another code instead")
    if code.kind is None:
        log = Journal(session, who=who, what=f"delete code {code.name!r}")
    else:
        log = _begin(session, Drop(code.name), who=who, what=f"delete code {code.name!r}")
    _sort(session, log, gone=() if used else spellings)
    return log.batch


def _begin(session: Session, edit: Edit, *, who: str, what: str) -> Journal:
    """Try a change out, and write it down as one that waits."""
    before, after = try_out(session, edit)
    if before == after:
        raise EditError("there is nothing to change")
    log = Journal(session, who=who, what=what)
    log.noted(NOUN, edit=to_record(edit))
    session.flush()
    return log


def _sort(
    session: Session, log: Journal, *, new: str = "", colour: int | None = None, gone: Iterable[int] = ()
) -> None:
    """Let the codes follow from the codebook as it is now."""
    with log.comparing_codes():
        sort_again(session)
        row = session.exec(select(Code).where(Code.name == new)).first()
        if row is not None and (colour is not None or row.colour is None):
            row.colour = colour if colour is not None else colour_of_new_code(session, None)
            session.add(row)
        for code_id in gone:
            if (left := session.get(Code, code_id)) is not None:
                session.delete(left)


def _is_used(session: Session, spellings: list[int]) -> bool:
    used = (
        exists().where(table.code_id == Code.id)  # type: ignore[arg-type]
        for table in (Coding, UnplacedCoding, Memo)
    )
    query = select(Code.id).where(col(Code.id).in_(spellings), or_(*used))
    return session.exec(query.limit(1)).first() is not None
