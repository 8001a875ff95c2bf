"""One file as a reader sees it: a name, its bytes and, when they are text, its characters.

Readers never open files; :mod:`ingest.reading` opens them and hands over a :class:`Source`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from ingest.decoding import decode


@dataclass(frozen=True)
class Source:
    """The bytes of one file, and the name it goes by."""

    path: PurePath
    data: bytes

    @property
    def suffix(self) -> str:
        """The lower-case suffix, ``.pdf``; it helps, the content decides."""
        return self.path.suffix.lower()

    @cached_property
    def text(self) -> str | None:
        """The characters (LF line ends, no BOM), or None when the bytes are not text."""
        return decode(self.data)

    @cached_property
    def head(self) -> str:
        """The first characters, enough to recognise a format without reading a huge file whole."""
        return "" if self.text is None else self.text[:20_000]
