"""Numbers as files print them: of any length, since a file may hold any."""

from __future__ import annotations

_MOST = 15
"""Digits that a number of a transcript can have: thousandths of a second of thirty thousand years."""


def number_of(digits: str) -> int:
    """Return what digits say; one with more of them than any transcript needs is the largest there is.

    Python itself refuses to read thousands of digits, and none of them fits into a database or a clock.
    """
    return int(digits) if len(digits) <= _MOST else min(int(digits.lstrip("0")[: _MOST + 1] or 0), 10**_MOST)
