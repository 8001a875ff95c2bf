"""In which units a file counts its text: the dialect that explains its selections.

The standard says code points. In practice some count UTF-16 units or bytes, a CR LF as one or as two, the
byte order mark or not, and name the last character or the one behind it. Nothing in a file says which. So
every dialect that would give other words is tried, and judged by the words: quotes that the file itself
names, and whether a span cuts words in two. All texts of a project vote together. Another dialect than the
usual one is taken only with a clear margin; a text that contradicts the others is read on its own, and both
is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import sqrt

from kb.exchange.positions import USUAL, Dialect, Positions
from kb.exchange.text_form import TextForm

_MOST = 400
"""Selections of one text that are looked at; more would not make it surer."""
_LEAST = 6
"""Signs without which nothing speaks against the usual dialect."""
_MARGIN = 0.1
_SURE = 4.5
"""Standard errors that a margin must have: spans that lie anywhere are no sign."""
_ALONE = 1.5
"""How much clearer it must be for one text among many: of hundreds, one stands out by chance."""
_TRUNCATED = 30
"""Characters from which on a name may be the beginning of a longer quote."""
_POOR = 0.9


_BY_ORIGIN = (
    ("nvivo for windows", Dialect("UTF-16", 2)),
    ("nvivo", Dialect("UTF-16", 2)),
    ("qualcoder, written by interview kb", Dialect("UTF-16")),  # as its editor counts
)


@dataclass(frozen=True, slots=True)
class Span:
    """A selection as the file has it: two numbers, and its name, which is often the quote."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text's positions were read: ``score`` is the share of the signs that speak for it.

    ``signs`` is how many there were; ``named`` how many selections name their words, ``right`` of how many
    these are the words. ``doubt`` says why a person should look.
    """

    dialect: Dialect = USUAL
    score: float = 1.0
    signs: int = 0
    named: int = 0
    right: int = 0
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text whose positions are to be read."""

    text: str
    form: TextForm | None
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for a dialect in a text, and how much was looked at."""

    good: float = 0.0
    all: float = 0.0
    named: int = 0
    right: int = 0
    outside: int = 0

    @property
    def share(self) -> float:
        return self.good / self.all if self.all else 1.0

    def __add__(self, other: _Signs) -> _Signs:
        return _Signs(
            self.good + other.good,
            self.all + other.all,
            self.named + other.named,
            self.right + other.right,
            self.outside + other.outside,
        )


def read_positions(texts: Sequence[Text], origin: str | None = None) -> list[Reading]:
    """Return, for each text of a project, the dialect that its positions are in, and how sure that is."""
    prior = prior_of(origin)
    meant = [_meant(each) for each in texts]
    judged = [_judged(each, set(same.values())) for each, same in zip(texts, meant, strict=True)]
    pooled = {
        dialect: sum((each[same[dialect]] for each, same in zip(judged, meant, strict=True)), _Signs())
        for dialect in _ALL
    }
    common = _chosen(pooled, prior)
    return [_of_text(each, common, same) for each, same in zip(judged, meant, strict=True)]


def prior_of(origin: str | None) -> Dialect:
    """Return the dialect that a program is known for; the usual one for programs that are not known."""
    named = (origin or "").casefold()
    return next((dialect for begins, dialect in _BY_ORIGIN if named.startswith(begins)), USUAL)


_ALL = tuple(
    Dialect(unit, crlf, inclusive, mark)
    for unit, crlf, inclusive, mark in product(
        ("code points", "UTF-16", "bytes"), (1, 2), (False, True), (False, True)
    )
)


def _meant(text: Text) -> dict[Dialect, Dialect]:
    """For every dialect the simplest one that means the same in this text."""
    plain = text.text.isascii()
    astral = not plain and max(text.text) > "\uffff"
    crlf, mark = (text.form.crlf, text.form.mark) if text.form is not None else (False, False)

    def simplest(dialect: Dialect) -> Dialect:
        same_unit = plain or (dialect.unit == "UTF-16" and not astral)
        return Dialect(
            "code points" if same_unit else dialect.unit,
            dialect.crlf if crlf else 1,
            dialect.inclusive,
            mark=dialect.mark and mark,
        )

    return {each: simplest(each) for each in _ALL}


def _judged(text: Text, distinct: Iterable[Dialect]) -> dict[Dialect, _Signs]:
    step = max(1, len(text.spans) // _MOST)
    spans = text.spans[::step]
    return {each: _signs(text, spans, each) for each in distinct}


def _signs(text: Text, spans: Iterable[Span], dialect: Dialect) -> _Signs:
    """Count what speaks for a dialect; a quote that the file names outweighs the ends of words."""
    positions = Positions(text.text, text.form, dialect)
    good = every = 0.0
    named = right = outside = 0
    for span in spans:
        start, end = positions.span(span.start, span.end)
        outside += span.end + dialect.inclusive > positions.size
        if (agrees := names_words(span.name, text.text[start:end])) is not None:
            named += 1
            right += agrees
        if start < end:
            good += _is_edge(text.text, start, opens=True) + _is_edge(text.text, end, opens=False)
            every += 2
    # Names that are never the words, as "line:7", are no sign; _chosen compares the shares.
    return _Signs(good + 10 * right - 2 * outside, every + 10 * named, named, right, outside)


def _is_edge(text: str, at: int, *, opens: bool) -> float:
    """Whether a span may begin or end here: not within a word, not with a blank at its beginning."""
    if 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        return 0.0
    inner = text[at] if opens and at < len(text) else text[at - 1] if not opens and at else ""
    if not inner.isspace():
        return 1.0
    return 0.5 if opens else 0.8


def names_words(name: str, words: str) -> bool | None:
    """Whether a selection's name is its words, or their beginning; None where it cannot be."""
    wanted = " ".join(name.split())
    cut = wanted.endswith(("…", "..."))
    wanted = wanted.rstrip("….").rstrip() if cut else wanted
    if len(wanted) < 2:  # noqa: PLR2004  a letter is in any words
        return None
    found = " ".join(words.split())
    if found == wanted:
        return True
    return (cut or len(wanted) >= _TRUNCATED) and found.startswith(wanted)


