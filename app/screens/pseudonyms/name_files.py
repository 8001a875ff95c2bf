"""Where the list of names and the key lie, and the list under review: each decision is stored at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

import streamlit as st

from app import data
from kb.errors import KbError
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


@dataclass
class Review:
    """The list on the page, as it was stored last in its file.

    ``base`` are the rows that its editor began with; ``turn`` is that editor.
    """

    file: Path
    names: list[ListedName]
    base: list[ListedName]
    turn: int = 0


@dataclass(frozen=True)
class NameFiles:
    """The list and the key in a folder of the person's."""

    folder: Path

    @classmethod
    def within(cls, folder: str) -> NameFiles:
        """Return the files in a folder as somebody writes it.

        Raises:
            KbError: there can be no such folder.
        """
        if not folder.strip():
            raise KbError("name a folder for the list of names and the key")
        with _reached(Path(folder)):
            place = Path(folder.strip()).expanduser()
            place.resolve().exists()  # where it cannot be reached, this says so
            return cls(place)

    @property
    def names(self) -> Path:
        """The file of the list."""
        return self.folder / f"{_called()}-names.csv"

    @property
    def key(self) -> Path:
        """The file of the key."""
        return self.folder / f"{_called()}-key.json"

    def has_key(self) -> bool:
        """Whether there is a key.

        Raises:
            KbError: the folder cannot be read.
        """
        with _reached(self.folder):
            return self.key.exists()

    def stored(self) -> list[ListedName] | None:
        """Return the list as it is in its file; None where there is none yet.

        Raises:
            KbError: the file cannot be read.
        """
        with _reached(self.folder):
            return read_list(self.names) if self.names.exists() else None

    def review(self) -> Review | None:
        """Return the list that is under review; None where there is none yet.

        Raises:
            KbError: the file cannot be read.
        """
        stored = self.stored()
        if stored is None:
            return None
        return self._held() or self._begin(stored)

    def take_in(self, names: Sequence[ListedName]) -> Literal["as shown", "anew", "both"]:
        """Store what the editor shows now, and return whether it still shows the list as it is.

        Where the file was changed meanwhile, in a spreadsheet or another window, the editor has to begin
        ``anew``. Where both were changed, ``both`` changes are stored; of a name that both changed, what the
        editor shows.

        Raises:
            KbError: the list cannot be read or written.
        """
        held, now = self._held(), self.stored() or []
        if held is None or (list(names) == held.names != now):
            self._begin(now)
            return "anew"
        if now != held.names:
            self.store(both_changed(held.names, names, now), anew=True)
            return "both"
        if list(names) != held.names:
            self.store(names)
        return "as shown"

    def store(self, names: Sequence[ListedName], *, anew: bool = False) -> None:
        """Write the list; ``anew`` lets the editor begin again with it.

        Raises:
            KbError: it cannot be written there.
        """
        refuse_beside(data.path(), self.names, "the list of names")
        with _reached(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_list(self.names, names)
        held, stored = self._held(), read_list(self.names)
        if held is None or anew:
            self._begin(stored)
        else:
            held.names = stored

    def _held(self) -> Review | None:
        held: Review | None = st.session_state.get(_HELD)
        return held if held is not None and held.file == self.names else None

    def _begin(self, names: list[ListedName]) -> Review:
        """Let a new editor begin with a list."""
        before: Review | None = st.session_state.get(_HELD)
        begun = Review(self.names, names, names, (before.turn if before else 0) + 1)
        st.session_state[_HELD] = begun
        return begun

    def add(self, found: Sequence[Any]) -> int:
        """Add what was found to the list, and return how many names are new in it.

        Raises:
            KbError: the list cannot be read or written.
        """
        held = self.stored() or []
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
            places = int(float(said["places"] or 0))
            name, pseudonym = (" ".join(said[each].split()) for each in ("name", "pseudonym"))
            decision = cast("Decision", said["replace"])  # what else is written there is refused below
            names.append(ListedName(name, said["kind"], pseudonym, decision, places, said["example"]))
    return parse_list(written(names), "the list")  # says what is in it twice, or not clear


def decided(names: Sequence[ListedName], kind: str | None, decision: Decision) -> list[ListedName]:
    """Return the list with one decision for all names of a kind that have none yet; None is every kind."""
    return [
        replace(each, decision=decision) if not each.decision and kind in (None, each.kind) else each
        for each in names
    ]


def both_changed(
    base: Sequence[ListedName], ours: Sequence[ListedName], theirs: Sequence[ListedName]
) -> list[ListedName]:
    """Return a list with what was changed of it in two places; ours stands where both changed a name."""
    was, mine = ({each.name: each for each in names} for names in (base, ours))
    untouched = {each.name for each in base if mine.get(each.name) == each}
    kept = [
        each if each.name in untouched or each.name not in mine else mine[each.name]
        for each in theirs
        if each.name in mine or each != was.get(each.name)
    ]
    known = {each.name for each in theirs}
    return [*kept, *(each for each in ours if each.name not in known and each.name not in untouched)]


@contextmanager
def _reached(folder: Path) -> Iterator[None]:
    """Say in a sentence why a folder cannot be reached: it is somebody else's, or no name of one."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise KbError(f"cannot use the folder {str(folder)!r}: {why or error}; name another one") from error


def _called() -> str:
    return re.sub(r"[^\w-]+", "-", data.name()).strip("-").casefold() or "catalog"
