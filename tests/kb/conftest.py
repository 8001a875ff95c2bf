"""A catalog made by hand, and the command line to ask it."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_catalog
from command_line import Kb, run


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of small_catalog, for reading."""
    return small_catalog.make(tmp_path_factory.mktemp("catalog") / "catalog.db")


@pytest.fixture
def own_catalog(tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return small_catalog.make(tmp_path / "catalog.db")


@pytest.fixture
def kb(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Run a command on the catalog made by hand, as on a terminal of a hundred columns."""
    monkeypatch.setenv("KB_DATABASE", str(catalog))
    monkeypatch.setenv("COLUMNS", "100")

    return run
