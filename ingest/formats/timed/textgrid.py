"""Praat's TextGrid, long or short: a tier for each voice, intervals of time with what is said in them.

::

    name = "Ann"
    intervals [1]:  xmin = 0  xmax = 2.4  text = "What broke?"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.dialogue import Block
from ingest.formats import Claim, Format
from ingest.formats.parts.spoken_xml import folded, number
from ingest.formats.parts.tiers import Tier, of_tiers
from ingest.formats.timed.tiers import talk_of
from ingest.model import Parsed, Problem
from ingest.source import Source

_HEAD = re.compile(r"\s*File type\s*=\s*\"ooTextFile(?: short)?\"\s*(?:Object class\s*=\s*)?\"TextGrid\"")
_VALUE = re.compile(r"\"(?P<text>[^\"]*(?:\"\"[^\"]*)*)\"|(?<![^\s=])(?P<number>-?\d[\d.eE+-]*)(?!\S)|\n")
"""A text, a number that stands alone (``intervals [1]:`` holds none), or the end of a line."""
_TIMES = {"IntervalTier": 2, "TextTier": 1}
"""How many times stand before the words of a piece."""
_SILENCE = frozenset({"", "-", "_", "#", "##", "sil", "sp", "<p:>", "<sil>", "<p>"})
_KIND_OF_WORDS = re.compile(
    r"(?:(?<![\s_-])[\s_-]+|^)(?:words?|ort|utterances?|text|transcript(?:ion)?|sentences?)$", re.IGNORECASE
)
_MOST_DIGITS = 9
_CUT_OFF = "the TextGrid is cut off, or damaged, here; what stands above it was read"


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    line: int
    quoted: bool


class _CutOffError(Exception):
    """The values end, or are others than the file says."""


class _Values:
    """The values of a file one after the other, and the line of the last one."""

    def __init__(self, text: str) -> None:
        self.line = 1
        self._coming = _values(text)

    def text(self) -> str:
        """Take a text in quotation marks."""
        return self._take(quoted=True)

    def number(self) -> str:
        """Take a number."""
        return self._take(quoted=False)

    def count(self) -> int:
        """Take a number of things that follow."""
        written = self.number()
        if not written.isdecimal() or len(written) > _MOST_DIGITS:
            raise _CutOffError
        return int(written)

    def times(self) -> int:
        """Take a kind of tier, and return how many times stand before the words in it."""
        found = _TIMES.get(self.text())
        if found is None:
            raise _CutOffError
        return found

    def _take(self, *, quoted: bool) -> str:
        value = next(self._coming, None)
        if value is None or value.quoted is not quoted:
            raise _CutOffError
        self.line = value.line
        return value.text


def sniff(source: Source) -> Claim:
    """Certain by Praat's first lines."""
    return Claim.CERTAIN if _HEAD.match(source.head) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the tiers; never raises for bad data."""
    tiers: list[Tier] = []
    values = _Values(source.text or "")
    problems: list[Problem] = []
    try:
        _read(values, tiers)
    except _CutOffError:
        problems.append(Problem(source.path, f"line {values.line}", _CUT_OFF))
    parsed = talk_of(source, of_tiers(tiers))
    return replace(parsed, problems=(*parsed.problems, *problems))


def _values(text: str) -> Iterator[_Value]:
    line = 1
    for match in _VALUE.finditer(text):
        if match["text"] is not None:
            yield _Value(match["text"].replace('""', '"'), line, quoted=True)
        elif match["number"] is not None:
            yield _Value(match["number"], line, quoted=False)
        line += match[0].count("\n")


def _read(values: _Values, tiers: list[Tier]) -> None:
    """Add the tiers as they come, so that of a file that is cut off what stands there is kept."""
    values.text(), values.text(), values.number(), values.number()  # what the file is, and its times
    for _ in range(values.count()):
        times = values.times()
        name = folded(values.text())
        tier = Tier(name, _label(name))
        tiers.append(tier)
        values.number(), values.number()
        for _ in range(values.count()):
            spans = [number(values.number()) for _ in range(times)]
            if (words := folded(values.text())).casefold() not in _SILENCE:
                end = spans[-1] if len(spans) > 1 else None
                piece = Block(words, values.line, speaker=tier.label, audio_start=spans[0], audio_end=end)
                tier.pieces.append(piece)


def _label(name: str) -> str | None:
    """Return who speaks in a tier of this name: ``Ann - words`` is Ann, ``words`` is nobody."""
    return _KIND_OF_WORDS.sub("", name).strip() or None


FORMAT = Format("textgrid", "Praat TextGrid", frozenset({".textgrid"}), sniff, parse)
