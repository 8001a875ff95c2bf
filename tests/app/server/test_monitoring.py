"""What whoever runs the app can watch: health, numbers, a log; and what is never in them."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from guarded_app import STREAMLIT, connects
from sqlmodel import Session, text
from starlette.testclient import TestClient

from app import data
from app.server.addresses import Addresses
from app.server.admission import Admission
from app.server.guard import Guard
from app.server.monitoring import events, logs, metrics
from app.server.monitoring.events import Event
from app.server.monitoring.front import Front
from app.server.monitoring.health import Health
from kb.db.failures import CatalogError
from kb.errors import KbError
from kb.store import memos

TOKEN = "a token that nobody can guess, as long as it must be"  # noqa: S105
SAID = "The nurse told me that the schema changed overnight"


@pytest.fixture(autouse=True)
def listeners(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[Event], None]]:
    """Nobody listens at first, nor after the test."""
    listening: list[Callable[[Event], None]] = []
    monkeypatch.setattr(events, "_listeners", listening)
    return listening


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, Any]]]:
    """What the log has, as the lines of JSON that are written of it."""
    caplog.set_level(logging.INFO)
    events.listen(logs.write)
    written = logs.JsonFormatter()
    return lambda: [json.loads(written.format(record)) for record in caplog.records]


@pytest.fixture
def catalog(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "catalog.db"
    copy.write_bytes(demo_catalog.read_bytes())
    monkeypatch.setenv("KB_DATABASE", str(copy))
    yield copy
    data.engine.clear()


def coming(ask: Callable[[], None], numbers: Callable[[Health], metrics.Metrics | None]) -> TestClient:
    """A stranger's browser, before an app that is watched."""
    health = Health(ask)
    guard = Guard(STREAMLIT, Addresses(), Admission(TOKEN, "a"))
    return TestClient(Front(guard, health, numbers(health)), base_url="http://127.0.0.1:8501")


def test_whoever_asks_is_told_whether_the_catalog_answers_and_no_more() -> None:
    asked: list[bool] = []
    well = coming(lambda: asked.append(True), lambda _: None)
    for _ in range(3):
        answer = well.get("/health")
        assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "ok", "no-store")
    assert asked == [True], "it is asked once in two seconds"
    assert well.get("/").status_code == 403, "a stranger is told nothing else"
    assert well.get("/metrics").status_code == 403, "there are no numbers without a token for them"

    def away() -> None:
        raise CatalogError(f"cannot read /home/ann/{SAID}.db")

    answer = coming(away, lambda _: None).get("/health")
    assert (answer.status_code, answer.text) == (503, "The catalog does not answer.")


def test_a_catalog_that_is_damaged_or_gone_is_not_well(catalog: Path) -> None:
    assert coming(_read(), lambda _: None).get("/health").text == "ok"
    data.engine.clear()
    catalog.write_bytes(b"no catalog" * 1000)
    assert coming(_read(), lambda _: None).get("/health").status_code == 503


def _read() -> Callable[[], None]:
    return Health()._ask


def test_who_has_the_token_gets_numbers_without_a_path_or_a_word(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_METRICS_TOKEN", TOKEN)
    client = coming(lambda: None, metrics.set_up)
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN}):
        assert client.get("/metrics", headers=wrong).status_code == 404
    client.get(f"/secret-{SAID}?token={TOKEN}")
    with client.websocket_connect("ws://127.0.0.1:8501/_stcore/stream"):
        pass
    data.execute(memos.add_memo, SAID, document="Interview 1", who="Ann")
    with pytest.raises(KbError):
        data.execute(memos.add_memo, SAID, document="No such interview", who="Ann")
    told = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    done = 'kb_done_total{kind="action",name="kb.store.memos.add_memo",outcome='
    for line in (
        f'{done}"done"}} 1.0',
        f'{done}"refused"}} 1.0',
        'kb_done_total{kind="connection",name="",outcome="1000"} 1.0',
        'kb_seconds_count{kind="action"} 2.0',
        "kb_open_connections 0.0",
        "kb_catalog_answers 1.0",
    ):
        assert line in told
    size = next(each for each in told.splitlines() if each.startswith("kb_catalog_bytes "))
    assert float(size.split()[1]) == catalog.stat().st_size
    assert SAID not in told
    assert str(catalog.parent) not in told
    assert "secret" not in told


def test_a_token_that_can_be_guessed_or_a_library_that_is_missing_keeps_the_app_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KB_METRICS_TOKEN", "short")
    with pytest.raises(KbError, match="KB_METRICS_TOKEN is too short"):
        metrics.set_up(Health(lambda: None))
    monkeypatch.setenv("KB_METRICS_TOKEN", TOKEN)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(KbError, match=r"pip install 'interview-kb\[server\]'"):
        metrics.set_up(Health(lambda: None))


@pytest.mark.usefixtures("catalog")
def test_the_log_says_what_was_done_and_how_it_ended_without_a_word_that_was_said(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    def fails(session: Session) -> None:
        session.connection().execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})

    def breaks(_session: Session) -> None:
        raise ValueError(SAID)

    data.execute(memos.add_memo, SAID, document="Interview 1", who="Ann")
    for action in (fails, breaks):
        with pytest.raises((KbError, ValueError)):
            data.execute(action)
    logging.getLogger("somebody.else").warning("cannot read %s", SAID)
    logging.getLogger("somebody.else").error("it failed", exc_info=RuntimeError(SAID))
    stored, _, broken, other, failed = lines()
    assert stored | {"time": "", "ms": 0} == {
        "time": "",
        "level": "info",
        "from": "kb.app",
        "what": "action",
        "name": "kb.store.memos.add_memo",
        "outcome": "done",
        "ms": 0,
    }
    assert (broken["level"], broken["outcome"], broken["error"]) == ("error", "failed", "ValueError")
    assert any(each.startswith("app/data.py:") for each in broken["at"])
    assert other["message"] == "cannot read %s"
    assert (failed["message"], failed["error"]) == ("it failed", "RuntimeError")
    assert SAID not in json.dumps(lines())


def test_the_log_has_paths_without_what_is_searched_for(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    client = coming(lambda: None, lambda _: None)
    client.get(f"/search?q={SAID}")
    client.get("/static/js/a.js")
    client.get("/health")
    client.get("/_kb/news?of=%C3%A9")
    assert not connects(client)
    told = [(each["name"], each["outcome"]) for each in lines() if each["from"] == "kb.app"]
    assert told == [("GET /search", "403"), ("GET /_stcore/stream", "1008")]
    assert {each["what"] for each in lines() if each["from"] == "kb.app"} == {"request"}, "none was opened"
    assert "nurse" not in json.dumps(lines()), "nor have what other libraries tell"


def test_what_a_statement_writes_is_in_no_error(catalog: Path) -> None:
    with data.transaction() as session, pytest.raises(Exception, match="nowhere") as error:
        session.connection().execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": SAID})
    assert SAID not in str(error.value)
    assert catalog.exists()
