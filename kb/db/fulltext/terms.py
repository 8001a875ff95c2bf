"""What is looked for, before an engine sees it: terms, quoted, so that they are always words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.db.spacing import spaced


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words side by side; with ``is_beginning`` the last one may go on."""

    words: str
    is_beginning: bool = False


TermGroups = Sequence[Sequence[Term]]
"""What is looked for: one term of every group."""


def plain(term: Term) -> str:
    """Return the words of a term without signs that an engine would read as its own."""
    return spaced(term.words.replace('"', " ").replace("\x00", " ").rstrip("*"))


def quoted(term: Term) -> str:
    """Return a term as FTS5 reads it."""
    return f'"{plain(term)}"{"*" if term.is_beginning else ""}'
