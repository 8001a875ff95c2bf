"""What a person codes, changes and takes away.

Every function is one action in the audit trail, so that :func:`kb.store.undo.undo` can put it back. The
same code is never twice on the same words of a pass: codings of it that would overlap are joined into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Code, Coding, CodingPass, Decision, Document
from kb.errors import KbError
from kb.store.coding.coding_version import CodingVersion, coding_seen
from kb.store.coding.joining import hand_over
from kb.store.coding.passages import paragraphs_of
from kb.store.get_or_create import code_named, pass_of

Origin = Literal["manual", "accepted"]


class DecidedError(KbError):
    """Moderators decided about a coding: what is about it is not taken away without a word."""

    def __init__(self, code: str, decisions: int) -> None:
        said = "a moderator has decided" if decisions == 1 else f"moderators have decided {decisions} times"
        super().__init__(f"{said} about this coding of {code!r}; removing it takes that decision back, too")


@dataclass(frozen=True, slots=True)
class CodingResult:
    """What an action did: the coding it left, and how it came about.

    ``how`` is ``made``; ``joined`` where it was put together with codings of the same code on overlapping
    words; ``changed``; or ``known`` where nothing had to be done. ``batch`` names the action for undoing it.
    """

    coding: Coding
    how: Literal["made", "joined", "changed", "known"]
    batch: str | None

    @property
    def id(self) -> int:
        """The coding's id."""
        return self.coding.id or 0


def add_coding(
    session: Session,
    *,
    document: Document,
    code: str,
    start: int,
    end: int,
    coder: str,
    role: str | None = None,
    origin: Origin = "manual",
) -> CodingResult:
    """Put a code on the words from ``start`` to ``end`` (code points, half-open) in a coder's own pass.

    A code that the catalog does not know yet is made, unsorted. Where the coder's pass has the same code on
    some of the words, that coding grows to take in all of them.

    Raises:
        NoPlaceError: the span is empty or leaves the document.
    """
    first, last = paragraphs_of(session, document, start, end)
    log = Journal(session, who=coder, what=f"code {document.name!r} with {code!r}", document_id=document.id)
    work = pass_of(session, log, document, coder, role)
    meant = code_named(session, log, code, near=(document, first, last))
    return put_coding(session, log, work, meant, (start, end), extent="exact", origin=origin)


def put_coding(
    session: Session,
    log: Journal,
    work: CodingPass,
    code: Code,
    span: tuple[int, int],
    *,
    extent: str,
    origin: Origin | Literal["imported", "machine"] = "manual",
) -> CodingResult:
    """Put a code on a span in a pass, as part of an action; joined with codings of it on these words.

    Raises:
        NoPlaceError: the span is empty or leaves the document.
    """
    document = session.get_one(Document, work.document_id)
    first, last = paragraphs_of(session, document, *span)
    place = _Place(document, work.id or 0, code, *span)
    if there := _overlapping(session, place):
        if there[0].start <= span[0] and span[1] <= there[0].end:
            return CodingResult(there[0], "known", None)
        return replace(_join(session, log, there[0], place.with_also(there[:1])), how="joined")
    coding = Coding(
        document_id=document.id or 0,
        pass_id=work.id or 0,
        code_id=code.id or 0,
        start=span[0],
        end=span[1],
        first_paragraph=first,
        last_paragraph=last,
        extent=extent,
        origin=origin,
    )
    log.made(coding)
    return CodingResult(coding, "made", log.batch)


def recode(
    session: Session, coding_id: int, code: str, *, who: str, seen: CodingVersion | None = None
) -> CodingResult:
    """Replace the code of a coding by another.

    Raises:
        UnknownNameError: there is no such coding.
        StaleWriteError: it is not as it was seen.
    """
    coding, document, before = coding_seen(session, coding_id, seen)
    log = Journal(
        session,
        who=who,
        what=f"recode {before.name!r} as {code!r} in {document.name!r}",
        document_id=document.id,
    )
    meant = code_named(session, log, code, near=(document, coding.first_paragraph, coding.last_paragraph))
    if meant.canonical_id == before.canonical_id:
        return CodingResult(coding, "known", None)
    return _join(session, log, coding, _Place(document, coding.pass_id, meant, coding.start, coding.end))


def resize_coding(
    session: Session,
    coding_id: int,
    *,
    start: int,
    end: int,
    who: str,
    seen: CodingVersion | None = None,
) -> CodingResult:
    """Put a coding on other words of its document: from now on it is known which ones.

    Raises:
        UnknownNameError: there is no such coding.
        StaleWriteError: it is not as it was seen.
        NoPlaceError: the span is empty or leaves the document.
    """
    coding, document, code = coding_seen(session, coding_id, seen)
    paragraphs_of(session, document, start, end)
    if (start, end) == (coding.start, coding.end):
        return CodingResult(coding, "known", None)
    log = Journal(
        session, who=who, what=f"resize {code.name!r} in {document.name!r}", document_id=document.id
    )
    return _join(session, log, coding, _Place(document, coding.pass_id, code, start, end), extent="exact")


