"""The kinds of torture: a new one is a module with a ``run`` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from tools.torture.figures import Figure
from tools.torture.plan import Plan


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind by its name, the module that does it, and what it does."""

    name: str
    module: str
    about: str

    @property
    def run(self) -> Callable[[Plan], Sequence[Figure]]:
        """The function that does it, from its module: what the other kinds need is not loaded."""
        run: Callable[[Plan], Sequence[Figure]] = import_module(f"tools.torture.{self.module}").run
        return run


KINDS = (
    Kind("kills", "kills.trials", "processes that write are killed at random moments"),
    Kind("fuzz", "fuzz.runs", "readers and importers are given files that were changed at random"),
    Kind("damage", "damage", "bytes of a catalog change, and kb is asked to work with it"),
    Kind("disk", "disk.troubles", "a full disk, no right to write, a lock that is held, a clock that jumps"),
    Kind("load", "load", "many coders work on one catalog at the same time"),
    Kind("browsers", "browsers", "many people have the app open"),
)
