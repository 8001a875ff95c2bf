"""How far the coding has come: a strip for each coder, with a square for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.ui.wording import pass_state
from kb.queries.progress.pass_progress import PassProgress

_MOST_SQUARES = 60
"""With more documents than that, numbers stand instead of squares."""


@dataclass(frozen=True, slots=True)
class Square:
    """A document in a coder's strip: its state, and that in words."""

    document: str
    state: Literal["done", "started", "empty", "none"]
    description: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A coder's passes: a square for each document; none where there are too many to draw."""

    coder: str
    squares: tuple[Square, ...]
    done: int
    started: int
    empty: int
    of: int


def strips(passes: Sequence[PassProgress]) -> list[Strip]:
    """Return a strip for each coder, and one for the moderated passes, documents in their order."""
    names = list(dict.fromkeys(row.document for row in passes))
    rows: dict[str, dict[str, PassProgress]] = {}
    for row in passes:
        rows.setdefault("Moderated" if row.role == "moderator" else row.coder, {})[row.document] = row
    ordered = sorted(rows, key=lambda coder: (coder == "Moderated", coder))
    return [_strip(coder, rows[coder], names) for coder in ordered]


def _strip(coder: str, of: dict[str, PassProgress], names: list[str]) -> Strip:
    squares = tuple(_square(name, of.get(name)) for name in names)
    found = Counter(square.state for square in squares)
    drawn = squares if len(names) <= _MOST_SQUARES else ()
    return Strip(coder, drawn, found["done"], found["started"], found["empty"], len(names))


def _square(document: str, row: PassProgress | None) -> Square:
    return Square(document, row.state if row else "none", pass_state(row) if row else "no pass")
