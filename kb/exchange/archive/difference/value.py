"""One thing that differs, as a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["added", "removed", "changed", "moved", "recoded", "renamed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one thing.

    ``kind`` is what it is (``coding``, ``memo``, ``text`` …), ``name`` what it is called; of a coding, the
    name is its code. ``before`` and ``after`` are its words or values, as far as there were any. ``coder`` is
    who coded.
    """

    kind: str
    change: Way
    name: str
    document: str | None = None
    coder: str | None = None
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        where = f" in {self.document}" if self.document and self.kind != "document" else ""
        by = f" by {self.coder}" if self.coder else ""
        words = " → ".join(f"“{each}”" for each in (self.before, self.after) if each)
        return f"{self.kind} {self.change}: {self.name}{where}{by}" + (f": {words}" if words else "")
