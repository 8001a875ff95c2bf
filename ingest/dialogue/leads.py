"""The line grammars people use: what a block can begin with, seen by itself.

Each grammar finds at most one lead in a block: a label, a time where one stands beside it, and the place
where the words begin. Whether the lead is one, the whole file decides (:mod:`ingest.dialogue.explain`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import LONGEST, SPACED_INITIALS, could_stand_close, dotted, possible, without_sign
from ingest.dialogue.times import Stamp, stamp_at, stamp_before
from ingest.speakers.known_labels import fold

Grammar = Literal["timed", "bracket", "bold", "heading", "tab", "colon", "sign", "dot", "line"]
"""How a label is told from the words: by a time beside it, brackets, bold letters, a heading's mark, a tab or
wide space, a colon, another sign (``Noor - words``, ``Noor | words``, ``Noor> words``), a full stop (``Q.``),
or a line of its own."""

STRONG: frozenset[Grammar] = frozenset({"timed", "bracket", "bold", "heading", "tab"})
"""Grammars whose place nothing but labels fills: a label counts there although it stands once."""

_SIGN = re.compile(r"\s*(?:>{2,3}[ \t]*|>[ \t]+|[#@](?=[^\s#])|[-\u2013\u2014\u2022*][ \t]+)?")
_AFTER_STAMP = re.compile(r"[ \t\u00a0]*(?:[-\u2013\u2014:|,][ \t\u00a0]+)?")
_BEHIND = re.compile(r"[ \t\u00a0]*[:\uff1a]?[\s\u00a0]*")
_AFTER_COLON = re.compile(r"[\s\u00a0]*")
_BRACKETS = dict(zip("[(<{\u3010\uff3b\u3014", "])>}\u3011\uff3d\u3015", strict=True))
_ANY_COLON = re.compile("[:\uff1a]")
_GAP = re.compile(r"[ \u00a0]*\t\s*|[ \u00a0]{2,}")
_MARK = re.compile(
    r"[ \u00a0](?:--?|//|[\u2013\u2014|/=~\u2192\u00bb\u00b7])(?:[ \u00a0]|$)"
    r"|[\u2013\u2014]|[;>](?:[ \u00a0\t]|$)"
)
STOP_AND_DASH = re.compile(r"\.[ \u00a0]?[-\u2013\u2014]{1,2}[ \u00a0\t]")
"""Behind each label, as Spanish courts and French parliaments print it: ``JUEZ.- Pase el testigo.``"""
_MARK_AGAIN = re.compile(r"[ \u00a0]*(?:--?|[\u2013\u2014|/=~;\u00b7])[ \u00a0]+")
_CHAT = re.compile(r"(?:from|von|de|da)\s+(?P<name>.+?)\s+(?:to|an|à|a|para)\s+\S.*", re.IGNORECASE)
_OTHER_GENDER = re.compile(r"(?<=[^\W\d_]{4}):(?i:innen|in|r|e|n|s)\b(?=[ \t]*[:\uff1a(\[]| ?\d{1,2}[ \t]*:)")
"""The colon within a label that names people of any gender: ``Interviewer:in:``, ``Befragte:r 2:``."""

_FURTHEST = LONGEST + 40
_SIGNED: frozenset[Grammar] = frozenset({"colon", "bracket", "bold", "heading", "tab", "sign"})
"""Grammars with something between label and words, or letters of its own: ``Int.`` ends no sentence there."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What a block begins with: the label as printed, where the words start, and when they were said.

    ``sign`` stands before the label (``>>``), ``mark`` between it and the words where the grammar is a sign.
    ``alone`` says that no words follow in the block; ``timed`` that a time or a date stands beside the label.
    """

    grammar: Grammar
    label: str
    words: int
    alone: bool = False
    timed: bool = False
    begins: float | None = None
    ends: float | None = None
    sign: str = ""
    mark: str = ""

    @property
    def key(self) -> str:
        """The label without its case: what makes two labels one."""
        return self.label.casefold()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the label of a block would begin, after a sign and a time."""

    block: Block
    at: int
    stop: int
    stamp: Stamp | None
    sign: str


def leads(block: Block) -> Iterator[Lead]:
    """Yield what the block could begin with, by each grammar that fits.

    Where the form says who speaks, only that label once more is a lead.
    """
    place = _place(block)
    if place is None:
        return
    found = (find(place) for find in _FINDERS)
    said_by = block.speaker.casefold() if block.speaker is not None else None
    for lead in (*found, *_marks(place)):
        if lead is not None and said_by in {None, lead.label.casefold()}:
            yield lead


