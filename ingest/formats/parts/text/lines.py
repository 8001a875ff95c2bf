"""The lines of a text, numbered as an editor numbers them, with hard wraps undone.

Typists give a paragraph a line; mail programs and old editors break it at 72 characters. Broken lines are
joined again where the whole file shows that its lines were filled up to a width.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.dialogue.blocks import Block
from ingest.formats.parts.text.code_lines import unescaped

_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_STRONG = re.compile(
    r"(?P<lead>[ \t]*(?:(?:[-*+>]|\d{1,5}[.)]|\[\d{1,3}(?::\d\d){1,2}(?:[.,]\d{1,3})?\])[ \t]+)?)"
    r"(?P<mark>\*{1,3}|_{1,3})"
    r"(?P<words>[^\s*_](?:.{0,118}?\S)?)[ \t]*(?P=mark)(?![\w*])"
)
_LISTED = re.compile(r"\s*(?:[-*\u2022+][ \t]+(?=[^\W\d_a-z\u0430-\u044f])|>[ \t])")
_BLANK = frozenset({"", ">"})
"""Lines that part paragraphs, those of a quotation too."""

_RULE = re.compile(r"[-_=*~]{3,}")
"""A line drawn between turns parts them like a blank one."""

_SET_TIME = re.compile(
    r"(?P<mark>`|\*{1,2}|_{1,2})(?P<time>[\[(]?\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?[\])]?)"
    r"(?P=mark)"
)
_LINKED_TIME = re.compile(
    r"\(?\[[\[(]?(?P<time>\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?)[\])]?\]\((?:https?://|#|/)[^\s()]*\)\)?"
)
"""A time that leads to its place in a recording on the web: ``([0:07](https://example.org/talk?t=7))``."""

_UNSEEN_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]+(?=[\\[(]?\\d)")
"""Marks of the direction of writing before a date or time, as WhatsApp sets before lines with a picture."""

_WIDEST_WRAP = 120
_NARROWEST_WRAP = 60
_NEAR = 20
_FEWEST_WRAPS = 3
_SHARE_FILLED = 0.9
_SHARE_WHOLE = 0.75
_HALF = 0.5
_SENTENCE_END = re.compile(r"[.!?:;…\u3002\uff01\uff1f\u0964\u06d4\u061f][\"'\u201d\u2019»)\]]*\s*$")
_NO_BLANKS = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
"""Letters of scripts that set no blanks between words, and may break a line anywhere."""


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


def blocks(text: str, *, markdown: bool = False, first: int = 1) -> list[Block]:
    """Return the lines that are not blank as blocks: bold letters and headings of Markdown are told."""
    found: list[Block] = []
    blank = True
    for number, line in numbered(text):
        if line.strip() not in _BLANK:
            found.append(_block(line.rstrip(), number + first - 1, blank, markdown=markdown))
            blank = len(line) <= _WIDEST_WRAP and _RULE.fullmatch(line.strip()) is not None
        else:
            blank = True
    return found


_TIME_AS_CODE = re.compile(r"^\s*`[\[(]?(\d{1,3}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)[\])]?`[ \t]*")
"""A time at the beginning of a line in the letters of code: ``0:07`` before the label."""


def _block(line: str, number: int, after_blank: bool, *, markdown: bool) -> Block:  # noqa: FBT001
    if "](" in line:
        line = _LINKED_TIME.sub(r"[\g<time>]", line)
    if unseen := _UNSEEN_MARKS.match(line):
        line = line[unseen.end() :]
    if markdown and "\\" in line:
        line = unescaped(line)
    if markdown and "`" in line:
        line = _TIME_AS_CODE.sub(r"[\1] ", line)
    heading = _HEADING.match(line)
    if heading:
        return Block(_bare(line[heading.end() :].rstrip("# ")), number, after_blank, heading=len(heading[1]))
    strong = _STRONG.match(line)
    if strong:
        line = _with_bare_time(line, strong.end())
        text = strong["lead"] + strong["words"] + line[strong.end() :]
        return Block(text, number, after_blank, bold=len(strong["lead"] + strong["words"]))
    return Block(line, number, after_blank)


def _with_bare_time(line: str, start: int) -> str:
    """Print a time in letters of its own behind a label, ``**Noor** `0:07```, as one in brackets."""
    near = line[start : start + _NEAR]
    gap = len(near) - len(near.lstrip(" \t:-\u2013\u2014,"))
    match = _SET_TIME.match(line, start + gap)
    if match is None:
        return line
    return f"{line[: match.start()]}[{match['time'].strip('[]()')}]{line[match.end() :]}"


def _bare(words: str) -> str:
    strong = _STRONG.fullmatch(words)
    return strong["words"] if strong else words


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


def unwrapped_blocks(
    found: Sequence[Block], begins_anew: Callable[[Sequence[Block]], Collection[int]]
) -> list[Block]:
    """Join blocks that were broken at a width; ``begins_anew`` says which are never a continuation.

    It is asked only where the lines are as short as broken lines are.
    """
    if max((len(block.text) for block in found), default=0) > _WIDEST_WRAP:
        return list(found)
    if all(block.after_blank for block in found):
        return list(found)
    anew = begins_anew(found)
    goes_on = [
        index > 0 and not block.after_blank and index not in anew and not _LISTED.match(block.text)
        for index, block in enumerate(found)
    ]
    goes_on = _not_set_in(found, goes_on)
    tabs = any("\t" in block.text for block in found)
    lines = [block.text.strip() if tabs else block.text for block in found]
    if not _filled_to_a_width(
        [Line(block.number, text, block.after_blank) for block, text in zip(found, lines, strict=True)],
        goes_on,
    ):
        goes_on = _broken_within_paragraphs(lines, goes_on)
    joined: list[Block] = []
    for block, continues in zip(found, goes_on, strict=True):
        if continues:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text.rstrip()} {block.content}")
        else:
            joined.append(block)
    return joined


def _not_set_in(found: Sequence[Block], goes_on: Sequence[bool]) -> list[bool]:
    """Leave out what is set in like the first lines of turns where lines that go on mostly are not."""
    first = Counter(_indent(block) for block, continues in zip(found, goes_on, strict=True) if not continues)
    indent, count = first.most_common(1)[0]
    below = [_indent(block) for block, continues in zip(found, goes_on, strict=True) if continues]
    if count < _SHARE_FILLED * first.total() or sum(each == indent for each in below) > _HALF * len(below):
        return list(goes_on)
    return [continues and _indent(block) != indent for block, continues in zip(found, goes_on, strict=True)]


def _indent(block: Block) -> int:
    """Return where the words of a line begin, behind a printed number of the line."""
    return block.start or len(block.text) - len(block.text.lstrip())


def _filled_to_a_width(lines: Sequence[Line], goes_on: Sequence[bool]) -> bool:
    """Tell whether lines end where the next word would not have fitted: the mark of a hard wrap."""
    width = max((len(line.text) for line in lines), default=0)
    if width > _WIDEST_WRAP:
        return False
    filled = [
        len(before.text) + 1 + _first_word(line.text) > width
        for before, line, continues in zip(lines, lines[1:], goes_on[1:], strict=False)
        if continues
    ]
    return len(filled) >= _FEWEST_WRAPS and sum(filled) >= _SHARE_FILLED * len(filled)


def _broken_within_paragraphs(lines: Sequence[str], goes_on: Sequence[bool]) -> list[bool]:
    """Return the lines that go on, where paragraphs stand on lines of their own and are broken as well.

    A filled line goes on below. It is believed where paragraphs end with a sentence, and broken lines mostly
    do not; of one line or two, where it is long and the next begins within a sentence.
    """
    width = max((len(line) for line in lines), default=0)
    filled = [
        continues and len(before) + 1 + _first_word(line) > width
        for before, line, continues in zip(("", *lines), lines, goes_on, strict=False)
    ]
    above = [
        (is_filled, _SENTENCE_END.search(before) is not None)
        for before, is_filled, continues in zip(("", *lines), filled, goes_on, strict=False)
        if continues
    ]
    broken = [ends for is_filled, ends in above if is_filled]
    whole = [ends for is_filled, ends in above if not is_filled]
    if len(broken) < _FEWEST_WRAPS:
        cut = [line for line, is_filled in zip(lines, filled, strict=True) if is_filled]
        sure = width >= _NARROWEST_WRAP and not any(broken) and not any(map(_begins_a_sentence, cut))
        return filled if sure else [False] * len(lines)
    if sum(broken) > _HALF * len(broken):
        return [False] * len(lines)
    return filled if sum(whole) >= _SHARE_WHOLE * len(whole) else [False] * len(lines)


def _begins_a_sentence(line: str) -> bool:
    """Whether a line may be a paragraph of its own: a script without blanks or capitals does not tell."""
    words = line.strip()
    return words[:1].isupper() or _NO_BLANKS.match(words) is not None


def _first_word(text: str) -> int:
    return 1 if _NO_BLANKS.match(text) else len(text.split(None, 1)[0])
