"""What a moderator decides becomes the moderated pass; what was discarded stays where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from interview_files import OTHER, TALK, document, file, store
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.tables import Code, Coding, CodingPass, Decision, Memo
from kb.errors import KbError, UnknownNameError
from kb.queries.comparison import pass_comparison
from kb.queries.comparison.decisions import decisions
from kb.queries.filtering.filters import Filters
from kb.queries.progress.pass_progress import documents_without_decision, pass_progress
from kb.queries.quotes.quotes import every_quote
from kb.store.coding.codings import DecidedError, add_coding, remove_coding, resize_coding
from kb.store.coding.moderation import ModerationDecision, Replacement, decide
from kb.store.undo import last_redoable, last_undoable, undo

TEXT = "\n".join(TALK)
CHANGED, LONGER, WRONG = "the schema changed", "the schema changed overnight", "the answers were wrong"


class Table:
    """Two coders' passes over one interview, and a moderator."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def code(self, coder: str, words: str, code: str) -> int:
        start = TEXT.index(words)
        with db.transaction(self.engine) as session:
            return add_coding(
                session,
                document=document(session),
                code=code,
                start=start,
                end=start + len(words),
                coder=coder,
            ).id

    def decide(self, *rulings: ModerationDecision, who: str = "Ines", reason: str = "") -> str:
        with db.transaction(self.engine) as session:
            return decide(session, "Interview 1", rulings, who=who, reason=reason)

    def undo(self, batch: str) -> None:
        with db.transaction(self.engine) as session:
            undo(session, batch, who="Ines")

    def said(self, role: str) -> set[tuple[str, str, str]]:
        """Coder, code and words of the passes of one role."""
        with Session(self.engine) as session:
            rows = every_quote(session, Filters(pass_role=role))  # type: ignore[arg-type]
            return {(row.coder, row.code, row.quote) for row in rows}

    def decided(self) -> dict[int, bool]:
        with Session(self.engine) as session:
            return {each.coding: each.kept for each in decisions(session, "Interview 1").values()}

    def all(self, table: Any) -> list[Any]:
        with Session(self.engine) as session:
            return list(session.exec(select(table).order_by(col(table.id))))


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    store(engine, file("Interview 1.txt"), file("Interview 2.txt", OTHER))
    yield Table(engine)
    engine.dispose()


