"""A file is looked at and imported in a process of its own: what happens there happens to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from refi_projects import selection, small
from sqlmodel import func, select

from kb.db import engine as db
from kb.db.tables import Coding
from kb.exchange.errors import ExchangeError
from kb.store.exchange.files import apart, outcome, serve


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.db"
    db.open_for_writing(path).dispose()
    monkeypatch.setenv("KB_DATABASE", str(path))
    return path


def codings(catalog: Path) -> int:
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as session:
        found = session.exec(select(func.count()).select_from(Coding)).one()
    engine.dispose()
    return found


def test_a_look_stores_nothing_and_lets_others_write_meanwhile(catalog: Path) -> None:
    engine = db.open_for_writing(catalog)
    with db.transaction(engine):  # somebody else holds the lock
        told = apart.look("study.qdpx", small("I trust it.", selection(20, 0, 7, 1)), who="Mara")
    engine.dispose()
    assert told.changes["made coding"] == 1
    assert not told.is_stored
    assert told.action is None
    assert codings(catalog) == 0


def test_what_takes_too_long_is_stopped_and_told(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0)
    with pytest.raises(ExchangeError, match="the import did not end: it took longer than 0 minutes"):
        apart.store("study.qdpx", small("I trust it.", selection(20, 0, 7, 1)), who="Mara")
    assert codings(catalog) == 0


@pytest.mark.parametrize("answer", [b"", b"[]", b"no JSON", b'{"form": "qdpx"}'], ids=str)
def test_a_process_that_was_taken_over_cannot_answer_anything(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    assert catalog.exists()
    monkeypatch.setattr(apart, "_ask", lambda _order, _do: answer)
    with pytest.raises(ExchangeError, match="the file could not be read: the reader crashed on this file"):
        apart.look("study.qdpx", b"PK", who="Mara")


def test_an_outcome_is_the_same_when_it_was_sent(catalog: Path) -> None:
    order = {"name": "study.qdpx", "do": "look", "database": str(catalog), "who": "Mara", "theirs": []}
    told = serve.run(order | {"folder": str(catalog.parent), "compares": True, "decided": []}, small("Yes."))
    assert outcome.from_json(outcome.to_json(told)) == told
