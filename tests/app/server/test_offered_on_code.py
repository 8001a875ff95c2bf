"""Read and Code offer whoever signed in what their role may do, and say why not where they ask for more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import streamlit as st
from drawn_page import html, page_at, text
from small_catalog import make

from app import data, viewer
from app.server import access
from app.server.access import Access
from app.server.accounts import Accounts
from app.server.addresses import Addresses
from app.viewer import Identity
from kb.db import engine as db
from kb.db.rights import Role
from kb.queries.documents.corrections import paragraph_to_correct
from kb.queries.people import digest_of
from kb.store.people.browsers import new_browser
from kb.store.people.roles import add_person

DOCUMENT = "Interview 2"
CODE = f"code?document={quote(DOCUMENT)}"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = make(tmp_path / "catalog.db")
    monkeypatch.setenv("KB_DATABASE", str(made))
    st.cache_resource.clear()
    monkeypatch.setattr(access, "_current", [Access(Addresses(), Accounts("a"), None)])
    monkeypatch.setattr(viewer, "get_script_run_ctx", lambda **_: object())
    yield made
    st.cache_resource.clear()


def sign_in(path: Path, role: Role, patch: pytest.MonkeyPatch) -> None:
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        person = add_person(session, "Kim", role, account="kim@x.nl", who="me")
        token = new_browser(session, person.id or 0)
    engine.dispose()
    patch.setattr(viewer, "_identity", lambda: Identity(browser=digest_of(token)))
    patch.setattr(viewer._moment, "known", None, raising=False)


@pytest.mark.parametrize(
    ("role", "undoes", "corrects"),
    [(Role.READER, False, False), (Role.CODER, True, False), (Role.MODERATOR, True, True)],
)
def test_undo_and_corrections_are_offered_to_who_may(
    path: Path, monkeypatch: pytest.MonkeyPatch, role: Role, *, undoes: bool, corrects: bool
) -> None:
    sign_in(path, role, monkeypatch)
    app = page_at(CODE)
    assert ('data-do="undo"' in html(app)) is undoes
    assert ('data-do="redo"' in html(app)) is undoes
    assert ('data-do="correct"' in html(app)) is corrects
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    assert [each["correctable"] for each in sent if "correctable" in each] == [corrects]


def test_the_form_of_a_correction_says_who_may_correct(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(path, Role.CODER, monkeypatch)
    app = page_at(CODE, kb_correcting=data.query(paragraph_to_correct, DOCUMENT, 1))
    assert text(app).count("you are a coder") == 1
    assert "Choose your name" not in text(app)
    assert app.button(key="correct-save").disabled
