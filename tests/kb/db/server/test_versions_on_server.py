"""What the app remembers of a catalog on a server stays as long as nothing that it was made from changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import worked_catalog
from sqlalchemy import Engine
from sqlmodel import col, func, select

from app.versions import CatalogVersion, ChangeReader
from kb.db import engine as db
from kb.db.tables import Change, Document
from kb.store.coding.codings import add_coding
from kb.store.recovery.move import move

CODINGS = frozenset({"coding"})


@pytest.fixture(params=["a file", "a server"])
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    file = str(worked_catalog.make(tmp_path / "catalog.db"))
    if request.param == "a server":
        new_database: Callable[[], str] = request.getfixturevalue("new_database")
        move(file, url := new_database())
        file = url
    opened = db.open_for_writing(file)
    yield opened
    opened.dispose()


def code(catalog: Engine, document: int, *, then: Callable[[], object] = lambda: None) -> None:
    with db.transaction(catalog) as session:
        of = session.get_one(Document, document)
        start = 10 + 5 * (session.exec(select(func.max(Change.id))).one() or 0) % 40
        add_coding(session, document=of, code="hail", start=start, end=start + 4, coder="Eve")
        session.flush()
        then()


def look(catalog: Engine, changes: ChangeReader) -> CatalogVersion:
    with db.reading(catalog) as session:
        return changes.look(session)


def test_what_is_remembered_of_one_document_stays_when_another_is_coded(catalog: Engine) -> None:
    code(catalog, 1)  # Eve is new, and so is her pass: that counts for every answer
    code(catalog, 2)
    changes = ChangeReader()
    before = look(catalog, changes)
    assert look(catalog, changes) == before
    code(catalog, 2)
    after = look(catalog, changes)
    assert after.of(CODINGS, 1) == before.of(CODINGS, 1)
    assert after.of(CODINGS, 2) != before.of(CODINGS, 2)
    assert after.of(CODINGS) != before.of(CODINGS)
    assert after.whole != before.whole


def test_of_two_who_write_at_once_nothing_is_missed(catalog: Engine) -> None:
    """The second waits; a look between both sees neither too much nor, later, too little."""
    code(catalog, 1)
    code(catalog, 2)
    changes, seen = ChangeReader(), []
    second = threading.Thread(target=code, args=(catalog, 2))

    def meanwhile() -> None:
        second.start()
        time.sleep(0.2)  # long enough to have written, if it did not wait
        seen.append(look(catalog, changes))

    before = look(catalog, changes)
    code(catalog, 1, then=meanwhile)
    second.join()
    assert seen == [before]
    after = look(catalog, changes)
    assert after.of(CODINGS, 1) != before.of(CODINGS, 1)
    assert after.of(CODINGS, 2) != before.of(CODINGS, 2)
    with db.reading(catalog) as session:
        last = session.exec(select(Change.document_id).order_by(col(Change.id).desc()).limit(1)).one()
    assert last == 2, "who was second has the higher numbers"
