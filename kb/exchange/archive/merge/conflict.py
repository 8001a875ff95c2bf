"""What two people did that cannot both stand."""

from __future__ import annotations

from dataclasses import dataclass
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
