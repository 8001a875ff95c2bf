"""Tables in documents: a transcript with columns, or rows that are read as lines.

Where the columns are those of a transcript (:mod:`ingest.dialogue.columns`), each row is what one person
says; a row without a name goes on with the one above. Other rows become lines, a tab between the cells::

    Noor <tab> The schema changed.

Further lines of the last cell stand below it as paragraphs of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.dialogue.columns import Columns, columns
from ingest.dialogue.times import LONGEST_TIME, is_a_time


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a paragraph where something begins or ends, such as the words of a comment."""

    at: int
    name: str
    begins: bool


@dataclass(slots=True)
class Line:
    """A paragraph in the making.

    ``spaced`` says that it stands apart from the one above, ``broken`` that a mere line break parts them.
    ``codes`` are those that a table's column gives its row.
    """

    heading: int = 0
    spaced: bool = False
    broken: bool = False
    letters: list[str] | None = None
    whole: str = ""
    """All letters, once the line has ended: a huge file has many lines."""
    length: int = 0
    bold: int = 0
    marks: list[Mark] | tuple[()] = ()
    audio_start: float | None = None
    audio_end: float | None = None
    speaker: str | None = None
    codes: tuple[str, ...] = ()

    def add(self, text: str, *, bold: bool) -> None:
        """Add letters; bold ones count as long as nothing else came before, but for a time."""
        if bold and text.strip() and not self.bold and 0 < self.length <= LONGEST_TIME:
            self.bold = self.length if is_a_time(self.text) else 0
        if bold and self.bold == self.length:
            self.bold += len(text)
        if self.letters is None:
            self.letters = [self.whole] if self.whole else []
        self.letters.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """The letters so far."""
        return self.whole if self.letters is None else "".join(self.letters)

    def end(self) -> None:
        """Put the letters together: no more are likely to come."""
        self.whole, self.letters = self.text, None

    def mark(self, name: str, *, begins: bool) -> None:
        """Mark the place reached."""
        self.add_mark(Mark(self.length, name, begins))

    def add_mark(self, mark: Mark) -> None:
        """Keep a mark."""
        if isinstance(self.marks, tuple):
            self.marks = []
        self.marks.append(mark)


Cell = list[Line]


def lines_of_table(rows: Sequence[Sequence[Cell]]) -> tuple[list[Line], list[str]]:
    """Return a table as lines, and the columns that were left out of them, by their headings."""
    texts = [["\n".join(line.text for line in cell).strip() for cell in row] for row in rows]
    found = columns(texts)
    if not found.is_transcript or not (found.header or found.speaker is not None or found.voices):
        return [line for row in rows for line in lines_of_row(row)], []
    lines: list[Line] = []
    above: str | None = None
    for n, (row, text) in enumerate(zip(rows, texts, strict=True)):
        if (found.header and n < found.above) or len(row) < _width(found):
            lines += lines_of_row(row)
        elif not found.is_header(text):
            spoken = list(_row(row, text, found, above))
            above = next((line.speaker for line in reversed(spoken) if line.speaker), above)
            lines += spoken
    left_out = [(found.names[n] if found.names else "") or f"column {n + 1}" for n in found.others]
    return lines, left_out


def _width(found: Columns) -> int:
    used = [found.text, found.speaker, *(n for n, _ in found.voices)]
    return 1 + max((n for n in used if n is not None), default=0)


def _row(row: Sequence[Cell], text: Sequence[str], found: Columns, above: str | None) -> Iterator[Line]:
    begins, ends = found.times(text)
    if found.text is not None:
        speaker = " ".join(text[found.speaker].split()) or above if found.speaker is not None else None
        spoken = [(line, speaker) for line in row[found.text]]
    else:
        spoken = [(line, label) for column, label in found.voices for line in row[column]]
    filled = [(line, speaker) for line, speaker in spoken if line.text.strip()]
    for number, (line, speaker) in enumerate(filled):
        yield replace(
            line,
            spaced=number == 0,
            speaker=speaker,
            audio_start=begins if number == 0 else None,
            audio_end=ends if number == len(filled) - 1 else None,
            codes=found.codes_of(text),
        )


def lines_of_row(cells: Sequence[Cell]) -> Iterator[Line]:
    """Yield a row as lines: the first has a tab between the cells, the rest is the last cell's."""
    filled = [[line for line in cell if line.text.strip()] for cell in cells]
    while filled and not filled[-1]:
        filled.pop()
    if len(filled) <= 1:
        yield from filled[0] if filled else ()
        return
    row = Line()
    for cell in filled[:-1]:
        for number, line in enumerate(cell):
            _append(row, line, " " if number else "")
        row.add("\t", bold=False)
    _append(row, filled[-1][0], "")
    yield row
    yield from filled[-1][1:]


def _append(row: Line, line: Line, between: str) -> None:
    text = line.text
    start = len(text) - len(text.lstrip())
    ink = text.strip()
    row.add(between, bold=True)
    for mark in line.marks:
        row.add_mark(replace(mark, at=row.length + min(max(mark.at - start, 0), len(ink))))
    bold = max(0, min(line.bold - start, len(ink)))
    row.add(ink[:bold], bold=True)
    row.add(ink[bold:], bold=False)
    row.audio_start = line.audio_start if row.audio_start is None else row.audio_start
    row.audio_end = line.audio_end if line.audio_end is not None else row.audio_end
