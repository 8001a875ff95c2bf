"""Where links of the report lead: an anchor for a name."""

from __future__ import annotations


def slug(name: str) -> str:
    """Return an anchor for a name: letters and digits, the rest as hyphens, and never two names alike.

    >>> slug("Model-deployment-issues [MD]")
    'Model-deployment-issues--MD-'
    """
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
