"""Bad data is a value: what is wrong with a file, where, in one sentence for a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file.

    ``location`` is a place a person can go to: ``line 12``, ``page 3``, ``paragraph 40``; empty when the
    whole file is meant. An ``error`` means that something could not be read; a ``warning`` means that
    everything was read and a person should look at it once.
    """

    path: PurePath
    location: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.path}, {self.location}" if self.location else str(self.path)
        return f"{where}: {self.message}"
