"""Names that are given once each, and names that a file can have on any system."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_NO_FILE = re.compile(r'[\\/:*?"<>|#^\[\]\x00-\x1f]+')
_LONGEST_FILE = 100


@dataclass
class Names:
    """Gives names; a second thing of one name gets a number behind it.

    ``longest`` is how many characters a name may have, ``folded`` says that capitals make no other name.
    """

    clean: Callable[[str], str] = lambda name: " ".join(name.split())
    longest: int | None = None
    folded: bool = False
    _taken: set[str] = field(default_factory=set)
    _last: dict[str, int] = field(default_factory=dict)

    def take(self, name: str) -> str:
        """Return the name, or the next one that nothing else has."""
        bare = self.clean(name) or "untitled"
        found, key = self._cut(bare, ""), self._key(bare)
        while self._key(found) in self._taken:
            self._last[key] = self._last.get(key, 1) + 1
            found = self._cut(bare, f" ({self._last[key]})")
        self._taken.add(self._key(found))
        return found

    def _cut(self, bare: str, number: str) -> str:
        whole = bare + number
        if self.longest is None or len(whole) <= self.longest:
            return whole
        return bare[: self.longest - len(number) - 1].rstrip() + "…" + number

    def _key(self, name: str) -> str:
        return name.casefold() if self.folded else name


def file_name(name: str) -> str:
    """Return a name as a file can have it on any system.

    >>> file_name('One/"two" #3')
    'One two 3'
    """
    bare = " ".join(_NO_FILE.sub(" ", name).split()).strip(". ")[:_LONGEST_FILE]
    return bare.encode(errors="ignore")[: 2 * _LONGEST_FILE].decode(errors="ignore").strip(". ")


def file_names() -> Names:
    """Return names for the files of one folder."""
    return Names(file_name, folded=True)
