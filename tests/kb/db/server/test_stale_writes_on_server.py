"""On a server, too, what somebody else has changed since a writer looked is told and not overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import stale_writes
from sqlalchemy import Engine
from sqlmodel import Session
from stale_writes import STALE_WRITES, StaleWrite, everything, race

from kb.db import engine as db
from kb.store.stale import StaleWriteError


@pytest.fixture(scope="module")
def engine(new_database: Callable[[], str]) -> Iterator[Engine]:
    """A catalog on the server, which no test changes but the last."""
    opened = db.open_for_writing(new_database())
    stale_writes.make(opened)
    yield opened
    opened.dispose()


@pytest.mark.parametrize("write", STALE_WRITES, ids=lambda write: write.name)
def test_a_second_writer_is_told_what_the_first_has_changed(engine: Engine, write: StaleWrite) -> None:
    with Session(engine) as session:  # nothing of it is stored
        seen = write.look(session)
        write.theirs(session)
        before = everything(session)
        told = r"has (changed|deleted) .* in the meantime.*Nothing was saved"
        with pytest.raises(StaleWriteError, match=told):
            write.mine(session, seen)
        assert everything(session) == before


def test_of_two_who_write_at_once_one_is_told(engine: Engine) -> None:
    assert race(engine, 10) == 10