def _place(block: Block) -> _Place | None:
    text = block.text
    match = _SIGN.match(text, block.start)
    at = match.end() if match else block.start
    stop = len(text.rstrip())
    if at >= stop:
        return None
    sign = text[block.start : at].strip()
    stamp = stamp_at(text, at)
    if sign == "#" and (marked := stamp_at(text, at - 1)):  # ``#00:00:03-4# Noor: words``
        sign, stamp = "", marked
    if stamp is not None:
        behind = _AFTER_STAMP.match(text, stamp.stop)
        at = behind.end() if behind else stamp.stop
        if at >= stop:
            return None
    return _Place(block, at, stop, stamp, sign)


def only_time(block: Block) -> Stamp | None:
    """Return the time of a block that holds nothing else."""
    text = block.text
    if len(text) > _FURTHEST:
        return None
    at = len(text) - len(text[block.start :].lstrip())
    stamp = stamp_at(text, at)
    return stamp if stamp and not text[stamp.stop :].strip(" \t\u00a0:-") else None


def previous(index: int, blocks: Sequence[Block]) -> int:
    """Return the block before that says something: times on a line of their own are passed over."""
    index -= 1
    while index >= 0 and only_time(blocks[index]) is not None:
        index -= 1
    return index


def _lead(
    place: _Place, grammar: Grammar, start: int, stop: int, words: int, *, inside_brackets: bool = False
) -> Lead | None:
    """Build the lead whose label is ``text[start:stop]``; a time may end it or stand before the words."""
    text = place.block.text
    stamp = place.stamp
    end = len(text[:stop].rstrip(" \t\u00a0:\uff1a*_"))
    if stamp is None and (inner := stamp_before(text, end)) and inner.start > start:
        stamp, end = inner, inner.start
    label = without_sign(fold(text[start:end]), beside_time=stamp is not None)
    if stamp is not None and (chat := _CHAT.fullmatch(label)):
        label = chat["name"]
    sign = place.sign
    close, inside = _BRACKETS.get(label[:1], " "), label[1:-1]
    if grammar != "bracket" and label[-1:] == close and inside.find(close) >= inside.find(label[0]):
        sign, label = sign or label[0], label[1:-1].strip()
    shortened = grammar in _SIGNED or stamp is not None or _ANY_COLON.search(text, end, stop) is not None
    if not possible(label, inside_brackets=inside_brackets, shortened=shortened):
        return None
    if stamp is None or stamp is not place.stamp:
        behind = stamp_at(text, words)
        ends = behind is not None and text[behind.stop : behind.stop + 1] in {"", "\t"}
        if behind is not None and (behind.bracket or ends or behind.stop >= place.stop):
            stamp = stamp or behind
            gap = _AFTER_STAMP.match(text, behind.stop)
            words = gap.end() if gap else behind.stop
    return Lead(
        grammar,
        sys.intern(label),  # one string a label, not one a turn
        min(words, place.stop),
        alone=words >= place.stop,
        timed=stamp is not None,
        begins=stamp.begins if stamp else None,
        ends=stamp.ends if stamp else None,
        sign=sign,
    )


def _timed(place: _Place) -> Lead | None:
    """``Noor  0:07``, ``0:07 - Noor``, ``Noor (10 March, 9:01)`` on a line; ``Noor [0:07] words``."""
    text = place.block.text
    if place.stop - place.at > _FURTHEST:
        return _timed_before_words(place)
    lead = _lead(place, "timed", place.at, place.stop, place.stop)
    return lead if lead and lead.timed else _timed_before_words(place) if "[" in text else None


def _timed_before_words(place: _Place) -> Lead | None:
    text = place.block.text
    for sign in "[(":
        found = text.find(sign, place.at, place.at + _FURTHEST)
        stamp = stamp_at(text, found) if found > place.at else None
        if stamp and stamp.stop < place.stop and text[stamp.stop] not in ":\uff1a":
            return _lead(place, "timed", place.at, stamp.stop, _skip(text, stamp.stop))
    return None


