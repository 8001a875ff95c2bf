"""The order of the values of an attribute, as people sort them."""

from __future__ import annotations

from ingest.files.names import natural

UNKNOWN = "(not known)"
"""Where nothing is known: of the case, or of who speaks."""


def value_key(value: str) -> tuple[bool, object]:
    """Return a key by which values sort as people do: 9 before 10, and what is not known last."""
    return (value == UNKNOWN, natural(value))
