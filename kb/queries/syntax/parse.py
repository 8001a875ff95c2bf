"""From the text of a search to its tree: ``or`` binds least, then ``and``, then ``near:``.

Words side by side are one :class:`~kb.queries.syntax.tree.HasWords`; anything else side by side is joined by
``and``. A word beside ``near:`` that a code is called like means the code; in quotes it is the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kb.db.fulltext import Term
from kb.errors import did_you_mean, nearest
from kb.queries.syntax.errors import NothingToFindError, SearchSyntaxError
from kb.queries.syntax.tokens import FIELDS, Bare, Token, tokens
from kb.queries.syntax.tree import (
    And,
    Expression,
    HasCode,
    HasProperty,
    HasWords,
    Near,
    Not,
    Or,
    excludes,
    has_no_pass_alone,
)

FURTHEST = 50
"""Paragraphs that ``near:`` reaches at most; further apart nothing is near."""

_LIKE_A_FIELD = re.compile(r"-?(?P<name>[A-Za-z]{3,}):(?!//)\S+")
_EXAMPLES = {
    "speaker": 'speaker:"Interviewee 1"',
    "role": "role:interviewee",
    "case": 'case:"P 07"',
    "document": 'document:"Interview 11"',
    "attribute": 'attribute:"sector: energy"',
    "pass": "pass:moderated",
}
_RUN = frozenset({"word", "phrase"})


def parse(
    text: str, *, bare: Bare = "words", is_code: Callable[[str], bool] = lambda _: False
) -> Expression | None:
    """Read a search; return None where there is none.

    Args:
        text: what was typed.
        bare: what a bare word is; ``codes`` for ``--code``.
        is_code: tells whether a code is called like a word beside ``near:``.

    Raises:
        SearchSyntaxError: it cannot be read.
    """
    found = tokens(text.replace("\x00", " "), bare)
    return _Parser(found, bare, is_code).whole() if found else None


def parse_search(text: str, *, is_code: Callable[[str], bool] = lambda _: False) -> Expression | None:
    """Read a search for paragraphs, which must say what they have, not only what they do not have.

    Raises:
        NothingToFindError: it does not.
        SearchSyntaxError: it cannot be read.
    """
    expression = parse(text, is_code=is_code)
    if expression is not None and not has_no_pass_alone(expression):
        raise NothingToFindError(
            "pass: says whose codes count; join it with a code, as in code:drift pass:moderated", 0, len(text)
        )
    if expression is not None and excludes(expression):
        raise NothingToFindError("a search needs at least one word or code without “not”", 0, len(text))
    return expression


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, found: Sequence[Token], bare: Bare, is_code: Callable[[str], bool]) -> None:
        self._tokens, self._bare, self._is_code = found, bare, is_code
        self._at = 0
        self._operand = "a code" if bare == "codes" else "a word or a code"

    def whole(self) -> Expression:
        return self._or()

    def _next(self, ahead: int = 0) -> Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _or(self) -> Expression:
        parts = [self._and()]
        while (token := self._next()) and token.kind == "or":
            self._at += 1
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._near()]
        while (token := self._next()) and token.kind not in {"or", ")"}:
            if token.kind == "and":
                self._at += 1
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _near(self) -> Expression:
        begin = self._at
        left = self._one()
        while (near := self._next()) and near.kind == "near":
            left = self._side(left, begin, near)
            self._at += 1
            begin = self._at
            right = self._side(self._one(), begin, near)
            left, begin = Near(left, right, _apart(near)), self._at
        return left

    def _side(self, expression: Expression, begin: int, near: Token) -> Expression:
        """What is near something: not a "not", and words that a code is called like are the code."""
        if excludes(expression):
            raise SearchSyntaxError(
                f"near needs {self._operand} on both sides, not a “not”", near.start, near.end
            )
        if isinstance(expression, HasProperty) and expression.field == "pass":
            raise SearchSyntaxError("expected pass: beside a code, not beside near", near.start, near.end)
        if not isinstance(expression, HasWords):
            return expression
        typed = [each for each in self._tokens[begin : self._at] if each.kind not in {"(", ")"}]
        name = " ".join(each.text for each in typed)
        is_bare = all(each.kind == "word" for each in typed)
        return HasCode(name) if is_bare and self._is_code(name) else expression

    def _one(self) -> Expression:
        token = self._next()
        if token is None:
            raise self._missing()
        self._at += 1
        if token.kind == "not":
            return Not(self._one())
        if token.kind == "(":
            inner = self._or()
            self._at += 1  # the tokens come with every bracket closed
            return inner
        if token.kind == "code":
            return HasCode(_code(token.text.partition(":")[2], token))
        if token.kind == "field":
            return _property(token)
        if token.kind in _RUN:
            self._at -= 1
            return self._name() if self._bare == "codes" else self._words()
        raise SearchSyntaxError(f"expected {self._operand} before “{token.text}”", token.start, token.end)

    def _missing(self) -> SearchSyntaxError:
        last = self._tokens[-1]
        return SearchSyntaxError(f"expected {self._operand} after “{last.text}”", last.start, last.end)

    def _name(self) -> Expression:
        """A code's name as it is, words in a row being one name, or in quotes."""
        first = self._tokens[self._at]
        names = []
        while (token := self._next()) and token.kind == "word":
            names.append(token.text)
            self._at += 1
        if not names:
            self._at += 1
        return HasCode(_code(" ".join(names) or first.text, first))

    def _words(self) -> Expression:
        """Words in a row, ``OR`` in capitals between them included."""
        run: list[Token] = []
        while (token := self._next()) and (token.kind in _RUN or self._is_or_of_words(token, run)):
            _check_field(token)
            run.append(token)
            self._at += 1
        groups, without = _terms(run)
        parts: list[Expression] = [HasWords(groups)] if groups else []
        parts += [Not(HasWords(((term,),))) for term in without]
        if not parts:
            spot = run[-1]
            raise NothingToFindError("expected letters or numbers to look for", spot.start, spot.end)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _is_or_of_words(self, token: Token, run: list[Token]) -> bool:
        after = self._next(1)
        return bool(token.text == "OR" and run and after is not None and after.kind in _RUN)


