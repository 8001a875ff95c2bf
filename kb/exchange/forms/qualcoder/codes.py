"""QualCoder's categories and codes as one tree: a category is a folder of codes.

``code_cat`` has the categories (``supercatid`` is the one above), ``code_name`` the codes (``catid``; from
2026 on also ``supercid``, the code above).
"""

from __future__ import annotations

from kb.exchange.forms.parts.database import Database, Row, number, words
from kb.exchange.forms.parts.draft import Draft
from kb.exchange.forms.parts.tree import Branch, tree
from kb.exchange.model import Code


def codes_of(base: Database, draft: Draft) -> tuple[list[Code], dict[int, str]]:
    """Return the tree, parents first, and the GUIDs of the codes by their numbers."""
    folders = {number(row, "catid"): row for row in base.rows("code_cat")}
    codes = {number(row, "cid"): row for row in base.rows("code_name")}
    branches: dict[tuple[str, int], Branch] = {}
    guids: dict[int, str] = {}
    for kind, rows in (("category", folders), ("code", codes)):
        for at, row in rows.items():
            if at is None:
                continue
            name = words(row, "name")
            guid = draft.guid(kind, name)
            branches[kind, at] = Branch(guid, _above(kind, row), _code(kind, row, guid, name))
            if kind == "code":
                guids[at] = guid
    return tree(branches, draft), guids


def _above(kind: str, row: Row) -> tuple[str, int] | None:
    """What a category or a code hangs on."""
    if kind == "category":
        above = number(row, "supercatid")
        return ("category", above) if above is not None else None
    code, category = number(row, "supercid"), number(row, "catid")
    if code is not None:
        return "code", code
    return ("category", category) if category is not None else None


def _code(kind: str, row: Row, guid: str, name: str) -> Code:
    return Code(
        guid,
        name,
        codable=kind == "code",
        colour=colour(words(row, "color")),
        description=words(row, "memo") or None,
    )


def colour(written: str) -> str | None:
    """Return a colour as ``#rrggbb``; None for what is none."""
    digits = written.strip().removeprefix("#")
    is_colour = len(digits) == 6 and all(each in "0123456789abcdefABCDEF" for each in digits)  # noqa: PLR2004
    return f"#{digits.lower()}" if is_colour else None
