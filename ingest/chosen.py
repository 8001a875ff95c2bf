"""What a person chose about labels and columns, while one file is read; and what was seen in it meanwhile.

A choice holds for everything that is read of a file: paragraphs, tables, captions. So the readers do not hand
it from one to the next; :func:`reading_as` says it to the engine, in this thread and for this file alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

NOBODY = "nobody"
"""The grammar of a text in which nobody is named."""


@dataclass(frozen=True)
class Wanted:
    """What a person chose: a grammar, what is no label, and which column holds what.

    ``no_labels`` are in lower case. ``columns`` say what the column with a heading holds, or, where the name
    is a number, the column of this number, from 1.
    """

    grammar: str | None = None
    no_labels: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of a table: its heading, or its number where it has none, and what it was read as.

    ``labels`` is how many different short cells come back in it, ``letters`` how long its cells are.
    """

    name: str
    use: str | None
    labels: int
    letters: float


@dataclass
class Seen:
    """What was seen in a file: the grammars that find labels in it, and the columns of its table.

    ``grammars`` are the most likely first, with the labels that the first of them finds; those of the longest
    stretch of text count, and the longest table.
    """

    grammars: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    table: tuple[ColumnSeen, ...] = ()
    length: int = 0
    rows: int = 0


_WANTED: ContextVar[Wanted] = ContextVar("wanted", default=Wanted())  # noqa: B039 - frozen
_SEEN: ContextVar[Seen | None] = ContextVar("seen", default=None)


def wanted() -> Wanted:
    """Return what a person chose for the file that is being read."""
    return _WANTED.get()


def seen() -> Seen | None:
    """Return where to keep what is seen in the file that is being read, if anybody asks."""
    return _SEEN.get()


@contextmanager
def reading_as(
    grammar: str | None = None, no_labels: Iterable[str] = (), columns: Iterable[tuple[str, str]] = ()
) -> Iterator[None]:
    """Read one file as a person chose."""
    folded = frozenset(" ".join(label.casefold().split()).rstrip(" :\uff1a") for label in no_labels)
    token = _WANTED.set(Wanted(grammar, folded, dict(columns)))
    try:
        yield
    finally:
        _WANTED.reset(token)


@contextmanager
def looking() -> Iterator[Seen]:
    """Keep what is seen in one file."""
    found = Seen()
    token = _SEEN.set(found)
    try:
        yield found
    finally:
        _SEEN.reset(token)
