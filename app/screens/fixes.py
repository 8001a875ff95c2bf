"""Fixes: what people do about it, against which issues, and how many speak of it."""

from __future__ import annotations

from app import evidence_list, fixlist

COLUMNS = {
    "title": "Fix",
    "against": "Against",
    "interviews": "Interviews",
    "codings": "Codings",
    "coders": "Coders",
}

evidence_list.show(
    evidence_list.Kind(
        "fixes", "a fix", "What people do about it, and against what.", COLUMNS, fixlist.listed_fixes
    )
)
