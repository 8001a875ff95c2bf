"""What codings without a place are told apart by: their words, and a number where these are the same."""

from __future__ import annotations

from itertools import chain, count

from sqlmodel import Session, select

from kb.db.tables import UnplacedCoding


def unplaced(session: Session, work: int, code: int, words: str) -> UnplacedCoding | None:
    """Return the coding without a place that a pass has with a code and these words."""
    same = select(UnplacedCoding).where(
        UnplacedCoding.pass_id == work, UnplacedCoding.code_id == code, UnplacedCoding.words == words
    )
    return session.exec(same).first()


def free_words(session: Session, work: int, code: int, words: str) -> str:
    """Return the words with a number behind them where the pass has another such coding without a place."""
    numbered = (f"{words} ({number})".strip() for number in count(2))
    return next(each for each in chain([words], numbered) if unplaced(session, work, code, each) is None)