def test_the_one_that_is_kept_becomes_the_moderated_pass_and_the_other_stays_readable(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", LONGER, "watching-fix")
    table.decide(ModerationDecision(keep=(ben,), drop=(ann,)))
    assert table.said("moderator") == {("Ines", "watching-fix", LONGER)}
    assert table.said("coder") == {("Ann", "drift", CHANGED), ("Ben", "watching-fix", LONGER)}
    assert table.decided() == {ann: False, ben: True}


def test_neither_leaves_the_moderated_pass_empty_but_decided(table: Table) -> None:
    ann = table.code("Ann", WRONG, "drift")
    table.decide(ModerationDecision(drop=(ann,)))
    assert table.said("moderator") == set()
    assert table.decided() == {ann: False}


def test_both_on_overlapping_words_with_one_code_are_one_coding(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", LONGER, "drift")
    table.decide(ModerationDecision(keep=(ann, ben)))
    assert table.said("moderator") == {("Ines", "drift", LONGER)}
    results = {each.result for each in _decisions(table)}
    assert len(results) == 1


def test_another_code_on_other_words_stands_for_both(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", LONGER, "watching-fix")
    start = TEXT.index("overnight")
    instead = Replacement(code="night work", start=start, end=start + len("overnight"))
    table.decide(ModerationDecision(drop=(ann, ben), instead=instead))
    assert table.said("moderator") == {("Ines", "night work", "overnight")}
    assert table.decided() == {ann: False, ben: False}
    assert {each.result for each in _decisions(table)} == {table.all(Coding)[-1].id}


def test_a_reason_is_a_memo_on_what_stands_or_else_on_what_was_discarded(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", WRONG, "drift")
    table.decide(ModerationDecision(keep=(ann,)), reason="Said twice.")
    table.decide(ModerationDecision(drop=(ben,)), reason="Not about data.")
    kept = next(each.id for each in table.all(Coding) if each.id not in (ann, ben))
    assert [(each.coding_id, each.text, each.author) for each in table.all(Memo)] == [
        (kept, "Said twice.", "Ines"),
        (ben, "Not about data.", "Ines"),
    ]


def test_deciding_again_takes_back_what_was_decided_before(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", LONGER, "watching-fix")
    table.decide(ModerationDecision(keep=(ann,), drop=(ben,)))
    table.decide(ModerationDecision(keep=(ben,), drop=(ann,)))
    assert table.said("moderator") == {("Ines", "watching-fix", LONGER)}
    assert table.decided() == {ann: False, ben: True}


def test_many_differences_are_decided_and_undone_in_one_action(table: Table) -> None:
    ann = [table.code("Ann", words, "drift") for words in (CHANGED, WRONG)]
    batch = table.decide(*(ModerationDecision(keep=(each,)) for each in ann))
    assert len(table.said("moderator")) == 2
    table.undo(batch)
    assert table.said("moderator") == set()
    assert table.decided() == {}
    assert [each for each in table.all(CodingPass) if each.role == "moderator"] == []


def test_undoing_a_second_decision_brings_the_first_one_back(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", LONGER, "watching-fix")
    table.decide(ModerationDecision(keep=(ann,), drop=(ben,)))
    before = (table.said("moderator"), table.decided())
    table.undo(table.decide(ModerationDecision(drop=(ann, ben))))
    assert (table.said("moderator"), table.decided()) == before


def test_a_decision_is_whose_it_was_whoever_brought_it_back(table: Table) -> None:
    coding = table.code("Max", CHANGED, "drift")
    table.decide(ModerationDecision(keep=(coding,)), who="Imke")
    again = table.decide(ModerationDecision(drop=(coding,)), who="Sven")
    with Session(table.engine) as session:
        assert [each.who for each in decisions(session, "Interview 1").values()] == ["Sven"]
    table.undo(again)
    with Session(table.engine) as session:
        assert [each.who for each in decisions(session, "Interview 1").values()] == ["Imke"]


def test_a_decision_outlives_the_removal_of_a_coding_that_is_undone(table: Table) -> None:
    ann = table.code("Ann", CHANGED, "drift")
    table.decide(ModerationDecision(keep=(ann,)))
    told = "a moderator has decided about this coding of 'drift'"
    with pytest.raises(DecidedError, match=told), db.transaction(table.engine) as session:
        remove_coding(session, ann, who="Ann")
    assert table.decided() == {ann: True}
    with db.transaction(table.engine) as session:
        batch = remove_coding(session, ann, who="Ann", with_decisions=True)
    assert table.decided() == {}
    table.undo(batch)
    assert table.decided() == {ann: True}


def test_a_decision_about_a_coding_that_is_joined_with_another_is_about_both(table: Table) -> None:
    ann = table.code("Ann", CHANGED, "drift")
    table.decide(ModerationDecision(keep=(ann,)))
    other = table.code("Ann", WRONG, "drift")
    with db.transaction(table.engine) as session:
        end = TEXT.index(CHANGED) + len(CHANGED)
        done = resize_coding(session, other, start=TEXT.index(CHANGED), end=end, who="Ann")
    assert done.how == "joined"
    assert table.decided() == {other: True}
    assert done.batch is not None
    table.undo(done.batch)
    assert table.decided() == {ann: True}


def test_codings_that_are_joined_in_the_moderated_pass_stand_for_all_they_stood_for(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", WRONG, "drift")
    table.decide(ModerationDecision(keep=(ann,)), ModerationDecision(keep=(ben,)))
    first, second = results(table)[ann], results(table)[ben]
    with db.transaction(table.engine) as session:
        end = TEXT.index(WRONG) + len(WRONG)
        done = resize_coding(session, first or 0, start=TEXT.index(CHANGED), end=end, who="Ines")
    assert done.how == "joined"
    assert results(table) == {ann: first, ben: first}
    table.undo(done.batch or "")
    assert results(table) == {ann: first, ben: second}


def results(table: Table) -> dict[int, int | None]:
    """For each coding that was decided about, the one that stands for it in the moderated pass."""
    with Session(table.engine) as session:
        return dict(session.exec(select(Decision.coding_id, Decision.result_id)).all())


def test_there_is_one_moderated_pass_whoever_moderates(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", WRONG, "drift")
    table.decide(ModerationDecision(keep=(ann,)))
    table.decide(ModerationDecision(keep=(ben,)), who="Jon")
    assert {coder for coder, _, _ in table.said("moderator")} == {"Ines"}
    assert [each.who for each in _decisions(table)] == ["Ines", "Jon"]


def test_coding_and_moderating_are_undone_apart(table: Table) -> None:
    ines = table.code("Ines", CHANGED, "drift")
    batch = table.decide(ModerationDecision(keep=(ines,)))
    with Session(table.engine) as session:
        coded = last_undoable(session, "Interview 1", "Ines")
        assert last_undoable(session, "Interview 1", "Ines", deciding=True) == batch
    assert coded is not None
    assert coded != batch
    table.undo(batch)
    with Session(table.engine) as session:
        assert last_redoable(session, "Interview 1", "Ines", deciding=True) is not None
        assert last_redoable(session, "Interview 1", "Ines") is None


def test_a_pass_that_was_moderated_elsewhere_can_be_gone_over_again(tmp_path: Path) -> None:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    for name in ("codings/Interview 1 - Ann.txt", "moderation/Interview 1 - Ines.txt"):
        store(engine, file(name, TALK, {"drift": (LONGER, "exact")}))
    table = Table(engine)
    delivered = table.said("moderator")
    (ann,) = (each.id for each in table.all(Coding) if each.pass_id == 1)
    batch = table.decide(ModerationDecision(drop=(ann,)))
    assert (delivered, table.said("moderator")) == ({("Ines", "drift", LONGER)}, set())
    table.undo(batch)
    assert table.said("moderator") == delivered
    engine.dispose()


def test_an_interview_waits_until_its_last_difference_is_decided(table: Table) -> None:
    def told() -> tuple[list[str], str, bool]:
        with Session(table.engine) as session:
            (row,) = pass_comparison.moderation_statuses(session, ["Interview 1"])
            open_ones = documents_without_decision(
                pass_progress(session), pass_comparison.documents_half_moderated(session)
            )
            return pass_comparison.documents_to_moderate(session), row.state, open_ones == ["Interview 1"]

    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", WRONG, "drift")
    assert told() == (["Interview 1"], "open", True)
    table.decide(ModerationDecision(keep=(ann,)))
    assert told() == (["Interview 1"], "open", True)
    table.decide(ModerationDecision(drop=(ben,)))
    assert told() == (["Interview 1"], "decided", False)


def test_the_desk_holds_both_passes_their_differences_and_what_was_decided(table: Table) -> None:
    ann, ben = table.code("Ann", CHANGED, "drift"), table.code("Ben", LONGER, "drift")
    table.decide(ModerationDecision(keep=(ben,), drop=(ann,)))
    with Session(table.engine) as session:
        found = pass_comparison.pass_comparison(session, "Interview 1")
    (row,) = found.rows
    assert found.coders == ("Ann", "Ben")
    assert (row.kind, row.first and row.first.ids, row.second and row.second.ids) == (
        "boundaries",
        (ann,),
        (ben,),
    )
    assert {id_: each.kept for id_, each in found.decided.items()} == {ann: False, ben: True}
    assert found.moderator == "Ines"
    assert not found.is_delivered
    assert found.text(row.start, row.end) == LONGER


def test_one_coder_alone_has_nothing_on_the_desk(table: Table) -> None:
    table.code("Ann", CHANGED, "drift")
    with Session(table.engine) as session, pytest.raises(KbError, match="nothing to compare"):
        pass_comparison.pass_comparison(session, "Interview 1")


def test_what_cannot_be_decided_says_why(table: Table) -> None:
    ann = table.code("Ann", CHANGED, "drift")
    with pytest.raises(KbError, match="both kept and dropped"):
        table.decide(ModerationDecision(keep=(ann,), drop=(ann,)))
    with pytest.raises(UnknownNameError, match="no coding '99'"):
        table.decide(ModerationDecision(drop=(99,)))
    table.decide(ModerationDecision(keep=(ann,)))
    moderated = max(each.id for each in table.all(Coding))
    with pytest.raises(KbError, match="is in the moderated pass"):
        table.decide(ModerationDecision(drop=(moderated,)))
    with pytest.raises(KbError, match="another document"), db.transaction(table.engine) as session:
        decide(session, "Interview 2", [ModerationDecision(drop=(ann,))], who="Ines")


def test_nothing_is_decided_when_one_of_several_cannot_be(table: Table) -> None:
    ann = table.code("Ann", CHANGED, "drift")
    with pytest.raises(KbError, match="not a passage"):
        table.decide(
            ModerationDecision(keep=(ann,)),
            ModerationDecision(drop=(), instead=Replacement(code="drift", start=0, end=10**6)),
        )
    assert table.decided() == {}
    assert "night work" not in {each.name for each in table.all(Code)}


def _decisions(table: Table) -> list[Any]:
    with Session(table.engine) as session:
        return list(decisions(session, "Interview 1").values())
