"""The notes of a project as memos, on what refers to them; comments of selections as memos on their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.db.tables import Memo
from kb.exchange.guids import made_for, same
from kb.exchange.model import Source
from kb.store.exchange.importing import Importing, moment
from kb.store.exchange.people import People


@dataclass(frozen=True, slots=True)
class Comment:
    """The description of a thing, which is a memo here."""

    guid: str


def store_memos(
    work: Importing, people: People, comments: list[dict[str, Any]], skip: frozenset[str]
) -> dict[str, int]:
    """Store notes and comments; return the first memo of every note by the note's GUID.

    ``skip`` are notes of our own that say something to the program.
    """
    for link in work.project.carried:
        if link.kind == "Link":
            _refer_by_link(work, link.about)
    for guid in work.project.note_refs:
        work.notes.setdefault(same(guid), []).append({})
    found: dict[str, int] = {}
    for position, note in enumerate(work.project.notes):
        if same(note.guid) not in skip:
            _note(work, people, note, position, found)
    for comment in comments:
        _comment(work, comment)
    return found


def note_text(note: Source) -> str:
    """Return what a note says, under its title where that is not in it."""
    title, text = (note.name or "").strip(), note.text or ""
    if not title or text.startswith(title):
        return text
    return f"{title}\n\n{text}" if text else title


def _refer_by_link(work: Importing, about: tuple[str, ...]) -> None:
    """NVivo for Mac binds a note to its source by a link."""
    notes = {same(each.guid) for each in work.project.notes}
    sources = {same(each.guid) for each in work.project.sources}
    for note in (each for each in map(same, about) if each in notes):
        for source in (each for each in map(same, about) if each in sources):
            item = next(
                (each for each in work.items if each["noun"] == "document" and same(each["guid"]) == source),
                None,
            )
            if item is not None:
                work.notes.setdefault(note, []).append({"document_id": item["row_id"]})


def _note(work: Importing, people: People, note: Source, position: int, found: dict[str, int]) -> None:
    words = note_text(note)
    on: list[dict[str, Any]] = work.notes.get(same(note.guid)) or [{}]
    if not words.strip():
        work.keep("Note", note, position=position, body=note.text)
        return
    rows = []
    for number, where in enumerate(on):
        kind = "NoteCopy" if number else "Note"
        guid = made_for("copy", same(note.guid), number) if number else note.guid
        before = work.before(kind, guid)
        row = work.session.get(Memo, before.row) if before is not None and before.row else None
        if row is not None:
            old = work.thing_before(Source, "Note", note.guid)
            if old is not None and number == 0:
                said = (before.fact("said") if before is not None else None) or row.text
                work.merge(row, f"memo {note.name or note.guid}", old={"text": said}, new={"text": words})
        elif before is None:
            row = work.add(
                Memo(text=words, author=people.name(note.creator), created=moment(note.created), **where)
            )
            work.changes["made", "memo"] += 1
        rows.append(row.id if row is not None else before.row if before is not None else None)
        if number:
            work.keep(kind, Comment(guid), owner=note.guid, position=number, noun="memo", row=rows[-1],
            said=words,
                      document=where.get("document_id"))  # fmt: skip
        else:
            work.keep(kind, note, position=position, noun="memo", row=rows[-1], said=words,
                      body=note.text)  # fmt: skip
    if rows[0] is not None:
        found[same(note.guid)] = rows[0]
    work.stored["Note"] += 1
    work.stored["NoteRef"] += len(work.notes.get(same(note.guid), ()))


def _comment(work: Importing, comment: dict[str, Any]) -> None:
    guid = made_for("comment", same(comment["owner"]))
    before = work.before("Comment", guid)
    row = work.session.get(Memo, before.row) if before is not None and before.row else None
    if row is not None and before is not None:
        said = before.fact("said") or row.text
        work.merge(row, "comment", old={"text": said}, new={"text": comment["text"]})
    elif before is None:
        values = {name: comment[name] for name in ("document_id", "start", "end", "text", "author")}
        row = work.add(Memo(**values, created=moment(comment["created"])))
        work.changes["made", "memo"] += 1
    number = row.id if row is not None else before.row if before is not None else None
    work.keep(
        "Comment", Comment(guid), owner=comment["owner"], noun="memo", row=number,
        document=comment["document_id"], said=comment["text"],
    )  # fmt: skip
