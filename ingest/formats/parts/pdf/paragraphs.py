"""How a printed text is set, and the paragraphs that follow from it.

A paragraph begins after a gap, with an indent or an outdent, or where the line above ends although the next
word would have fitted. Words that were hyphenated at the end of a line become whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dialogue import Block, explain
from ingest.formats.parts.pdf.pages import Document
from ingest.formats.parts.pdf.print_layout import Print
from ingest.formats.parts.pdf.printed_lines import PrintedLine

_GAP = 1.3
"""Line pitches from one base line to the next above which a paragraph begins."""

_CLOSEST, _CLOSE = 0.9, 1.65
_FEW = 4
_OFTEN = 0.25
_INDENT = 0.6
_LONGEST_LEFT = 60
_ROOM = 0.35
"""Ems by which the next word must have fitted for a line to be the last of its paragraph."""

_HEADING_SIZE = 1.15
_OTHER_SIZE = 0.12
_LONGEST_HEADING = 160
_MOSTLY = 0.9
_OFTEN_HYPHENATED = 0.02

_NO_BLANKS = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef\u0e00-\u0e7f]")
_SENTENCE_ENDS = re.compile(
    r"[.?!:\u2026\u3002\uff1f\uff01\u0964\u06d4\u061f\uff1a][\"'\u201d\u2019\u00bb)\]]*$"
)
_GOES_ON = re.compile(r"[\w,;\-\u2013\u2014]$")
_HYPHEN = re.compile(r"(?P<word>[^\W\d_]+)(?P<sign>[-\u2010\u00ad])$")
_LONGEST_WORD = 100
"""Characters at the end of a line that say how it goes on."""
_TIME_AT_THE_EDGE = re.compile(r"^[^\t]{1,60}\t[\[(]?\d{1,3}:\d\d(?::\d\d)?[\])]?$")
"""A label with its time at the other edge of the page, above the words."""

_FIRST_WORD = re.compile(rf"\s*{_NO_BLANKS.pattern}|(?:(?!{_NO_BLANKS.pattern})\S)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines that belong together; ``apart`` says that a gap stands above them."""

    lines: list[PrintedLine]
    apart: bool


