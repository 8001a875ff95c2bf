"""Where each page is: an address that stays, and that every system can have as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from kb.report.anchors import slug

_LONGEST = 80
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


def addresses(names: Iterable[str]) -> dict[str, str]:
    """Return the file of each name, without its ending: lower case, never two alike.

    >>> addresses(["MM-drift", "Data issues"])
    {'MM-drift': 'mm-drift', 'Data issues': 'data-issues-21ed50'}
    """
    made = {name: slug(name).lower() for name in names}
    used = Counter(made.values())
    return {
        name: f"{each[:_LONGEST].strip('-')}-{sha256(name.encode()).hexdigest()[:8]}".lstrip("-")
        if used[each] > 1 or len(each) > _LONGEST or each in _RESERVED
        else each
        for name, each in made.items()
    }
