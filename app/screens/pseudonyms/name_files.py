"""Where the list of names and the key lie, and the list under review: each decision is stored at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from app import data
from kb.store.pseudonyms.files.key_file import refuse_beside
from kb.store.pseudonyms.files.name_list import (
    Decision,
    ListedName,
    merged,
    parse_list,
    read_list,
    write_list,
    written,
)

COLUMNS = ("replace", "name", "kind", "pseudonym", "places", "example")
_HELD = "names-held"
_DECISIONS: dict[str, Decision] = {"yes": "yes", "no": "no"}


@dataclass
class Review:
    """The list on the page; ``base`` are the rows that its editor began with; ``turn`` is that editor."""

    names: list[ListedName]
    base: list[ListedName]
    turn: int = 0


@dataclass(frozen=True)
class NameFiles:
    """The list and the key in a folder of the person's."""

    folder: Path

    @property
    def names(self) -> Path:
        """The file of the list."""
        return self.folder / f"{_called()}-names.csv"

    @property
    def key(self) -> Path:
        """The file of the key."""
        return self.folder / f"{_called()}-key.json"

    def review(self) -> Review | None:
        """Return the list as it is in its file; None where there is none yet.

        Raises:
            KbError: the file cannot be read.
        """
        held: Review | None = st.session_state.get(_HELD)
        if not self.names.exists():
            return None
        now = read_list(self.names)
        if held is None or held.names != now:  # opened, or edited in a spreadsheet meanwhile
            held = Review(now, now, (held.turn if held else 0) + 1)
            st.session_state[_HELD] = held
        return held

    def store(self, names: Sequence[ListedName], *, anew: bool = False) -> None:
        """Write the list; ``anew`` lets the editor begin again with it.

        Raises:
            KbError: it cannot be written there.
        """
        refuse_beside(data.path(), self.names, "the list of names")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_list(self.names, names)
        held: Review | None = st.session_state.get(_HELD)
        stored = read_list(self.names)
        turn = held.turn if held else 0
        base = held.base if held and not anew else stored
        st.session_state[_HELD] = Review(stored, base, turn + anew)

    def add(self, found: Sequence[Any]) -> int:
        """Add what was found to the list, and return how many names are new in it.

        Raises:
            KbError: the list cannot be read or written.
        """
        held = read_list(self.names) if self.names.exists() else []
        listed = [
            ListedName(each.name, each.kind, each.pseudonym, "", each.places, each.example) for each in found
        ]
        names = merged(held, listed)
        self.store(names, anew=True)
        return len(names) - len(held)


def table(names: Sequence[ListedName]) -> list[dict[str, Any]]:
    """Return the rows as the editor shows them."""
    return [
        {
            "replace": each.decision,
            "name": each.name,
            "kind": each.kind,
            "pseudonym": each.pseudonym,
            "places": each.places,
            "example": each.example,
        }
        for each in names
    ]


def edited(rows: Sequence[dict[str, Any]]) -> list[ListedName]:
    """Return the rows of the editor as names; a row without a name is none.

    Raises:
        KbError: a name is in it twice, or a decision is neither yes nor no.
    """
    names = []
    for row in rows:
        said = {name: str(value) for name in COLUMNS if (value := row.get(name)) is not None}
        said = {name: "" if said.get(name) in (None, "nan", "None") else said[name] for name in COLUMNS}
        if said["name"].strip():
            decision: Decision = (
                "yes" if said["replace"] == "yes" else "no" if said["replace"] == "no" else ""
            )
            places = int(float(said["places"] or 0))
            name, pseudonym = (" ".join(said[each].split()) for each in ("name", "pseudonym"))
            names.append(ListedName(name, said["kind"], pseudonym, decision, places, said["example"]))
    return parse_list(written(names), "the list")  # says what is in it twice


def decided(names: Sequence[ListedName], kind: str | None, decision: Decision) -> list[ListedName]:
    """Return the list with one decision for all names of a kind that have none yet; None is every kind."""
    return [
        replace(each, decision=decision) if not each.decision and kind in (None, each.kind) else each
        for each in names
    ]


def _called() -> str:
    return re.sub(r"[^\w-]+", "-", data.name()).strip("-").casefold() or "catalog"
