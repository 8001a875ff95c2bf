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
from kb.db.rights import ForbiddenError, NotSignedInError, Role
from kb.db.tables import Change, Coding, Document, Paragraph, SignIn
from kb.exchange.archive.from_catalog import study_of
from kb.queries.documents.possible_names import possible_names
from kb.queries.exchange.written import written
from kb.queries.people import digest_of, people
from kb.store.coding.codings import add_coding, note_on_coding
from kb.store.people.browsers import new_browser
from kb.store.people.roles import add_person, end_access

INTERVIEW = "Interview 2"
PEOPLE = {Role.READER: "Rita", Role.CODER: "Carl", Role.MODERATOR: "Mona", Role.OWNER: "Olga"}
OTHER, MEMO = "Zoe", "what only Zoe wrote"
_FREE = {"sign_in", "person", "invitation"}


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


def addresses() -> list[str]:
    of = quote(INTERVIEW)
    return [
        *(each.path for each in page_registry.PAGES if not each.path.startswith("figures")),
        "issue?id=drift",
        f"read?document={of}&passes=all",
        f"code?document={of}&passes=all",
        "codebook?code=Drift",
        "codebook?view=table",
        "search?q=drift",
        f"compare?document={of}",
        f"documents?edit={of}",
        "documents?view=speakers",
        "documents?view=attributes",
        f"history?document={of}",
        "figures?figure=saturation",
    ]


def content(engine: Engine, *but: str) -> dict[str, list[str]]:
    with db.reading(engine) as session:
        return {
            name: sorted(map(repr, session.connection().execute(select(table))))
            for name, table in SQLModel.metadata.tables.items()
            if name not in but
        }


def pressed(app: AppTest, number: int) -> None:
    """Press a button; what it leads to is drawn, and is no failure of the program."""
    app.button[number].click().run()
    assert not app.exception, (app.button[number].label, app.exception)


def can_press(app: AppTest) -> list[int]:
    return [number for number, each in enumerate(app.button) if not each.disabled]


@pytest.mark.parametrize("address", addresses())
def test_a_reader_reads_every_page_and_changes_nothing_with_any_button(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    signed_in(monkeypatch, Role.READER)
    before = content(engine)
    app = page_at(address)
    assert "reading as" in str(app._tree) or "Rita" in str(app._tree)
    for number in can_press(app):
        pressed(page_at(address), number)
    assert content(engine) == before


@pytest.mark.parametrize("role", [Role.CODER, Role.MODERATOR])
@pytest.mark.parametrize("address", addresses())
def test_buttons_change_nothing_that_a_role_may_not_change(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, address: str, role: Role
) -> None:
    name = signed_in(monkeypatch, role)
    before = content(engine)
    for number in can_press(page_at(address)):
        pressed(page_at(address), number)
    after = content(engine)
    if role is Role.CODER:
        kept = {"code", "coder", "coding", "coding_pass", "memo", "change", "saved_search"}
        kept |= {"dismissed_suggestion", "unplaced_coding", "decision"}
        assert {each for each in after if after[each] != before[each]} <= kept
    with db.reading(engine) as session:
        new = session.exec(select(Change.who).order_by(col(Change.id).desc())).all()
        assert set(new[: len(after["change"]) - len(before["change"])]) <= {name}
    assert all(after[each] == before[each] for each in _FREE)


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
    assert "Interview 1" in str(page_at("codebook?view=table")._tree) or files
    with db.transaction(engine) as session:
        end_access(session, "Rita", who="Olga")
    viewer._moment.known = None
    app = page_at("documents")
    assert "not signed in any more" in text(app) + str(app._tree)
    assert "Interview 1" not in str(app._tree)
    assert files
    for made in files.values():
        with pytest.raises(NotSignedInError):
            made()
