"""Moderation as sentences: what was kept and dropped of each coder, what was put instead, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kb.queries.history.sentences.lines import Line, TrailRow
from kb.queries.history.sentences.trail_names import TrailNames


def decision_lines(names: TrailNames, rows: Sequence[TrailRow]) -> Iterator[Line]:
    """Tell the decisions of one action, one line for each difference; its memos are the reasons."""
    made = [row for row in rows if row.noun == "decision" and row.sort == "made"]
    again = {row.facts.get("coding_id") for row in made}
    for decided in _differences(names, rows):
        yield _decided(names, decided, rows)
    for row in rows:
        if row.noun == "decision" and row.sort == "deleted" and row.facts.get("coding_id") not in again:
            yield _line(names, [row], f"took back the decision on {_named(names, row)}", None)


def _differences(names: TrailNames, rows: Sequence[TrailRow]) -> Iterator[list[TrailRow]]:
    """Yield the decisions that were made together: in one go, and in one paragraph."""

    def is_decision(row: TrailRow) -> bool:
        return row.noun == "decision" and row.sort == "made"

    for made, together in groupby(rows, key=is_decision):
        if made:
            by_paragraph: dict[int | None, list[TrailRow]] = {}
            for row in together:
                place = names.coding(row.facts.get("coding_id"), row.id)
                by_paragraph.setdefault(place.get("first"), []).append(row)
            yield from by_paragraph.values()


def _decided(names: TrailNames, decided: Sequence[TrailRow], rows: Sequence[TrailRow]) -> Line:
    kept = [_named(names, row) for row in decided if row.facts.get("kept")]
    dropped = [row for row in decided if not row.facts.get("kept")]
    told = [f"kept {', '.join(kept)}"] if kept else []
    told += [f"dropped {', '.join(_named(names, row) for row in dropped)}"] if dropped else []
    instead = dict.fromkeys(row.facts.get("result_id") for row in dropped if row.facts.get("result_id"))
    put = {row.row: row.facts for row in rows if row.noun == "coding" and row.sort == "made"}
    for number in instead:
        coding = put.get(number) or names.coding(number, decided[-1].id)
        words = names.words(decided[0].document, coding)
        told.append(f"put {names.code(coding.get('code_id'))}{f' on {words}' if words else ''} instead")
    about = {row.facts.get(column) for row in decided for column in ("coding_id", "result_id")}
    reasons = (
        str(row.facts.get("text") or "")
        for row in rows
        if row.noun == "memo" and row.sort == "made" and row.facts.get("coding_id") in about
    )
    return _line(names, decided, ", ".join(told), next(reasons, None))


def _named(names: TrailNames, row: TrailRow) -> str:
    """A coder's coding: ``Bea's Drift on “the model drifted away”``."""
    coding = names.coding(row.facts.get("coding_id"), row.id)
    coder, _ = names.pass_of(coding.get("pass_id"))
    words = names.words(row.document, coding)
    return f"{coder}'s {names.code(coding.get('code_id'))}{f' on {words}' if words else ''}"


def _line(names: TrailNames, decided: Sequence[TrailRow], text: str, reason: str | None) -> Line:
    first = decided[0]
    codings = [
        (row.facts.get("coding_id"), names.coding(row.facts.get("coding_id"), row.id)) for row in decided
    ]
    results = [names.coding(row.facts["result_id"], row.id) for row in decided if row.facts.get("result_id")]
    codes = dict.fromkeys(each.get("code_id") for each in (*(coding for _, coding in codings), *results))
    return Line(
        text=text,
        kind="decided",
        document=names.document(first.document),
        is_there=names.is_document(first.document),
        paragraph=codings[0][1].get("first"),
        coding=next((number for number, _ in codings if names.has_coding(number)), None),
        reason=" ".join(reason.split()) if reason else None,
        about=tuple(number for number in codes if number),
    )
