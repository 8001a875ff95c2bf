"""Which words of a margin comment are names of codes, and which are a note about them.

A comment names its codes one a line, or parted by ``;`` or ``,``; its other lines are the memo::

    Data-drift; Monitoring
    she says this twice

What makes a name a code is its look (``Data-drift``), a sign (``#drift``, ``code: drift``), or that another
comment has it too. A line is codes when every part of it is one; prose never is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.formats.code_lines import CodeNames

_SEPARATOR = re.compile(r"[;,|]")
_SIGN = re.compile(r"(?:codes?\s*[:=]\s*|#)(?=\S)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.?!:…\"“”]")
_LONGEST_NAME = 5
"""Words in the name of a code that has neither the look nor the sign of one."""


def code_names(comments: Iterable[Sequence[str]]) -> CodeNames:
    """Learn which short names are codes: those with a sign, and those that come in more than one comment.

    ``comments`` are the lines of each comment.
    """
    spelt: dict[str, set[str]] = {}
    seen: Counter[str] = Counter()
    signed: set[str] = set()
    for lines in comments:
        names = {part for line in lines for part in _parts(line) if _could_be_a_code(part)}
        seen.update({name.casefold() for name in names})
        for name in names:
            spelt.setdefault(name.casefold(), set()).add(name)
        signed |= {part for line in lines if _SIGN.match(line) for part in _parts(line)}
    again = {name for key, names in spelt.items() if seen[key] > 1 for name in names}
    return CodeNames(frozenset(again | signed))


def codes_and_memo(lines: Sequence[str], names: CodeNames) -> tuple[tuple[str, ...], str | None]:
    """Part a comment into codes and memo; a line is codes when every part of it is one."""
    codes: list[str] = []
    memo: list[str] = []
    for line in lines:
        found = _codes_on(line, names)
        name, colon, rest = line.partition(": ")
        if not found and colon and (found := _codes_on(name, names)):
            memo.append(rest.strip())
        codes += found
        if not found:
            memo.append(line)
    unique = tuple(dict.fromkeys(codes))
    return unique, ("\n".join(memo) or None) if unique else None


def _parts(line: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _SEPARATOR.split(line))
    return [_SIGN.sub("", part, count=1) if _SIGN.match(part) else part for part in parts if part]


def _could_be_a_code(part: str) -> bool:
    return len(part.split()) <= _LONGEST_NAME and not _SENTENCE.search(part)


def _codes_on(line: str, names: CodeNames) -> list[str]:
    found = [names.on_line(part) for part in _parts(line)]
    return [code for codes in found for code in codes] if found and all(found) else []
