"""Documents are given to people, marked as done, moved and taken back; a blind round keeps both blind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from kb.analysis.shares import shares
from kb.db import engine as db
from kb.db.audit import undo
from kb.db.failures import CatalogError
from kb.db.rights import Actor, ForbiddenError, Role
from kb.db.rights.enforce import on_behalf
from kb.db.tables import Change, Coder, CodingPass, Document, Person, Task
from kb.errors import KbError, UnknownNameError
from kb.queries import history
from kb.queries.comparison.unblinding import blind_documents, blindness_of_coder, open_rounds
from kb.queries.progress.tasks import TaskFilters, people_for_tasks, rounds, tasks
from kb.store.coding.codings import add_coding
from kb.store.coding.unblinding import RoundOpenError, show_others
from kb.store.documents.deletion import delete_document, restore_document
from kb.store.people.tasks import Order, assign, mark_done, move_due, remove_tasks

TWO, ELEVEN = "Interview 2", "Interview 11"
FRIDAY = date(2026, 12, 11)
BLIND = Order(round="Round 1", blind=True, due=FRIDAY)


@pytest.fixture
def engine(own_catalog: Path) -> Iterator[Engine]:
    opened = db.open_for_writing(own_catalog)
    yield opened
    opened.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with db.transaction(engine) as opened:
        yield opened


def code(session: Session, who: str, document: str = ELEVEN) -> None:
    of = session.exec(select(Document).where(Document.name == document)).one()
    add_coding(session, document=of, code="Drift", start=0, end=of.length, coder=who)


def number(session: Session, who: str, document: str = ELEVEN) -> int:
    return next(row.task for row in tasks(session, TaskFilters(who, document)))


def told(session: Session) -> list[tuple[str, str, str | None]]:
    return [(row.document, row.who, row.due) for row in tasks(session)]


def test_documents_are_given_to_people_and_what_is_there_stays(session: Session) -> None:
    done = assign(session, [TWO, "interview 11"], ["Bea", "Cem"], Order(due=FRIDAY), who="Amin")
    assert (done.made, done.known) == (4, 0)
    again = assign(session, [TWO], ["Bea", "Dee"], Order(), who="Amin")
    assert (again.made, again.known) == (1, 1)
    assert told(session) == [
        *((document, who, "2026-12-11") for document in (TWO, ELEVEN) for who in ("Bea", "Cem")),
        (TWO, "Dee", None),
    ]
    assert people_for_tasks(session) == ["=Eve", "Amin", "Bea", "Cem", "Dee"]
    assert assign(session, [TWO], ["bea"], Order(), who="Amin").action is None
    undo(session, done.action or "", who="Amin")
    assert told(session) == [(TWO, "Dee", None)]
    [line, *_] = history.trail(session, history.TrailFilters(kind="tasks"), limit=2)[1].lines
    assert line.placed == "Interview 2: assigned Dee to code"


def test_progress_is_seen_in_the_pass_and_said_by_its_person(session: Session) -> None:
    assign(session, [TWO], ["Bea", "Dee"], Order(due=FRIDAY), who="Amin")
    bea, dee = tasks(session)
    assert (bea.who, bea.coded, bea.reached, bea.paragraphs) == ("Bea", "done", 5, 5)
    assert (dee.coded, dee.codings, dee.done) == (None, 0, None)
    days = {FRIDAY: "due today", date(2026, 12, 12): "overdue", date(2026, 12, 1): "open"}
    assert {day: dee.state(day) for day in days} == days
    batch = mark_done(session, dee.task, who="Dee")
    assert mark_done(session, dee.task, who="Dee") is None
    assert tasks(session)[1].state(date(2026, 12, 12)) == "done"
    assert [row.who for row in tasks(session, TaskFilters(is_open=True))] == ["Bea"]
    undo(session, batch or "", who="Dee")
    assert move_due(session, [bea.task, dee.task], date(2026, 12, 18), who="Amin")
    assert move_due(session, [bea.task], date(2026, 12, 18), who="Amin") is None
    assert tasks(session, TaskFilters(until=FRIDAY)) == []
    remove_tasks(session, [bea.task], who="Amin")
    said = [each.lines[0].text for each in history.trail(session, history.TrailFilters(kind="tasks"))]
    assert said[:4] == [
        "took the task from Bea",
        "Bea's task is due 2026-12-18",
        "undid: marked Dee's task as done",
        "marked Dee's task as done",
    ]


def test_a_deleted_document_takes_its_tasks_along_and_brings_them_back(session: Session) -> None:
    assign(session, [ELEVEN], ["Bea"], Order(due=FRIDAY), who="Amin")
    of = session.exec(select(Document).where(Document.name == ELEVEN)).one()
    done = delete_document(session, of, who="Amin")
    assert tasks(session) == []
    restore_document(session, done.action, who="Amin")
    assert told(session) == [(ELEVEN, "Bea", "2026-12-11")]


def test_documents_are_shared_out_evenly_and_everybody_meets_everybody() -> None:
    people, documents = ("Ann", "Ben", "Cem", "Dee"), [str(each) for each in range(12)]
    given = shares(documents, people, 2)
    assert Counter(name for _, names in given for name in names) == dict.fromkeys(people, 6)
    assert set(Counter(frozenset(names) for _, names in given).values()) == {2}
    assert [names for _, names in shares(["1", "2"], people, 1)] == [("Ann",), ("Ben",)]
    assert shares(["1"], people) == [("1", people)]


def test_in_a_blind_round_nobody_sees_the_others_before_all_are_done(session: Session) -> None:
    code(session, "Ann")
    assign(session, [ELEVEN], ["Ann", "Ben"], BLIND, who="Amin")
    assert rounds(session) == ["Round 1"]
    assert open_rounds(session, "Ben") == {ELEVEN: "Round 1"}
    hidden = blindness_of_coder(session, "ben")  # who has coded nothing yet
    assert hidden is not None
    assert "Ann" in {each.coder for each in hidden.passes}
    with pytest.raises(KbError, match="Ben has coded nothing in 'Interview 11' yet"):
        mark_done(session, number(session, "Ben"), who="Ben")
    mark_done(session, number(session, "Ann"), who="Ann")
    for end in (
        lambda: mark_done(session, number(session, "Ben"), who="ann"),
        lambda: remove_tasks(session, [number(session, "Ben")], who="Ann"),
    ):
        with pytest.raises(KbError, match="you code this in the same blind round"):
            end()
    with pytest.raises(RoundOpenError, match="when everybody has marked it as done"):
        show_others(session, ELEVEN, who="Ann")
    code(session, "Ben")
    mark_done(session, number(session, "Ben"), who="Ben")
    assert [row.waits_for for row in tasks(session)] == [(), ()]
    assert open_rounds(session, "Ben") == {}
    assert blind_documents(session, "Ben")  # until they ask, as ever
    show_others(session, ELEVEN, who="Ben")
    assert blind_documents(session, "Ben") == ()
    with pytest.raises(KbError, match="Ben has seen what the others coded"):
        mark_done(session, number(session, "Ben"), who="Ben", done=False)
    assert mark_done(session, number(session, "Ann"), who="Ann", done=False)
    assert blind_documents(session, "Ann")
    with pytest.raises(RoundOpenError):
        show_others(session, ELEVEN, who="Ann")


@pytest.mark.parametrize(
    ("documents", "people", "order", "reason"),
    [
        pytest.param([], ["Bea"], Order(), "choose documents and people", id="no documents"),
        pytest.param([TWO], [], Order(), "choose documents and people", id="nobody"),
        pytest.param(["Intervew 2"], ["Bea"], Order(), "did you mean", id="no such document"),
        pytest.param([TWO], [" "], Order(), "at most 80", id="no name"),
        pytest.param([TWO], ["Bea"], Order(each=2), "1 to 1 of them, not 2", id="too many each"),
        pytest.param([TWO], ["Bea", "Cem"], Order(blind=True), "needs a name", id="blind without a name"),
        pytest.param([TWO], ["Bea"], BLIND, "two people or more", id="blind alone"),
        pytest.param(
            [TWO],
            ["Bea", "Cem"],
            Order(blind=True, round="R", role="moderator"),
            "for coders",
            id="moderators",
        ),
        pytest.param([TWO], ["Bea", "Cem"], BLIND, "Bea has seen what others coded", id="seen"),
        pytest.param([ELEVEN], ["Bea", "Cem"], BLIND, "Cem has Interview 11 as a task", id="a task already"),
        pytest.param([TWO], ["a model", "Bea"], Order(), "a machine coder's name", id="a machine"),
    ],
)
def test_what_cannot_be_assigned_says_why_and_changes_nothing(
    session: Session, documents: list[str], people: list[str], order: Order, reason: str
) -> None:
    show_others(session, TWO, who="Bea")
    assign(session, [ELEVEN], ["Cem"], Order(), who="Amin")
    machine = Coder(name="a model")
    session.add(machine)
    session.flush()
    session.add(CodingPass(document_id=1, coder_id=machine.id, role="machine"))
    with pytest.raises(KbError, match=reason), session.begin_nested():
        assign(session, documents, people, order, who="Amin")
    assert told(session) == [(ELEVEN, "Cem", None)]


def test_what_is_not_there_is_no_task(session: Session) -> None:
    for write in (
        lambda: mark_done(session, 9, who="Bea"),
        lambda: remove_tasks(session, [9], who="Bea"),
        lambda: tasks(session, TaskFilters(who="Bea")),
    ):
        with pytest.raises(UnknownNameError):
            write()


def by(engine: Engine, name: str, role: str) -> Engine:
    return on_behalf(engine, lambda: Actor(name, Role(role)))


def refusal_of(engine: Engine, write: Callable[[Session], Any]) -> KbError | None:
    try:
        with db.transaction(engine) as session:
            write(session)
            session.flush()
            session.execute(text("SELECT nothing"))  # fails: nothing stays, each begins with the same tasks
    except (OperationalError, CatalogError):
        return None
    except KbError as refused:
        return refused


def _mark_row(session: Session) -> None:
    session.get_one(Task, 1).done = session.get_one(Task, 1).created


def _take_over(session: Session) -> None:
    session.get_one(Task, 2).due = "2027-01-01"


DONE_BY: list[tuple[str, str, Callable[[Session], Any], bool]] = [
    ("Bea", "coder", lambda s: mark_done(s, 2, who="Bea"), True),
    ("Bea", "coder", lambda s: mark_done(s, 1, who="Bea"), False),
    ("Bea", "coder", _mark_row, False),
    ("Bea", "coder", _take_over, False),
    ("Bea", "coder", lambda s: assign(s, [ELEVEN], ["Bea"], Order(), who="Bea"), False),
    ("Bea", "coder", lambda s: s.add(Task(document_id=1, who="Bea", role="moderator")), False),
    ("Bea", "coder", lambda s: move_due(s, [2], None, who="Bea"), False),
    ("Bea", "coder", lambda s: remove_tasks(s, [2], who="Bea"), False),
    ("Bea", "coder", lambda s: s.delete(s.get_one(Task, 2)), False),
    ("Amin", "moderator", lambda s: mark_done(s, 2, who="Amin"), True),
    ("Amin", "moderator", lambda s: assign(s, [ELEVEN], ["Bea"], Order(), who="Amin"), True),
    ("Amin", "owner", lambda s: remove_tasks(s, [1, 2], who="Amin"), True),
    ("Bea", "reader", lambda s: mark_done(s, 2, who="Bea"), False),
]


def test_coders_mark_their_own_moderators_and_owners_assign(engine: Engine) -> None:
    with db.transaction(engine) as session:
        assign(session, [TWO], ["Cem", "Bea"], Order(), who="Jon")
        session.add(Person(name="Bea", key="bea", role="coder"))
        session.add(Person(name="Eve", key="eve", role="reader"))
    for who, role, write, is_allowed in DONE_BY:
        with db.reading(engine) as session:
            before = session.exec(select(Change.id).order_by(col(Change.id).desc())).first()
        refused = refusal_of(by(engine, who, role), write)
        assert (refused is None) == is_allowed, (who, role, refused)
        assert refused is None or isinstance(refused, ForbiddenError) or "this task is Cem's" in str(refused)
        with db.reading(engine) as session:
            assert session.exec(select(Change.id).order_by(col(Change.id).desc())).first() == before


def test_where_people_sign_in_only_who_can_do_it_is_given_a_task(session: Session) -> None:
    session.add(Person(name="Bea", key="bea", role="coder"))
    session.add(Person(name="Eve", key="eve", role="reader"))
    session.flush()
    assert people_for_tasks(session) == ["Bea"]
    for name, role, reason in (
        ("Cem", "coder", "no person 'Cem'"),
        ("eve", "coder", "Eve is a reader and cannot code"),
        ("Bea", "moderator", "Bea is a coder and cannot moderate"),
    ):
        with pytest.raises(KbError, match=reason):
            assign(session, [TWO], [name], Order(role=role), who="Amin")  # type: ignore[arg-type]
    assert assign(session, [TWO], ["bea"], Order(), who="Amin").made == 1
