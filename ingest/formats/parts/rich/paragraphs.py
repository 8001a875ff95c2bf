"""Paragraphs while they are collected: letters that may be bold, headings, rows of tables, marked places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.dialogue import Block
from ingest.dialogue.times import LONGEST_TIME, is_a_time
from ingest.formats.parts.rich.tables import Cell, Line, Mark, lines_of_row, lines_of_table

_MOST_NESTED = 50
"""Tables in tables; deeper ones are read as lines of the cell they are in."""


class Paragraphs:
    """Collects what a document says, in reading order; :meth:`blocks` is the result.

    Where blank lines part some paragraphs, only those stand apart; where there are none, all do.
    """

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._rows: list[list[Cell]] = []
        self._now: Line | None = None
        self._table: list[list[Cell]] = []
        self._codes: dict[int, tuple[str, ...]] = {}
        self.left_out: list[str] = []
        """Columns of tables that are no part of the talk."""
        self._heading = 0
        self._spaced = self._broken = False

    # --- what the document says, piece by piece

    def add(self, text: str, *, bold: bool = False) -> None:
        """Add letters to the paragraph at hand."""
        if text:
            self._line().add(text, bold=bold)

    def mark(self, name: str, *, begins: bool) -> None:
        """Mark the place reached."""
        self._line().mark(name, begins=begins)

    def begin(self, *, heading: int = 0, spaced: bool = False) -> None:
        """Let the next letters begin a paragraph."""
        self.end()
        self._heading = heading
        self._spaced = self._spaced or spaced

    def set_heading(self, level: int) -> None:
        """Say that the paragraph at hand is a heading."""
        if self._now is not None:
            self._now.heading = level

    def end(self, *, even_empty: bool = False) -> None:
        """End the paragraph at hand; ``even_empty`` keeps an empty one, as the blank line it is."""
        if even_empty:
            self._line()
        if self._now is not None:
            self._now.end()
        self._now = None
        self._heading, self._broken = 0, False

    def break_line(self) -> None:
        """End the line at hand; the paragraph goes on with the next."""
        heading = self._now.heading if self._now is not None else self._heading
        self.end(even_empty=True)
        self._heading, self._broken = heading, True

    def times(self, begins: float, ends: float, speaker: str | None) -> None:
        """Say when the words of the paragraph at hand were said, and by whom."""
        line = self._line()
        line.audio_start = begins if line.audio_start is None else line.audio_start
        line.audio_end = ends
        line.speaker = speaker

    @property
    def speaker(self) -> str | None:
        """Who says the paragraph at hand, as far as it was told."""
        return self._now.speaker if self._now is not None else None

    @property
    def has_line(self) -> bool:
        """Whether a paragraph has begun."""
        return self._now is not None

    @property
    def at_words(self) -> bool:
        """Whether the paragraph at hand has no letters yet, or nothing but a time."""
        line = self._now
        return line is None or not line.length or (line.length <= LONGEST_TIME and is_a_time(line.text))

    def begin_table(self) -> None:
        """Begin a table: rows from here on are no part of one above."""
        if not self._rows:
            self.end()
            self.end_table()

    def begin_row(self) -> None:
        """Begin a row of a table."""
        self.end()
        self._rows.append([])

    def begin_cell(self) -> None:
        """Begin the next cell of the row."""
        self.end()
        if self._rows:
            self._rows[-1].append([])

    def end_row(self) -> None:
        """End the row, and write it down as one line."""
        self.end()
        if not self._rows:
            return
        row = self._rows.pop()
        if self._rows:
            self._target().extend(lines_of_row(row))
        else:
            self._table.append(row)
            self._spaced = False

    def end_table(self) -> None:
        """End the table, where one is open: what follows is no row of it."""
        while self._rows:
            self.end_row()
        lines, left_out = lines_of_table(self._table)
        self._table = []
        self._lines += lines
        self.left_out += left_out

    # --- the result

    def blocks(self) -> tuple[list[Block], list[Sequence[Mark]]]:
        """Return the paragraphs that say something, and the marks in each; lines are let go of."""
        self.end()
        self.end_table()
        apart = any(line.spaced or not line.text.strip() for line in self._lines)
        blocks: list[Block] = []
        marks: list[Sequence[Mark]] = []
        pending: list[Mark] = []
        blank = True
        self._lines.reverse()
        while self._lines:
            line = self._lines.pop()
            text = line.text.rstrip()
            if not text.strip():
                pending += line.marks
                blank = True
                continue
            if line.codes:
                self._codes[len(blocks)] = line.codes
            here = (*(replace(mark, at=0) for mark in pending), *line.marks)
            marks.append(here)
            blocks.append(
                Block(
                    text,
                    len(blocks) + 1,
                    blank or line.spaced or not (apart or line.broken),
                    bold=min(line.bold, len(text)),
                    heading=line.heading,
                    speaker=line.speaker,
                    audio_start=line.audio_start,
                    audio_end=line.audio_end,
                )
            )
            pending, blank = [], False
        if pending and marks:
            marks[-1] = [*marks[-1], *(replace(mark, at=len(blocks[-1].text)) for mark in pending)]
        return blocks, marks

    @property
    def codes(self) -> dict[int, tuple[str, ...]]:
        """The codes that a table gives its rows, by the index of the block; known after :meth:`blocks`."""
        return self._codes

    def _line(self) -> Line:
        if self._now is None:
            if self._table and not self._rows:
                self.end_table()
            self._now = Line(self._heading, self._spaced, self._broken)
            self._target().append(self._now)
            self._spaced = False
        return self._now

    def _target(self) -> list[Line]:
        """Return where lines go: into the cell at hand, or the document."""
        for row in reversed(self._rows[:_MOST_NESTED]):
            if row:
                return row[-1]
        return self._lines
