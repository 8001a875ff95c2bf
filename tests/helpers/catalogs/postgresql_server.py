"""A PostgreSQL server for tests: started for them in a folder of its own, and ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROLE = "kb"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, of the newest version; Debian keeps them out of the way."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]), reverse=True
    )
    somewhere = shutil.which("initdb")
    return found[0].parent if found else Path(somewhere).parent if somewhere else None


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Start a server, yield the URL of its databases without their name, and end it.

    It never waits for the disk: what it stores is gone afterwards. PostgreSQL does not start as root; then it
    runs as a user who owns nothing else.
    """
    folder = Path(tempfile.mkdtemp(prefix="kb-server-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    port = _free_port()
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off "
        "-c synchronous_commit=off -c full_page_writes=off"
    )
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        # English, as its messages are told apart; texts are ordered by collations of our own.
        _run(
            bin_folder / "initdb",
            "-D",
            f"{folder}/data",
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        )
        start = ("-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
        _run(bin_folder / "pg_ctl", *start)
        try:
            yield f"postgresql+psycopg://{ROLE}@127.0.0.1:{port}"
        finally:
            _run(bin_folder / "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *arguments: str) -> None:
    user = "nobody" if os.geteuid() == 0 else None
    done = subprocess.run(
        [program, *arguments],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
