"""Numbers of things, in words: ``1 coding``, ``2 codings``."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an s where there is not exactly one.

    >>> counted(1, "interview"), counted(11, "coding")
    ('1 interview', '11 codings')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
