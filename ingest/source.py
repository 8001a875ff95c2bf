"""One file as a reader sees it: a name, its bytes and, when they are text, its characters.

Readers never open files; :mod:`ingest.files.reading` opens them and hands over a :class:`Source`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import Any

from ingest.decoding import decode, doubt, first_nul
from ingest.model import Problem

_HEAD, _TAIL = 20_000, 1_000


@dataclass(frozen=True)
class Source:
    """The bytes of one file, and the name it goes by."""

    path: PurePath
    data: bytes
    columns: tuple[tuple[str, str], ...] = ()
    """What a person said that columns of a table hold, see :class:`ingest.files.choices.Choices`."""
    is_chosen: bool = False
    """Whether a person chose the format."""
    seen: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a format found out while it looked, by the format's name, for when it reads."""

    @property
    def suffix(self) -> str:
        """The lower-case suffix, ``.pdf``; it helps, the content decides."""
        return self.path.suffix.lower()

    @property
    def text(self) -> str | None:
        """The characters (LF line ends, no BOM), or None when the bytes are not text.

        They are decoded each time they are asked for and kept nowhere: a reader asks once, and the text of a
        huge file is gone as soon as its lines are taken apart.
        """
        return decode(self.data)

    @property
    def is_text(self) -> bool:
        """Whether the bytes are text at all."""
        return self._ends is not None

    @property
    def head(self) -> str:
        """The first characters, enough to recognise a format without reading a huge file whole."""
        return self._ends[0] if self._ends else ""

    @property
    def tail(self) -> str:
        """The last characters, for what a program writes at the end of a file."""
        return self._ends[1] if self._ends else ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the characters, whatever format they are in."""
        found: list[Problem] = []
        if line := first_nul(self.data):
            message = "characters that are damaged (NUL) are shown as \N{REPLACEMENT CHARACTER}"
            found.append(Problem(self.path, f"line {line}", message, "warning"))
        if self.is_text and (unsure := doubt(self.data)):
            place, shown, other = unsure
            message = (
                f"the file does not say its encoding: {shown!r} may be {other!r}; save it as UTF-8 if it is"
            )
            found.append(Problem(self.path, f"line {place}", message, "warning"))
        return tuple(found)

    @cached_property
    def _ends(self) -> tuple[str, str] | None:
        text = self.text
        return None if text is None else (text[:_HEAD], text[-_TAIL:])
