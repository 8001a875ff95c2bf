"""Which words of a margin comment are names of codes, and which are a note about them.

A comment names its codes one a line, or parted by ``;`` or ``,``; its other lines are the memo::

    Data-drift; Monitoring
    she says this twice

What makes a name a code is its look (``Data-drift``), a sign (``#drift``, ``code: drift``), that another
comment has it too, or that it reads like a label and the comment says nothing else: ``Issues with performance
alerts``, ``Quality measures (QM)``, and a plain ``trust`` as well. A label has at most five words, no
punctuation of a sentence and none of a sentence's small words (``we``, ``is``, ``should``); a line that is no
label makes the whole comment a note. A line is codes when every part of it is one; prose never is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.formats.text.code_lines import CodeNames

_SEPARATOR = re.compile(r"[;,|]")
_SIGN = re.compile(r"(?:codes?\s*[:=]\s*|#)(?=\S)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.?!:…\"“”]")
_LONGEST_NAME = 5
"""Words in the name of a code that has neither the look nor the sign of one."""
_BRACKET_AT_END = re.compile(r"\s*(?:\[[\w -]{1,12}\]|\([\w -]{1,12}\))$")
_PROSE = frozenset(
    """
    i you he she it we they me him us them myself my your our his her their mine ours this that these those
    there here is are was were am be been being has have had having do does did can could will would shall
    should may might must cannot let
    ask asks asked check see look add move delete discuss compare clarify verify say says said saying think
    thinks thought seem seems sounds mean means talks mentions know knows
    maybe perhaps please again sure too also really
    je tu il elle nous vous ils elles moi mon ma mes notre votre leur ce cette ces cela ça est sont était suis
    sommes êtes ont avons avez doit devrait peut faut fait dit vérifier demander voir
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that a sentence or a note to oneself has and the name of a code has not, English and French."""
_CONTRACTED = re.compile(
    r"\w+n['\u2019]t|(?:c|j|l|d|qu|n|s)['\u2019](?:est|ai|était)|\w+['\u2019](?:m|re|ve|ll|d)", re.IGNORECASE
)


def code_names(comments: Iterable[Sequence[str]]) -> CodeNames:
    """Learn which short names are codes: those with a sign, that come in several comments, that are labels.

    ``comments`` are the lines of each comment.
    """
    labels: set[str] = set()
    spelt: dict[str, set[str]] = {}
    seen: Counter[str] = Counter()
    signed: set[str] = set()
    for lines in comments:
        labels |= _labels(lines)
        names = {part for line in lines for part in _parts(line) if _could_be_a_code(part)}
        seen.update({name.casefold() for name in names})
        for name in names:
            spelt.setdefault(name.casefold(), set()).add(name)
        signed |= {part for line in lines if _SIGN.match(line) for part in _parts(line)}
    again = {name for key, names in spelt.items() if seen[key] > 1 for name in names}
    return CodeNames(frozenset(again | signed | labels))


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


def _labels(lines: Sequence[str]) -> set[str]:
    """Return the parts of a comment that says nothing but labels, all of which begin alike."""
    parts = [part for line in lines for part in _parts(line)]
    begin_alike = len({part[0].isupper() for part in parts}) == 1
    return set(parts) if begin_alike and all(map(_reads_like_a_label, parts)) else set()


def _reads_like_a_label(part: str) -> bool:
    name = _BRACKET_AT_END.sub("", part)
    words = name.split()
    # IT and US in capitals are no pronouns.
    small = {word.casefold() for word in words if len(word) == 1 or not word.isupper()}
    return (
        _could_be_a_code(name)
        and any(letter.isalpha() for letter in name)
        and not small & _PROSE
        and not any(map(_CONTRACTED.fullmatch, words))
    )


def _could_be_a_code(part: str) -> bool:
    return len(part.split()) <= _LONGEST_NAME and not _SENTENCE.search(part)


def _codes_on(line: str, names: CodeNames) -> list[str]:
    found = [names.on_line(part) for part in _parts(line)]
    return [code for codes in found for code in codes] if found and all(found) else []
