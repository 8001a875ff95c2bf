"""What a command answered, read back in each format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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
