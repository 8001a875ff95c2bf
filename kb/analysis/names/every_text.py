"""Names in many texts: what is found in one is looked for in all, and parts of a name by themselves, too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.analysis.names.candidates import Found, NameFinder
from kb.analysis.names.known_words import known_words

_OF_PARTS = frozenset({"person", "name", "organisation"})
_SHORTEST = 3


def names_in_texts(
    finder: NameFinder, groups: Sequence[tuple[bool, Sequence[str]]]
) -> list[list[list[Found]]]:
    """Return what may be names in each text of each group; ``True`` says that a group is in German."""
    found = [[finder.names(text, german=german) for text in texts] for german, texts in groups]
    said = (
        (text[start:end], kind)
        for (_, texts), listed in zip(groups, found, strict=True)
        for text, some in zip(texts, listed, strict=True)
        for start, end, kind in some
    )
    parts = re.compile(
        "|".join(map(_alone, sorted(_parts(finder, dict(said)), key=len, reverse=True))) or r"(?!)"
    )
    return [
        [_with_parts(text, some, parts) for text, some in zip(texts, listed, strict=True)]
        for (_, texts), listed in zip(groups, found, strict=True)
    ]


def _parts(finder: NameFinder, names: dict[str, str]) -> set[str]:
    """The words that names consist of, but for those that are also written small."""
    parts = {
        part
        for name, kind in names.items()
        if kind in _OF_PARTS and len(name.split()) > 1
        for part in name.split()
        if part[0].isupper() and len(part) >= _SHORTEST and part not in known_words("no_names")
    }
    parts -= {part for part in parts if part.casefold() in known_words("legal_forms")}
    return {part for part in parts if not finder.counts.small[part.casefold()]}


def _alone(part: str) -> str:
    return rf"(?<!\w){re.escape(part)}(?!\w)"


def _with_parts(text: str, some: list[Found], parts: re.Pattern[str]) -> list[Found]:
    more = [
        (match.start(), match.end(), "person")
        for match in parts.finditer(text)
        if all(match.end() <= start or end <= match.start() for start, end, _ in some)
    ]
    return sorted([*some, *more])
