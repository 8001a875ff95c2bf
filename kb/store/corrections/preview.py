"""What a correction does to codings and memos, told before it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from kb.db.tables import Code, Coder, CodingPass, Document
from kb.store.corrections.correct_text import Correcting
from kb.store.corrections.region_move import RegionMove
from kb.store.corrections.spans_on_text import LostWords, codings_touched, lost_words, place_of


@dataclass(frozen=True, slots=True)
class OtherWords:
    """A coding that is on other words after a correction, as far as these are in the corrected paragraphs."""

    code: str
    coder: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Impact:
    """How many codings stay on their words, which are on other words then, and what has no words any more.

    ``unseen`` counts the codings of passes that are not shown and would have no words any more.
    """

    stay: int
    other_words: tuple[OtherWords, ...]
    lost: tuple[LostWords, ...]
    unseen: int


def impact(
    session: Session, document: Document, meant: Correcting, passes: Iterable[int] | None = None
) -> Impact:
    """Return what a correction does to the codings of some passes, of all without ``passes``."""
    shown = None if passes is None else set(passes)
    gone = lost_words(session, document, meant.move)
    lost = [each for each in gone if shown is None or each.pass_id is None or each.pass_id in shown]
    stay, changed = 0, []
    for coding in codings_touched(session, document, meant.move):
        place = place_of(meant.move, coding)
        if coding.extent == "spill" or place is None or (shown is not None and coding.pass_id not in shown):
            continue
        before = _words(meant.move.words.old, meant.move, (coding.start, coding.end))
        after = _words(meant.move.words.new, meant.move, place)
        if before.split() == after.split():
            stay += 1
            continue
        code = session.get_one(Code, coding.code_id).name
        work = select(Coder.name).join(CodingPass).where(CodingPass.id == coding.pass_id)
        changed.append(OtherWords(code, session.exec(work).one(), before, after))
    return Impact(stay, tuple(changed), tuple(lost), len(gone) - len(lost))


def _words(text: str, move: RegionMove, span: tuple[int, int]) -> str:
    return text[max(0, span[0] - move.start) : max(0, span[1] - move.start)].strip()
