"""The pieces of a search: words, phrases, codes, operators and brackets, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.queries.syntax.errors import SearchSyntaxError

LONGEST = 10_000
"""Characters of a search."""
MOST = 200
"""Pieces of a search; databases refuse conditions that nest very deep."""
OPERATORS = frozenset({"and", "or", "not"})

FIELDS = ("speaker", "role", "case", "document", "attribute", "pass")
"""What a search can ask of a paragraph beside words and codes: ``role:interviewee``."""

Bare = Literal["words", "codes"]
"""What a bare word is: one to look for in the text, or a part of a code's name."""

_NO_FIELD = "(?!)"
"""The names of codes may have colons."""
_PIECES = r"""
    (?P<code>code:\s*(?:"[^"]*"?|[^\s()"]+|(?=[()]|$)))
    | (?P<field>(?:{fields}):\s*(?:"[^"]*"?|[^\s()"]+|(?=[()]|$)))
    | (?P<near>near:\S*(?=\s|$))
    | (?P<bracket>[()])
    | {quoted_or_word}
"""
_BARE_PIECES: dict[Bare, str] = {
    "words": r'(?P<phrase>-?"[^"]*(?:"\*?|$)) | (?P<word>[^\s()"]+)',
    # Brackets around one word right behind a name belong to the name: Model-Training-issues (MT).
    "codes": r'(?P<phrase>"[^"]*(?:"|$))'
    r' | (?P<word>(?:and|or|not)(?=[\s()"]|$) | [^\s()"]+(?:\s*\([^()\s]*\))?)',
}
_TOKEN: dict[Bare, re.Pattern[str]] = {
    bare: re.compile(
        _PIECES.format(quoted_or_word=pieces, fields="|".join(FIELDS) if bare == "words" else _NO_FIELD),
        re.VERBOSE | re.IGNORECASE,
    )
    for bare, pieces in _BARE_PIECES.items()
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a search: ``code``, ``field``, ``near``, ``phrase``, ``word``, a bracket or an operator."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, bare: Bare) -> list[Token]:
    """Cut a search into its pieces.

    Raises:
        SearchSyntaxError: it is too long, or a bracket has no other.
    """
    if len(text) > LONGEST:
        raise SearchSyntaxError(f"a search can have {LONGEST} characters", LONGEST, len(text))
    found = [_token(match) for match in _TOKEN[bare].finditer(text)]
    if len(found) > MOST:
        raise SearchSyntaxError(
            f"a search can have {MOST} words, codes, operators and brackets, not {len(found)}",
            found[MOST].start,
            found[-1].end,
        )
    _check_brackets(found)
    return found


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup or "word"
    if kind == "bracket" or (kind == "word" and match[0].lower() in OPERATORS):
        kind = match[0].lower()
    return Token(kind, match[0], *match.span())


def _check_brackets(found: list[Token]) -> None:
    opened: list[Token] = []
    for token in found:
        if token.kind == "(":
            opened.append(token)
        elif token.kind == ")" and not opened:
            raise SearchSyntaxError("this closing bracket has no opening bracket", token.start, token.end)
        elif token.kind == ")":
            opened.pop()
    if opened:
        raise SearchSyntaxError("this bracket is not closed; add “)”", opened[0].start, opened[0].end)
