"""What the styles of an OpenDocument text say about its letters and headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ingest.digits import number_of
from ingest.formats.parts.opendocument.names import FO, STYLE

_DEEPEST_STYLE = 20


class Styles:
    """What the styles of a document say about letters: bold or not, and which paragraphs are headings."""

    def __init__(self, styles: Iterable[Any]) -> None:
        self._parent: dict[tuple[str, str], str] = {}
        self._bold: dict[tuple[str, str], bool] = {}
        self._level: dict[str, int] = {}
        for style in styles:
            key = (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
            self._parent[key] = style.get(f"{STYLE}parent-style-name", "")
            letters = style.find(f"{STYLE}text-properties")
            weight = letters.get(f"{FO}font-weight") if letters is not None else None
            if weight is not None:
                self._bold[key] = weight in {"bold", "bolder", "600", "700", "800", "900"}
            level = style.get(f"{STYLE}default-outline-level", "")
            if key[0] == "paragraph" and level.isdecimal():
                self._level[key[1]] = number_of(level)

    def bold(self, family: str, name: str | None) -> bool | None:
        """Return whether a style prints in bold, or None where it does not say."""
        for each in self._line(family, name):
            if (family, each) in self._bold:
                return self._bold[family, each]
        return None

    def heading(self, name: str | None) -> int:
        """Return the level of a paragraph whose style makes it a heading, or 0."""
        for each in self._line("paragraph", name):
            if each in self._level:
                return self._level[each]
            if each in {"Title", "Subtitle"}:
                return 1 if each == "Title" else 2
        return 0

    def _line(self, family: str, name: str | None) -> Iterator[str]:
        for _ in range(_DEEPEST_STYLE):
            if not name:
                return
            yield name
            name = self._parent.get((family, name))
