"""What two people did that cannot both stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Side = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that both copies changed differently, or that one removed and the other changed.

    ``kind`` is what it is, ``name`` what it is called, ``field`` what of it differs. ``a`` and ``b`` are what
    the copies say, ``base`` what both had; None for what is not there. ``taken`` is what stands.
    """

    kind: str
    name: str
    document: str | None
    field: str
    base: str | None
    a: str | None
    b: str | None
    taken: str

    @property
    def key(self) -> str:
        """Name exactly this conflict, whichever side stands."""
        told = json.dumps([self.kind, self.name, self.document, self.field, self.base, self.a, self.b])
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def is_choice(self) -> bool:
        """Whether either side can stand; else both stay, and it is only told."""
        return self.taken.startswith((_THAT_OF, _REMOVED))


_THAT_OF, _REMOVED = "that of ", "removed, as in "


@dataclass(frozen=True)
class Preference:
    """Whose version stands: in a conflict what a person decided, by its key, else that of ``side``."""

    side: Side = "a"
    decided: Mapping[str, Side] = field(default_factory=dict)

    def settled(self, conflict: Conflict, holder: Side | None = None) -> tuple[Side, Conflict]:
        """Return whose version stands, and the conflict that says so.

        ``holder`` is who still has what the other one removed; None where both have it.
        """
        side = self.decided.get(conflict.key, self.side)
        how = _THAT_OF if holder in (None, side) else _REMOVED
        return side, replace(conflict, taken=f"{how}{side}")
