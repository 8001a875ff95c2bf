"""A catalog made by hand, and the command line to ask it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import catalogs
import pytest
from typer.testing import CliRunner

from kb.cli.commands import app


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of catalogs.py, for reading."""
    return catalogs.make(tmp_path_factory.mktemp("catalog") / "catalog.db")


@pytest.fixture
def own_catalog(tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return catalogs.make(tmp_path / "catalog.db")


@dataclass(frozen=True)
class Answer:
    """What a command wrote and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Kb = Callable[..., Answer]


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
