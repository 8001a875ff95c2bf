"""The codebook as a tree of codes."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, select

from kb.codebook.palette import PALETTE
from kb.db.tables import Code, CodePlace
from kb.exchange import model
from kb.exchange.guids import made_for
from kb.queries.exchange.kept import Item, Kept


class Codes:
    """The codes with their GUIDs, by the ids of their rows."""

    def __init__(self, session: Session, kept: Kept) -> None:
        """Load the codes: those that were imported in their order, then the others by name."""
        rows = {each.id or 0: each for each in session.exec(select(Code))}
        places = {each.code_id: each for each in session.exec(select(CodePlace))}
        items = [each for each in kept.by_kind["Code"] if each.row in rows]
        self.guids = {each.row or 0: each.guid for each in items}
        new = sorted(
            (each for each in rows.values() if each.id not in self.guids), key=lambda each: each.name
        )
        self.guids |= {each.id or 0: made_for("Code", each.name) for each in new}
        self.codes = [self._kept(each, rows[each.row or 0], places.get(each.row or 0)) for each in items]
        self.codes += [self._new(each) for each in new]

    def _kept(self, item: Item, row: Code, place: CodePlace | None) -> model.Code:
        code, more = item.thing(model.Code)
        name = code.name if row.name == more.get("called") else row.name
        parent = self.guids.get(place.parent_id or 0) if place is not None else code.parent
        said_here = row.definition if row.kind is None else ""
        described = said_here or (place.description if place is not None else row.definition)
        is_same = described == (code.description or "")
        described_as = code.description if is_same else described
        return replace(code, name=name, parent=parent, description=described_as)

    def _new(self, row: Code) -> model.Code:
        return model.Code(
            self.guids[row.id or 0],
            row.name,
            self.guids.get(row.parent_id or 0),
            row.kind != "umbrella",
            None if row.colour is None else PALETTE[row.colour][1],
            row.definition or None,
        )
