"""Transcripts in the tables of a Word file: whose words a cell holds, when they were said, and their codes.

Which column is what, :mod:`ingest.dialogue.columns` tells. Words beside which nobody stands may begin with a
label and go through the engine like any paragraph; those of a table that is no transcript are nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.dialogue import Block, Explanation, explain
from ingest.dialogue.columns import Columns, label_of, split_codes
from ingest.formats.parts.docx.authors import named
from ingest.formats.parts.docx.body.paragraphs import WordParagraph
from ingest.formats.parts.docx.table_rows import TableRow, tables_of, with_columns
from ingest.model import Severity

_FEWEST_ROWS = 3
_FEWEST_TURNS = 4
_WORDY = 20
"""Letters of a paragraph in a table that may be a transcript."""


@dataclass
class InTables:
    """What the tables of a file hold, by the indices of its paragraphs.

    ``said`` are words with the speaker of their row; ``words`` those that may begin with a label; ``nobodys``
    what stands in a table that is no transcript; ``left_out`` numbers, times, labels, codes and headings of
    columns. ``codings`` are the codes of each row, with its paragraphs and who coded it, ``asides`` what else
    stands beside them, and ``doubts`` what a person should know, with the paragraph it is about.
    """

    said: dict[int, Block] = field(default_factory=dict)
    words: dict[int, Block] = field(default_factory=dict)
    nobodys: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)
    codings: list[tuple[tuple[str, ...], tuple[int, ...], tuple[str | None, ...]]] = field(
        default_factory=list
    )
    asides: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    doubts: list[tuple[int, str, Severity]] = field(default_factory=list)
    has_codes: bool = False


def in_tables(paragraphs: Sequence[WordParagraph]) -> InTables:
    """Return what the tables of a file hold."""
    found = InTables()
    tables = tables_of(paragraphs)
    for rows, what in with_columns(tables):
        if what.is_transcript:
            _Reader(paragraphs, rows, what, found).read()
        else:
            _keep(paragraphs, rows, found)
    return found


def _keep(paragraphs: Sequence[WordParagraph], rows: Sequence[TableRow], found: InTables) -> None:
    """Keep a table that is no transcript as it is.

    A column that is a dialogue by itself is one all the same: some people put text and notes side by side.
    A table that may well be a transcript is told.
    """
    filled = [index for row in rows for index in row.all_paragraphs if paragraphs[index].text.strip()]
    for column in range(min(len(row.paragraphs) for row in rows)):
        blocks = [
            Block(paragraphs[index].text, index + 1, bold=paragraphs[index].bold)
            for row in rows
            for index in row.paragraphs[column]
            if paragraphs[index].text.strip()
        ]
        flows = any(len(row.paragraphs[column]) >= _FEWEST_TURNS for row in rows)
        if len(blocks) >= _FEWEST_TURNS and _is_dialogue(explain(blocks), flows=flows):
            found.words.update({block.number - 1: block for block in blocks})
    found.nobodys.update(index for index in filled if index not in found.words)
    wordy = [index for index in found.nobodys.intersection(filled) if len(paragraphs[index].text) >= _WORDY]
    if len(wordy) >= _FEWEST_ROWS and 2 * len(wordy) >= len(rows):
        what = "it is not clear which column of the table holds the speech; its text has no speaker"
        found.doubts.append((filled[0], what, "warning"))


def _is_dialogue(explanation: Explanation, *, flows: bool) -> bool:
    """Whether a column is a dialogue for certain; a list of names in cells of their own is none."""
    alone = sum(lead.alone for lead in explanation.leads.values())
    return explanation.certain and (flows or 2 * alone < len(explanation.leads))


class _Reader:
    """Reads one table whose columns are known."""

    def __init__(
        self, paragraphs: Sequence[WordParagraph], rows: Sequence[TableRow], what: Columns, found: InTables
    ) -> None:
        self._paragraphs = paragraphs
        self._rows = rows
        self._what = what
        self._found = found

    def read(self) -> None:
        """Give every paragraph of the table its place in what was found."""
        what = self._what
        body = []
        for place, row in enumerate(self._rows):
            if row.spans_all or place < what.above:
                self._found.nobodys.update(row.all_paragraphs)
            elif what.is_header(row.cells) or (what.header and place == what.above):
                mine = self._found.left_out if what.knows_its_names else self._found.nobodys
                mine.update(row.all_paragraphs)
            else:
                body.append(row)
        self._tell_of_strange_headings()
        for row, label in zip(body, self._labels(body), strict=True):
            self._row(row, label)
        self._found.has_codes |= bool(what.codes)
        self._tell_of_others(body)

    def _labels(self, body: Sequence[TableRow]) -> list[tuple[str | None, float | None]]:
        """Return who speaks in each row, and when, where the label says.

        An empty cell goes on with the label above, unless labels are repeated row by row: then one was lost.
        """
        column = self._what.speaker
        if column is None:
            return [(None, None)] * len(body)
        found = [label_of(row.cells[column]) for row in body]
        filled = [label.casefold() for label, _ in found if label]
        repeated = any(a == b for a, b in pairwise(filled))
        labels: list[tuple[str | None, float | None]] = []
        lost: list[int] = []
        above: str | None = None
        waits = False  # for the words of a label that stands above them, in a row of its own

        for row, (label, begins) in zip(body, found, strict=True):
            said = self._words_of(row)
            if label or (repeated and column not in row.goes_on and not waits):
                above = label or None
            waits = bool(label) and not said
            if above is None and said:
                lost.append(said[0])
            labels.append((above, begins))
        if lost:
            count = "a row has" if len(lost) == 1 else f"{len(lost)} rows have"
            self._found.doubts.append((lost[0], f"{count} no speaker where the others have one", "warning"))
        return labels

    def _words_of(self, row: TableRow) -> list[int]:
        text = self._what.text
        spoken = [text] if text is not None else [column for column, _ in self._what.voices]
        return [
            index
            for column in spoken
            if column < len(row.paragraphs)
            for index in row.paragraphs[column]
            if self._paragraphs[index].text.strip()
        ]

    def _row(self, row: TableRow, label: tuple[str | None, float | None]) -> None:
        what, found = self._what, self._found
        said = self._words_of(row)
        begins, ends = what.times(row.cells)
        speaker, own_time = label
        voices = dict(what.voices)
        by_column = {index: n for n, cell in enumerate(row.paragraphs) for index in cell}
        for place, index in enumerate(said):
            block = Block(
                self._paragraphs[index].text,
                index + 1,
                after_blank=place == 0,
                start=_after_own_label(self._paragraphs[index].text, speaker),
                bold=self._paragraphs[index].bold,
                speaker=voices.get(by_column[index], speaker),
                audio_start=(begins if begins is not None else own_time) if place == 0 else None,
                audio_end=ends if place == len(said) - 1 else None,
            )
            if what.speaker is None and not voices:
                found.words[index] = block
            else:
                found.said[index] = block
        found.left_out.update(index for index in row.all_paragraphs if index not in said)
        place_of_row = tuple(said) or tuple(row.all_paragraphs[:1])
        if codes := what.codes_of(row.cells):
            coders = split_codes(row.cells[what.coder]) if what.coder is not None else []
            found.codings.append((codes, place_of_row, tuple(map(named, coders)) or (None,)))
        for column in self._asides():
            if words := " ".join(row.cells[column].split()):
                heading = what.names[column] if what.names else ""
                found.asides.append((f"{heading}: {words}" if heading else words, place_of_row))

    # --- what else stands in a table ---

    def _asides(self) -> list[int]:
        """Return the columns with words that are nothing of a transcript."""
        return [
            n for n in self._what.others if any(any(map(str.isalpha, row.cells[n])) for row in self._rows[1:])
        ]

    def _tell_of_others(self, body: Sequence[TableRow]) -> None:
        if not body:
            return
        first = next(iter(body[0].all_paragraphs), 0)
        kept = self._asides()
        for column in self._what.others:
            heading = self._what.names[column] if self._what.names else ""
            which = (
                f"the column {heading!r}"
                if heading
                else f"column {column + 1} of the table, which has no heading,"
            )
            what = "its text is kept as remarks on its rows" if column in kept else "it is left out"
            codes = "; head it 'Codes' if it holds codes" if column in kept else ""
            self._found.doubts.append((first, f"{which} is not speech: {what}{codes}", "note"))

    def _tell_of_strange_headings(self) -> None:
        """A row taken for headings although its words are unknown is told: it might have been said."""
        what = self._what
        if what.taken_for_people:
            first = next(iter(self._rows[max(0, what.above)].all_paragraphs), 0)
            told = f"each of these columns is taken for what one person says: {what.taken_for_people}"
            self._found.doubts.append((first, told, "warning"))
        if what.header and what.above >= 0 and not what.knows_its_names:
            shown = ", ".join(repr(name) for name in what.names if name)
            first = next(iter(self._rows[max(0, what.above)].all_paragraphs), 0)
            self._found.doubts.append((first, f"taken for the headings of columns: {shown}", "note"))


def _after_own_label(text: str, speaker: str | None) -> int:
    """Where the words begin that repeat the label of their row: ``Noor | Noor: words``."""
    start = len(text) - len(text.lstrip())
    if speaker is None or not text[start:].casefold().startswith(f"{speaker.casefold()}:"):
        return 0
    return start + len(speaker) + 1
