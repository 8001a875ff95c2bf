"""People work on a server as in a file; what goes wrong with it is told in a sentence, and loses nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import postgresql_server
import pytest
import worked_catalog
from command_line import run
from sqlalchemy import create_engine, text
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.failures import CatalogError
from kb.db.soundness.chain import verify
from kb.db.tables import Coder, Coding, Document
from kb.exchange.archive.from_catalog import study_of
from kb.store.coding.codings import add_coding, recode, remove_coding, resize_coding
from kb.store.corrections import correct_text
from kb.store.memos import add_memo
from kb.store.recovery.move import NotEmptyError, move
from kb.store.undo import undo

_OF_THE_MOMENT = {"created", "at", "batch", "ingested", "applied", "changed"}
_OF_THE_MOMENT |= {"salt", "digest", "link", "rewritten", "groups", "replaces"}  # the chain of the history


@pytest.fixture
def study(new_database: Callable[[], str], tmp_path: Path) -> tuple[str, str]:
    """A small study in a file, and the same on the server."""
    file, url = str(worked_catalog.make(tmp_path / "catalog.db")), new_database()
    move(file, url)
    return file, url


def a_day_of_work(session: Session) -> None:
    document = session.get_one(Document, 1)
    add_coding(session, document=document, code="rain", start=0, end=4, coder="Ann")
    new = add_coding(session, document=document, code="hail", start=5, end=12, coder="Ann").id
    resize_coding(session, new, start=5, end=20, who="Ann")
    recode(session, new, "rain", who="Ann")
    gone = session.exec(select(Coding.id).where(Coding.document_id == 2).order_by(Coding.id)).all()[-1]
    remove_coding(session, gone or 0, who="Ann")
    add_memo(session, "Ask again.", who="Ann", document=document.name)
    meant = correct_text.replace_words(session, document, 3, "notice", "see")
    correct_text.save(session, document, meant, who="Ann")


def everything(catalog: str) -> dict[str, list[dict[str, Any]]]:
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as session:
        tables = study_of(session).tables
    engine.dispose()
    assert verify(tables["change"]).breaks == []
    return {name: [_lasting(row) for row in rows] for name, rows in tables.items()}


def _lasting(value: Any) -> Any:
    """A row without what is of the moment, also in what the history says of other rows."""
    if isinstance(value, dict):
        return {name: _lasting(each) for name, each in value.items() if name not in _OF_THE_MOMENT}
    return [_lasting(each) for each in value] if isinstance(value, list) else value


def test_a_day_of_work_is_stored_alike(study: tuple[str, str]) -> None:
    assert everything(study[0]) == everything(study[1])
    for catalog in study:
        engine = db.open_for_writing(catalog)
        with db.transaction(engine) as session:
            a_day_of_work(session)
        engine.dispose()
    of_file, of_server = map(everything, study)
    assert of_file == of_server


def test_a_target_with_content_is_refused_and_stays(study: tuple[str, str]) -> None:
    before = everything(study[1])
    with pytest.raises(NotEmptyError, match="has content already"):
        move(*study)
    assert everything(study[1]) == before
    assert "cannot be copied onto itself" in run("move", study[0], study[0]).err


def test_a_move_that_is_stopped_leaves_the_target_empty(
    study: tuple[str, str], new_database: Callable[[], str]
) -> None:
    target = new_database()

    def stop(_what: str, done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(study[0], target, told=stop)
    assert not any(everything(target).values())
    move(study[0], target)
    assert everything(target) == everything(study[0])


def test_a_number_is_not_given_to_a_second_row_after_a_move(study: tuple[str, str]) -> None:
    numbers = []
    for catalog in study:
        engine = db.open_for_writing(catalog)
        with db.transaction(engine) as session:
            document = session.get_one(Document, 1)
            numbers.append(add_coding(session, document=document, code="new", start=0, end=4, coder="Zoe"))
        engine.dispose()
    assert numbers[0].id == numbers[1].id


def test_whoever_writes_at_once_waits_for_the_others(study: tuple[str, str]) -> None:
    url = study[1]

    def write(name: str) -> None:
        engine = db.open_for_writing(url)
        for _ in range(10):
            with db.transaction(engine) as session:
                many = len(session.exec(select(Coder)).all())
                session.add(Coder(name=f"{many} {name}"))
        engine.dispose()

    before = len(everything(url)["coder"])
    people = [threading.Thread(target=write, args=(name,)) for name in ("Ann", "Ben", "Zoe")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    numbers = sorted(int(row["name"].split()[0]) for row in everything(url)["coder"][before:])
    assert numbers == list(range(before, before + 30)), "nobody counted while another one wrote"


def test_a_connection_that_is_lost_is_told_and_the_next_one_works(
    study: tuple[str, str], server: str
) -> None:
    engine = db.open_for_writing(study[1])

    def lose_the_connection() -> None:
        with db.transaction(engine) as session:
            session.add(Coder(name="Half"))
            session.flush()
            _end_all_of(server, study[1].rpartition("/")[2])
            session.add(Coder(name="Other half"))
            session.flush()

    with pytest.raises(CatalogError, match=r"the connection to \S+ was lost; nothing was half stored"):
        lose_the_connection()
    with db.transaction(engine) as session:
        names = session.exec(select(Coder.name)).all()
        session.add(Coder(name="Whole"))
    engine.dispose()
    assert not {"Half", "Other half"} & set(names)
    assert "Whole" in [row["name"] for row in everything(study[1])["coder"]]


def _end_all_of(server: str, database: str) -> None:
    """End the connections of everybody to a database, as a server does that is started anew."""
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(ended, {"name": database})
    admin.dispose()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("127.0.0.1:1/study", "no database server answers"),
        ("no-such-host.invalid/study", "no server is called so"),
        ("{server}/missing", "has no such database"),
        ("nobody@{address}/postgres", "has no such role"),
    ],
)
def test_what_is_wrong_with_an_address_is_told_in_a_sentence(server: str, place: str, said: str) -> None:
    named = place.format(server=server.partition("://")[2], address=server.partition("@")[2])
    answer = run("status", "--database", f"postgresql+psycopg://{named}")
    assert answer.code == 2
    assert said in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def test_what_is_done_on_a_server_is_undone(study: tuple[str, str]) -> None:
    engine = db.open_for_writing(study[1])
    with db.transaction(engine) as session:
        document = session.get_one(Document, 1)
        batch = add_coding(session, document=document, code="hail", start=0, end=4, coder="Ann").batch
    with db.transaction(engine) as session:
        assert undo(session, batch or "", who="Ann")
    engine.dispose()
    assert len(everything(study[1])["coding"]) == len(everything(study[0])["coding"])


_STARTS_A_SERVER = """
import time, postgresql_server
with postgresql_server.running(postgresql_server.programs()) as url:
    print(url, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_ends_with_the_process_that_started_it(server: str, how: signal.Signals) -> None:
    assert is_there(server)
    helpers = str(Path(postgresql_server.__file__).parent)
    starter = subprocess.Popen(
        [sys.executable, "-c", _STARTS_A_SERVER],
        env=os.environ | {"PYTHONPATH": helpers},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert starter.stdout
    url = starter.stdout.readline().strip()
    assert is_there(url)
    os.killpg(starter.pid, how)
    starter.communicate()
    end = time.monotonic() + 30
    while is_there(url) and time.monotonic() < end:
        time.sleep(0.1)
    assert not is_there(url)


def is_there(url: str) -> bool:
    with socket.socket() as to_server:
        return to_server.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0
