"""Each role on every page: nothing is shown that it may not see, no button does what it may not do.

The pages are drawn for somebody who signed in with an account. Every button of every page is pressed, every
event that a component can send is sent, and every file is made; the catalog says what came of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import streamlit as st
from drawn_page import leave_figures_blank, offered_files, page_at, text
from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select
from streamlit.testing.v1 import AppTest

from app import data, page_registry, viewer
from app.questions import NEEDS
from app.screens.coding import actions
from app.screens.compare import decide
from app.screens.exporting import making
from app.server import access
from app.server.access import Access
from app.server.accounts import Accounts
from app.server.addresses import Addresses
from app.ui.components.answers import ActionResult
from app.viewer import Identity
from kb.db import engine as db
from kb.db.rights import ForbiddenError, NotSignedInError, Right, Role
from kb.db.rights.enforce import NEEDED
from kb.db.tables import Change, Coding, Document, Paragraph, SignIn
from kb.exchange.archive.from_catalog import study_of
from kb.queries.documents.possible_names import possible_names
from kb.queries.exchange.written import written
from kb.queries.people import digest_of, people
from kb.store.coding.codings import add_coding
from kb.store.memos import note_on_coding
from kb.store.people.browsers import new_browser
from kb.store.people.roles import add_person, end_access

INTERVIEW = "Interview 2"
PEOPLE = {Role.READER: "Rita", Role.CODER: "Carl", Role.MODERATOR: "Mona", Role.OWNER: "Olga"}
OTHER, MEMO = "Zoe", "what only Zoe wrote"
_FREE = {"sign_in", "person", "invitation"}
_OF_CODERS = {table for table, right in NEEDED.items() if right is Right.CODE}


@pytest.fixture(scope="module")
def coded(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog in which everybody may sign in, and Carl, Mona and Zoe code one interview."""
    path = Path(shutil.copy(demo_catalog, tmp_path_factory.mktemp("rights") / "catalog.db"))
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
        query = select(Paragraph).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position))
        long = [each for each in session.exec(query) if len(each.text) > 40]
        for number, coder in enumerate(("Carl", "Mona", OTHER)):
            span = {"start": long[number].start, "end": long[number].end}
            made = add_coding(session, document=of, coder=coder, code="Drift", **span)
            note_on_coding(session, made.id, MEMO if coder == OTHER else "mine", who=coder)
        for role, name in PEOPLE.items():
            person = add_person(session, name, role, account=f"{name}@x.nl", who="me")
            new_browser(session, person.id or 0)
    engine.dispose()
    return path


