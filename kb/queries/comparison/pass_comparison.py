"""The moderator's desk: two passes over an interview beside each other, and what was decided about them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from sqlmodel import Session, col, select

from kb.analysis.agreement import Difference, MatchedCoding, match_codings
from kb.db.tables import Code, Decision, Document
from kb.queries import names
from kb.queries.comparison import decisions
from kb.queries.comparison.decisions import DecisionMade
from kb.queries.comparison.differences import (
    CodingWithoutWords,
    NothingToCompareError,
    PassRef,
    batched,
    codings_of_passes,
    moderated_pass,
    passes_by_document,
    passes_of,
    two_coders,
)
from kb.queries.comparison.machine_runs import MachineRun, runs
from kb.queries.documents import outline, transcript
from kb.queries.documents.transcript import ParagraphShown

State = Literal["open", "decided", "delivered", "agreed"]


@dataclass(frozen=True, slots=True)
class PassComparison:
    """An interview with two coders' passes; ``rows`` in text order, what was ``decided`` by coding id.

    ``moderated`` are the marks of the moderated pass, by ``moderator``, if there is one; ``others`` are
    further coders with codings, who could be compared instead, ``machines`` those of them that are none;
    ``runs`` are those machines' runs that are compared. ``hues`` are the colours, 0 to 11, of all
    codes of the catalog by name. ``version`` is the sha256 of the text that the offsets are of.
    """

    document: str
    case: str | None
    first: PassRef
    second: PassRef
    others: tuple[str, ...]
    machines: tuple[str, ...]
    runs: tuple[MachineRun, ...]
    moderator: str | None
    rows: tuple[Difference, ...]
    left_out: CodingWithoutWords
    moderated: tuple[MatchedCoding, ...]
    decided: dict[int, DecisionMade]
    hues: dict[str, int]
    paragraphs: tuple[ParagraphShown, ...]
    version: str

    @property
    def coders(self) -> tuple[str, str]:
        """The names of the two."""
        return self.first.coder, self.second.coder

    @property
    def is_delivered(self) -> bool:
        """Whether it was moderated elsewhere: the moderated pass came as it is, and nobody decided here."""
        return not self.decided and bool(self.moderated)

    def text(self, start: int, end: int) -> str:
        """Return the words of a span."""
        first, last = self.paragraph_at(start), self.paragraph_at(max(start, end - 1))
        words = "\n".join(each.text for each in self.paragraphs[first : last + 1])
        begin = self.paragraphs[first].start
        return words[start - begin : end - begin]

    def paragraph_at(self, place: int) -> int:
        """Return the position of the paragraph in which a code point stands."""
        return max(0, bisect_right([each.start for each in self.paragraphs], place) - 1)


@dataclass(frozen=True, slots=True)
class ModerationStatus:
    """How far the moderation of an interview is.

    ``agree`` and ``differ`` count rows of the comparison, ``decided`` the differences that are. ``state`` is
    ``open``, ``decided`` to the end, ``delivered`` (moderated elsewhere), or ``agreed`` (nothing to decide).
    """

    document: str
    case: str | None
    coders: tuple[str, ...]
    agree: int
    differ: int
    decided: int
    state: State


def pass_comparison(session: Session, document: str, *, coders: tuple[str, ...] = ()) -> PassComparison:
    """Return two passes over an interview; without names the first two coders who coded it.

    Machines are compared where they are named and the session sees them, once their stability is known.

    Raises:
        UnknownNameError: there is no such document.
        NothingToCompareError: fewer than two coders have coded it.
    """
    of = names.document(session, document)
    passes = passes_of(session, of.name)
    known = {each.pass_id: each for each in runs(session, of.name)}
    coded = [each for each in passes if each.role == "coder" and not each.empty]
    machines = [each for each in passes if each.id in known and not each.empty]
    chosen = [each for each in (*coded, *machines) if each.coder in coders]
    if len(chosen) != 2:  # noqa: PLR2004  two passes are compared
        chosen = coded[:2]
    if len(chosen) < 2:  # noqa: PLR2004
        raise NothingToCompareError(of.name, len(chosen))
    first, second = chosen
    moderating = moderated_pass(passes)
    together = [each.id for each in (first, second, moderating) if each]
    marks, left_out = codings_of_passes(session, together)
    moderated = marks[moderating.id] if moderating else []
    codes = select(Code.name, Code.colour).where(Code.id == Code.canonical_id).order_by(Code.name)
    return PassComparison(
        of.name,
        outline.case_name(session, of.name),
        first,
        second,
        tuple(each.coder for each in (*coded, *machines) if each not in chosen),
        tuple(each.coder for each in machines),
        tuple(known[each.id] for each in chosen if each.id in known),
        moderating.coder if moderating else None,
        tuple(match_codings(marks[first.id], marks[second.id])),
        left_out[first.id] + left_out[second.id],
        tuple(moderated),
        decisions.decisions(session, of.name),
        {name: colour or 0 for name, colour in session.exec(codes)},
        transcript.paragraphs(session, of.name),
        of.sha256,
    )


def pairs_with_machine(session: Session, document: str) -> list[tuple[str, str]]:
    """Return who can be compared with a machine in a document: coders and machines, people first.

    Raises:
        UnknownNameError: there is no such document.
    """
    known = {each.pass_id for each in runs(session, document)}
    filled = [each for each in passes_of(session, document) if not each.empty]
    machines = [each.coder for each in filled if each.id in known]
    people = [each.coder for each in filled if each.role == "coder"]
    return [*product(people, machines), *combinations(machines, 2)]


def documents_to_moderate(session: Session) -> list[str]:
    """Return the documents that two coders have coded, those that nobody moderates yet first."""
    query = select(Document.id, Document.name).order_by(col(Document.sort_key), col(Document.name))
    name_of = {id_ or 0: name for id_, name in session.exec(query)}
    coded = {id_: filled for id_, filled in _filled(session, list(name_of)).items() if _by_two(filled)}
    begun = decisions.documents_with_decisions(session)

    def is_done(id_: int) -> bool:
        return id_ not in begun and any(each.role == "moderator" for each in coded[id_])

    return [name_of[id_] for id_ in sorted(coded, key=is_done)]


def documents_half_moderated(session: Session) -> list[str]:
    """Return the documents in which some differences are decided and others are not."""
    begun = decisions.documents_with_decisions(session)
    coded = [begun[id_] for id_, filled in _filled(session, list(begun)).items() if _by_two(filled)]
    return [row.document for row in moderation_statuses(session, coded) if row.state == "open"]


def moderation_statuses(session: Session, documents: Iterable[str]) -> list[ModerationStatus]:
    """Return how far the moderation of some documents is, each with its first two coders.

    Raises:
        UnknownNameError: there is no such document.
        NothingToCompareError: fewer than two coders have coded one of them.
    """
    of = [names.document(session, name) for name in documents]
    ids = [each.id or 0 for each in of]
    passes = passes_by_document(session, ids)
    pairs = {each.id or 0: two_coders(each, passes[each.id or 0]) for each in of}
    marks, _ = codings_of_passes(session, [one.id for pair in pairs.values() for one in pair])
    decided: dict[int, set[int]] = defaultdict(set)
    for some in batched(ids):
        query = select(Decision.document_id, Decision.coding_id).where(col(Decision.document_id).in_(some))
        for document_id, coding_id in session.exec(query):
            decided[document_id].add(coding_id)
    return [
        _state(
            each,
            outline.case_name(session, each.name),
            passes[each.id or 0],
            match_codings(*(marks[one.id] for one in pairs[each.id or 0])),
            decided[each.id or 0],
        )
        for each in of
    ]


def _state(
    document: Document,
    case: str | None,
    passes: Iterable[PassRef],
    rows: Sequence[Difference],
    decided: set[int],
) -> ModerationStatus:
    filled = [each for each in passes if not each.empty]
    differ = [row for row in rows if row.kind != "agreed"]
    done = sum(all(decided.intersection(mark.ids) for mark in row.marks) for row in differ)
    state: State = "open"
    if any(each.role == "moderator" for each in filled) and not decided:
        state = "delivered"
    elif not differ:
        state = "agreed"
    elif done == len(differ):
        state = "decided"
    return ModerationStatus(
        document.name,
        case,
        tuple(each.coder for each in filled if each.role == "coder"),
        len(rows) - len(differ),
        len(differ),
        done,
        state,
    )


def _filled(session: Session, document_ids: Sequence[int]) -> dict[int, list[PassRef]]:
    """The passes of each document that hold anything."""
    passes = passes_by_document(session, document_ids)
    return {id_: [each for each in of if not each.empty] for id_, of in passes.items()}


def _by_two(passes: Iterable[PassRef]) -> bool:
    return sum(each.role == "coder" for each in passes) > 1
