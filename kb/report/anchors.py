"""Where links of the report lead: an anchor for a name."""

from __future__ import annotations

from hashlib import sha256


def slug(name: str) -> str:
    """Return an anchor for a name: letters, digits and hyphens, and never two names alike.

    A name that has other signs, or letters beyond ASCII, ends in a part of its checksum: without it "a b" and
    "a-b", or any two words in Chinese, would be one.

    >>> slug("missing-values")
    'missing-values'
    >>> slug("Data issues")
    'Data-issues-21ed50'
    """
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    return plain if plain == name else f"{plain}-{sha256(name.encode()).hexdigest()[:6]}"
