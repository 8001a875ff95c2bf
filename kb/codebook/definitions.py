"""The two parts of a code's definition: when to use the code, and other words for what it means."""

from __future__ import annotations

import re

_ALSO = re.compile(r"(?:^|(?<=[.;!?])\s+)Also:\s*(?P<words>.+?)\.?\s*$", re.DOTALL)


def parts(definition: str) -> tuple[str, tuple[str, ...]]:
    """Return when to use a code, and the words of the last sentence, if that begins "Also:".

    >>> parts("Use when a value is empty. Also: null, left blank.")
    ('Use when a value is empty.', ('null', 'left blank'))
    >>> parts("Use when a value is empty.")
    ('Use when a value is empty.', ())
    """
    found = _ALSO.search(definition)
    if found is None:
        return definition, ()
    words = tuple(filter(None, (each.strip() for each in found["words"].split(","))))
    return definition[: found.start()], words
