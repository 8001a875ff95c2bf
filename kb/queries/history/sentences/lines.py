"""One change as a sentence, with the place that it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

LineKind = Literal[
    "coded", "removed", "recoded", "resized", "decided", "codebook", "memo", "imported", "other"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was done, without the person: ``coded “the schema changed” as Drift``.

    ``paragraph`` counts from 0. ``is_there`` says whether the document is still in the catalog; ``coding`` is
    the coding's id where it is. ``about`` are the ids of the codes that the line is about. ``kind`` is what
    was done in a word, so that lines can be counted, and ``count`` how many
    codings it tells of.
    """

    text: str
    kind: LineKind = "other"
    document: str | None = None
    is_there: bool = True
    paragraph: int | None = None
    coding: int | None = None
    code: str | None = None
    reason: str | None = None
    about: tuple[int, ...] = ()
    count: int = 1

    @property
    def place(self) -> str:
        """Where it was done: ``Interview 3 ¶ 14``, nothing where it is about no document."""
        if self.document is None:
            return ""
        return self.document if self.paragraph is None else f"{self.document} ¶ {self.paragraph + 1}"

    @property
    def placed(self) -> str:
        """The line with its document, its paragraph and its reason: ``Interview 3 ¶ 14: kept …``."""
        return f"{self.place}: {self.told}" if self.place else self.told

    @property
    def sentence(self) -> str:
        """The line with its paragraph and its reason: ``¶ 14: kept …; reason: …``."""
        where = "" if self.paragraph is None else f"¶ {self.paragraph + 1}: "
        return f"{where}{self.told}"

    @property
    def told(self) -> str:
        """The line with its reason."""
        return f"{self.text}; reason: {self.reason}" if self.reason else self.text

    def led_by(self, words: str) -> Line:
        """Return the line with some words before it: ``undid: …``."""
        return replace(self, text=f"{words}{self.text}")


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row of the audit trail as it is told: an undo is told as what it took back."""

    id: int
    noun: str
    row: int | None
    document: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def facts(self) -> dict[str, Any]:
        """What the row was, or was last."""
        return self.after or self.before or {}

    @property
    def sort(self) -> str:
        """``made``, ``deleted`` or ``changed``."""
        return "made" if self.before is None else "deleted" if self.after is None else "changed"

    def changed(self, *columns: str) -> bool:
        """Say whether one of these columns has another value now."""
        before, after = self.before or {}, self.after or {}
        return any(before.get(name) != after.get(name) for name in columns)

    def swapped(self) -> TrailRow:
        """Return the row that takes this one back."""
        return replace(self, before=self.after, after=self.before)
