"""A PostgreSQL server for tests: started for them in a folder of its own, and ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, create_engine, text

ROLE = "kb"
"""Who the app is: no superuser, to whom no policy of a table applies."""
PASSWORD = "secret"  # noqa: S105
"""Of the servers that ask for one."""
_SUPERUSER = "postgres"
_END = 'cat; "$0" -D "$1/data" -m immediate -w stop; rm -rf "$1"'
"""Ends a server, and removes its folder, when nobody can write to the input of this any more."""


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, of the newest version; Debian keeps them out of the way."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]), reverse=True
    )
    somewhere = shutil.which("initdb")
    return found[0].parent if found else Path(somewhere).parent if somewhere else None


@contextmanager
def running(bin_folder: Path, *, cluster: Path | None = None) -> Iterator[str]:
    """Start a server, yield the URL of its databases without their name, and end it.

    It ends with the process that started it, also where that is killed. It never waits for the disk: what it
    stores is gone afterwards. PostgreSQL does not start as root; then it runs as one who owns nothing else.
    ``cluster`` is a folder made before, which is copied; in it everybody has a password.
    """
    port = _free_port()
    with _folder() as folder:
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off"
        )
        if cluster is None:
            _make(bin_folder, folder, "-A", "trust")
        else:
            _run("cp", "--recursive", cluster / "data", folder)
        start = ("-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
        with _ended_without_us(bin_folder / "pg_ctl", folder):
            _run(bin_folder / "pg_ctl", *start)
            try:
                address, known = f"127.0.0.1:{port}", f":{PASSWORD}" if cluster else ""
                with _connected(f"postgresql+psycopg://{_SUPERUSER}{known}@{address}/postgres") as server:
                    server.execute(text(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{PASSWORD}'"))
                yield f"postgresql+psycopg://{ROLE}{known}@{address}"
            finally:
                _run(bin_folder / "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")


@contextmanager
def nodes(bin_folder: Path, many: int) -> Iterator[list[str]]:
    """Start several servers that ask for a password, made once and copied; yield the URL of each."""
    with _folder() as cluster, ExitStack() as started:
        secret = cluster / "password"
        secret.write_text(PASSWORD, "ascii")
        secret.chmod(0o644)
        _make(bin_folder, cluster, "-A", "scram-sha-256", "--pwfile", str(secret))
        yield [started.enter_context(running(bin_folder, cluster=cluster)) for _ in range(many)]


def let_ask_others(database: str) -> None:
    """Let the role of the tests use other servers from a database: a superuser must."""
    with _connected(database.replace(f"//{ROLE}@", f"//{_SUPERUSER}@")) as connection:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgres_fdw"))
        connection.execute(text(f"GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO {ROLE}"))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of whoever runs the servers, for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="kb-server-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(bin_folder: Path, folder: Path, *access: str) -> None:
    # English, as its messages are told apart; texts are ordered by collations of our own.
    made = ("-D", f"{folder}/data", "-U", _SUPERUSER, "-E", "UTF8", "--locale=C", "--no-sync")
    _run(bin_folder / "initdb", *made, *access)


def new_database(server: str) -> str:
    """Make an empty database on a server, and return its URL."""
    name = f"study_{uuid4().hex}"
    with _connected(f"{server}/postgres") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return f"{server}/{name}"


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def _ended_without_us(pg_ctl: Path, folder: Path) -> Iterator[None]:
    """End the server in a folder when this process is killed during the block.

    Another process waits for the end of its input, which only this one and those that it forks hold open. It
    is in a session of its own, as the server is: signals to the group of this process do not reach it.
    """
    waiting = subprocess.Popen(
        ["/bin/sh", "-c", _END, pg_ctl, folder],
        user=_user(),
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        waiting.kill()
        waiting.communicate()


def _user() -> str | None:
    """Who runs the programs of PostgreSQL: they refuse to be run by root."""
    return "nobody" if os.geteuid() == 0 else None


def _run(program: Path, *arguments: str) -> None:
    done = subprocess.run(
        [program, *arguments],
        user=_user(),
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
