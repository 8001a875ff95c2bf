"""Changes of the codebook as sentences: created, renamed, merged, moved, defined, coloured, deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.codebook.palette import PALETTE
from kb.formatting import counted
from kb.queries.codebook.refused_cues import KIND
from kb.queries.history.sentences.lines import Line, TrailRow
from kb.queries.history.sentences.trail_names import TrailNames

_PLAINLY = {
    "rename": "renamed the code {name} to {new}",
    "merge": "merged the code {name} into {into}",
    "drop": "deleted the code {name}",
    KIND: "refused the cue “{cue}” for the code {name}",
}


def codebook_lines(names: TrailNames, rows: Sequence[TrailRow]) -> Iterator[Line]:
    """Tell the changes of codes in one action, and how many codings each took along."""
    codes = [row for row in rows if row.noun == "code"]
    edits = [row for row in rows if row.noun == "codebook"]
    told: set[int | None] = set()
    for row in edits:
        edit = row.facts.get("edit") or row.facts.get("taken_back") or {}
        if text := _edited(names, edit, codes):
            ids = _ids(codes, edit)
            told |= {*ids, *(each.row for each in codes)}
            codings = sum(each.noun == "coding" and each.changed("code_id") for each in rows)
            also = f"; {counted(codings, 'coding')} went along" if codings else ""
            name = str(edit.get("new") or edit.get("into") or edit.get("name") or "")
            yield Line(text=text + also, kind="codebook", code=name, about=tuple(ids))
    for row in codes:
        if row.row not in told and (line := _code_line(names, row)):
            yield line


def _ids(codes: Sequence[TrailRow], edit: Mapping[str, Any]) -> list[int]:
    called = {edit.get("name"), edit.get("new"), edit.get("into")}
    return [
        row.row
        for row in codes
        if row.row and called & {(row.before or {}).get("name"), (row.after or {}).get("name")}
    ]


def _edited(names: TrailNames, edit: Mapping[str, Any], codes: Sequence[TrailRow]) -> str | None:
    name = edit.get("name")
    row = next(
        (each for each in codes if name in (each.facts.get("name"), (each.before or {}).get("name"))), None
    )
    kind = edit.get("edit")
    if kind in _PLAINLY:
        return _PLAINLY[kind].format_map(edit)
    match kind:
        case "describe" | "define":
            return f"described the code {name}: {_described(row, edit)}"
        case "place":
            verb = "created" if row is not None and row.sort == "made" else "moved"
            return f"{verb} the code {name}: {_placed(names, row, edit)}"
    return None


def _described(row: TrailRow | None, edit: Mapping[str, Any]) -> str:
    """The definition and the cues, before and after."""
    was = (row.before if row else None) or {}
    new, old = edit.get("definition") or "", was.get("definition") or ""
    told = []
    if new != old or row is None:
        told.append(f"definition “{new}”" + (f" (before: “{old}”)" if old else ""))
    cues, before = list(edit.get("cues") or ()), list(was.get("cues") or ())
    if cues != before:
        told.append(
            f"cues {', '.join(cues) or 'none'}" + (f" (before: {', '.join(before)})" if before else "")
        )
    return "; ".join(told) or "definition and cues as before"


def _placed(names: TrailNames, row: TrailRow | None, edit: Mapping[str, Any]) -> str:
    """The place of a code, what it is evidence for, and what it means where that is new."""
    was, now = (row.before if row else None) or {}, (row.after if row else None) or {}
    words = names.words_of_study
    shown = (
        ("kind", words.named(was.get("kind") or ""), words.named(edit.get("kind") or "")),
        (
            words["stage"],
            names.stage(was.get("stage_id")),
            names.stage(now.get("stage_id")) or edit.get("stage"),
        ),
        (
            words["aspect"],
            names.aspect(was.get("aspect_id")),
            names.aspect(now.get("aspect_id")) or edit.get("aspect"),
        ),
        ("under", names.code(was["parent_id"]) if was.get("parent_id") else None, edit.get("parent")),
    )
    told = [
        f"{title} {after or 'none'}" + (f" (before: {before})" if before and before != after else "")
        for title, before, after in shown
        if after or before
    ]
    if carries := edit.get("carries"):
        told.append(f"evidence for {', '.join(names.evidence(carries))}")
    if edit.get("definition") and edit["definition"] != was.get("definition"):
        told.append(f"definition “{edit['definition']}”")
    return "; ".join(told)


def _code_line(names: TrailNames, row: TrailRow) -> Line | None:
    """Tell what became of a code in an action that is about something else, or only about its colour."""
    name = str(row.facts.get("name") or names.code(row.row))
    before, after = row.before or {}, row.after or {}
    if row.sort == "made":
        text = f"created the code {name}"
    elif row.sort == "deleted":
        text = f"deleted the code {name}"
    elif row.changed("name"):
        text = f"renamed the code {before.get('name')} to {name}"
    elif row.changed("canonical_id"):
        text = f"made {name} a spelling of {names.code(after.get('canonical_id'))}"
    elif row.changed("colour") and after.get("colour") is not None:
        text = f"gave the code {name} the colour {PALETTE[after['colour'] % len(PALETTE)][0]}"
    elif row.changed("definition", "cues"):
        text = f"described the code {name}: {_described(row, after)}"
    else:
        return None
    return Line(text=text, kind="codebook", code=name, about=(row.row,) if row.row else ())
