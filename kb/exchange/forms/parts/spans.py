"""Spans of texts that other programs store as two numbers and a quote: which words they are on.

The numbers are code points, UTF-16 units (programs made with Qt or JavaScript) or bytes, with line ends of
one or of two. All texts of a file vote on that; then every single span is held against its quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.exchange import text_form
from kb.exchange.dialects import Reading, Span, Text, read_positions
from kb.exchange.forms.parts.quotes import Place, Words
from kb.exchange.positions import Dialect, Positions
from kb.exchange.text_form import TextForm

_WAYS = tuple(
    Dialect(unit, crlf, mark=mark)
    for mark in (False, True)
    for crlf in (1, 2)
    for unit in ("code points", "UTF-16", "bytes")
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A span as a file has it."""

    start: int
    end: int
    quote: str


class Spans:
    """One text of a file, and the places of its spans in the canonical text."""

    def __init__(self, text: str, form: TextForm, reading: Reading) -> None:
        self.text, self._form, self._reading = text, form, reading
        self._words = Words(text)
        self._usual = Positions(text, form, reading.dialect)
        self._others: list[Positions] = []
        self._named = self._right = 0

    def place(self, span: Quoted) -> Place:
        """Return the place of a span, held against its quote."""
        usual = self._usual.span(span.start, span.end)
        leaves = span.end < span.start or span.start < 0 or span.end > self._usual.size
        place = self._words.place(span.quote, self._meant(span, usual, leaves=leaves))
        self._named += bool(span.quote.strip())
        self._right += place.is_known and not place.doubt
        return place

    def _meant(self, span: Quoted, usual: tuple[int, int], *, leaves: bool) -> Iterator[tuple[int, int]]:
        """What the two numbers may mean, the way of the whole file first."""
        yield (span.start, span.end) if leaves else usual
        if self._words.says(*usual, span.quote):
            return
        self._others = self._others or [Positions(self.text, self._form, way) for way in self._ways()]
        for positions in self._others:
            if 0 <= span.start <= span.end <= positions.size:
                yield positions.span(span.start, span.end)

    def _ways(self) -> list[Dialect]:
        """The other ways that would give other words in this text."""
        form = self._form
        return [
            way
            for way in _WAYS
            if way != self._reading.dialect
            and (way.crlf == 1 or form.crlf)
            and (form.mark or not way.mark)
            and (way.unit == "code points" or not self.text.isascii())
        ]

    @property
    def reading(self) -> Reading:
        """How the positions were read, with how many quotes were right."""
        return replace(self._reading, named=self._named, right=self._right, doubt=None)


def spans_of(texts: Sequence[tuple[str, Sequence[Quoted]]], origin: str | None = None) -> list[Spans]:
    """Return the texts of a file, as they are stored there, with their spans, ready to be placed."""
    known = [canonical(each) for each, _ in texts]
    asked = [
        Text(text, form, [Span(each.start, each.end, each.quote) for each in some])
        for (text, form), (_, some) in zip(known, texts, strict=True)
    ]
    readings = read_positions(asked, origin)
    return [Spans(text, form, reading) for (text, form), reading in zip(known, readings, strict=True)]


def canonical(stored: str) -> tuple[str, TextForm]:
    """Return the canonical text of a stored one, and what its line ends were."""
    data = stored.encode("utf-8", "replace")
    found = text_form.read(data)
    return found if found is not None else (stored, TextForm())
