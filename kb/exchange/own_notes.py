"""Notes in which this program keeps what the standard has no place for, so that it comes back.

The taxonomy is a note with the text of ``taxonomy.yaml``. What a coding knows is a line in another::

    7f0c…: extent=paragraph origin=accepted
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.exchange.guids import is_guid, same
from kb.exchange.model import Set

TAXONOMY = "Taxonomy of issues, fixes and stages (taxonomy.yaml)"
DETAILS = "Details of codings"
MODERATES = "kb:moderator"
"""The id of a user that is somebody's work as the moderator."""
MODERATOR = " (moderator)"
_OWN_SET = "Made from the taxonomy."
_KNOWN = {
    "extent": {"exact", "shared", "paragraph", "spill"},
    "origin": {"imported", "manual", "accepted"},
}


def own_description(text: str) -> str:
    """Return the description of a set that the taxonomy makes."""
    return f"{text}\n\n{_OWN_SET}".strip()


def is_own_set(each: Set) -> bool:
    """Whether a set was made from the taxonomy."""
    return (each.description or "").endswith(_OWN_SET)


def details_text(details: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """Return the note of what codings know."""
    lines = (
        f"{guid}: {' '.join(f'{name}={said[name]}' for name in sorted(said))}"
        for guid, said in details
        if said
    )
    return "\n".join(sorted(lines))


def read_details(text: str) -> dict[str, dict[str, str]]:
    """Return what codings know, by their GUIDs; what is not understood is left out."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        guid, _, said = line.partition(":")
        if not is_guid(guid):
            continue
        pairs = (each.partition("=") for each in said.split())
        found[same(guid)] = {name: value for name, _, value in pairs if value in _KNOWN.get(name, ())}
    return found
