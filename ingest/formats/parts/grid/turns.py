"""From the rows of a table to a transcript: who says the words of a row, when, and what codes are on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from ingest.dialogue import Block, Explanation, explain
from ingest.dialogue.columns import Columns, columns, label_of, names_of_nobody
from ingest.dialogue.cues import read_cues, without_own_label
from ingest.dialogue.transcript import speak
from ingest.formats.parts.grid.delimited import Row
from ingest.formats.parts.grid.recognition import LOOKED_AT, cell_of, is_no_talk, refusal
from ingest.model import Draft, Parsed, Problem, Remark, TaggedSpan, Transcript, lay_out
from ingest.speakers import odd_labels, speakers_of

_Label = tuple[str | None, float | None]
"""Who speaks in a row, and when, where the label says."""

_AT_ONCE = 500
_SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "।", "۔", "؟", '"', "”", "»", ")", "]")  # noqa: RUF001 - as people write
_HALF = 0.5
_NEARLY_ALL = 0.95


def read_rows(path: PurePath, rows: list[Row], *, place: str, chosen: bool = False) -> Parsed:
    """Read the rows of a table as a dialogue.

    Args:
        path: the file.
        rows: its rows, those above the headings included; the list is emptied while it is read.
        place: what the rows' numbers count.
        chosen: a person said that the table is a transcript.
    """
    cells = [row.cells for row in rows]
    what = columns(cells[:LOOKED_AT])
    if not what.is_transcript or (not chosen and is_no_talk(what, cells)):
        return refusal(path, cells)
    del cells
    return _Table(path, what, place).read(rows)


class _Table:
    """Reads one table whose columns are known."""

    def __init__(self, path: PurePath, what: Columns, place: str) -> None:
        self._path = path
        self._what = what
        self._place = place
        self._problems: list[Problem] = []
        self._asides: list[tuple[str, int]] = []

    def read(self, rows: list[Row]) -> Parsed:
        """Return the transcript."""
        what = self._what
        title = self._title(rows[: what.above]) if what.header else None
        body = rows[what.above + 1 :] if what.header else rows
        body = [row for row in body if not what.is_header(row.cells)]
        self._tell_of_headings(rows)
        rows.clear()
        self._tell_of_width(body)
        body = self._by_time(body)
        wordy = self._wordy(body)
        labels = self._labels(body)
        if not what.codes and self._are_segments(body):
            blocks = [
                block for row, label in zip(body, labels, strict=True) for block in self._blocks(row, label)
            ]
            parsed = read_cues(self._path, blocks, title=title, place=self._place)
            return replace(parsed, problems=(*self._problems, *parsed.problems))
        if what.speaker is not None or what.voices:
            drafts = self._named(body, labels, wordy)
        else:
            drafts = self._drafts(body, labels, wordy, by_labels=True)
        paragraphs, tags = lay_out(drafts)
        if not paragraphs:
            return Parsed(self._path, None, (Problem(self._path, "", "the table contains no text"),))
        remarks = tuple(
            Remark(words, paragraphs[index].start, paragraphs[index].end)
            for words, index in self._asides
            if index < len(paragraphs)
        )
        transcript = Transcript(
            title or self._path.stem,
            paragraphs,
            tags,
            speakers_of(paragraphs),
            remarks,
            carries_codes=bool(what.codes),
        )
        return Parsed(self._path, transcript, (*self._problems, *odd_labels(self._path, paragraphs)))

    def _named(self, body: list[Row], labels: Sequence[_Label], wordy: Sequence[int]) -> list[Draft]:
        """Read rows that name their speakers, some at a time: what is read is let go."""
        drafts: list[Draft] = []
        body.reverse()
        while body:
            some = [body.pop() for _ in range(min(_AT_ONCE, len(body)))]
            done = len(labels) - len(body)
            drafts += self._drafts(some, labels[done - len(some) : done], wordy, begun=len(drafts))
        return drafts

    def _drafts(
        self,
        body: Sequence[Row],
        labels: Sequence[_Label],
        wordy: Sequence[int],
        *,
        begun: int = 0,
        by_labels: bool = False,
    ) -> list[Draft]:
        """Return what the rows say; ``by_labels``: who speaks, labels in the words say, if anything does."""
        what = self._what
        blocks: list[Block] = []
        row_of: list[int] = []
        for index, (row, label) in enumerate(zip(body, labels, strict=True)):
            blocks += self._blocks(row, label)
            row_of += [index] * (len(blocks) - len(row_of))
        explanation = explain(blocks) if by_labels else Explanation()
        if by_labels and not explanation.certain:
            if len(explanation.labels) < len(explanation.leads):
                first = body[row_of[min(explanation.leads)]]
                self._problem(
                    first, f"{explanation.labels[0]!r} may be a speaker; the text after it has no speaker"
                )
            explanation = Explanation()
        codes = [what.codes_of(row.cells) for row in body]
        coders = [cell_of(row.cells, what.coder) or None for row in body]

        spoken = speak(self._path, blocks, place=self._place, explanation=explanation)
        self._problems += spoken.problems
        drafts: list[Draft] = []
        first_of: dict[int, int] = {}
        for draft, turn in zip(spoken.drafts, spoken.turns, strict=True):
            if draft.text:
                at = row_of[turn.block]
                first_of.setdefault(at, begun + len(drafts))
                tags = (
                    TaggedSpan(code, 0, len(draft.text), 0, "paragraph", coder=coders[at])
                    for code in codes[at]
                )
                drafts.append(replace(draft, tags=tuple(tags)) if codes[at] else draft)
        for index, each in enumerate(body):
            if index in first_of:
                self._asides += [(words, first_of[index]) for words in self._beside(each, wordy)]
            elif codes[index]:
                shown = ", ".join(codes[index][:3])
                self._problem(each, f"codes on a row without words are left out: {shown}")
        return drafts

    def _problem(self, row: Row, message: str, severity: str = "warning") -> None:
        at = f"{self._place} {row.number}"
        self._problems.append(Problem(self._path, at, message, "note" if severity == "note" else "warning"))

    # --- rows ---

    def _title(self, above: Sequence[Row]) -> str | None:
        """Return the title above the headings; other facts there are left out and told."""
        filled = [(row, [cell for cell in row.cells if cell.strip()]) for row in above]
        title = filled[0][1][0].strip() if filled and len(filled[0][1]) == 1 else None
        rest = filled[1:] if title else filled
        if rest:
            shown = ", ".join(repr(" ".join(cells))[:60] for _, cells in rest[:3])
            self._problem(rest[0][0], f"rows above the headings left out: {shown}", "note")
        return title

    def _by_time(self, body: list[Row]) -> list[Row]:
        """Put rows in the order they were said, where a program wrote them person by person."""
        begins = [self._what.times(row.cells)[0] for row in body] if self._what.time is not None else []
        known = [begin for begin in begins if begin is not None]
        if not body or len(known) < len(body) or known == sorted(known):
            return body
        labels = [cell_of(row.cells, self._what.speaker) for row in body]
        changes = sum(a != b for a, b in pairwise(labels))
        back = sum(a > b for a, b in pairwise(known))
        if self._what.speaker is None or changes != len(set(labels)) - 1 or back > changes:
            first = next(at for at, (a, b) in enumerate(pairwise(known), start=1) if a > b)
            self._problem(body[first], "the times go back here; the rows are read in the order of the file")
            return body
        self._problem(
            body[0], "the rows are grouped by speaker; they are read in the order of the times", "note"
        )
        order = sorted(range(len(body)), key=lambda at: known[at])
        return [body[at] for at in order]

    def _tell_of_width(self, body: Sequence[Row]) -> None:
        """Tell of rows that have cells without a heading."""
        width = len(self._what.names)
        wide = [row for row in body if width and any(cell.strip() for cell in row.cells[width:])]
        if wide:
            count = "a row has" if len(wide) == 1 else f"{len(wide)} rows have"
            self._problem(
                wide[0], f"{count} more cells than there are headings; the extra cells are left out"
            )

    def _tell_of_headings(self, rows: Sequence[Row]) -> None:
        what = self._what
        if what.taken_for_people:
            told = f"each of these columns is taken for what one person says: {what.taken_for_people}"
            self._problem(rows[what.above], told)
        if what.header and not what.knows_its_names:
            shown = ", ".join(repr(name) for name in what.names if name)
            self._problem(rows[what.above], f"taken for the headings of columns: {shown}", "note")

    def _blocks(self, row: Row, label: _Label) -> list[Block]:
        """Return the words of a row, a block for each line of a cell."""
        what = self._what
        speaker, own_time = label
        spoken = [(what.text, speaker)] if what.text is not None else what.voices
        begins, ends = what.times(row.cells)
        said = [(line, voice) for column, voice in spoken for line in _lines(cell_of(row.cells, column))]
        if not said and speaker:
            self._problem(row, f"no text after the label {speaker!r}")
        return [
            without_own_label(
                Block(
                    words,
                    row.number,
                    after_blank=place == 0,
                    speaker=voice,
                    audio_start=(own_time if begins is None else begins) if place == 0 else None,
                    audio_end=ends if place == len(said) - 1 else None,
                )
            )
            for place, (words, voice) in enumerate(said)
        ]

    def _labels(self, body: Sequence[Row]) -> list[_Label]:
        """Return who speaks in each row, and when, where the label says.

        An empty cell goes on with the label above, unless labels are repeated row by row: then one was lost.
        """
        column = self._what.speaker
        if column is None:
            return [(None, None)] * len(body)
        seen: dict[str, tuple[str, float | None]] = {}
        cells = [cell_of(row.cells, column) for row in body]
        found = [seen.get(cell) or seen.setdefault(cell, label_of(cell)) for cell in cells]
        nobody = names_of_nobody({label for label, _ in found if label})
        filled = [label.casefold() for label, _ in found if label]
        few = len(set(filled)) > 2 and len(filled) > _NEARLY_ALL * len(found)  # noqa: PLR2004 - beside two
        repeated = few or any(a == b for a, b in pairwise(filled))
        labels: list[_Label] = []
        lost: list[Row] = []
        above: str | None = None
        for row, (label, begins) in zip(body, found, strict=True):
            if label or repeated:
                above = label if label and label not in nobody else None
            if above is None and cell_of(row.cells, self._what.text):
                lost.append(row)
            labels.append((above, begins))
        if lost:
            count = "a row has" if len(lost) == 1 else f"{len(lost)} rows have"
            self._problem(lost[0], f"{count} no speaker where the others have one")
        return labels

    def _are_segments(self, body: Sequence[Row]) -> bool:
        """Whether rows break where a recogniser did, in the middle of sentences, and not where people do."""
        what = self._what
        if what.text is None or what.time is None:
            return False
        words = [text for row in body if (text := cell_of(row.cells, what.text))]
        whole = sum(text.endswith(_SENTENCE_END) for text in words)
        return bool(words) and (what.speaker is None or whole < _HALF * len(words)) and what.end is not None

    # --- what else stands in a table ---

    def _wordy(self, body: Sequence[Row]) -> list[int]:
        """Return the columns with words that are not said: notes; tell of them and of what is left out."""
        what = self._what
        found: list[int] = []
        wordless: list[str] = []
        for column in what.others:
            heading = what.names[column] if what.names else ""
            which = f"the column {heading!r}" if heading else f"column {column + 1}, which has no heading,"
            if any(any(map(str.isalpha, cell_of(row.cells, column))) for row in body):
                found.append(column)
                kept = "kept as remarks on its rows; head it 'Codes' if it holds codes"
                self._problem(body[0], f"{which} is not speech: it is {kept}", "note")
            else:
                wordless.append(repr(heading) if heading else str(column + 1))
        if wordless and body:
            self._problem(body[0], f"columns without words left out: {', '.join(wordless)}", "note")
        return found

    def _beside(self, row: Row, wordy: Sequence[int]) -> Iterator[str]:
        for column in wordy:
            if words := " ".join(cell_of(row.cells, column).split()):
                heading = self._what.names[column] if self._what.names else ""
                yield f"{heading}: {words}" if heading else words


def _lines(cell: str) -> list[str]:
    return (
        [line for part in cell.split("\n") if (line := part.strip())] if "\n" in cell else [cell] * bool(cell)
    )
