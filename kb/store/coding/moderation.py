"""What a moderator decides: which coding stands where coders differ, and so what the moderated pass says.

A decision copies codings into the moderated pass and remembers what became of each coder's own; those stay
as they are, so that what was discarded can always be read. A document has one moderated pass: whoever
moderates goes on with the one that is there, and the audit trail says who decided what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.rights import Right
from kb.db.rights.enforce import require_right
from kb.db.tables import Code, Coding, CodingPass, Decision, Document, Memo
from kb.errors import KbError, UnknownNameError
from kb.queries import names
from kb.queries.comparison.difference_seen import difference_seen
from kb.queries.comparison.differences import moderated_pass, passes_of
from kb.store.coding.codings import overlapping, put_coding
from kb.store.get_or_create import code_named, pass_of
from kb.store.stale import changes_of, changes_with, refuse_stale
from kb.store.text_versions import Selection, current_span

WHAT = "moderate"
"""How the trail calls these actions; the pages that undo them tell them apart by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is put in the place of codings that differ: a code on other words, or another code.

    ``start`` and ``end`` are of the version ``text`` of the document (its sha256; None is the current one).
    """

    code: str
    start: int
    end: int
    text: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationDecision:
    """One difference decided: the ids of the coders' codings that stay and of those that do not.

    ``seen`` is the version of these codings that the moderator saw, with what had been decided about them
    (:func:`~kb.queries.comparison.difference_seen.difference_seen`).
    """

    keep: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()
    instead: Replacement | None = None
    seen: str | None = None


def decide(
    session: Session, document: str, rulings: Sequence[ModerationDecision], *, who: str, reason: str = ""
) -> str:
    """Decide differences of one document in one action, and return its name for undoing it.

    What was decided about these codings before is taken back first, if it was seen. A reason becomes a memo
    on the codings that stand in the moderated pass now, or else on those that were discarded.

    Raises:
        UnknownNameError: there is no such document or coding.
        StaleWriteError: a coding, or what was decided about it, is not as it was seen.
        KbError: a coding is of another document or of the moderated pass, or is both kept and dropped.
        NoPlaceError: what is put instead has no words.
        TextChangedError: the words that are put instead are not in the current text.
    """
    require_right(session, Right.MODERATE)
    of = names.document(session, document)
    for ruling in rulings:
        _refuse_unseen(session, of, ruling)
    log = Journal(session, who=who, what=f"{WHAT} {of.name!r}", document_id=of.id)
    work = _moderated_pass(session, log, of, who)
    for ruling in rulings:
        codings = _codings(session, of, work, (*ruling.keep, *ruling.drop))
        _take_back(session, log, work, codings)
        _clear(session, log, work, [codings[each] for each in ruling.drop])
        stands = _put(session, log, work, [codings[each] for each in ruling.keep])
        if ruling.instead is not None:
            put = _put_instead(session, log, of, work, ruling.instead)
            stands |= dict.fromkeys(ruling.drop, put)
        for id_ in codings:
            log.made(
                Decision(
                    document_id=of.id or 0,
                    pass_id=work.id or 0,
                    coding_id=id_,
                    kept=id_ in ruling.keep,
                    result_id=stands.get(id_),
                )
            )
        _note(log, of, reason, stands.values() or codings)
    return log.batch


def _refuse_unseen(session: Session, document: Document, ruling: ModerationDecision) -> None:
    """Refuse to decide about codings that are not as the moderator saw them, or were decided since."""
    if ruling.seen is None:
        return
    ids = (*ruling.keep, *ruling.drop)
    now = difference_seen(session, document.name, ids)
    about = or_(changes_of("coding", ids), *(changes_with("decision", coding_id=each) for each in ids))
    what = "this difference" if len(ids) > 1 else "this coding"
    gone = not now.told
    refuse_stale(session, ruling.seen, now.version, what=what, shown=now.told, about=about, is_gone=gone)


def _moderated_pass(session: Session, log: Journal, document: Document, who: str) -> CodingPass:
    there = moderated_pass(passes_of(session, document.name))
    if there is None:
        return pass_of(session, log, document, who, "moderator")
    return session.get_one(CodingPass, there.id)


def _codings(session: Session, document: Document, work: CodingPass, ids: Sequence[int]) -> dict[int, Coding]:
    """The codings a ruling is about, by id."""
    if len(set(ids)) < len(ids):
        raise KbError("a coding cannot be both kept and dropped")
    found = session.exec(select(Coding).where(col(Coding.id).in_(ids))).all()
    by_id = {each.id or 0: each for each in found}
    for id_ in ids:
        if id_ not in by_id:
            raise UnknownNameError("coding", str(id_), ())
        if by_id[id_].document_id != document.id:
            raise KbError(f"coding {id_} is in another document, not in {document.name}")
        if by_id[id_].pass_id == work.id:
            raise KbError(f"coding {id_} is in the moderated pass; decide about the coders' codings")
    return by_id


def _take_back(session: Session, log: Journal, work: CodingPass, codings: Iterable[int]) -> None:
    """Forget what was decided about codings, and what only these decisions put into the moderated pass."""
    earlier = session.exec(
        select(Decision).where(Decision.pass_id == work.id, col(Decision.coding_id).in_(list(codings)))
    ).all()
    results = {each.result_id for each in earlier} - {None}
    for decision in earlier:
        log.deleted(decision)
    for id_ in sorted(each for each in results if each is not None):
        if session.exec(select(Decision.id).where(Decision.result_id == id_)).first() is None:
            coding = session.get(Coding, id_)
            if coding is not None and coding.pass_id == work.id and coding.origin != "imported":
                log.deleted(coding)


def _clear(session: Session, log: Journal, work: CodingPass, dropped: Sequence[Coding]) -> None:
    """Take out of the moderated pass what stands there for dropped codings by no decision.

    That is how a pass that was moderated elsewhere, and came as a file, can be gone over again.
    """
    decided = select(Decision.result_id).where(
        Decision.pass_id == work.id, col(Decision.result_id).is_not(None)
    )
    for coding in dropped:
        code = session.get_one(Code, coding.code_id)
        for there in overlapping(session, work, code, (coding.start, coding.end)):
            if session.exec(decided.where(Decision.result_id == there.id)).first() is None:
                log.deleted(there)


def _put(session: Session, log: Journal, work: CodingPass, kept: Sequence[Coding]) -> dict[int, int]:
    """Copy codings into the moderated pass; return what stands for each there, both by id.

    The widest goes first: the same code on overlapping words is one coding there.
    """
    stands: dict[int, int] = {}
    for coding in sorted(kept, key=lambda each: (each.start - each.end, each.id or 0)):
        code = session.get_one(Code, coding.code_id)
        if coding.extent == "spill":
            raise KbError("a spilled coding has no marked text; it cannot be kept")
        put = put_coding(session, log, work, code, (coding.start, coding.end), extent=coding.extent)
        stands[coding.id or 0] = put.id
    return stands


def _put_instead(
    session: Session, log: Journal, document: Document, work: CodingPass, instead: Replacement
) -> int:
    code = code_named(session, log, instead.code)
    selected = Selection(start=instead.start, end=instead.end, text=instead.text, words=instead.words)
    span = current_span(session, document, selected)
    return put_coding(session, log, work, code, span, extent="exact").id


def _note(log: Journal, document: Document, reason: str, codings: Iterable[int]) -> None:
    """Write the reason down as a memo, once for each coding it is about."""
    if text := reason.strip():
        for id_ in sorted(set(codings)):
            log.made(Memo(document_id=document.id, coding_id=id_, text=text, author=log.who))