def _chosen(signs: dict[Dialect, _Signs], prior: Dialect) -> Dialect:
    """The dialect with the best share, if its margin over the usual one is clear."""
    signs = _without_useless_names(signs)
    usual = signs[prior]
    best = max(signs, key=lambda each: (round(signs[each].share, 6), each == prior, -_ALL.index(each)))
    return best if _is_clear(signs[best], usual) else prior


def _without_useless_names(signs: dict[Dialect, _Signs]) -> dict[Dialect, _Signs]:
    """Names count only if they are the words in some dialect."""
    if any(each.right * 5 >= each.named > 0 for each in signs.values()):
        return signs
    return {
        dialect: replace(
            each, good=each.good - 10 * each.right, all=each.all - 10 * each.named, named=0, right=0
        )
        for dialect, each in signs.items()
    }


def _is_clear(best: _Signs, usual: _Signs, times: float = 1.0) -> bool:
    if best.all < 2 * _LEAST and best.right - usual.right < 2:  # noqa: PLR2004  two quotes are no accident
        return False
    error = sqrt(max(usual.share * (1 - usual.share), 0.01) / max(best.all, 1))
    return best.share - usual.share > times * max(_MARGIN, _SURE * error)


def _of_text(signs: dict[Dialect, _Signs], common: Dialect, meant: dict[Dialect, Dialect]) -> Reading:
    signs = _without_useless_names(signs)
    expected = meant[common]
    own = max(signs, key=lambda each: (round(signs[each].share, 6), each == expected))
    dialect, doubt = common, None
    if own != expected and _is_clear(signs[own], signs[expected], _ALONE):
        dialect, doubt = own, f"its positions are counted in another way than the rest of the project ({own})"
    found = signs[meant[dialect]]
    if doubt is None and found.all >= 2 * _LEAST and found.share < _POOR:
        doubt = f"only {found.share:.0%} of the signs fit; check some quotes"
    if found.outside:
        doubt = doubt or f"{found.outside} selections end after the end of the text"
    return Reading(dialect, max(0.0, found.share), int(found.all), found.named, found.right, doubt)
