"""The filters that every question shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PassRole = Literal["coder", "moderator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a person asks for; filters that are given must all hold.

    ``code`` is a code or several codes of one paragraph combined, ``text`` a search in the coded paragraphs
    (both: :mod:`kb.queries.syntax`). ``issue``, ``stage`` and ``aspect`` must hold of one and the same issue
    that the code carries. ``attribute`` is one thing known of the case behind a document: ``sector: energy``.
    ``spill`` also takes codings that only spill into a paragraph.
    """

    code: str | None = None
    issue: str | None = None
    fix: str | None = None
    stage: str | None = None
    aspect: str | None = None
    document: str | None = None
    coder: str | None = None
    pass_role: PassRole | None = None
    speaker_role: str | None = None
    text: str | None = None
    attribute: str | None = None
    spill: bool = False
