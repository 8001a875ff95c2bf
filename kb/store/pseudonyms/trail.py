"""The audit trail with other words in it: what it holds of texts, and where it says that something was.

An action that is undone later compares what the trail says with what is there. So both are rewritten alike,
and places in the trail go with the text that they are in: the one that is shown, or, of a document that is
deleted, the one that the trail keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.db.spacing import for_index
from kb.db.tables import Change
from kb.queries.documents.dismissed_suggestions import paragraph_digest
from kb.store.corrections.text_change import NOUN as CORRECTION
from kb.store.documents.deletion import NOUN as DELETED
from kb.store.documents.renaming import sort_key
from kb.store.pseudonyms.cells import rewritten
from kb.store.pseudonyms.edits import Edits
from kb.store.pseudonyms.memory import Direction
from kb.store.pseudonyms.texts import (
    TextMove,
    edits_of,
    moved_pairs,
    moved_span,
    record_edits,
    rewriter,
)
from kb.store.text_versions import NOUN as VERSION
from kb.store.text_versions import fingerprint

_ON_TEXT = ("coding", "memo", "replacement")
Record = dict[str, Any]


def move_trail(
    session: Session, moves: Mapping[int, TextMove], way: Direction, known: Mapping[str, str]
) -> None:
    """Rewrite the trail. ``known`` are the fingerprints of texts, and what they become."""
    changes = session.exec(select(Change).order_by(col(Change.id))).all()
    whole = {number: move.whole for number, move in moves.items()}
    lengths = {
        fingerprint(move.old): len(move.whole.applied(move.old)) for move in moves.values() if move.whole
    }
    known = dict(known)
    for change in changes:
        if change.noun == DELETED and not change.undone and change.document_id not in whole:
            _deleted_text(change, way, whole, known, lengths)
    rewrite = rewriter(way)
    for change in changes:
        change.what = rewrite(f"change:{change.id}:what", change.what)
        for side in ("before", "after"):
            record: Record | None = getattr(change, side)
            if record is not None:
                moved = _moved(change, side, record, whole, way)
                setattr(change, side, _remarked(change.noun, moved, record, known, lengths))
        session.add(change)
    session.flush()


def _moved(change: Change, side: str, record: Record, whole: Mapping[int, Edits], way: Direction) -> Record:
    where = f"change:{change.id}:{side}"
    moved: Record = rewritten(where, record, rewriter(way))
    number: int = record.get("document_id") or change.document_id or 0
    if change.noun in _ON_TEXT and number in whole and record.get("start") is not None:
        start, end = moved_span(way, whole[number], record["start"], record["end"], where)
        return {**moved, "start": start, "end": end}
    if change.noun == CORRECTION and "paragraphs" in record:
        return _moved_correction(where, record, moved, way)
    if change.noun == DELETED and "paragraphs" in record:
        return _moved_text(where, record, moved, way)
    return moved


def _deleted_text(
    change: Change,
    way: Direction,
    whole: dict[int, Edits],
    known: dict[str, str],
    lengths: dict[str, int],
) -> None:
    """Learn from the text of a deleted document where the codings that are written down are then."""
    records = (change.after or {}).get("paragraphs")
    if not records or change.document_id is None:
        return
    texts = [each["text"] for each in records]
    each_of = [
        way.edits(f"change:{change.id}:after:paragraphs:{n}:text", text) for n, text in enumerate(texts)
    ]
    edits = edits_of(texts, each_of)
    whole[change.document_id] = edits
    old = "\n".join(texts)
    known[fingerprint(old)] = fingerprint(edits.applied(old))
    lengths[fingerprint(old)] = len(edits.applied(old))
    known |= {
        paragraph_digest(text): paragraph_digest(one.applied(text))
        for text, one in zip(texts, each_of, strict=True)
    }


def _moved_text(where: str, record: Record, moved: Record, way: Direction) -> Record:
    """Return the entry of a deleted text with the places in it."""
    texts = [each["text"] for each in record["paragraphs"]]
    each_of = [way.edits(f"{where}:paragraphs:{n}:text", text) for n, text in enumerate(texts)]
    edits, at = edits_of(texts, each_of), 0
    for each in moved["paragraphs"]:
        each["start"], each["end"] = at, at + len(each["text"])
        at = each["end"] + 1
        if "spaced" in each:
            each["spaced"] = for_index(each["text"])
    for n, each in enumerate(moved.get("replacements", ())):
        each["start"], each["end"] = moved_span(
            way, edits, each["start"], each["end"], f"{where}:replacements:{n}"
        )
    for n, each in enumerate(moved.get("corrections", ())):
        said, first = record["corrections"][n], each["position"]
        called = f"{where}:corrections:{n}"
        here = slice(first, first + each["paragraphs"])
        _move_stretch(called, said, each, edits_of(texts[here], each_of[here]), way)
    return moved


def _moved_correction(where: str, record: Record, moved: Record, way: Direction) -> Record:
    """Return the entry of a correction: where everything on its paragraphs was and is."""
    sides = (("before", record["before"], moved["before"]), ("", record, moved))
    regions = []
    for name, said, there in sides:
        called = f"{where}:{name}" if name else where
        texts = [each["text"] for each in said["paragraphs"]]
        each_of = [way.edits(f"{called}:paragraphs:{n}:text", text) for n, text in enumerate(texts)]
        regions.append((edits_of(texts, each_of), len("\n".join(texts))))
        for n, each in enumerate(there.get("stretches", ())):
            first = each["position"]
            here = slice(first, first + each["paragraphs"])
            stretch = said["stretches"][n]
            _move_stretch(f"{called}:stretches:{n}", stretch, each, edits_of(texts[here], each_of[here]), way)
    spans = {
        name: each if name.endswith(":position") else _moved_places(way, each, regions, f"{where}:{name}")
        for name, each in record.get("spans", {}).items()
    }
    return {**moved, "spans": spans}


def _moved_places(
    way: Direction, places: list[Any], regions: list[tuple[Edits, int]], called: str
) -> list[Any]:
    """Return a remembered span: start and end before, start and end after."""
    moved: list[int | None] = []
    for n, at in enumerate(places):
        edits, _ = regions[n // 2]
        if at is None:
            moved.append(None)
        else:
            moved.append((way.end if n % 2 else way.start)(edits, at, f"{called}:{n}"))
    return moved


def _move_stretch(called: str, said: Record, there: Record, shown: Edits, way: Direction) -> None:
    files = record_edits(way, f"{called}:file_text", said["file_text"])
    there["starts"] = moved_pairs(way, said["starts"], files, shown, called, ends=False)
    there["ends"] = moved_pairs(way, said["ends"], files, shown, called, ends=True)


def _remarked(
    noun: str, record: Record, said: Record, known: Mapping[str, str], lengths: Mapping[str, int]
) -> Record:
    """Return a record with what is computed from its words: fingerprints, lengths, keys."""
    if noun == VERSION:  # leads from each text to the next: pages that show an old one are followed by it
        return record
    if noun == "document" and record.get("sha256") in lengths:
        record = {**record, "length": lengths[record["sha256"]]}
    if noun == "document" and "sort_key" in record and record["name"] != said["name"]:
        record = {**record, "sort_key": sort_key(record["name"])}
    if noun == "code" and "key" in record and record["name"] != said["name"]:
        record = {**record, "key": code_key(record["name"])}
    marked: Record = _marked(record, known)
    return marked


def _marked(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, list):
        return [_marked(each, known) for each in value]
    if isinstance(value, dict) and "path" not in value:  # of a file, whose bytes are what they were
        return {name: _marked(each, known) for name, each in value.items()}
    return value
