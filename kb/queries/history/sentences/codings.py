"""Codings as sentences: coded, recoded, other boundaries, joined, removed, placed, dismissed, noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kb.queries.history.sentences.lines import Line, LineKind, TrailRow
from kb.queries.history.sentences.trail_names import TrailNames
from kb.queries.quotes.quotes import shortened

_LONGEST = 300
"""Characters of a memo that a line shows."""


def coding_lines(names: TrailNames, rows: Sequence[TrailRow], who: str) -> Iterator[Line]:
    """Tell what became of codings; those that were joined into another are told with it."""
    placed = any(row.noun == "unplaced_coding" and row.sort == "deleted" for row in rows)
    stays = [row for row in rows if row.noun == "coding" and row.sort == "changed"]
    confirmed = any(row.noun == "coding_confirmed" for row in rows)
    made = {row.row for row in rows if row.noun == "coding" and row.sort == "made"}
    for row in rows:
        if row.noun == "coding":
            if row.sort == "changed" and not row.changed("code_id", "start", "end"):
                continue
            if row.sort == "deleted" and any(_took_in(other, row) for other in stays):
                continue
            yield _coding_line(names, row, who, placed=placed)
        elif row.noun == "unplaced_coding" and not (row.sort == "deleted" and (made or stays)):
            yield _unplaced_line(names, row)
        elif row.noun == "dismissed_suggestion":
            code = names.code(row.facts.get("code_id"))
            verb = "showed again" if row.sort == "deleted" else "dismissed"
            told = f"called the coding {code} right" if confirmed else f"{verb} the suggestion {code}"
            yield _about(names, row, row.facts, told)


def _took_in(other: TrailRow, gone: TrailRow) -> bool:
    """Whether a coding grew over the words of another of its pass."""
    after, before = other.after or {}, gone.before or {}
    if after.get("pass_id") != before.get("pass_id"):
        return False
    if any(record.get(name) is None for record in (after, before) for name in ("start", "end")):
        return False
    return bool(after["start"] <= before["start"] and before["end"] <= after["end"])


def _coding_line(names: TrailNames, row: TrailRow, who: str, *, placed: bool) -> Line:
    facts, before = row.facts, row.before or {}
    code, words = names.code(facts.get("code_id")), names.words(row.document, facts)
    on, kind = words or "a passage", _kind(row)
    if row.sort == "made":
        verb = "placed" if placed else "coded"
        text = f"{verb} {on} as {code}"
        if facts.get("origin") == "accepted":
            text = f"accepted the suggestion {code} for {on}"
    elif row.sort == "deleted":
        text = f"removed {code} from {on}"
    elif row.changed("code_id"):
        text = f"recoded {on} from {names.code(before.get('code_id'))} to {code}"
    else:
        was = names.words(row.document, before)
        text = f"changed the words of {code} to {on}" + (f" (before: {was})" if was and was != words else "")
    coder, role = names.pass_of(facts.get("pass_id"))
    if role == "moderator":
        text += " in the moderated pass"
    elif coder != who:
        text += f" in the pass of {coder}"
    return _about(names, row, facts, text, also=before.get("code_id"), kind=kind)


def _kind(row: TrailRow) -> LineKind:
    if row.sort != "changed":
        return "coded" if row.sort == "made" else "removed"
    return "recoded" if row.changed("code_id") else "resized"


def _unplaced_line(names: TrailNames, row: TrailRow) -> Line:
    code = names.code(row.facts.get("code_id"))
    told = {
        "made": f"kept {code} without a place: its words are not in the text",
        "deleted": f"deleted the unplaced coding {code}",
        "changed": f"changed the unplaced coding {code}",
    }
    return _about(names, row, row.facts, told[row.sort])


def memo_line(names: TrailNames, row: TrailRow) -> Line | None:
    """Tell what became of a memo; None where only the coding under it came or went."""
    if row.sort == "changed" and not row.changed("text"):
        return None
    facts = row.facts
    coding = names.coding(facts["coding_id"], row.id) if facts.get("coding_id") else {}
    code_id = facts.get("code_id") or coding.get("code_id")
    document = row.document or facts.get("document_id") or coding.get("document_id")
    place = coding or names.with_paragraph(document, facts)
    words = names.words(document, place)
    about = [names.code(code_id)] if code_id else []
    about += [f"on {words}" if about else words] if words else []
    on = " ".join(about) or (names.document(document) if document else "the project")
    verb = {"made": "wrote a memo on", "deleted": "deleted the memo on", "changed": "rewrote the memo on"}
    text = f"{verb[row.sort]} {on}: {shortened(str(facts.get('text') or ''), _LONGEST)}"
    located = TrailRow(row.id, row.noun, row.row, document, row.before, row.after)
    return _about(
        names, located, {**place, "code_id": code_id}, text, coding=facts.get("coding_id"), kind="memo"
    )


def _about(
    names: TrailNames,
    row: TrailRow,
    facts: Any,
    text: str,
    *,
    also: int | None = None,
    coding: int | None = None,
    kind: LineKind = "other",
) -> Line:
    """Return a line about a code in a document, at the paragraph that its facts name."""
    number = facts.get("code_id")
    there = row.row if row.noun == "coding" else coding
    return Line(
        text=text,
        kind=kind,
        document=names.document(row.document),
        is_there=names.is_document(row.document),
        paragraph=facts.get("first") if facts.get("start") is not None else None,
        coding=there if names.has_coding(there) else None,
        code=names.code(number) if number else None,
        about=tuple(each for each in dict.fromkeys((number, also)) if each),
    )
