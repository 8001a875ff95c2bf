"""Files in, catalog out: what ``kb ingest`` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.problems import Problem

Progress = Callable[[str, int, int], None]
"""Told what is going on (``reading``, ``storing``), how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. Documents are named; ``files`` were found, ``read`` of them were new or changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    files: int = 0
    read: int = 0
    codings: int = 0
    empty_passes: tuple[str, ...] = ()
    unplaced: int = 0
    taxonomy: str = "unchanged"
    problems: tuple[Problem, ...] = ()


def ingest(
    database: str | Path | None,
    paths: Sequence[Path],
    *,
    taxonomy: Path | None = None,
    who: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Bring files into the catalog; a file that is known and has not changed is not read again."""
    raise NotImplementedError
