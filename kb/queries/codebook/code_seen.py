"""What somebody saw of a code in the codebook: its name and all that the codebook says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.queries.codebook.code_page import CodePage

Part = Literal["place", "meaning", "colour"]


@dataclass(frozen=True, slots=True)
class CodeSeen:
    """A code: ``place`` is its kind, stage, aspect, umbrella and what it carries.

    ``meaning`` are its definition and its cues.
    """

    name: str
    place: tuple[object, ...]
    meaning: tuple[str, tuple[str, ...]]
    colour: int

    def told(self, parts: tuple[Part, ...]) -> str:
        """Return some parts in words, as a person reads them."""
        kind, stage, aspect, parent, carried = self.place
        place = " · ".join(str(each) for each in (kind, stage, aspect, parent and f"under {parent}") if each)
        evidence = ", ".join(map(str, carried)) if isinstance(carried, tuple) else ""
        carries = f", evidence for {evidence}" if evidence else ""
        definition, cues = self.meaning
        said = {
            "place": place + carries,
            "meaning": f"{definition or 'no definition'}" + (f" (cues: {', '.join(cues)})" if cues else ""),
            "colour": f"colour {self.colour}",
        }
        return "; ".join((self.name, *(said[each] for each in parts)))


def seen_of(page: CodePage) -> CodeSeen:
    """Return what somebody saw who looked at the page of a code."""
    return CodeSeen(
        page.code,
        (
            page.kind,
            page.stage[0] if page.stage else None,
            page.aspect[0] if page.aspect else None,
            page.parent,
            tuple(sorted(each.key for each in (*page.issues, *page.fixes))),
        ),
        (page.definition, page.cues),
        page.colour,
    )
