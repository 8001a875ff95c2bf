"""Sets of documents and codes on whole documents, which come with projects of other tools, on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from drawn_page import page_at, text, texts
from refi_projects import ANN, BEN, USERS, code, guid, packed, project, source

from app import data
from kb.db import engine as db
from kb.exchange.forms import read_bytes
from kb.queries import names
from kb.queries.documents.whole_document import WholeCode, whole_codes
from kb.store.coding.codings import add_coding
from kb.store.exchange.project import import_project


def whole(number: int, of: int, user: str) -> str:
    """A coding of a whole source."""
    return (
        f'<Coding guid="{guid(number)}" creatingUser="{user}" creationDateTime="2024-05-01T10:00:00Z">'
        f'<CodeRef targetGUID="{guid(of)}"/></Coding>'
    )


def study() -> bytes:
    first = source(10, "First", whole(30, 1, ANN) + whole(31, 1, BEN) + whole(32, 2, BEN))
    members = f'<MemberSource targetGUID="{guid(10)}"/>'
    xml = project(
        f"{USERS}<CodeBook><Codes>{code(1, 'trust')}{code(2, 'doubt')}</Codes></CodeBook>"
        f"<Sources>{first}{source(11, 'Second')}</Sources>"
        f'<Sets><Set guid="{guid(40)}" name="Pilot &amp; more">{members}</Set></Sets>'
    )
    return packed(xml, {f"sources/{guid(each)}.txt": b"I trust it." for each in (10, 11)})


@pytest.fixture(autouse=True)
def _catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "catalog.db"
    db.open_for_writing(path).dispose()
    monkeypatch.setenv("KB_DATABASE", str(path))
    data.engine.clear()
    read = read_bytes(study(), "study.qdpx")
    data.execute(import_project, read, file="study.qdpx", who="Ann")
    yield
    data.engine.clear()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        pytest.param("documents", ["First", "Second"], id="all"),
        pytest.param("documents?set=Pilot+%26+more", ["First"], id="a set"),
        pytest.param("documents?code=doubt", ["First"], id="a code"),
        pytest.param("documents?set=Nothing", ["First", "Second"], id="no such set"),
    ],
)
def test_documents_are_filtered_by_set_and_by_their_own_codes(address: str, shown: list[str]) -> None:
    app = page_at(address)
    assert texts(app, ".docs", "a.iss") == shown
    assert texts(app, ".docs", "a.known") == ["Set: Pilot & more", "Code: doubt", "Code: trust"]


def test_the_page_of_a_document_says_its_sets_and_codes() -> None:
    app = page_at("read?document=First")
    assert texts(app, "ul.whole", "li") == ["doubt Ben", "trust Ann, Ben", "Pilot & more"]
    assert "Codes of the document" not in text(page_at("read?document=Second"))


def test_who_codes_blind_sees_no_codes_of_others_on_the_document() -> None:
    data.execute(
        lambda session: add_coding(
            session, document=names.document(session, "First"), code="trust", start=0, end=7, coder="Ann"
        )
    )
    app = page_at("documents", kb_coder="Ann")
    assert "Code: doubt" not in text(app)
    assert "Code: trust" in text(app)
    assert data.query(whole_codes, "First")[1] == WholeCode("trust", ("Ann", "Ben"))
