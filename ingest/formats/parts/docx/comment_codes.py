"""Which words of a margin comment are names of codes, and which are a note about them.

A comment names its codes one a line, or parted by ``;`` or ``,``; its other lines are the codings' memo::

    Data-drift; Monitoring
    she says this twice

What makes words a code is their look (``Data-drift``, ``Trust (positive)``, ``Barriers > Time``, ``Q4.1``),
a sign (``#drift``, ``code: drift``), or that another comment has them too. A single word that a comment says
and nothing else is one as well (``trust``), unless it is a word of notes in one of many languages
(``wichtig``, ``typo``). Several plain words that come once may be a code or a note in any language: nobody
can tell, so the comment is a note. A line is codes when every part of it is one; prose never is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.dialogue.columns import split_codes
from ingest.formats.parts.docx.note_words import is_note, is_only_note, is_sentence, is_surely_note, plain
from ingest.formats.parts.text.code_lines import CodeNames

_SIGN = re.compile(
    r"(?:(?:codes?|kodes?|codings?|kodierung|codages?|c[oó]digos?|codic[ei]|kody?|编码|代码|コード|코드)\s*[:=\uff1a]\s*|#)(?=[^\s\d#])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!:…\"“”„«»@\u3002\uff1f\uff01\uff0c]")
_LONGEST_NAME = 5
"""Words in the name of a code that has neither the look nor the sign of one."""
_LONGEST_WORD = 32
_MOST_IDEOGRAPHS = 4
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORT_FORM = re.compile(r"\s*(?:\[[A-Z][A-Z0-9]{0,5}\]|\([A-Z][A-Z0-9]{0,5}\))$")
_QUALIFIED = re.compile(r"(?P<word>[^\W\d_]{2,}(?:[-_/][^\W_]+)*) (?:\((?:[\w+-]{1,14})\)|\[[\w+-]{1,14}\])")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|[A-Z]\d{1,2}(?:\.\d{1,2})*[.:]?) (?P<name>\S.*)")
_POLES = re.compile(r"(?P<word>[^\W\d_]{3,}) ?(?:[+-]|- [^\W\d_]{3,})")
_LEVEL = re.compile(r"\s*(?:>|::|»|→|\\|\|)\s*")
_LEVELLED = re.compile(r"[^\W\d_][\w-]*(?: [\w-]+){0,2}: [^\W\d_][\w-]*(?: [\w-]+){0,2}")
"""``Barriers: Time``: a code below another where it comes back, else a code and what was noted about it."""
_BY_LOOK = CodeNames(frozenset())


@dataclass(frozen=True)
class Codebook:
    """The names of codes that the comments of a file show, beyond those that look like one."""

    known: frozenset[str] = frozenset()

    def codes_and_memo(self, lines: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
        """Part a comment into codes and memo; a line is codes when every part of it is one."""
        codes: list[str] = []
        memo: list[str] = []
        for line in lines:
            found = self._on_line(line)
            for joint in (": ", " - ", " \u2013 "):
                name, found_joint, rest = line.partition(joint)
                if not found and found_joint and (found := self._on_line(name)):
                    memo.append(rest.strip())
            codes += found
            if not found:
                memo.append(line)
        unique = tuple(dict.fromkeys(codes))
        return unique, ("\n".join(memo) or None) if unique else None

    def _on_line(self, line: str) -> list[str]:
        found = [self._in_part(part) for part in _parts(line)]
        return [code for codes in found for code in codes] if found and all(found) else []

    def _in_part(self, part: str) -> tuple[str, ...]:
        name = _unsigned(part)
        if name in self.known or name != part or _looks_like_a_code(part):
            return (name,)
        several = _BY_LOOK.on_line(part) if " " in part else ()
        return () if any(map(is_only_note, several)) else several


def codebook(comments: Iterable[Sequence[str]], people: Iterable[str] = ()) -> Codebook:
    """Learn which plain names are codes: those that come in several comments, or are one word by themselves.

    Args:
        comments: the lines of each comment that may be a coding.
        people: who speaks and who comments; their names are no codes.
    """
    names = {plain(word) for person in people for word in (person, *person.split())}
    seen: Counter[str] = Counter()
    spelt: dict[str, set[str]] = {}
    alone: set[str] = set()
    for lines in comments:
        parts = [_unsigned(part) for line in lines for part in _parts(line)]
        alone |= _single_words(lines)
        seen.update({part.casefold() for part in parts})
        for part in parts:
            spelt.setdefault(part.casefold(), set()).add(part)
    again = {
        name
        for key, names_of in spelt.items()
        if seen[key] > 1
        for name in names_of
        if (_could_be_a_code(name) or _LEVELLED.fullmatch(name))
        and not is_surely_note(name)
        and not is_sentence(name)
    }
    return Codebook(frozenset(name for name in again | alone if plain(name) not in names))


def _parts(line: str) -> list[str]:
    """Part a line at its separators, and a row of ``#`` marks between them."""
    words = line.split()
    if len(words) > 1 and all(_SIGN.match(word) and word[0] == "#" for word in words):
        return [word.rstrip(",;") for word in words]
    return [" ".join(part.split()) for part in split_codes(line)]


def _unsigned(part: str) -> str:
    return _SIGN.sub("", part, count=1) if _SIGN.match(part) else part


def _single_words(lines: Sequence[str]) -> set[str]:
    """Return the single words of a comment that says nothing but codes, all of which begin alike."""
    parts = [part for line in lines for part in _parts(line)]
    if len({part[0].isupper() for part in parts}) != 1:
        return set()
    plain_words = {part for part in parts if not _looks_like_a_code(part) and not _SIGN.match(part)}
    return plain_words if all(map(_is_single_word, plain_words)) else set()


def _is_single_word(part: str) -> bool:
    if len(part) < 2 or len(part) > _LONGEST_WORD or not part.replace("'", "").isalpha():  # noqa: PLR2004
        return False
    if len(_IDEOGRAPHS.findall(part)) > _MOST_IDEOGRAPHS:
        return False
    return not is_note(part) and not is_sentence(part)


def _looks_like_a_code(part: str) -> bool:
    """``Data-drift``, ``Q4.1``, ``Model-issues [MD]``, ``Trust (positive)``, ``Barriers > Time``."""
    if is_only_note(part):
        return False
    if " " not in part and _BY_LOOK.on_line(part):
        return True
    qualified = _QUALIFIED.fullmatch(part) or _POLES.fullmatch(part)
    if qualified:
        return not is_note(qualified["word"])
    short, numbered = _SHORT_FORM.search(part), _NUMBERED.fullmatch(part)
    if short or numbered:
        name = part[: short.start()] if short else numbered["name"] if numbered else part
        return _could_be_a_code(name) and not is_note(name) and not is_sentence(name)
    return _is_a_path(part)


def _is_a_path(part: str) -> bool:
    """Whether a part names a code below another: ``Barriers > Time``."""
    levels = _LEVEL.split(part)
    return len(levels) > 1 and all(
        level and _could_be_a_code(level) and not is_surely_note(level) and not is_sentence(level)
        for level in levels
    )


def _could_be_a_code(part: str) -> bool:
    return (
        0 < len(part.split()) <= _LONGEST_NAME
        and len(_IDEOGRAPHS.findall(part)) <= 2 * _MOST_IDEOGRAPHS
        and not _SENTENCE.search(part)
        and any(map(str.isalpha, part))
    )
