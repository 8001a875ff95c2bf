"""Which column of a table holds what, and what the cells of a row say by it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.dialogue.columns.cells import TIER, Row, cell_of, span_of, split_codes
from ingest.dialogue.columns.heading_words import is_aside, role_of
from ingest.dialogue.labels import is_certain
from ingest.speakers.known_labels import fold


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table holds what; None where no column does.

    ``header`` says that a row names the columns, as ``names`` does again: the first, or the one below
    ``above`` rows of a title. ``text`` is None where the table is no transcript. ``time`` holds when the
    words begin, or both times (``0:01 - 0:07``); ``end`` when they end. ``codes`` are the columns whose
    heading says codes; ``others`` those with something in them that are nothing of all this, such as a
    column of notes. ``voices`` are columns that hold one person's words each, with that person's label.
    ``scale`` is how many seconds a bare number in a column of times stands for.
    """

    header: bool = False
    above: int = 0
    number: int | None = None
    time: int | None = None
    end: int | None = None
    speaker: int | None = None
    text: int | None = None
    codes: tuple[int, ...] = ()
    coder: int | None = None
    others: tuple[int, ...] = ()
    voices: tuple[tuple[int, str], ...] = ()
    names: tuple[str, ...] = ()
    scale: float = 1.0

    @property
    def is_transcript(self) -> bool:
        """Whether the table holds what somebody says."""
        return self.text is not None or bool(self.voices)

    @property
    def taken_for_people(self) -> str:
        """The headings taken for people because the columns take turns, or nothing where all are certain."""
        names = [name for _, name in self.voices]
        return "" if all(map(is_certain, names)) else ", ".join(map(repr, names))

    @property
    def has_tiers(self) -> bool:
        """Whether a program for annotations wrote the table, a tier for each person."""
        return any(name.casefold() == TIER for name in self.names)

    @property
    def knows_its_names(self) -> bool:
        """Whether every heading is a known word."""
        people = {name for _, name in self.voices}
        return all(not name or name in people or role_of(name) or is_aside(name) for name in self.names)

    def is_header(self, row: Row) -> bool:
        """Whether a row names the columns, at the top or again on a later page."""
        return self.header and tuple(map(fold, row)) == self.names

    def times(self, row: Row) -> tuple[float | None, float | None]:
        """Return when the words of a row begin and end, in seconds."""
        begins, ends = span_of(cell_of(row, self.time), self.scale)
        if self.end is not None:
            ends = span_of(cell_of(row, self.end), self.scale)[0]
        return begins, ends

    def codes_of(self, row: Row) -> tuple[str, ...]:
        """Return the codes of a row: parted by semicolons, commas or line breaks, each once."""
        found = (
            " ".join(part.split()) for column in self.codes for part in split_codes(cell_of(row, column))
        )
        return tuple(dict.fromkeys(code for code in found if any(map(str.isalnum, code))))
