"""A server for all tests of this folder, and a new database for each that wants one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import postgresql_server
import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("server")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a running server, without a database."""
    programs = postgresql_server.programs()
    if programs is None:
        reason = "no server: install postgresql"
        if os.environ.get("KB_REQUIRE_SERVER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgresql_server.running(programs) as url:
        yield url


@pytest.fixture(scope="session")
def new_database(server: str) -> Callable[[], str]:
    """Make an empty database on the server, and return its URL."""
    return partial(postgresql_server.new_database, server)


@pytest.fixture(scope="session")
def on_server(new_database: Callable[[], str], demo_catalog: Path) -> str:
    """The demo catalog, moved to the server: for reading."""
    from kb.store.recovery.move import move  # noqa: PLC0415  only where there is a server

    url = new_database()
    move(str(demo_catalog), url)
    return url
