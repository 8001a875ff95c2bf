"""One difference in its words, and what can be decided about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app import data
from app.screens.compare import decide
from app.screens.compare.rows import WORDS, Row, similar, standing
from app.ui import parameters, templates
from app.ui.components import answers
from app.ui.highlight import Mark, painted
from app.viewer import Right, reason_against
from kb.queries.comparison.pass_comparison import PassComparison
from kb.queries.documents import annotations as noted
from kb.queries.documents.annotations import Note

_KEYS = {"first": "1", "second": "2"}


def show(found: PassComparison, row: Row, rows: Sequence[Row], who: str | None, *, back: str) -> None:
    """Draw a difference with what can be decided. ``back`` is the list's address."""
    typed = decide.typed_for(found.document, row)
    templates.show(
        "compare/passage.html",
        key="compare-passage",
        document=found.document,
        asked=parameters.text("item"),
        after=answers.newest(),
        back=back,
        row={
            "key": row.key,
            "paragraph": row.paragraph,
            "standing": standing(row),
            "seen": decide.seen(found.document, row),
            "memos": _memos(found, row),
        },
        heading=found.paragraphs[row.paragraph].heading,
        lines=_lines(found, row),
        can_decide=who is not None,
        why_not=reason_against(Right.MODERATE)
        or "Choose who is coding in the header first. Then you can decide.",
        options=_options(row),
        preselected=typed.get("choice") or (preselected(row) if row.is_open else None),
        reason=typed.get("reason", ""),
        codes=sorted(found.hues, key=str.casefold),
        similar=len(similar(row, rows)),
        can_undo=who is not None and decide.can_undo(found.document, who),
        **_instead(found, row, typed),
    )


def preselected(row: Row) -> str | None:
    """Return the answer that is most likely: the longer words, and only where both agree on the code."""
    if row.kind != WORDS or row.first is None or row.second is None:
        return None
    return "first" if row.first.end - row.first.start >= row.second.end - row.second.start else "second"


def _memos(found: PassComparison, row: Row) -> list[Note]:
    """What was written about its codings, and about what stands for them."""
    about = {row.result, *(id_ for side in row.sides for id_ in side.ids)} - {None}
    return [note for note in data.cached_query(noted.notes, found.document) if note.coding in about]


def _options(row: Row) -> list[dict[str, Any]]:
    """Each coder's coding, and what else can stand."""
    codings = [
        {"value": side.coder.line, "key": _KEYS[side.coder.line], "side": side, "title": ""}
        for side in row.sides
    ]
    plain = [("both", "3", "Keep both")] if len(row.sides) > 1 else []
    plain += [
        ("neither", "0", "Keep neither" if len(row.sides) > 1 else "Do not keep"),
        ("instead", "e", "Another code or other boundaries"),
    ]
    return [
        *codings,
        *({"value": value, "key": key, "side": None, "title": title} for value, key, title in plain),
    ]


def _instead(found: PassComparison, row: Row, typed: Mapping[str, str]) -> dict[str, Any]:
    """What another coding begins with: what was typed, else the first code, on all the words."""
    if typed.get("choice") == "instead" and typed.keys() >= {"code", "start", "end", "words", "text"}:
        kept = {f"instead_{each}": typed[each] for each in ("code", "start", "end", "words")}
        return kept | {"text": typed["text"]}
    start = min(side.start for side in row.sides)
    end = max(side.end for side in row.sides)
    return {
        "instead_code": row.sides[0].code,
        "instead_start": start,
        "instead_end": end,
        "instead_words": found.text(start, end),
        "text": found.version,
    }


def _lines(found: PassComparison, row: Row) -> list[dict[str, Any]]:
    """The paragraphs of a difference with its marks, and one on either side."""
    marks = [Mark(side.start, side.end, side.hue, side.coder.line, side.coder.letter) for side in row.sides]
    first = found.paragraph_at(min(mark.start for mark in marks))
    last = found.paragraph_at(max(mark.end for mark in marks) - 1)
    return [
        {
            "here": first <= each.position <= last,
            "speaker": each.speaker,
            "stretches": painted(each.text, each.start, marks),
        }
        for each in found.paragraphs[max(0, first - 1) : last + 2]
    ]
