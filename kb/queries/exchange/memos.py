"""Memos as notes, and what refers to each; comments of selections and documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlmodel import Session, col, select

from kb.db.tables import Memo
from kb.exchange.guids import made_for, same
from kb.exchange.model import Source
from kb.exchange.moments import written
from kb.queries.exchange.kept import Item, Kept
from kb.queries.exchange.people import Users


@dataclass
class Notes:
    """The notes of a project; the rest says what the new ones are on, by the ids of rows.

    ``on_spans`` are by document, start and end. ``gone`` are notes that a person has deleted here.
    ``comments`` are the descriptions of things by their GUIDs: what they say now, None where they are
    deleted.
    """

    notes: list[Source] = field(default_factory=list)
    on_project: list[str] = field(default_factory=list)
    on_codes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    on_documents: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    on_codings: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    on_spans: dict[tuple[int, int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    of_memos: dict[int, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    comments: dict[str, str | None] = field(default_factory=dict)
    places: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)

    def staying(self, guids: tuple[str, ...]) -> tuple[str, ...]:
        """Return references to notes without those to deleted ones."""
        return tuple(each for each in guids if same(each) not in self.gone) if self.gone else guids


def notes_of(session: Session, kept: Kept, users: Users) -> Notes:
    """Return the memos of the catalog as notes."""
    found = Notes()
    memos = {each.id or 0: each for each in session.exec(select(Memo).order_by(col(Memo.id)))}
    for item in kept.by_kind["Note"]:
        _note(found, item, memos)
    for item in kept.by_kind["Comment"]:
        _comment(found, item, memos)
    copies = {each.row or 0: each.fact("said") for each in kept.by_kind["NoteCopy"]}
    for number, memo in memos.items():
        if number not in kept.rows["memo"] or copies.get(number, memo.text) != memo.text:
            _new(found, memo, users)
    return found


def _note(found: Notes, item: Item, memos: Mapping[int, Memo]) -> None:
    note, more = item.thing(Source)
    body: str | None = more.get("body")
    if item.noun is not None:
        memo = memos.get(item.row or 0)
        if memo is None:
            found.gone.add(same(item.guid))
            return
        found.of_memos[memo.id or 0] = item.guid
        if memo.text != more.get("said"):
            title = f"{note.name}\n\n"
            body = memo.text.removeprefix(title) if note.name else memo.text
            note = replace(note, carried=None)
    found.notes.append(replace(note, text=body))


def _comment(found: Notes, item: Item, memos: Mapping[int, Memo]) -> None:
    memo = memos.get(item.row or 0)
    if memo is None or memo.text != item.fact("said"):
        found.comments[same(item.owner)] = None if memo is None else memo.text
    if memo is not None:
        found.places[same(item.owner)] = (memo.start, memo.end)


def _new(found: Notes, memo: Memo, users: Users) -> None:
    created = written(memo.created)
    guid = made_for("Memo", memo.text, created, memo.author or "", memo.start, memo.end, len(found.notes))
    author = users.named(memo.author)
    found.notes.append(Source(guid, None, text=memo.text, creator=author, created=created))
    found.of_memos[memo.id or 0] = guid
    if memo.coding_id is not None:
        found.on_codings[memo.coding_id].append(guid)
    elif memo.document_id is not None and memo.start is not None and memo.end is not None:
        found.on_spans[memo.document_id, memo.start, memo.end].append(guid)
    elif memo.document_id is not None:
        found.on_documents[memo.document_id].append(guid)
    elif memo.code_id is not None:
        found.on_codes[memo.code_id].append(guid)
    else:
        found.on_project.append(guid)
