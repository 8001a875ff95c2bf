"""What is killed: each a piece of work whose every step is known to the one who waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.torture import catalogs

Ack = Callable[[], None]
"""Is called after each step, when a person would be told that it is stored."""


def catalog_in(folder: Path) -> Path:
    """Return where every victim has its catalog."""
    return folder / "catalog.db"


def _all(folder: Path) -> str:
    """What the catalog says; one that was only just made says as much as none."""
    state = catalogs.state(catalog_in(folder))
    return "none" if state == catalogs.empty_state() else state


@dataclass(frozen=True, slots=True)
class Victim:
    """A piece of work in a folder: ``prepare`` makes what it begins with, ``work`` does it step by step.

    ``state`` says what is there, so that two folders with the same work done have the same. ``again`` does
    what a person does after a crash: the same once more, which must end as it would have without one; None
    where nothing is to be done. ``skipped`` says why it cannot be done here, if so.
    """

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path, Ack], None]
    state: Callable[[Path], str] = _all
    again: Callable[[Path], None] | None = None
    skipped: Callable[[], str] = str
