"""How a file counts the positions of its text, and the code points that it means."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.exchange.text_form import TextForm, with_line_ends

_ENDS = re.compile("\r\n|\r|\n")
_NEWLINE = ord("\n")


@dataclass(frozen=True, slots=True, order=True)
class Dialect:
    """How positions are counted: ``unit`` is ``code points``, ``UTF-16`` or ``bytes``.

    ``crlf`` is what a CR LF counts, ``inclusive`` whether the end names the last character, ``mark`` whether
    the byte order mark is counted.
    """

    unit: str = "code points"
    crlf: int = 1
    inclusive: bool = False
    mark: bool = False

    def __str__(self) -> str:
        parts = [self.unit, f"CR LF counts {self.crlf}", "end included" if self.inclusive else "end excluded"]
        return ", ".join([*parts, "byte order mark counted"] if self.mark else parts)


USUAL = Dialect()


class Positions:
    """The positions of one text in a dialect: to code points of the canonical text, and back."""

    def __init__(self, text: str, form: TextForm | None, dialect: Dialect) -> None:
        self._dialect, self._length = dialect, len(text)
        self._mark = int(dialect.mark and form is not None and form.mark)
        self._mark *= 3 if dialect.unit == "bytes" else 1
        raw = with_line_ends(text, form.ends) if form is not None and dialect.crlf > 1 else text
        self._plain = len(raw) == len(text) and (dialect.unit == "code points" or raw.isascii())
        self._starts: Sequence[int] = () if self._plain else _starts(text, raw, dialect)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the file as code points, half-open; what leaves the text ends with it."""
        return self.place(start), self.place(end + self._dialect.inclusive)

    def place(self, position: int) -> int:
        """Return the code point at a position; one within a character belongs to that character."""
        position = max(0, position - self._mark)
        if self._plain:
            return min(position, self._length)
        return min(bisect_right(self._starts, position) - 1, self._length)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return code points as the file counts them."""
        first, last = self._back(start), self._back(end)
        return first, last - self._dialect.inclusive

    def _back(self, place: int) -> int:
        return self._mark + (place if self._plain else self._starts[place])

    @property
    def size(self) -> int:
        """The position behind the last character."""
        return self._back(self._length)


def _starts(text: str, raw: str, dialect: Dialect) -> Sequence[int]:
    """The position of every code point of the canonical text, and that behind the last: eight bytes each."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    widths = _widths(codes, dialect.unit)
    if len(raw) != len(text):
        two = [len(each) == 2 for each in _ENDS.findall(raw)]  # noqa: PLR2004  CR LF
        widths[codes == _NEWLINE] += np.array(two, dtype=np.int64)
    starts = array("q", [0])
    starts.frombytes(np.cumsum(widths).tobytes())
    return starts


def _widths(codes: np.ndarray, unit: str) -> np.ndarray:
    """How much each character counts; bytes are those of UTF-8."""
    above: dict[str, tuple[int, ...]] = {"UTF-16": (0xFFFF,), "bytes": (0x7F, 0x7FF, 0xFFFF)}
    widths = np.ones(len(codes), dtype=np.int64)
    for limit in above.get(unit, ()):
        widths += codes > limit
    return widths
