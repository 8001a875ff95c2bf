"""Front matter: the facts in YAML between two lines of dashes at the top of a Markdown or text file."""

from __future__ import annotations

import re

_FRONT = re.compile(
    r"\s*---[ \t]*\n(?P<fields>(?:[\w -]+:[^\n]*\n|[ \t][^\n]*\n|-[^\n]*\n|#[^\n]*\n|\n)+?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_FIELD = re.compile(r"^(?P<name>[\w][\w -]*?)[ \t]*:[ \t]*(?P<value>\S[^\n]*)$", re.MULTILINE)


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the facts of a text's front matter by name, and where the text begins behind it.

    Lists stay as they are printed, without their brackets; nested fields are left out.
    """
    match = _FRONT.match(text)
    if match is None:
        return {}, 0
    facts = {
        field["name"]: field["value"].strip().strip("\"'[]") for field in _FIELD.finditer(match["fields"])
    }
    return facts, match.end()
