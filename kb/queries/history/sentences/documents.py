"""Documents as sentences: imports, names, cases, speakers, corrections of the text, deletions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from kb.formatting import counted
from kb.queries.history.sentences.lines import Line, TrailRow
from kb.queries.history.sentences.trail_names import TrailNames
from kb.queries.quotes.quotes import shortened

_LONGEST = 90
"""Characters of corrected words that a line shows."""
_AROUND = 20
"""Characters before and after what is corrected."""


def document_lines(names: TrailNames, rows: Sequence[TrailRow]) -> Iterator[Line]:
    """Tell what became of documents, their text, their speakers and their cases."""
    gone = any(row.noun == "document" and row.row and row.sort == "deleted" for row in rows)
    for row in rows:
        if gone and row.noun != "document":
            continue  # a deletion takes all along, and is told once
        if text := _told(names, row):
            facts = row.facts
            number = row.row if row.noun == "document" and row.row else row.document
            yield Line(
                text=text,
                kind="imported" if row.noun == "document" and not row.row else "other",
                document=names.document(number),
                is_there=names.is_document(number),
                paragraph=facts.get("position") if row.noun == "correction" else None,
            )


def _told(names: TrailNames, row: TrailRow) -> str | None:
    if row.noun in ("coding_pass", "document"):
        return (_pass if row.noun == "coding_pass" else _document)(names, row)
    tell = _TELL.get(row.noun)
    return tell(row) if tell else None


def _imported(facts: dict[str, Any]) -> str:
    if "survey" in facts:
        rows = ((facts.get(name, 0), name) for name in ("added", "changed", "gone"))
        told = ", ".join(f"{number} {name}" for number, name in rows if number)
        return f"imported the survey {facts['survey']}: {told or 'no new rows'}"
    files = facts.get("files") or []
    said = f"imported {counted(len(files), 'file')}" if files else "imported again"
    numbers = [counted(facts["codings"], "coding")] if facts.get("codings") else []
    if facts.get("unplaced"):
        numbers.append(f"{facts['unplaced']} without a place")
    return f"{said}: {', '.join(numbers)}" if numbers else said


def _chained(facts: dict[str, Any]) -> str | None:
    """What became of earlier entries, where nothing else of the action says it."""
    if "chained" in facts:
        return f"chained the history: {counted(facts['chained'], 'entry')} so far"
    return None


def _applied(facts: dict[str, Any]) -> str:
    """That the taxonomy was applied, and what it says otherwise of the study."""
    told = ["applied the taxonomy"]
    if "study" in facts:
        told.append(f"named the study “{facts['study']}”" if facts["study"] else "took the study's name away")
    if facts.get("words"):
        told.append(f"its words are {', '.join(facts['words'].values())}")
    return "; ".join(told)


def _document(names: TrailNames, row: TrailRow) -> str | None:
    if row.row is None:
        return _imported(row.facts)
    before, after = row.before or {}, row.after or {}
    if row.sort == "deleted":
        return f"deleted the document {before.get('name')} with its codings and memos"
    if row.sort == "made":
        return f"restored the document {after.get('name')}"
    told = []
    if row.changed("name"):
        told.append(f"renamed the document {before.get('name')} to {after.get('name')}")
    if row.changed("case_id"):
        case = names.case(after.get("case_id"))
        told.append(f"set the case to {case}" if case else "removed the case")
    return ", ".join(told) or None


def _speaker(row: TrailRow) -> str | None:
    before, after = row.before or {}, row.after or {}
    name = row.facts.get("name")
    if row.sort == "made":
        return f"added the speaker {name} ({after.get('role')})"
    if row.sort == "deleted":
        return f"removed the speaker {name}"
    told = []
    if row.changed("name"):
        told.append(f"renamed the speaker {before.get('name')} to {name}")
    if row.changed("role"):
        told.append(f"set the role of {name} to {after.get('role')} (before: {before.get('role')})")
    if row.changed("labels"):
        told.append(f"set the labels of {name} to {', '.join(after.get('labels') or ()) or 'none'}")
    return ", ".join(told) or None


def _machine_run(facts: dict[str, Any]) -> str:
    read = f"{facts.get('done')} of {counted(facts.get('paragraphs') or 0, 'paragraph')}"
    return f"a machine ({facts.get('source')}, run by {facts.get('by')}) has coded {read}"


def _attribute(row: TrailRow) -> str:
    name, value = row.facts.get("name"), row.facts.get("value")
    if row.sort == "deleted":
        return f"removed the attribute {name} ({value})"
    before = (row.before or {}).get("value")
    return f"set the attribute {name} to {value}" + (f" (before: {before})" if before else "")


def _pass(names: TrailNames, row: TrailRow) -> str | None:
    if row.sort == "changed" and row.changed("role"):
        coder, _ = names.pass_of(row.row)
        return f"set the pass of {coder} to the role {row.facts.get('role')}"
    return None


def _corrected(row: TrailRow) -> str:
    """What a correction of paragraphs says now, and what it said before."""
    facts = row.facts
    new = list(facts.get("paragraphs") or ())
    old = list((facts.get("before") or {}).get("paragraphs") or ())
    now, was = ("\n".join(str(each.get("text") or "") for each in some) for some in (new, old))
    told = []
    if len(new) != len(old):
        told.append(f"{counted(len(old), 'paragraph')} became {len(new)}")
    if " ".join(now.split()) != " ".join(was.split()):
        before, after = _difference(was, now)
        told.append(f"corrected “{before}” to “{after}”")
    said, before_said = ([each.get("speaker") for each in some] for some in (new, old))
    if len(new) == len(old) and said != before_said:
        told.append(f"gave the words to {', '.join(str(each or 'nobody') for each in said)}")
    return "; ".join(told) or "corrected the text"


def _difference(was: str, now: str) -> tuple[str, str]:
    """The parts of two texts that differ, with a few words around them."""
    head = _alike(was, now)
    tail = _alike(was[head:][::-1], now[head:][::-1])
    begin = max(0, head - _AROUND)
    begin = 0 if begin == 0 else was.find(" ", begin, head) + 1 or head
    shown = []
    for text in (was, now):
        end = min(len(text), len(text) - tail + _AROUND)
        shown.append(shortened(text[begin:end], _LONGEST) + (" …" if end < len(text) else ""))
    lead = "… " if begin else ""
    return f"{lead}{shown[0]}", f"{lead}{shown[1]}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _case(row: TrailRow) -> str:
    verb = {"made": "created", "deleted": "deleted", "changed": "renamed"}[row.sort]
    return f"{verb} the case {row.facts.get('name')}"


def _search(row: TrailRow) -> str:
    verb = {"made": "saved", "deleted": "deleted", "changed": "changed"}[row.sort]
    return f"{verb} the search {row.facts.get('name')}: {row.facts.get('query')}"


def _task(row: TrailRow) -> str:
    facts = row.facts
    who, due = facts.get("who"), facts.get("due")
    until = f", due {due}" if due else ""
    if row.sort == "made":
        part = (
            f", in the {'blind ' if facts.get('blind') else ''}round {facts['round']}"
            if facts.get("round")
            else ""
        )
        return f"assigned {who} to {'code' if facts.get('role') == 'coder' else 'moderate'}{until}{part}"
    if row.sort == "deleted":
        return f"took the task from {who}"
    if row.changed("done"):
        return f"marked {who}'s task as {'done' if facts.get('done') else 'not done'}"
    return f"{who}'s task is due {due}" if due else f"{who}'s task no longer has a due date"


def _restored(row: TrailRow) -> str | None:
    return "restored the document with its text" if row.facts.get("restored") else None


def _project(row: TrailRow) -> str:
    facts = row.facts
    if facts.get("undone"):
        return f"took back the import of {facts.get('file')}"
    changes = facts.get("changes") or {}
    told = ", ".join(counted(number, what) for what, number in sorted(changes.items()))
    return f"imported {facts.get('file')}: {told or 'nothing new'}"


def _pseudonymised(row: TrailRow) -> str | None:
    facts = row.facts
    if "names" not in facts:
        return None
    where = f"{counted(facts['places'], 'place')} of {counted(facts['documents'], 'document')}"
    return f"replaced {counted(facts['names'], 'name')} by pseudonyms in {where}"


def _people(facts: dict[str, Any]) -> str:
    name, role = facts.get("name"), facts.get("role")
    if facts.get("ended"):
        return f"ended the access of {name}"
    if facts.get("invited"):
        return f"invited {name} as {role}"
    before = facts.get("before")
    return f"made {name} {role}, who was {before}" if before else f"added {name} as {role}"


_TELL: dict[str, Callable[[TrailRow], str | None]] = {
    "document_text": _restored,
    "exchange": _project,
    "history": lambda row: _chained(row.facts),
    "speaker": _speaker,
    "participant": _case,
    "attribute": _attribute,
    "correction": _corrected,
    "people": lambda row: _people(row.facts),
    "pseudonymisation": _pseudonymised,
    "passes_shown": lambda _: "looked at the codings of others",
    "machine_run": lambda row: _machine_run(row.facts),
    "saved_search": _search,
    "task": _task,
    "taxonomy_file": lambda row: _applied(row.facts),
}
