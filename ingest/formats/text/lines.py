"""The lines of a text, numbered as an editor numbers them, with hard wraps undone.

Typists give a paragraph a line; mail programs and old editors break it at 72 characters. Broken lines are
joined again where the whole file shows that its lines were filled up to a width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_WIDEST_WRAP = 120
_FEWEST_WRAPS = 3
_SHARE_FILLED = 0.9


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something: its number in the file, its words, whether a blank line precedes it."""

    number: int
    text: str
    after_blank: bool


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield every line with its number, without holding a second copy of a long text."""
    begin, number = 0, 1
    while (end := text.find("\n", begin)) >= 0:
        yield number, text[begin:end]
        begin, number = end + 1, number + 1
    if begin < len(text):
        yield number, text[begin:]


def spoken(text: str) -> list[Line]:
    """Return the lines that are not blank, without the white space around them."""
    found: list[Line] = []
    blank = True
    for number, line in numbered(text):
        words = line.strip()
        if words:
            found.append(Line(number, words, blank))
        blank = not words
    return found


def taken(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines and empty the list on the way, so that a huge file is not held twice."""
    lines.reverse()
    while lines:
        yield lines.pop()


def unwrapped(lines: Sequence[Line], begins_anew: Callable[[str], bool]) -> list[Line]:
    """Join lines that were broken at a width; ``begins_anew`` says which lines are never a continuation."""
    goes_on = [
        index > 0 and not line.after_blank and not begins_anew(line.text) for index, line in enumerate(lines)
    ]
    if not _filled_to_a_width(lines, goes_on):
        return list(lines)
    joined: list[list[Line]] = []
    for line, continues in zip(lines, goes_on, strict=True):
        if continues and joined:
            joined[-1].append(line)
        else:
            joined.append([line])
    return [
        Line(group[0].number, " ".join(line.text for line in group), group[0].after_blank) for group in joined
    ]


def _filled_to_a_width(lines: Sequence[Line], goes_on: Sequence[bool]) -> bool:
    """Tell whether lines end where the next word would not have fitted: the mark of a hard wrap."""
    width = max((len(line.text) for line in lines), default=0)
    if width > _WIDEST_WRAP:
        return False
    filled = [
        len(before.text) + 1 + len(line.text.split(None, 1)[0]) > width
        for before, line, continues in zip(lines, lines[1:], goes_on[1:], strict=False)
        if continues
    ]
    return len(filled) >= _FEWEST_WRAPS and sum(filled) >= _SHARE_FILLED * len(filled)
