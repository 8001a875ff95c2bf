"""A Streamlit server of its own for a test: started on a free port, waited for, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
APP = ROOT / "app" / "main.py"
PATIENCE = 120
"""Seconds that a server may take to start or to end, on a machine that does much else."""


class AppServer:
    """A server that can be stopped, or killed as a machine fails: without a word."""

    def __init__(
        self, script: Path = APP, *, environment: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._script, self._folder = script, folder
        self._environment = os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment or {})
        self.start()

    def start(self) -> None:
        """Start it, at the same address as before, and wait until it answers."""
        options = f"""--server.port {self.port} --server.address 127.0.0.1 --server.headless true
            --server.fileWatcherType none --browser.gatherUsageStats false --client.toolbarMode viewer"""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(self._script), *options.split()],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if not answers(self.address, self.process):
            pytest.fail("the app ended by itself, or did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


@contextmanager
def serving(catalog: Path, *, title: str = "Release study", folder: Path | None = None) -> Iterator[str]:
    """The address of an app that shows a catalog, for as long as the block runs."""
    server = AppServer(environment={"KB_DATABASE": str(catalog), "KB_TITLE": title}, folder=folder)
    try:
        yield server.address
    finally:
        server.stop()


def answers(address: str, process: subprocess.Popen[bytes]) -> bool:
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
