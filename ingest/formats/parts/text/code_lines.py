"""Which lines of a converted print-out are codes, judged by their look and by the file itself.

``Data-no-signal``, ``Q4.1`` and ``Model-deployment-issues [MD]`` look like codes. ``tabular`` and ``Issues
with performance alerts`` do not: they count as known where they come back in the place of codes. A line is a
code line when every part of it is a code; prose never is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|~&-])")
_HYPHENS = re.compile("[\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d]")
_SURE = re.compile(r"(?=[^\s]*[^\W\d_])(?:[^\W_]+(?:[-_/][^\W_]+)+|[A-Z]{1,4}[0-9]+(?:\.[0-9]+)*)")
_BRACKET = re.compile(r"\[[\w -]{1,12}\]|\([\w -]{1,12}\)")
_DECORATION = re.compile(r"^[-*+•][ \t]+|`")
_PUNCTUATION = re.compile(r"[.,;:?!…\"“”]")
_TALK = re.compile(
    r"(?:(?:m+|uh|ah|oh|eh|um|er|a|ha|hm+|yeah|yes|yep|no|nope|okay|ok|bye|so|right|all|sure|exactly|perfect|great|cool"
    r"|thanks|thank|you|i|see|super|good|well|and|but|oui|non|merci|voilà|d'accord)(?:[- ]|$))+",
    re.IGNORECASE,
)
_FEWEST_SURE = 2
_LONGEST_NAME = 8
_LONGEST_LINE = 1_000


@dataclass(frozen=True)
class CodeNames:
    """The names of codes that a file shows, beyond those that look like a code by themselves."""

    known: frozenset[str]

    @classmethod
    def learned_from(cls, below_words: Iterable[Sequence[str]]) -> CodeNames:
        """Learn from the lines below each paragraph, up to the next speaker.

        A line counts as a name when it comes back, or when it is one word between lines that are surely
        codes and stands where the alphabet wants it. What looks like a code by itself needs no learning.
        """
        by_look = cls(frozenset())
        seen: Counter[str] = Counter()
        between: set[str] = set()
        for lines in below_words:
            sure = [(), *map(by_look.on_line, lines), ()]
            for index, line in enumerate(lines, start=1):
                name = _without_sure_ends(_cleaned(line))
                if sure[index] or not _could_be_a_name(name):
                    continue
                seen[name] += 1
                if " " not in name and _is_between(sure[index - 1], name, sure[index + 1]):
                    between.add(name)
        return cls(frozenset(between | {name for name, count in seen.items() if count > 1}))

    def on_line(self, line: str) -> tuple[str, ...]:
        """Return the codes on a line, in their order; nothing when any part of it is no code."""
        if len(line) > _LONGEST_LINE:
            return ()
        tokens = _cleaned(line).split(" ")
        if _TALK.fullmatch(" ".join(tokens)):
            return ()
        codes: list[str] = []
        strange: list[str] = []
        while tokens:
            length = self._length_of_name(tokens)
            if not length:
                strange.append(tokens[0])
                if len(strange) > 1:  # a row has one plain word at most: prose is not read to its end
                    return ()
            codes.append(" ".join(tokens[: length or 1]))
            tokens = tokens[length or 1 :]
        return tuple(codes) if not strange or _is_sorted_row(codes, strange) else ()

    def _length_of_name(self, tokens: Sequence[str]) -> int:
        """Return how many leading tokens are one code: the longest known name, or one by its look."""
        for length in range(min(_LONGEST_NAME, len(tokens)), 1, -1):
            if " ".join(tokens[:length]) in self.known:
                return length
        if not (_SURE.fullmatch(tokens[0]) or tokens[0] in self.known):
            return 0
        for length in (2, 3):
            if _BRACKET.fullmatch(" ".join(tokens[1:length])):
                return length
        return 1


def _is_between(before: Sequence[str], name: str, after: Sequence[str]) -> bool:
    return bool(before and after) and before[-1].casefold() < name.casefold() < after[0].casefold()


def _is_sorted_row(codes: Sequence[str], strange: Sequence[str]) -> bool:
    """Tell a row with one plain word in it (``MM-drift QM-robustness tabular``): Delve sorts them."""
    if len(codes) <= _FEWEST_SURE or _PUNCTUATION.search(strange[0]):
        return False
    return all(first.casefold() < second.casefold() for first, second in pairwise(codes))


def _without_sure_ends(name: str) -> str:
    """``Issues with alerts MM-drift`` holds the name ``Issues with alerts``."""
    tokens = name.split(" ")
    sure = [bool(_SURE.fullmatch(token) or _BRACKET.fullmatch(token)) for token in tokens]
    plain = [index for index, is_sure in enumerate(sure) if not is_sure]
    return " ".join(tokens[plain[0] : plain[-1] + 1]) if plain else name


def unescaped(text: str) -> str:
    r"""Undo Markdown's escapes: ``Data\_x`` is ``Data_x``."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _cleaned(line: str) -> str:
    """Return a code line as Delve had it: no bullets, no back-ticks, plain hyphens, single spaces."""
    plain = _DECORATION.sub("", unescaped(line.strip())).replace("\u00ad", "")
    return " ".join(_HYPHENS.sub("-", plain).split())


def _could_be_a_name(name: str) -> bool:
    return (
        0 < len(name.split(" ")) <= _LONGEST_NAME
        and not _PUNCTUATION.search(name)
        and not _TALK.fullmatch(name)
    )
