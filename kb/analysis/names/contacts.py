"""E-mail addresses, links, handles and telephone numbers in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
_LINK = (
    r"(?:https?://|ftp://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]'’]"
    r"|(?<![\w.@/])(?:[a-z0-9-]+\.)+(?:com|org|net|de|eu|io|ai|uk|nl|fr|ch|at|edu|gov)(?:/[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]'’])?(?![\w.-])"
)
_HANDLE = r"(?<![\w@./])@[A-Za-z_][\w.]{1,38}\w"
_PHONE = r"(?<![\w.,/:-])(?:\+|00)?\(?\d[\d ()/.–-]{5,}\d(?![\w])"
_FINDS = re.compile(f"(?P<email>{_EMAIL})|(?P<link>{_LINK})|(?P<handle>{_HANDLE})|(?P<phone>{_PHONE})")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}\s*[–-]\s*\d{4}|[\d.]+ ?[–-] ?[\d.]+"
)
_LEAST, _MOST = 7, 15
"""Digits of a telephone number."""


def contacts(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield from where to where each stands, and which it is: email, link, handle or phone."""
    for match in _FINDS.finditer(text):
        kind = str(match.lastgroup)
        if kind != "phone" or _is_phone(match[0]):
            yield match.start(), match.end(), kind


def _is_phone(text: str) -> bool:
    digits = sum(each.isdigit() for each in text)
    is_number = text.isdigit() and not text.startswith("0")
    is_grouped = "." in text and all(len(each) == 3 for each in text.split(".")[1:])  # noqa: PLR2004  1.000.000
    return _LEAST <= digits <= _MOST and not (is_number or is_grouped or _DATE.fullmatch(text))
