"""Let what is kept of imported projects know where its words are: selections, codings, points in time.

The element of a PDF or a recording is kept as it was written, with positions as its file counts them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from kb.db.tables import ExchangeItem
from kb.exchange.facts import unpacked
from kb.exchange.model import Source
from kb.exchange.positions import USUAL, Positions
from kb.store.pseudonyms.cells import packed
from kb.store.pseudonyms.memory import Direction
from kb.store.pseudonyms.texts import TextMove, moved_span

_SPAN = re.compile(r"<[^<>]*\b(?:start|end)Position=\"[^<>]*>")
_EDGE = re.compile(r"(\b(start|end)Position=\")(\d+)(?=\")")
_POINT = re.compile(r"(<(?:[\w-]+:)?SyncPoint\b[^<>]*?\bposition=\")(\d+)(?=\")")


def move_imported(
    session: Session, moves: Mapping[int, TextMove], known: Mapping[str, str], way: Direction
) -> None:
    """Move the places in texts whose fingerprint is known, because they are still as they were imported."""
    rows = session.exec(select(ExchangeItem).where(col(ExchangeItem.document_id).in_(moves))).all()
    digests = {row.document_id: json.loads(row.facts).get("digest") for row in rows if row.noun == "document"}
    for row in rows:
        if digests.get(row.document_id) not in known:
            continue
        facts = json.loads(row.facts)
        moved = _moved(facts, moves[row.document_id or 0], way, f"exchange_item:{row.id}")
        if facts.get("carried") and row.noun == "document":
            moved["carried"] = _moved_element(row, moves[row.document_id or 0], way)
        if facts.get("digest") in known:
            moved["digest"] = known[facts["digest"]]
        if moved != facts:
            row.facts = packed(moved)
            session.add(row)
    session.flush()


def _moved(facts: dict[str, Any], move: TextMove, way: Direction, called: str) -> dict[str, Any]:
    moved = dict(facts)
    if len(at := facts.get("at") or []) > 1:
        moved["at"] = [*moved_span(way, move.whole, at[0], at[1], f"{called}:at"), *at[2:]]
    if isinstance(facts.get("end"), int):
        start = facts.get("start", 0)
        moved["start"], moved["end"] = moved_span(way, move.whole, start, facts["end"], f"{called}:span")
    if facts.get("times"):
        moved["times"] = [[way.start(move.whole, at, f"{called}:times"), time] for at, time in facts["times"]]
    raw = f"{called}:raw"
    if way.is_back and raw in way.memory.kept:
        ahead = [name for name in moved if name in ("start", "end")]
        rest = {name: value for name, value in moved.items() if name not in ahead}
        return {**{name: moved[name] for name in ahead}, "raw": way.memory.kept[raw], **rest}
    if not way.is_back and "raw" in facts:  # places in the file that was imported: it has other words now
        way.memory.kept[raw] = moved.pop("raw")
    return moved


def _moved_element(row: ExchangeItem, move: TextMove, way: Direction) -> str:
    source, _ = unpacked(Source, row.guid, row.facts)
    dialect = source.reading.dialect if source.reading else USUAL
    old = Positions(move.old, source.form, dialect)
    new = Positions(move.whole.applied(move.old), source.form, dialect)

    def edge(match: re.Match[str], place: int) -> str:
        called = f"exchange_item:{row.id}:{match.string[max(0, match.start() - 80) : match.start()]}"
        if match[2] == "end":
            at = way.end(move.whole, old.span(place, place)[1], called)
            return f"{match[1]}{new.back(at, at)[1]}"
        at = way.start(move.whole, old.place(place), called)
        return f"{match[1]}{new.back(at, at)[0]}"

    def tag(match: re.Match[str]) -> str:
        return _EDGE.sub(lambda each: edge(each, int(each[3])), match[0])

    def point(match: re.Match[str]) -> str:
        at = way.start(move.whole, old.place(int(match[2])), f"exchange_item:{row.id}:{match[1]}")
        return f"{match[1]}{new.back(at, at)[0]}"

    return _POINT.sub(point, _SPAN.sub(tag, source.carried or ""))
