"""The codes of a project, with their places in its tree."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlmodel import select

from kb.codebook.code_names import code_key
from kb.codebook.palette import PALETTE
from kb.db.tables import Code, CodePlace
from kb.exchange import model
from kb.exchange.guids import same
from kb.store.codebook.code_tree import put_in_tree
from kb.store.exchange.importing import Importing

_LONGEST = 200
_MAKES = ("name", "description", "colour")


class Codes:
    """The rows of a project's codes, by the codes' GUIDs."""

    def __init__(self, work: Importing) -> None:
        """Store the codes of a project: known ones are brought up to date, new ones made."""
        self._work = work
        self._rows = {each.id or 0: each for each in work.session.exec(select(Code))}
        self._by_name = {each.name: each for each in self._rows.values()}
        self._places = {each.code_id: each for each in work.session.exec(select(CodePlace))}
        own = (work.before("Code", each.guid) for each in work.project.codes)
        self._taken = {each.row for each in own if each is not None and each.row}
        self._called = {same(each.guid): each.name for each in work.project.codes}
        self._ids: dict[str, int] = {}
        for position, code in enumerate(work.project.codes):
            self._store(code, position)
        put_in_tree(work.session)

    def id_of(self, guid: str) -> int | None:
        """Return the row of a code; None for a code that the project does not have."""
        return self._ids.get(same(guid))

    def _store(self, code: model.Code, position: int) -> None:
        work = self._work
        before = work.before("Code", code.guid)
        row = self._rows.get(before.row or 0) if before else None
        there = set(self._rows) if work.project.flat else set()
        if row is None:
            row = self._found_or_made(code, position)
        else:
            self._update(row, code)
        number = row.id or 0
        self._ids[same(code.guid)] = number
        self._taken.add(number)
        if number in there:
            work.apart.add(code.guid)  # who it is, another project has said
        self._place(number, code, position)
        work.keep("Code", code, position=position, noun="code", row=number, called=row.name)
        work.stored["Code"] += 1
        for note in code.notes:
            work.notes.setdefault(same(note), []).append({"code_id": number})

    def _found_or_made(self, code: model.Code, position: int) -> Code:
        name = tidy(code.name)
        held = self._by_name.get(name)
        if held is not None and held.id not in self._taken and self._is_there(held, code):
            return held
        name = self._free(name, code)
        row: Code = self._work.add(
            Code(
                name=name,
                key=code_key(name),
                definition=code.description or "",
                colour=nearest_colour(code.colour) if code.colour else position % len(PALETTE),
            )
        )
        row.canonical_id = row.id
        self._rows[row.id or 0] = self._by_name[name] = row
        self._work.changes["made", "code"] += 1
        return row

    def _is_there(self, held: Code, code: model.Code) -> bool:
        """Whether a code of the same name stands at the same place of the tree, or in no tree."""
        if self._work.project.flat:
            return True
        place = self._places.get(held.id or 0)
        return place is None or place.parent_id == self._ids.get(same(code.parent or ""))

    def _free(self, name: str, code: model.Code) -> str:
        """The name, with that of the code above behind it where another code has it already."""
        above = tidy(self._called.get(same(code.parent or ""), ""))
        names = [name, *([f"{name} ({above})"] if above else [])]
        names += [f"{name} ({number})" for number in range(2, len(self._by_name) + 3)]
        return next(each for each in names if each not in self._by_name)

    def _update(self, row: Code, code: model.Code) -> None:
        old = self._work.thing_before(model.Code, "Code", code.guid)
        if old is None or all(getattr(old, each) == getattr(code, each) for each in _MAKES):
            return
        if tidy(old.name) != tidy(code.name):
            self._by_name.pop(row.name, None)
            name = self._free(tidy(code.name), code)
            new = {"name": name, "key": code_key(name)}
            was: dict[str, Any] = {"name": row.name, "key": row.key}
            self._work.merge(row, f"code {row.name!r}", old=was, new=new)
            self._by_name[row.name] = row
        if old.colour != code.colour and code.colour:
            was = {"colour": nearest_colour(old.colour) if old.colour else row.colour}
            self._work.merge(row, f"code {row.name!r}", old=was, new={"colour": nearest_colour(code.colour)})

    def _place(self, number: int, code: model.Code, position: int) -> None:
        values: dict[str, Any] = {
            "parent_id": self._ids.get(same(code.parent or "")),
            "position": position,
            "codable": code.codable,
            "colour": code.colour,
            "description": code.description or "",
        }
        held = self._places.get(number)
        if held is not None and self._work.project.flat:
            if code.description and not held.description:
                self._work.log.changed(held, description=code.description)
        elif held is None:
            self._places[number] = self._work.add(CodePlace(code_id=number, **values))
        else:
            self._work.log.changed(held, **values)


def tidy(name: str) -> str:
    """Return a name as the catalog has names: no more than one blank at a time, not too long."""
    words = " ".join(name.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


@cache
def nearest_colour(written: str) -> int:
    """Return the colour of the palette that is most like ``#rrggbb``."""
    wanted = _parts(written)
    return min(
        range(len(PALETTE)),
        key=lambda at: sum((a - b) ** 2 for a, b in zip(_parts(PALETTE[at][1]), wanted, strict=True)),
    )


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
