"""A process that has imported what the app needs, and forks a server of it: it is there at once.

What is forked runs ``python -m app.server`` as `kb app` does, in an environment and a folder of its own.
That a server starts from nothing is what ``tests/app/server/test_started.py`` looks at.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

_MOST = 1 << 20
"""Bytes of what is told to the process: an environment."""


class ForkedServer:
    """A server of the app that was forked; it is ended as a process is that one has started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._end = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None as long as it runs."""
        return 0 if select.select([self._end], [], [], 0)[0] else None

    def wait(self, timeout: float) -> None:
        """Wait until it has ended.

        Raises:
            TimeoutError: it still runs after so many seconds.
        """
        if not select.select([self._end], [], [], timeout)[0]:
            raise TimeoutError(f"the server {self.pid} did not end")

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._end, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Parent:
    """The process that forks: it is started once a worker, and ends with it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._socket, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(its.fileno())], env=environment, pass_fds=[its.fileno()]
            )

    def fork(
        self, arguments: list[str], environment: Mapping[str, str], folder: Path | None, said: BinaryIO
    ) -> ForkedServer:
        """Start ``python -m`` with a module and its arguments; what it says of errors goes to a file."""
        told = json.dumps([arguments, dict(environment), str(folder or Path.cwd())])
        socket.send_fds(self._socket, [told.encode()], [said.fileno()])
        return ForkedServer(int(self._socket.recv(_MOST)))


def _preload() -> None:
    """Import what a server imports while it runs, and let the collector leave it alone."""
    from app.server import head_start  # noqa: PLC0415

    head_start.prepare()
    for name in ("streamlit.web.bootstrap", "app.server.monitoring.front", *head_start.ALL):
        import_module(name)
    for _ in import_module("app.ui.templates").compile_all():
        pass
    if threading.active_count() > 1:
        sys.exit("a process with threads must not fork")


def _fork_for_ever(connection: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends is nobody's to wait for
    while True:
        told, files, *_ = socket.recv_fds(connection, _MOST, 1)
        if not told:
            return
        pid = os.fork()
        if pid == 0:
            connection.close()
            _serve(*json.loads(told), files[0])
        os.close(files[0])
        connection.send(str(pid).encode())


def _serve(arguments: list[str], environment: dict[str, str], folder: str, said: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    os.dup2(said, sys.stderr.fileno())
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    sys.exit(0)


if __name__ == "__main__":
    _preload()
    _fork_for_ever(socket.socket(fileno=int(sys.argv[1])))
