"""The app as it was started: what a stranger, another site and the person who started it are sent."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any, cast

import pytest
import streamlit
from app_server import PATIENCE, ROOT, SECRET, TOKEN, AppServer, admission, answers, free_port, serving
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app.server.access import mark
from app.server.admission import Admission
from kb.db.soundness import checksum

STREAM = Subprotocol("streamlit")
NAME = "Study of nobody else"
ASKED = [
    "/",
    "/code",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/health",
    "/app/static/x",
    "/no/such",
]
ASKED += [
    "/media/0123.csv",
    "/_stcore/agent/openapi.json",
    "/component/x/..%2f..%2fetc",
    "/?token=wrong",
    "/%00",
]


@pytest.fixture(scope="module")
def home(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    catalog = Path(shutil.copy(demo_catalog, tmp_path_factory.mktemp("started") / "secret-study.db"))
    with serving(catalog, title=NAME) as address:
        yield address


def sent(home: str, path: str, **headers: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection(home.removeprefix("http://"), timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read().decode("utf-8", "replace")


def cookie(home: str) -> str:
    return "; ".join(f"{each['name']}={each['value']}" for each in admission(home))


def connected(home: str, name: str = "127.0.0.1", **headers: str) -> Any:
    """How a connection of a page stands, or the status with which it is refused."""
    port = int(home.rpartition(":")[2])
    reached = socket.create_connection(("127.0.0.1", port), timeout=60)
    address = f"ws://{name}:{port}/_stcore/stream"
    try:
        with connect(address, sock=reached, additional_headers=headers, subprotocols=[STREAM]) as page:
            return page.protocol.state.name
    except InvalidStatus as refused:
        return refused.response.status_code


def drawn(home: str, words: bytes, **headers: str) -> bytes:
    """What a page is sent until it has some words."""
    address, shown = f"ws{home.removeprefix('http')}/_stcore/stream", b""
    with connect(address, additional_headers=headers, subprotocols=[STREAM]) as page:
        page.send(bytes([0x5A, 0x00]))  # BackMsg.rerun_script
        while words not in shown:
            shown += cast("bytes", page.recv(timeout=60))
    return shown


def test_a_stranger_learns_no_path_no_version_no_name_and_no_number(home: str) -> None:
    for path in ASKED:
        answer, told = sent(home, path)
        everything = f"{answer.getheaders()} {told}"
        for known in (streamlit.__version__, sys.version.split()[0], str(ROOT), "secret-study", NAME, "TYPE"):
            assert known not in everything, (path, known)
        assert (answer.status, told) == (200, "ok") or answer.status in (403, 404, 400), path


def test_a_page_is_connected_for_who_came_by_the_link_only(home: str) -> None:
    assert connected(home) == 403
    assert connected(home, Cookie=cookie(home)) == "OPEN"
    assert connected(home, Cookie=cookie(home), Origin="http://evil.example") == 403
    assert connected(home, "evil.example", Cookie=cookie(home)) == 403


def test_the_link_opens_the_app_and_its_files_with_the_same_headers(home: str) -> None:
    answer, _ = sent(home, f"/?token={TOKEN}")
    assert answer.status == 303
    came = (answer.getheader("set-cookie") or "").split(";")[0]
    for path in (
        "/",
        "/favicon.png",
        "/app/static/ibm-plex-sans-latin-wght-normal.woff2",
        "/media/no.csv",
        "/x\\y",
    ):
        answer, told = sent(home, path, Cookie=came)
        assert "frame-ancestors 'none'" in (answer.getheader("content-security-policy") or ""), path
        assert answer.getheader("x-content-type-options") == "nosniff"
        assert answer.getheader("access-control-allow-origin") is None
        assert str(ROOT) not in told
    assert sent(home, "/", Cookie=came)[0].status == 200
    assert sent(home, "/_stcore/metrics", Cookie=came)[0].status == 404


def test_the_pages_refuse_a_server_that_nobody_guards(demo_catalog: Path) -> None:
    """``streamlit run app/main.py`` would let everybody in: its page says so, and shows nothing else."""
    port = free_port()
    run = ["-m", "streamlit", "run", str(ROOT / "app" / "main.py"), f"--server.port={port}"]
    environment = os.environ | {"KB_DATABASE": str(demo_catalog), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        [sys.executable, *run], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert answers(f"http://127.0.0.1:{port}", server)
        shown = drawn(f"http://127.0.0.1:{port}", b"Start the app with kb app")
        assert b"Interview" not in shown
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_ending_the_command_closes_the_catalog_and_ends_its_server_and_all_its_log_is_json(
    demo_catalog: Path, tmp_path: Path
) -> None:
    catalog, port = Path(shutil.copy(demo_catalog, tmp_path)), free_port()
    command = [sys.executable, "-m", "kb", "app", "--database", str(catalog), "--no-browser", "--log=json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "KB_APP_TOKEN": TOKEN, "KB_APP_SECRET": SECRET}
    logged = tmp_path / "log"
    with logged.open("wb") as log:
        server = subprocess.Popen(
            [*command, f"--port={port}"],
            env=environment | {"KB_TITLE": NAME},
            start_new_session=True,
            stderr=log,
        )
    try:
        assert answers(f"http://127.0.0.1:{port}", server)
        entrance = Admission(TOKEN, mark(str(catalog)))
        came = f"{entrance.cookie}={entrance.new_cookie()}"
        drawn(f"http://127.0.0.1:{port}", NAME.encode(), Cookie=came)
        server.terminate()
        assert server.wait(timeout=PATIENCE) == 0
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port), timeout=5)
        assert checksum.compare(catalog) == "same"
        told = [json.loads(line) for line in logged.read_text("utf-8").splitlines()]
        assert ("page", "overview", "done") in {
            (each.get("what"), each.get("name"), each.get("outcome")) for each in told
        }
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def test_the_app_of_a_project_answers_below_its_path_only(demo_catalog: Path) -> None:
    server = AppServer(environment={"KB_DATABASE": str(demo_catalog)}, path="/p/drift")
    try:
        came = cookie(server.address)
        assert sent(server.address, "/", Cookie=came)[0].status == 404
        assert sent(server.address, "/p/drift/", Cookie=came)[0].status == 200
        assert sent(server.address, "/p/drift/health")[1] == "ok"
        shown = drawn(f"{server.address}/p/drift", b"/p/drift/issues?", Cookie=came)
        assert b'href="/issues' not in shown
    finally:
        server.stop()
