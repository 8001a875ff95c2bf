"""What codings without a place are told apart by: their words, and a number where these are the same."""

from __future__ import annotations

from collections import Counter

from sqlmodel import Session, select

from kb.db.tables import UnplacedCoding


def unplaced(session: Session, work: int, code: int, words: str) -> UnplacedCoding | None:
    """Return the coding without a place that a pass has with a code and these words."""
    same = select(UnplacedCoding).where(
        UnplacedCoding.pass_id == work, UnplacedCoding.code_id == code, UnplacedCoding.words == words
    )
    return session.exec(same).first()


def free_words(
    session: Session, work: int, code: int, words: str, *, tried: Counter[str] | None = None
) -> str:
    """Return the words, with a number where the pass has another such coding without a place.

    ``tried`` remembers, for many of one pass and code, which numbers are taken.
    """
    tried = Counter() if tried is None else tried
    found = words
    while unplaced(session, work, code, found) is not None:
        tried[words] += 1
        found = f"{words} ({tried[words] + 1})".strip()
    return found