@pytest.fixture
def engine(coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    path = shutil.copy(coded, tmp_path / "catalog.db")
    monkeypatch.setenv("KB_DATABASE", str(path))
    leave_figures_blank(monkeypatch)
    st.cache_resource.clear()
    monkeypatch.setattr(access, "_current", [Access(Addresses(), Accounts("a"), None)])
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        for row in session.exec(select(SignIn)).all():
            row.digest = digest_of(str(row.person_id))
            session.add(row)
    yield engine
    engine.dispose()
    st.cache_resource.clear()


def signed_in(patch: pytest.MonkeyPatch, role: Role) -> str:
    """Let the pages that are drawn from now on be for somebody with a role; return their name."""
    number = list(PEOPLE).index(role) + 1
    identity = Identity(browser=digest_of(str(number)))
    patch.setattr(viewer, "_identity", lambda: identity)
    patch.setattr(viewer._moment, "known", None, raising=False)
    patch.setattr(viewer, "get_script_run_ctx", lambda **_: object())
    return PEOPLE[role]


OF = quote(INTERVIEW)
WRITING = (
    "code?document=" + OF,
    "codebook?code=Drift",
    "search?q=drift",
    "compare?document=" + OF,
    "history",
)
"""Pages on which most is changed: they are gone through each time, the others by ``make looks``."""
ADDRESSES = (
    *WRITING,
    *(each.path for each in page_registry.PAGES if each.path not in ("figures", "history")),
    "issue?id=drift",
    f"read?document={OF}&passes=all",
    "codebook?view=table",
    f"documents?edit={OF}",
    "documents?view=speakers",
    "documents?view=attributes",
    f"history?document={OF}",
    "figures?figure=saturation",
)


def pages(role: Role) -> list[Any]:
    """Every page, as parameters of a test."""
    some = WRITING if role is Role.CODER else (*WRITING, f"documents?edit={OF}")
    marks = {
        each: () if each in some and role is not Role.MODERATOR else pytest.mark.thorough
        for each in ADDRESSES
    }
    return [pytest.param(role, each, marks=mark, id=f"{role} {each}") for each, mark in marks.items()]


def all_of(app: AppTest) -> str:
    """Return everything that a page sends to the browser."""
    return "\n".join(str(each.proto) for each in app._tree if hasattr(each, "proto"))


def content(engine: Engine) -> dict[str, list[str]]:
    with db.reading(engine) as session:
        return {
            name: sorted(map(repr, session.connection().execute(select(table))))
            for name, table in SQLModel.metadata.tables.items()
        }


def press(app: AppTest, number: int) -> None:
    """Press a button, if it is still there after the ones before it; what it leads to is drawn."""
    if number < len(app.button) and not app.button[number].disabled:
        app.button[number].click().run()
        assert not app.exception, (app.button, app.exception)


def can_press(app: AppTest) -> list[int]:
    return [number for number, each in enumerate(app.button) if not each.disabled]


@pytest.mark.parametrize(
    ("role", "address"), [each for role in (Role.READER, Role.CODER, Role.MODERATOR) for each in pages(role)]
)
def test_no_button_of_a_page_changes_what_a_role_may_not_change(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, role: Role, address: str
) -> None:
    name = signed_in(monkeypatch, role)
    before = content(engine)
    app = page_at(address)
    assert f"Signed in as <bdi>{name}</bdi>, {role}." in all_of(app)
    for number in can_press(app):
        press(page_at(address), number)
    after = content(engine)
    changed = {each for each in after if after[each] != before[each]}
    assert not changed & _FREE
    if role is Role.READER:
        assert not changed
    if role is Role.CODER:
        assert changed <= _OF_CODERS
    with db.reading(engine) as session:
        new = session.exec(select(Change.who).order_by(col(Change.id).desc())).all()
    assert set(new[: len(after["change"]) - len(before["change"])]) <= {name}


@pytest.mark.parametrize("role", [Role.READER, Role.CODER, Role.MODERATOR])
def test_pages_for_owners_say_why_and_show_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    del engine
    signed_in(monkeypatch, role)
    files = offered_files(monkeypatch)
    for address in ("import", "export", "people"):
        app = page_at(address)
        assert f"you are a {role}" in text(app)
        assert not app.radio
        assert not app.text_input
    assert not files
    for question, *given in (
        (study_of,),
        (possible_names,),
        (people,),
        (written, "qdpx"),
        (making._table, "codings", "csv", None),
    ):
        with pytest.raises(ForbiddenError):
            data.query(question, *given)
        with pytest.raises(ForbiddenError):
            data.cached_query(question, *given)


def test_questions_that_need_a_right_are_all_asked_above() -> None:
    asked = {data._name(each) for each in (study_of, possible_names, people, written, making._table)}
    assert asked == set(NEEDS)


def test_owners_see_them(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    del engine
    signed_in(monkeypatch, Role.OWNER)
    assert "Carl" in text(page_at("people"))
    assert page_at("export").radio
    assert data.query(study_of)


def events(engine: Engine, of: str) -> list[dict[str, Any]]:
    """What the transcript's component can send about the coding of somebody, each kind once."""
    with db.reading(engine) as session:
        document = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
        paragraph = session.exec(select(Paragraph).where(Paragraph.document_id == document.id)).all()[2]
        rows = session.exec(select(Change).where(Change.who == of, Change.noun == "coding")).all()
        coding = session.get(Coding, rows[-1].row_id)
        assert coding is not None
        place = {"start": paragraph.start, "end": paragraph.start + 9, "version": document.sha256}
        common = {"document": INTERVIEW, "coding": coding.id, "batch": rows[-1].batch, "unplaced": 1}
        return [
            {
                "do": each,
                "id": f"{each} {of}",
                "code": "Drift",
                "text": "hm",
                "paragraph": 1,
                **common,
                **place,
            }
            for each in sorted(actions.WRITES)
        ]


def test_no_event_of_the_transcript_changes_anything_for_a_reader(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = signed_in(monkeypatch, Role.READER)
    before = content(engine)
    for event in [*events(engine, OTHER), *events(engine, "Carl")]:
        outcome = actions.act(event, name)
        assert isinstance(outcome, ActionResult)
        assert outcome.batch is None, event["do"]
    for what in decide._ACTIONS:
        event = {"do": what, "id": what, "document": INTERVIEW, "coders": ["Carl", OTHER], "item": "x"}
        assert decide.act(event, name).refused
    assert content(engine) == before


@pytest.mark.parametrize("role", [Role.CODER, Role.MODERATOR, Role.OWNER])
def test_nobody_sends_an_event_in_the_name_of_another(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    signed_in(monkeypatch, role)
    before = content(engine)
    for event in events(engine, OTHER):
        outcome = actions.act(event, OTHER)
        assert outcome.batch is None, event["do"]
    assert content(engine) == before


def test_no_event_of_a_coder_changes_the_codings_of_another(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = signed_in(monkeypatch, Role.CODER)
    with db.reading(engine) as session:
        theirs = select(Change.row_id).where(Change.who == OTHER, Change.noun == "coding")
        coding = session.get(Coding, session.exec(theirs).first())
    for event in events(engine, OTHER):
        actions.act(event, name)
    with db.reading(engine) as session:
        assert session.get(Coding, coding.id if coding else 0) == coding
        assert session.exec(select(Change).where(Change.who == OTHER, col(Change.undone))).first() is None


def test_whose_access_ends_sees_nothing_more_and_gets_no_file_that_was_offered(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, Role.READER)
    files = offered_files(monkeypatch)
    assert "Interview 1" in all_of(page_at("documents"))
    with db.transaction(engine) as session:
        end_access(session, "Rita", who="Olga")
    viewer._moment.known = None
    app = page_at("documents")
    assert "no longer signed in" in all_of(app)
    assert "Interview 1" not in all_of(app)
    assert files
    for made in files.values():
        with pytest.raises(NotSignedInError):
            made()
