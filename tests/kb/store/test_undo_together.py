"""Undo names what depends on an action, and undoes all of it together, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interview_files import TALK, document, file, store
from sqlalchemy import Engine
from sqlmodel import Session

from kb.db import engine as db
from kb.db.audit import CannotUndoError
from kb.db.tables import Coding
from kb.queries.comparison.decisions import decisions
from kb.queries.history import history
from kb.store.coding.codings import add_coding, recode, remove_coding, resize_coding
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.memos import note_on_coding
from kb.store.undo import undo
from kb.store.undo_together import DependedOnError, depending_on, undo_or_ask, undo_together

TEXT = "\n".join(TALK)
WRONG = "the answers were wrong"


class Trail:
    """A coding that is recoded and resized after it was made."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        made = self.do(self._code)
        self.coding, self.coded = made.id, made.batch
        self.recoded = self.do(recode, self.coding, "silent", who="Ben").batch
        start = TEXT.index(WRONG)
        self.resized = self.do(resize_coding, self.coding, start=start, end=start + 11, who="Ann").batch

    def do(self, action: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with db.transaction(self.engine) as session:
            session.expire_on_commit = False
            return action(session, *args, **options)

    def _code(self, session: Session) -> Any:
        start = TEXT.index(WRONG)
        span = {"start": start, "end": start + len(WRONG)}
        return add_coding(session, document=document(session), code="drift", coder="Ann", **span)

    def newest(self) -> Any:
        with Session(self.engine) as session:
            return history(session, limit=1)[0]


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Trail]:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    store(engine, file("Interview 1.txt"))
    yield Trail(engine)
    engine.dispose()


def test_a_refused_undo_names_what_depends_on_it_and_changes_nothing(trail: Trail) -> None:
    before = trail.newest()
    with pytest.raises(DependedOnError, match="2 later changes depend on it") as refused:
        trail.do(undo_or_ask, trail.coded, who="Ines")
    assert [each.batch for each in refused.value.dependents] == [trail.resized, trail.recoded]
    assert [each.who for each in refused.value.dependents] == ["Ann", "Ben"]
    assert trail.newest() == before


def test_all_are_undone_as_one_action_that_can_be_undone(trail: Trail) -> None:
    before = trail.do(lambda s: s.get(Coding, trail.coding).model_dump())
    assert trail.do(undo_together, trail.coded, who="Ines") == 3
    assert trail.do(lambda s: s.get(Coding, trail.coding)) is None
    undone = trail.newest()
    assert undone.who == "Ines"
    assert undone.what.endswith("and 2 later changes")
    trail.do(undo, undone.batch, who="Ines")
    assert trail.do(lambda s: s.get(Coding, trail.coding).model_dump()) == before


def test_what_somebody_has_done_after_one_was_asked_is_not_undone_unseen(trail: Trail) -> None:
    seen = [trail.resized, trail.recoded]
    later = trail.do(recode, trail.coding, "loud", who="Ben").batch
    before = trail.newest()
    with pytest.raises(DependedOnError, match="3 later changes depend on it") as refused:
        trail.do(undo_together, trail.coded, who="Ines", seen=seen)
    assert refused.value.dependents[0].batch == later
    assert trail.newest() == before
    assert trail.do(undo_together, trail.coded, who="Ines", seen=[later, *seen]) == 4


def test_only_what_depends_on_it_is_undone(trail: Trail) -> None:
    noted = trail.do(note_on_coding, trail.coding, "Sure?", who="Ben")
    assert [each.batch for each in trail.do(depending_on, trail.recoded, who="Ines")] == [trail.resized]
    assert trail.do(undo_together, trail.recoded, who="Ines") == 2
    with Session(trail.engine) as session:
        standing = {each.batch for each in history(session, limit=None) if not each.undone}
    assert {noted, trail.coded} <= standing
    assert not {trail.recoded, trail.resized} & standing


def test_what_nothing_depends_on_is_undone_at_once(trail: Trail) -> None:
    assert trail.do(depending_on, trail.resized, who="Ann") == []
    assert trail.do(undo_or_ask, trail.resized, who="Ann") == 1
    assert trail.do(undo_or_ask, trail.recoded, who="Ann") >= 1, "an undone change stands in nobody's way"


def test_a_coding_made_anew_in_the_place_of_a_removed_one_depends_on_its_removal(trail: Trail) -> None:
    removed = trail.do(remove_coding, trail.coding, who="Ann")
    start = TEXT.index(WRONG)
    span = {"start": start, "end": start + 11}
    again = trail.do(lambda s: add_coding(s, document=document(s), code="silent", coder="Ann", **span).batch)
    with pytest.raises(DependedOnError) as refused:
        trail.do(undo_or_ask, removed, who="Ann")
    assert [each.batch for each in refused.value.dependents] == [again]
    assert trail.do(undo_together, removed, who="Ann") == 2
    assert trail.do(lambda s: s.get(Coding, trail.coding)) is not None


def test_an_action_that_cannot_be_undone_is_refused_as_before(trail: Trail) -> None:
    with Session(trail.engine) as session:
        ingest = history(session, limit=None)[-1].batch
    for action in (undo_or_ask, undo_together):
        with pytest.raises(CannotUndoError, match="the texts come from the files"):
            trail.do(action, ingest, who="Ann")


def test_a_decision_taken_anew_depends_on_the_first(trail: Trail) -> None:
    keep, drop = ModerationDecision(keep=(trail.coding,)), ModerationDecision(drop=(trail.coding,))
    first = trail.do(decide, "Interview 1", [keep], who="Ines")
    second = trail.do(decide, "Interview 1", [drop], who="Ines")
    with pytest.raises(DependedOnError) as refused:
        trail.do(undo_or_ask, first, who="Ines")
    assert [each.batch for each in refused.value.dependents] == [second]
    assert trail.do(undo_together, first, who="Ines") == 2


def test_a_moderators_decision_is_not_lost_with_the_coding_it_is_about(trail: Trail) -> None:
    start = TEXT.index("Zentra")
    span = {"start": start, "end": start + 6}
    made = trail.do(lambda s: add_coding(s, document=document(s), code="name", coder="Ann", **span))
    decided = trail.do(decide, "Interview 1", [ModerationDecision(keep=(made.id,))], who="Ines")
    with pytest.raises(
        DependedOnError, match="Ines: Interview 1 ¶ 2: kept Ann's name on “Zentra”"
    ) as refused:
        trail.do(undo_or_ask, made.batch, who="Ann")
    assert [each.batch for each in refused.value.dependents] == [decided]
    assert trail.do(undo_together, made.batch, who="Ann") == 2
    trail.do(undo, trail.newest().batch, who="Ann")
    with Session(trail.engine) as session:
        assert [each.kept for each in decisions(session, "Interview 1").values()] == [True]