def _bracket(place: _Place) -> Lead | None:
    text = place.block.text
    close = _BRACKETS.get(text[place.at])
    end = text.find(close, place.at + 1, place.at + _FURTHEST) if close else -1
    if end < 0:
        return None
    nested = text.find(text[place.at], place.at + 1, end)
    if nested >= 0:
        end = text.find(close or "", end + 1, place.at + _FURTHEST)
        if end < 0:
            return None
    return _lead(place, "bracket", place.at + 1, end, _skip(text, end + 1), inside_brackets=True)


def _bold(place: _Place) -> Lead | None:
    text, bold = place.block.text, place.block.bold
    if place.stamp and bold <= place.stamp.stop:
        return None
    end = len(text[:bold].rstrip())
    if bold <= place.at or end - place.at > _FURTHEST:
        return None
    return _lead(place, "bold", place.at, end, _skip(text, end))


def _heading(place: _Place) -> Lead | None:
    if not place.block.heading or place.stop - place.at > _FURTHEST:
        return None
    return _lead(place, "heading", place.at, place.stop, place.stop)


def _colon(place: _Place) -> Lead | None:
    text = place.block.text
    if _ANY_COLON.search(text, place.at, place.at + _FURTHEST) is None:
        return None
    depth = 0
    for at in range(place.at, min(place.stop, place.at + _FURTHEST)):
        sign = text[at]
        depth = max(0, depth + (sign in "([") - (sign in ")]"))
        if sign in ":\uff1a" and not depth:
            behind = text[at + 1 : at + 2]
            in_a_clock = text[at - 1 : at].isdecimal() and behind.isdecimal()
            if in_a_clock or _OTHER_GENDER.match(text, at):
                continue
            tight = sign == ":" and behind and not behind.isspace()
            if tight and not (behind.isalpha() and could_stand_close(text[place.at : at])):
                return None
            return _lead(place, "colon", place.at, at, _skip(text, at + 1, _AFTER_COLON))
    return None


def _tab(place: _Place) -> Lead | None:
    gap = _GAP.search(place.block.text, place.at, min(place.stop, place.at + _FURTHEST))
    if gap is None or gap.start() <= place.at:
        return None
    return _lead(place, "tab", place.at, gap.start(), gap.end())


def _marks(place: _Place) -> Iterator[Lead]:
    """Yield a lead for each sign near the beginning: a name may hold one (``Noor | Data - words``)."""
    text = place.block.text
    seen: set[str] = set()
    if text[place.at] == "<":
        return
    if initials := SPACED_INITIALS.match(text, place.at):
        lead = _lead(place, "dot", place.at, initials.end(1), initials.end())
        yield from [replace(lead, mark=". .")] if lead else []
    stop = min(place.stop, place.at + _FURTHEST)
    dashed = STOP_AND_DASH.search(text, place.at + 1, stop)
    for gap in (*_MARK.finditer(text, place.at + 1, stop), *([dashed] if dashed else [])):
        mark = "".join(gap[0].split())
        if mark in seen:
            continue
        seen.add(mark)
        words = _skip(text, gap.end(), _AFTER_COLON)
        stamp = stamp_at(text, words) if place.stamp is None else None
        again = _MARK_AGAIN.match(text, stamp.stop) if stamp else None
        here = replace(place, stamp=stamp) if again else place  # ``Noor | 0:07 | words``
        lead = _lead(here, "sign", place.at, gap.start(), again.end() if again else words)
        if lead is not None:
            yield replace(lead, mark=mark)


def _dot(place: _Place) -> Lead | None:
    match = dotted(place.block.text, place.at)
    if match is None:
        return None
    ends = match.end(1) + (match[1][1:2] == ".")  # ``M.K.`` has its last stop, ``Q.`` has none
    return _lead(place, "dot", place.at, ends, match.end())


def _line(place: _Place) -> Lead | None:
    if place.stamp or place.stop - place.at > LONGEST:
        return None
    lead = _lead(place, "line", place.at, place.stop, place.stop)
    return lead if lead and not lead.timed else None


def _skip(text: str, at: int, behind: re.Pattern[str] = _BEHIND) -> int:
    """Return where the words begin behind a label: after colons, emphasis and white space."""
    match = behind.match(text, at)
    return match.end() if match else at


_FINDERS: tuple[Callable[[_Place], Lead | None], ...] = (
    _timed, _bracket, _bold, _heading, _tab, _colon, _dot, _line,
)  # fmt: skip
