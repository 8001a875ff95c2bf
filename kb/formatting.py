"""Numbers as they are printed for people: counts with their noun, coefficients, intervals, p values."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>|#~&])")


def escaped_markdown(text: str) -> str:
    """Return text on one line of Markdown in which nothing is markup."""
    return " ".join(_MARKUP.sub(r"\\\1", text).split())


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which is a plural where there is not exactly one.

    >>> counted(1, "interview"), counted(11, "coding"), counted(2, "family"), counted(0, "fix")
    ('1 interview', '11 codings', '2 families', '0 fixes')
    >>> counted(2, "saved search"), counted(2, "survey")
    ('2 saved searches', '2 surveys')
    """
    if number == 1:
        return f"{number} {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def two(value: float | None) -> str:
    """Return a coefficient with two decimals; what rounds to nothing has no sign, undefined is a dash.

    >>> two(-0.004), two(-0.31), two(1)
    ('0.00', '\u22120.31', '1.00')
    """
    if value is None:
        return "–"  # noqa: RUF001  the dash of an empty cell
    shown = f"{value:.2f}"
    return shown.removeprefix("-") if float(shown) == 0 else shown.replace("-", "\u2212")


def interval(low: float | None, high: float | None) -> str:
    """Return an interval, or nothing where there is none."""
    return "" if low is None or high is None else f"{two(low)} to {two(high)}"


def chance(value: float | None) -> str:
    """Return a p value as journals print it."""
    if value is None:
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004  the usual bound
