"""A catalog made by hand, and the command line to ask it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_catalog
from command_line import Kb, run
from new_catalogs import copied_from
from shared_statements import shared_statements


@pytest.fixture(scope="module", autouse=True)
def _new_catalogs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copy new catalogs, but where the tests are about how a catalog comes into being."""
    if request.path.name in ("test_database.py", "test_interruption.py", "test_odd_databases.py"):
        yield
        return
    with copied_from(tmp_path_factory.getbasetemp() / "empty.db"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_statements() -> Iterator[None]:
    with shared_statements():
        yield


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of small_catalog, for reading."""
    return small_catalog.make(tmp_path_factory.mktemp("catalog") / "catalog.db")


@pytest.fixture
def own_catalog(catalog: Path, tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return Path(shutil.copy(catalog, tmp_path / "catalog.db"))


@pytest.fixture
def kb(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Run a command on the catalog made by hand, as on a terminal of a hundred columns."""
    monkeypatch.setenv("KB_DATABASE", str(catalog))
    monkeypatch.setenv("COLUMNS", "100")

    return run