def _terms(run: Sequence[Token]) -> tuple[tuple[tuple[Term, ...], ...], list[Term]]:
    """The terms to find, those joined by ``OR`` in one group, and the terms with a minus."""
    groups: list[tuple[Term, ...]] = []
    without: list[Term] = []
    joins_last = False
    for token in run:
        if token.kind == "or":
            joins_last = bool(groups)
            continue
        term = _term(token)
        if not re.search(r"\w", term.words):
            continue
        if token.text.startswith("-"):
            without.append(term)
        elif joins_last:
            groups[-1] = (*groups[-1], term)
        else:
            groups.append((term,))
        joins_last = False
    return tuple(groups), without


def _term(token: Token) -> Term:
    words = token.text.removeprefix("-")
    if token.kind == "phrase":
        return Term(words.rstrip("*").strip('"').rstrip("*"), is_beginning=words.endswith('"*'))
    return Term(words.rstrip("*"), is_beginning=words.endswith("*"))


def _apart(token: Token) -> int:
    number = token.text.partition(":")[2]
    if not number.isdecimal() or int(number) > FURTHEST:
        raise SearchSyntaxError(
            f"expected a number of paragraphs from 0 to {FURTHEST}, as in near:2", token.start, token.end
        )
    return int(number)


def _property(token: Token) -> HasProperty:
    field, _, value = token.text.partition(":")
    value = " ".join(value.strip().strip('"').split())
    if not value:
        raise SearchSyntaxError(f"expected a value, as in {_EXAMPLES[field.lower()]}", token.start, token.end)
    return HasProperty(field.lower(), value)


def _check_field(token: Token) -> None:
    """Refuse a word that looks like a field and is none; in quotes it is words."""
    found = _LIKE_A_FIELD.fullmatch(token.text) if token.kind == "word" else None
    if found:
        known = ("code", "near", *FIELDS)
        name = found["name"]
        near = nearest(name.lower(), known)
        hint = did_you_mean(name.lower(), known)
        raise SearchSyntaxError(
            f"there is no field “{name}:”{hint or '; fields are ' + ', '.join(known)}; "
            "put the words in quotes to look for them",
            token.start,
            token.end,
            instead=token.text.replace(f"{name}:", f"{near}:", 1) if near else None,
        )


def _code(name: str, token: Token) -> str:
    name = " ".join(name.strip().strip('"').split())
    if not name:
        raise SearchSyntaxError(
            'expected the name of a code, as in code:drift or code:"late labels"', token.start, token.end
        )
    return name
