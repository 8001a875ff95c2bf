"""The command line, run inside the test, and what a command answered, read back in each format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner


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

    def read(self, form: str) -> Any:
        """Return what was written, read back."""
        match form:
            case "json":
                return self.json
            case "jsonl":
                return self.lines
            case "csv":
                return self.csv
            case _:
                return self.out


Kb = Callable[..., Answer]


def run(*arguments: str, typed: str | None = None) -> Answer:
    """Run a command of ``kb`` in this process; ``typed`` is its input."""
    from kb.cli.registry import app  # noqa: PLC0415  tests of readers need no command line

    result = CliRunner().invoke(app, list(arguments), input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


def rows_of(catalog: Path, *arguments: str) -> list[Any]:
    """The rows that a command hands out of a catalog."""
    answer = run(*arguments, "--format", "jsonl", "--database", str(catalog))
    assert answer.code == 0, answer.err
    return answer.lines