def remove_coding(
    session: Session,
    coding_id: int,
    *,
    who: str,
    seen: CodingVersion | None = None,
    with_decisions: bool = False,
) -> str:
    """Take a coding away, and return the name of this action.

    What moderators decided about it goes with it, ``with_decisions``; undoing the action brings back both.

    Raises:
        UnknownNameError: there is no such coding.
        StaleWriteError: it is not as it was seen.
        DecidedError: moderators decided about it, and nobody said that this may go.
    """
    coding, document, code = coding_seen(session, coding_id, seen)
    if not with_decisions:
        _refuse_decided(session, coding, code)
    log = Journal(
        session, who=who, what=f"remove {code.name!r} from {document.name!r}", document_id=document.id
    )
    log.deleted(coding)
    return log.batch


def put_code(session: Session, log: Journal, coding: Coding, code: Code) -> None:
    """Put another code on a coding, as part of a larger action; what then overlaps is joined."""
    document = session.get_one(Document, coding.document_id)
    if coding.extent == "spill":
        log.changed(
            coding, code_id=code.id, origin="manual" if coding.origin == "imported" else coding.origin
        )
    else:
        _join(session, log, coding, _Place(document, coding.pass_id, code, coding.start, coding.end))


def join_overlapping(session: Session, log: Journal, coding: Coding) -> int:
    """Join a coding with those of its code that it overlaps, as part of a larger action; return how many.

    The one that takes in most words stays, and its code as it is spelled.
    """
    code = session.get_one(Code, coding.code_id)
    document = session.get_one(Document, coding.document_id)
    place = _Place(document, coding.pass_id, code, coding.start, coding.end)
    there = [each for each in _overlapping(session, place) if each is not coding]
    if coding.extent == "spill" or not there:
        return 0
    stays = max((coding, *there), key=lambda each: (each.end - each.start, -(each.id or 0)))
    spelled = session.get_one(Code, stays.code_id)
    whole = replace(place, code=spelled).with_also((coding, *there))
    _join(session, log, stays, whole)
    return len(there)


def overlapping(session: Session, work: CodingPass, code: Code, span: tuple[int, int]) -> list[Coding]:
    """Return the codings of a pass that carry a code, in any spelling, on some words of a span."""
    return _overlapping(
        session, _Place(session.get_one(Document, work.document_id), work.id or 0, code, *span)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a coding is to be: which words of which pass, with which code."""

    document: Document
    pass_id: int
    code: Code
    start: int
    end: int

    def with_also(self, codings: Sequence[Coding]) -> _Place:
        """The place that takes in the words of these codings, too."""
        start = min(self.start, *(each.start for each in codings))
        return replace(self, start=start, end=max(self.end, *(each.end for each in codings)))


def _refuse_decided(session: Session, coding: Coding, code: Code) -> None:
    about = select(Decision.id).where(Decision.coding_id == coding.id)
    if decisions := session.exec(about).all():
        raise DecidedError(code.name, len(decisions))


def _join(
    session: Session, log: Journal, coding: Coding, place: _Place, *, extent: str | None = None
) -> CodingResult:
    """Put a coding where it is to be, together with those of the same code that it then overlaps.

    A coding that a file brought and a person has changed is the person's from then on.
    """
    others: list[Coding] = []
    while more := [each for each in _overlapping(session, place) if each not in (coding, *others)]:
        others += more
        place = place.with_also(more)
    for other in others:
        hand_over(session, log, other, coding)
        log.deleted(other)
    first, last = paragraphs_of(session, place.document, place.start, place.end)
    log.changed(
        coding,
        code_id=place.code.id,
        start=place.start,
        end=place.end,
        first_paragraph=first,
        last_paragraph=last,
        extent=extent or coding.extent,
        origin="manual" if coding.origin == "imported" else coding.origin,
    )
    return CodingResult(coding, "joined" if others else "changed", log.batch)


def _overlapping(session: Session, place: _Place) -> list[Coding]:
    """The codings of a pass that carry a code, in any spelling, on some of these words."""
    spellings = select(Code.id).where(Code.canonical_id == place.code.canonical_id)
    query = select(Coding).where(
        Coding.pass_id == place.pass_id,
        col(Coding.code_id).in_(spellings),
        col(Coding.start) < place.end,
        col(Coding.end) > place.start,
        Coding.extent != "spill",
    )
    return list(session.exec(query.order_by(col(Coding.start), col(Coding.id))))
