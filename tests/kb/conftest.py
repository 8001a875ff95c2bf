"""A catalog made by hand, and the command line to ask it."""

from __future__ import annotations

from pathlib import Path

import catalogs
import pytest
from asking import Answer, Kb
from typer.testing import CliRunner

from kb.cli.registry import app


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of catalogs.py, for reading."""
    return catalogs.make(tmp_path_factory.mktemp("catalog") / "catalog.db")


@pytest.fixture
def own_catalog(tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return catalogs.make(tmp_path / "catalog.db")


@pytest.fixture
def kb(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Run a command on the catalog made by hand, as on a terminal of a hundred columns."""
    monkeypatch.setenv("KB_DATABASE", str(catalog))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> Answer:
        result = CliRunner().invoke(app, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run
