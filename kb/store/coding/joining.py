"""What is about a coding when another one of its pass takes it in."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Coding, Decision, Memo


def hand_over(session: Session, log: Journal, joined: Coding, coding: Coding) -> None:
    """Let memos on a coding, and what moderators decided about it, be about the one that it is joined with.

    Where they decided about both, what they decided about that one holds. What it stood for in the moderated
    pass, that one stands for.
    """
    for memo in session.exec(select(Memo).where(Memo.coding_id == joined.id)).all():
        log.changed(memo, coding_id=coding.id)
    query = select(Decision).where(col(Decision.coding_id).in_([coding.id, joined.id]))
    decisions = session.exec(query).all()
    decided = {each.pass_id for each in decisions if each.coding_id == coding.id}
    for each in decisions:
        if each.coding_id == joined.id and each.pass_id not in decided:
            log.changed(each, coding_id=coding.id)
    for each in session.exec(select(Decision).where(Decision.result_id == joined.id)).all():
        log.changed(each, result_id=coding.id)