class Setting:
    """How a document is set: its line pitch, margins and gaps; and the paragraphs that follow from them."""

    def __init__(self, found: Print, em: float, document: Document) -> None:
        self._em = em
        self._document = document
        self._lines = found.lines
        self._pitch = self._usual_pitch()
        self._edges = self._right_edges()
        self._places = self._usual_places()
        self._continues: dict[int, bool | None] = {}
        self._words = Counter(
            word.casefold() for line in self._lines for word in _WORD.findall(_without_broken(line.text))
        )
        hyphens = sum(1 for line in self._lines if _hyphen(line.text))
        self._hyphenated = hyphens > max(2, _OFTEN_HYPHENATED * len(self._lines))

    def blocks(self) -> list[Block]:
        """Return the paragraphs as blocks, numbered by their pages."""
        begins = self._begins()
        anew = self._leads_within(begins)
        paragraphs: list[_Paragraph] = []
        for index, line in enumerate(self._lines):
            if index in anew:
                paragraphs.append(_Paragraph([line], apart=False))
            elif begins[index] is not None or not paragraphs:
                paragraphs.append(_Paragraph([line], apart=begins[index] in {"gap", "page"} or index == 0))
            else:
                paragraphs[-1].lines.append(line)
        return [self._block(paragraph) for paragraph in paragraphs]

    def _block(self, paragraph: _Paragraph) -> Block:
        pieces: list[str] = []
        length = bold = 0
        end = ""  # of what is joined so far, as much as the next line has to know
        for line in paragraph.lines:
            cut, between = self._seam(end, line.text) if length else (0, "")
            if cut:
                pieces[-1] = pieces[-1][:-cut]
            pieces += filter(None, (between, line.text))
            before, length = length, length - cut + len(between) + len(line.text)
            if bold == before:
                bold = length - len(line.text) + line.bold if line.bold else bold
            end = f"{end[: len(end) - cut]}{between}{line.text}"[-_LONGEST_WORD:]
        text = "".join(pieces)
        first = paragraph.lines[0]
        size = first.size / self._em
        heading = 1 if size >= 1.4 else 2 if size >= _HEADING_SIZE else 0  # noqa: PLR2004 - twice the step
        if heading and len(text) > _LONGEST_HEADING:
            heading = 0
        return Block(text, first.page, paragraph.apart, bold=min(bold, len(text)), heading=heading)

    def _seam(self, before: str, after: str) -> tuple[int, str]:
        """How two lines are joined: how many signs of the first go, and what comes between.

        There is no space in scripts that set none, and no hyphen that is there for the break only.
        """
        if _NO_BLANKS.match(before[-1:]) and _NO_BLANKS.match(after[:1]):
            return 0, ""
        hyphen, rest = _hyphen(before), _WORD.match(after)
        if hyphen is None:
            return 0, " "
        if hyphen["sign"] == "\u00ad" or (rest and self._is_one_word(hyphen["word"], rest[0])):
            return 1, ""
        return 0, ""

    def _is_one_word(self, first: str, rest: str) -> bool:
        """Tell whether a hyphen is there for the break only: as the word stands elsewhere, or as is usual."""
        if not rest[0].islower():
            return False
        whole, compound = self._words[(first + rest).casefold()], self._words[f"{first}-{rest}".casefold()]
        if whole or compound:
            return whole >= compound
        both_are_words = self._words[first.casefold()] and self._words[rest.casefold()]
        return self._hyphenated and not both_are_words

    # --- where paragraphs begin

    def _begins(self) -> list[str | None]:
        """Say for each line why it begins a paragraph, or None where it goes on with the one above."""
        found: list[str | None] = []
        first: PrintedLine | None = None
        before: PrintedLine | None = None
        for line in self._lines:
            why = "gap" if before is None or first is None else self._why(before, line, first)
            first = line if why is not None else first
            found.append(why)
            before = line
        return found

    def _why(self, before: PrintedLine, line: PrintedLine, first: PrintedLine) -> str | None:
        em = self._em
        if abs(before.size - line.size) > _OTHER_SIZE * em:
            return "gap"
        together = (before.page, before.column) == (line.page, line.column)
        pitch = self._pitch * max(1.0, line.size / em)
        if together and not 0 < line.y - before.y <= _GAP * pitch:
            return "gap"
        if not together:
            return self._why_over_the_edge(before, line)
        if self._is_last(before, line):
            return "end"
        if line.inner is not None and "\t" in line.text[:_LONGEST_LEFT]:
            return "indent"  # a label beside the words
        return "indent" if self._begins_by_place(before, line, first) else None

    def _begins_by_place(self, before: PrintedLine, line: PrintedLine, first: PrintedLine) -> bool:
        """Tell by where a line begins: as the lines below full ones do, or as those below short ones do."""
        if first.inner is not None and self._near(line.x, first.inner):
            return False  # under the words beside a label
        goes_on, anew = self._places.get(line.column, (line.x, line.x))
        if self._near(goes_on, anew):
            return not self._near(line.x, before.x)
        return self._near(line.x, anew) or not (self._near(line.x, goes_on) or self._near(line.x, before.x))

    def _near(self, a: float, b: float) -> bool:
        return abs(a - b) <= _INDENT * self._em

    def _why_over_the_edge(self, before: PrintedLine, line: PrintedLine) -> str | None:
        """Decide at the top of a page or column: the PDF's tags know, else the words on both sides do."""
        if self._is_last(before, line):
            return "page" if self._tags(line) is not True else "end"
        if line.page != before.page and self._tags(line):
            return None
        on, anew = self._places.get(line.column, (line.x, line.x))
        if not self._near(on, anew) and self._near(line.x, anew):
            return "page"
        ended = _SENTENCE_ENDS.search(before.text) is not None or self._tags(line) is False
        return "page" if ended and not line.text[:1].islower() else None

    def _tags(self, line: PrintedLine) -> bool | None:
        if line.page not in self._continues:
            self._continues[line.page] = self._document.continues(line.page)
        return self._continues[line.page]

    def _is_last(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Tell whether the next word would have fitted on the line before."""
        if _TIME_AT_THE_EDGE.search(before.text):
            return True
        first = _FIRST_WORD.match(line.text)
        word = len(first[0]) if first else 0
        if _hyphen(before.text):
            return False
        room = self._edges.get(before.column, before.right) - before.right
        return room > (word + 1) * line.letter + _ROOM * self._em

    def _leads_within(self, begins: Sequence[str | None]) -> set[int]:
        """Return further lines that begin with a speaker's label.

        A turn whose last line happens to be full would swallow the label below. Where gaps and indents part
        the paragraphs they are believed, unless the line above ends a sentence.
        """
        starts = [why for why in begins if why is not None]
        clear = sum(why in {"gap", "indent", "page"} for why in starts) >= _MOSTLY * len(starts)
        lines = [
            Block(line.text, n, begins[n] in {"gap", "page"}, bold=line.bold)
            for n, line in enumerate(self._lines)
        ]
        return {
            n
            for n in explain(lines).leads
            if n and begins[n] is None and not (clear and _GOES_ON.search(self._lines[n - 1].text))
        }

    # --- measures

    def _usual_pitch(self) -> float:
        """Return how far apart the lines of a paragraph are.

        Where most paragraphs are one line, the gap between them is the most frequent one: what is set closer
        than a line and a half is believed first.
        """
        gaps: Counter[float] = Counter()
        for a, b in zip(self._lines, self._lines[1:], strict=False):
            if (a.page, a.column) == (b.page, b.column) and 0 < b.y - a.y < 4 * self._em:
                gaps[round((b.y - a.y) / self._em * 20) / 20] += 1
        if not gaps:
            return 1.2 * self._em
        close = Counter({gap: count for gap, count in gaps.items() if _CLOSEST <= gap < _CLOSE})
        if close and sum(close.values()) >= min(_FEW, 0.1 * sum(gaps.values())):
            return close.most_common(1)[0][0] * self._em
        often = [gap for gap, count in gaps.items() if count >= max(2, 0.1 * sum(gaps.values()))]
        return max(min(often or list(gaps)), _CLOSEST) * self._em

    def _usual_places(self) -> dict[int, tuple[float, float]]:
        """Return, by column, where lines below a full line begin, and where those below a short one do."""
        goes_on: dict[int, Counter[int]] = {}
        anew: dict[int, Counter[int]] = {}
        for before, line in zip(self._lines, self._lines[1:], strict=False):
            if (before.page, before.column) != (line.page, line.column) or line.size != before.size:
                continue
            found = anew if self._is_last(before, line) else goes_on
            found.setdefault(line.column, Counter())[round(line.x / self._em * 4)] += 1
        places: dict[int, tuple[float, float]] = {}
        for column in {*goes_on, *anew}:
            on, new = _places(goes_on.get(column, Counter()), anew.get(column, Counter()))
            places[column] = (on * self._em / 4, new * self._em / 4)
        return places

    def _right_edges(self) -> dict[int, float]:
        rights: dict[int, list[float]] = {}
        for line in self._lines:
            if abs(line.size - self._em) <= _OTHER_SIZE * self._em:
                rights.setdefault(line.column, []).append(line.right)
        return {column: sorted(all_)[int(0.98 * (len(all_) - 1))] for column, all_ in rights.items()}


def _hyphen(text: str) -> re.Match[str] | None:
    """Return the word with a hyphen that a text ends with; only its end is looked at."""
    return _HYPHEN.search(text, max(0, len(text) - _LONGEST_WORD))


def _without_broken(text: str) -> str:
    hyphen = _hyphen(text)
    return text[: hyphen.start()] if hyphen else text


def _places(goes_on: Counter[int], anew: Counter[int]) -> tuple[int, int]:
    """Return where lines go on and where they begin anew; without short lines, an indent begins one."""
    if not anew:
        often = sorted(x for x, count in goes_on.items() if count >= _OFTEN * sum(goes_on.values()))
        return (often or list(goes_on))[0], (often or list(goes_on))[-1]
    return (goes_on or anew).most_common(1)[0][0], anew.most_common(1)[0][0]
