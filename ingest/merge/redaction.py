"""Which version of a text hides a name that another version shows.

Researchers take names out of one copy of a transcript and not of the other, sometimes both ways within one
pair. The text that is shown must hide every name that any version hides::

    compare("I work at Acme now", "I work at Company 1 now").redactions
    -> (Redaction(start=10, end=14, other_start=10, other_end=19, hides="other", ...),)

Slips, time stamps, hyphens and case are differences too, and no redactions.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from ingest.merge.alignment import Difference, differences
from ingest.merge.placeholders import Cover, cover, is_name, may_be_name, ordinary_words, placeholders

_WORD = re.compile(r"[^\W_]+")
_INK = re.compile(r"\S+")
_REDACTED = "[redacted]"
_SENTENCE_ENDS = ".?!…"
_FEW = 3
_PER_WORD = 0.001
"""Copies of one transcript differ in little more than redactions: a few places, one word in a thousand."""
_SPELLED_LETTERS = 3

Side = Literal["text", "other"]


@dataclass(frozen=True, slots=True)
class Redaction:
    """A place where one of two versions hides a name, and ``hides`` says which."""

    start: int
    end: int
    other_start: int
    other_end: int
    hides: Side
    placeholder: str
    name: str


def redactions(text: str, other: str) -> tuple[Redaction, ...]:
    """Return where either of two versions of a text hides what the other shows."""
    found: list[Redaction] = []
    open_: list[tuple[Difference, Side]] = []
    apart = [_whole(gap, text, other) for gap in differences(text, other)]
    if not apart:
        return ()
    ordinary = ordinary_words(text) | ordinary_words(other)
    for gap in apart:
        words, others = text[gap.start : gap.end], other[gap.new_start : gap.new_end]
        side = _hiding(words, others, ordinary)
        if side:
            found.append(_redaction(gap, side, words, others))
        elif rest := _may_hide(words, others):
            open_.append((gap, rest))
    unexplained = len(apart) - len(found)
    same_copy = unexplained <= max(_FEW, _PER_WORD * sum(1 for _ in _INK.finditer(text)))
    known = {word.casefold() for one in found for word in _WORD.findall(one.name)}
    for gap, side in open_:
        words, others = text[gap.start : gap.end], other[gap.new_start : gap.new_end]
        shown = words if side == "other" else others
        hidden = others if side == "other" else words
        again = all(word.casefold() in known for word in _WORD.findall(shown))
        added = _is_sentence(text, gap.start, gap.end) or _is_sentence(other, gap.new_start, gap.new_end)
        if again or (not hidden and same_copy and not added and is_name(shown, ordinary)):
            found.append(_redaction(gap, side, words, others))
    return tuple(sorted(found, key=lambda one: (one.start, one.other_start)))


def _is_sentence(text: str, start: int, end: int) -> bool:
    """Say whether a stretch is a sentence of its own: somebody added it, nobody took a name out."""
    words = text[start:end].strip()
    last = start - 1  # the character before the white space before the stretch; no copy of all before it
    while last >= 0 and text[last].isspace():
        last -= 1
    begins = last < 0 or text[last] in _SENTENCE_ENDS or "\n" in text[last + 1 : start]
    return bool(words) and words[-1] in _SENTENCE_ENDS and begins


def balance(text: str, other: str) -> int:
    """Return how many names more ``other`` hides than ``text``; negative when it is the other way round."""
    return sum(1 if one.hides == "other" else -1 for one in redactions(text, other))


def _redaction(gap: Difference, side: Side, words: str, others: str) -> Redaction:
    hidden, shown = (others, words) if side == "other" else (words, others)
    return Redaction(gap.start, gap.end, gap.new_start, gap.new_end, side, hidden, shown)


def _hiding(words: str, others: str, ordinary: set[str]) -> Side | None:
    """Return which of two stretches is certainly a placeholder for the other one."""
    mine, theirs = cover(words), cover(others)
    if mine == theirs:
        return None
    side: Side = "other" if theirs > mine else "text"
    better, worse = max(mine, theirs), min(mine, theirs)
    shown = words if side == "other" else others
    if worse is Cover.INITIAL:
        return side if better is Cover.STRONG else None
    if worse is not Cover.BARE or not shown:
        return None
    named = may_be_name(shown) if better is Cover.STRONG else is_name(shown, ordinary)
    return side if named else None


def _may_hide(words: str, others: str) -> Side | None:
    """Return which of two stretches hides the other one if that should be a name: "my company", nothing."""
    mine, theirs = cover(words), cover(others)
    if mine is Cover.BARE and may_be_name(words) and (not others or theirs is Cover.WEAK):
        return "other"
    if theirs is Cover.BARE and may_be_name(others) and (not words or mine is Cover.WEAK):
        return "text"
    return None


def _whole(gap: Difference, text: str, other: str) -> Difference:
    """Widen a difference that begins or ends inside a placeholder: "1" becomes "Company 1"."""
    left = right = 0
    for words, start, end in ((text, gap.start, gap.end), (other, gap.new_start, gap.new_end)):
        near = max(0, start - 60)
        for first, last in placeholders(words[near : end + 60]):
            if near + first < end and start < near + last:
                left, right = max(left, start - near - first), max(right, near + last - end)
    wide = Difference(gap.start - left, gap.end + right, gap.new_start - left, gap.new_end + right)
    same = text[wide.start : gap.start].casefold() == other[wide.new_start : gap.new_start].casefold()
    also = text[gap.end : wide.end].casefold() == other[gap.new_end : wide.new_end].casefold()
    return wide if wide.new_start >= 0 and wide.start >= 0 and same and also else gap


@dataclass(frozen=True)
class Names:
    """The names that some version of an interview hides, and what stands in their place.

    ``ordinary`` are the words the interview writes in lower case: a name that is one of them ("move") cannot
    be told from the word by itself.
    """

    seen: tuple[tuple[str, str], ...]
    ordinary: frozenset[str]

    def clear(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield every place in ``text`` where a name stands that cannot be an ordinary word."""
        if self._clear_pattern:
            for match in self._clear_pattern.finditer(text):
                yield (*match.span(), self._places[_folded(match[0])])

    def unclear(self, text: str) -> Iterator[int]:
        """Yield every place in ``text`` of a word that is hidden elsewhere and is an ordinary word too."""
        if self._unclear_pattern:
            yield from (match.start() for match in self._unclear_pattern.finditer(text))

    def masked(self, text: str) -> str:
        """Return ``text`` with a placeholder for every name that cannot be an ordinary word."""
        return (
            self._clear_pattern.sub(lambda m: self._places[_folded(m[0])], text)
            if self._clear_pattern
            else text
        )

    def masked_wholly(self, text: str) -> str:
        """Return ``text`` with a placeholder for every name, also one that may be an ordinary word there."""
        return replace(self, ordinary=frozenset()).masked(text)

    @cached_property
    def _places(self) -> dict[str, str]:
        """The placeholder for each name: the one most used, whatever the order of the files."""
        used: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, placeholder in self.seen:
            used[_folded(name)][placeholder.strip() or _REDACTED] += 1
        return {
            name: min(counts, key=lambda one: (one == _REDACTED, -counts[one], one))
            for name, counts in used.items()
        }

    @cached_property
    def _clear_pattern(self) -> re.Pattern[str] | None:
        return _any_of(name for name in self._places if self._is_clear(name))

    @cached_property
    def _unclear_pattern(self) -> re.Pattern[str] | None:
        return _any_of(name for name in self._places if not self._is_clear(name))

    def _is_clear(self, name: str) -> bool:
        words = name.split()
        if all(len(word) == 1 for word in words):
            return len(words) >= _SPELLED_LETTERS
        return any(word not in self.ordinary and len(word) > 1 for word in words)


def names_of(found: Iterable[Redaction], texts: Sequence[str], labels: Mapping[str, str]) -> Names:
    """Return the names that ``found`` shows, and the ``labels`` other versions have a word for."""
    seen = [(one.name, one.placeholder) for one in found if cover(one.name) is Cover.BARE]
    seen = [pair for pair in (*seen, *labels.items()) if len(_folded(pair[0])) > 1]
    ordinary = frozenset().union(*(ordinary_words(text) for text in set(texts))) if seen else frozenset[str]()
    return Names(tuple(sorted(seen)), ordinary)


def _folded(name: str) -> str:
    return " ".join(_WORD.findall(name)).casefold()


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of the names, the longest first, whatever stands between their words."""
    spelled = [
        r"[\W_]{1,3}".join(map(re.escape, name.split())) for name in sorted(names, key=lambda n: (-len(n), n))
    ]
    return re.compile(rf"(?i)\b(?:{'|'.join(spelled)})\b") if spelled else None
