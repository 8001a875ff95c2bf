"""What stands in the place of a name that was taken out, and what looks like a name.

Researchers take names out by hand, each in their own way: ``Company 1``, ``Country X``, ``Name of Paper``,
``[CITY]``, ``xxx``, a single initial, or ``your company``. English and French.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import IntEnum

_NOUN = (
    r"(?:compan(?:y|ies)|copmany|compagnie|entreprise|soci[ée]t[ée]|firm|organi[sz]ation|universit(?:y|[ée])"
    r"|school|[ée]cole|college|institute?|hospital|h[ôo]pital|bank|banque|client|customer|vendor|supplier"
    r"|city|ville|town|country|pays|continent|region|r[ée]gion|province|state|journal|language|langue"
    r"|product|produit|project|projet|team|[ée]quipe|department|d[ée]partement|person|personne|employee"
    r"|colleague|coll[èe]gue|name|nom|interviewer|interviewee|intervieweur|participant|speaker"
    r"|place|lieu|street|rue|tool|outil|software|logiciel|platform|plateforme|conference|address|adresse)"
)
_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
_STRONG = re.compile(
    rf"\b(?i:{_NOUN})\s?\#?(?:\d{{1,2}}|[A-Z])\b(?!['{_CURLY}]\w\w)"  # Company 1, Country X, compagnie 2
    rf"|\b(?:Name|Nom|Title|Titre) (?:of|de|du) (?:\w+)"  # Name of Paper
    rf"|[\[<{{(]\s?(?i:(?:{_NOUN}|redacted|anonymi[sz]ed|removed|masked|confidential|caviard[ée])[^\]>}})\n]{{0,20}}"
    rf"|[A-Z_]*(?:NAME|COMPANY|REDACTED)[A-Z_]*)\s?[\]>}})]"  # [company], <REDACTED>
    r"|\b[Xx]{3,}\b|_{3,}|\*{3,}|█+"  # crossed out
)
_WEAK = re.compile(
    rf"\b(?i:your|my|our|their|his|her|the|this|that|votre|notre|mon|ma|leur|cette|la|le|l['{_CURLY}])\s?(?i:{_NOUN})\b"
)
_GENERIC = re.compile(rf"(?i:{_NOUN})")
_INITIAL = re.compile(r"[B-HJ-Z]\.?")
_FILLER = re.compile(
    rf"{_STRONG.pattern}|\b(?i:{_NOUN}s?|an?|the|of|de|du|la|le|les|in|at|name|one|two|three|four|won|un|deux|trois)\b"
    rf"|\d+(?:['{_CURLY}]s)?|['{_CURLY}]s\b"
)
_WORDS = re.compile(r"[^\W_]+")
_SPELLED = re.compile(r"[a-z](?: [a-z])+|[A-Z](?: [A-Z])+")
_MOST_WORDS = 6


class Cover(IntEnum):
    """How well words hide a name; a weak placeholder hides one only where a name stands in its place."""

    BARE = 0
    INITIAL = 1
    WEAK = 2
    STRONG = 3


def cover(words: str) -> Cover:
    """Return how well ``words``, all of them, hide a name."""
    words = words.strip(" \t\n.,;:?!…")
    if _STRONG.fullmatch(words):
        return Cover.STRONG
    if _WEAK.fullmatch(words) or (words[:1].isupper() and _GENERIC.fullmatch(words)):
        return Cover.WEAK
    return Cover.INITIAL if _INITIAL.fullmatch(words) else Cover.BARE


def placeholders(text: str) -> list[tuple[int, int]]:
    """Return where the placeholders that cannot be anything else stand in ``text``."""
    return [match.span() for match in _STRONG.finditer(text)]


def may_be_name(words: str) -> bool:
    """Say whether ``words`` are few enough to be the name behind a placeholder, and more than one themselves.

    "company one" is a slip of "Company 1", "McGill University" is a name.
    """
    return 0 < len(_WORDS.findall(words)) <= _MOST_WORDS and bool(_WORDS.findall(_FILLER.sub(" ", words)))


def is_name(words: str, ordinary: Collection[str]) -> bool:
    """Say whether ``words`` look like a name by themselves.

    They do when one of them is capitalised and the text never writes it in lower case (``ordinary`` holds
    the words it does write so), or when they are letters spelled one by one ("d d c").
    """
    if not may_be_name(words):
        return False
    if _SPELLED.fullmatch(words.strip()):
        return True
    return any(
        len(word) > 1 and word[0].isupper() and word.casefold() not in ordinary
        for word in _WORDS.findall(words)
    )


def ordinary_words(text: str) -> set[str]:
    """Return the words ``text`` writes in lower case somewhere."""
    return {match[0] for match in _WORDS.finditer(text) if text[match.start()].islower()}
