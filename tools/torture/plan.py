"""How often, with which seed, and where: what every kind of torture is given."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked for.

    ``rounds`` is how often a kind tries what it does, 0 for its own measure; ``part`` takes those parts of it
    only whose name holds the word. The same seed tries the same things again, as far as moments can be.
    """

    scratch: Path
    seed: int = 1
    rounds: int = 0
    part: str = ""
    is_long: bool = False
    keep: Path | None = None
    is_quiet: bool = False

    def measure(self, short: int, long: int) -> int:
        """Return how many rounds to make: what was asked for, or one of both measures."""
        return self.rounds or (long if self.is_long else short)

    def random(self, *name: object) -> Random:
        """Return the source of chance of one thing that is tried; it depends on nothing else."""
        return Random(f"{self.seed}/{'/'.join(map(str, name))}")  # noqa: S311  nothing secret

    def takes(self, part: str) -> bool:
        """Whether a part of a kind is asked for."""
        return self.part in part

    def folder(self, name: str) -> Path:
        """Make an empty folder of this name to work in."""
        made = self.scratch / name
        made.mkdir(parents=True)
        return made

    def tell(self, line: str) -> None:
        """Say how far a run has come; it is no part of the table."""
        if not self.is_quiet:
            print(f"  {line}", file=sys.stderr, flush=True)
