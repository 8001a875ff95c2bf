"""A Streamlit server of its own for a test: started on a free port, waited for, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from forked_server import ForkedServer, Parent

from app.server.access import mark
from app.server.admission import Admission
from app.server.remembered import Remembered

ROOT = Path(__file__).parents[3]
TOKEN, SECRET = "the-token-of-all-servers-of-the-tests", "what-signs-who-codes-in-the-tests"
PATIENCE = 120
"""Seconds that a server may take to start or to end, on a machine that does much else."""
_said: dict[str, BinaryIO] = {}
"""What the server at an address has said of its errors."""
_marks: dict[str, str] = {}
"""Which catalog is shown at an address."""


class AppServer:
    """A server that can be stopped, or killed as a machine fails: without a word."""

    def __init__(
        self,
        script: Path | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        path: str = "",
        begins: bool = True,
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._script, self._folder, self._path = script, folder, path
        given = {"PYTHONPATH": str(ROOT), "KB_APP_TOKEN": TOKEN, "KB_APP_SECRET": SECRET}
        self._environment = os.environ | given | dict(environment or {})
        if script is None:
            _marks[self.address] = mark(self._environment["KB_DATABASE"])
        _said[self.address] = TemporaryFile()  # noqa: SIM115  as long as the tests
        if begins:
            self.start()

    def start(self) -> None:
        """Start it, at the same address as before, and wait until it answers."""
        alone = f"""--server.port {self.port} --server.address 127.0.0.1 --server.headless true
            --server.fileWatcherType none --browser.gatherUsageStats false --client.toolbarMode viewer
            --runner.postScriptGC false"""
        self.process = _parent().fork(
            ["app.server", "--port", str(self.port), "--base-path", self._path]
            if self._script is None
            else ["streamlit", "run", str(self._script), *alone.split()],
            self._environment,
            self._folder,
            _said[self.address],
        )
        if not answers(self.address + self._path, self.process):
            pytest.fail("the app ended by itself, or did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


@cache
def _parent() -> Parent:
    return Parent({**os.environ, "PYTHONPATH": str(ROOT)})


def last_words(url: str, most: int = 4_000) -> str:
    """What a server has said of its errors last: a page that failed shows none of it."""
    file = next((said for address, said in _said.items() if url.startswith(address)), None)
    if file is None:
        return ""
    size = file.seek(0, os.SEEK_END)
    return os.pread(file.fileno(), most, max(0, size - most)).decode(errors="replace")


@contextmanager
def serving(catalog: Path, *, title: str = "Release study", folder: Path | None = None) -> Iterator[str]:
    """The address of an app that shows a catalog, for as long as the block runs."""
    server = AppServer(environment={"KB_DATABASE": str(catalog), "KB_TITLE": title}, folder=folder)
    try:
        yield server.address
    finally:
        server.stop()


def admission(url: str) -> list[dict[str, str]]:
    """The cookie of who has come to an address by the link that the app prints."""
    return [
        {"name": entrance.cookie, "value": entrance.new_cookie(), "url": address}
        for address, catalog in _marks.items()
        if url.startswith(address)
        for entrance in (Admission(TOKEN, catalog),)
    ]


def kept_coder(url: str, who: str) -> dict[str, str]:
    """The cookie of who has coded at an address before."""
    catalog = next(catalog for address, catalog in _marks.items() if url.startswith(address))
    remembered = Remembered(SECRET, catalog)
    return {"name": remembered.cookie, "value": remembered.sign(who), "url": url}


def answers(address: str, process: subprocess.Popen[bytes] | ForkedServer) -> bool:
    """Whether a server answers at an address before it ends."""
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()  # noqa: S310  our own server
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
