"""What "together" means: every number of the network is counted under one definition, and carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from kb.errors import KbError

Unit = Literal["overlap", "same", "paragraph", "window", "document"]
Level = Literal["code", "issue", "issue-fix", "issue-stage", "aspect"]

UNITS: tuple[Unit, ...] = get_args(Unit)
LEVELS: tuple[Level, ...] = get_args(Level)

_TOGETHER: dict[Unit, str] = {
    "overlap": "pair{s} of codings that share at least one character",
    "same": "pair{s} of codings of exactly the same words",
    "paragraph": "paragraph{s} with both",
    "window": "window{s} of {window} with both",
    "document": "document{s} with both",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """When two things count as together.

    ``overlap`` and ``same`` count pairs of codings; ``paragraph``, ``window`` (any run of ``window``
    paragraphs, sliding by one) and ``document`` count places. One coder is compared with themselves only,
    each coding pass apart, unless ``across_coders``. With ``touching``, codings that only touch
    overlap too: the boundary rule of some programs.

    Raises:
        KbError: a unit that there is not, a window without paragraphs, touching anything but words.
    """

    unit: Unit = "paragraph"
    window: int = 3
    across_coders: bool = False
    touching: bool = False

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise KbError(f"no unit {self.unit!r}; count by {', '.join(UNITS)}")
        if self.window < 1:
            raise KbError("a window needs at least one paragraph")
        if self.touching and self.unit != "overlap":
            raise KbError("touching codings can be counted with the unit overlap only")

    @property
    def of_words(self) -> bool:
        """Whether pairs of codings are counted, not places."""
        return self.unit in {"overlap", "same"}

    @property
    def counts(self) -> str:
        """What a count is: ``paragraphs with both``."""
        return self._counts(2)

    @property
    def sentence(self) -> str:
        """The definition for a caption: what is counted, and between whom."""
        return f"{self.counts}, {self._whose}"

    def describe(self, count: int) -> str:
        """Return a count with what it is of: ``1 paragraph with both, same coder``."""
        return f"{count:,} {self._counts(count)}, {self._whose}"

    def _counts(self, number: int) -> str:
        window = f"{self.window} paragraph{'' if self.window == 1 else 's'}"
        counts = _TOGETHER[self.unit].format(s="" if number == 1 else "s", window=window)
        return counts + (" or touch" if self.touching else "")

    @property
    def _whose(self) -> str:
        return "across coders" if self.across_coders else "same coder"
