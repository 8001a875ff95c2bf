"""Taguette's tags as codes: ``Experience.Feelings`` hangs on ``Experience``, if there is such a tag."""

from __future__ import annotations

from collections.abc import Iterable

from kb.exchange.forms.parts.database import Row, number, words
from kb.exchange.forms.parts.draft import Draft
from kb.exchange.forms.parts.tree import Branch, Tags, tree
from kb.exchange.model import Code


def codes_of_tags(tags: Iterable[Row], draft: Draft) -> tuple[list[Code], dict[int, str]]:
    """Return the codes, parents first, and their GUIDs by the numbers of the tags."""
    rows = sorted(tags, key=lambda row: words(row, "path"))
    tags_there = Tags(words(row, "path") for row in rows)
    branches: dict[str, Branch] = {}
    guids: dict[int, str] = {}
    for row in rows:
        path = words(row, "path")
        guid = draft.guid("code", path)
        description = words(row, "description") or None
        branches[path] = Branch(guid, tags_there.above(path), Code(guid, path, description=description))
        guids[number(row, "id") or 0] = guid
    return tree(branches, draft), guids
