"""Which type the values of a variable have."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WHOLE = re.compile(r"[+-]?\d{1,15}\Z")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\Z")


def kind_of(values: Iterable[str]) -> str:
    """Return ``Integer`` or ``Float`` where all values are numbers, else ``Text``.

    >>> kind_of(["41", "", "7"])
    'Integer'
    >>> kind_of(["41", "about 50"])
    'Text'
    """
    said = [each.strip() for each in values if each.strip()]
    if said and all(_WHOLE.match(each) for each in said):
        return "Integer"
    return "Float" if said and all(_DECIMAL.match(each) for each in said) else "Text"
