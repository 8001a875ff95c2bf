"""Scripts that put no blanks between words: for the full-text index, every character of them is a word.

So any part of a sentence is found, however short, and a run of such characters is a phrase::

    spaced("AI模型が漂移")  ->  "AI 模 型 が 漂 移"

Chinese, Japanese, Thai, Lao, Khmer and Burmese are so; Korean, too, whose endings are written onto its words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u3100-\u312f"  # kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Chinese characters
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"  # Korean
)
_UNSPACED_CHARACTER = re.compile(_UNSPACED)
_UNSPACED_RUN = re.compile(f"{_UNSPACED}+")
_BLANK_BETWEEN = re.compile(f"(?<={_UNSPACED}) (?={_UNSPACED})")
_GAP = re.compile(rf"(?<={_UNSPACED})(?=\S)|(?<=\S)(?={_UNSPACED})")


def spaced(text: str) -> str:
    """Return a text with a blank on both sides of every character of such a script."""
    return _GAP.sub(" ", text)


def is_unspaced(word: str) -> bool:
    """Whether a word begins with a character of such a script."""
    return _UNSPACED_CHARACTER.match(word) is not None


def unspaced_runs(text: str) -> list[str]:
    """Return the longest stretches of such characters, in order."""
    return _UNSPACED_RUN.findall(text)


def without_gaps(text: str) -> str:
    """Return a text without the blanks between two such characters."""
    return _BLANK_BETWEEN.sub("", text)


def for_index(text: str) -> str | None:
    """Return a text ``spaced`` if it has characters of such a script; None if it needs no blanks."""
    return spaced(text) if _UNSPACED_CHARACTER.search(text) else None


def unspaced_ranges(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a text that are these ranges of it ``spaced``."""
    blanks = [match.start() + number for number, match in enumerate(_GAP.finditer(text))]
    return tuple(
        (start - bisect_left(blanks, start), end - bisect_left(blanks, end)) for start, end in ranges
    )
