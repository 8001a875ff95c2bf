"""Who highlighted in Taguette: highlights name nobody, but the commands that made them do."""

from __future__ import annotations

import json

from kb.exchange.forms.parts.database import Database, number, words
from kb.exchange.forms.parts.draft import Draft

Made = tuple[str, str]
"""Who, and when."""


class Authors:
    """Who first gave a tag to a highlight, as the commands of a project tell."""

    def __init__(self, base: Database, project: int | None, draft: Draft) -> None:
        self._made: dict[tuple[int, int], Made] = {}
        members = []
        for row in base.rows("project_members"):
            if number(row, "project_id") == project:
                members.append(words(row, "user_login"))
                draft.user(members[-1])
        self._only = members[0] if len(members) == 1 else ""
        for row in base.rows("commands"):
            if number(row, "project_id") == project:
                self._note(words(row, "payload"), words(row, "user_login"), words(row, "date"))

    def _note(self, payload: str, who: str, when: str) -> None:
        try:
            said = json.loads(payload)
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict) or said.get("type") != "highlight_add":
            return
        highlight, tags = said.get("highlight_id", said.get("id")), said.get("tags")
        if isinstance(highlight, int) and isinstance(tags, list):
            for tag in tags:
                if isinstance(tag, int):
                    self._made.setdefault((highlight, tag), (who, when))

    def of(self, highlight: int | None, tag: int | None) -> Made:
        """Return who gave a tag to a highlight; where nothing tells, the only member of the project."""
        return self._made.get((highlight or 0, tag or 0), (self._only, ""))
