"""The tables of an import: what is new, what was read and kept, how each text counts, what to look at."""

from __future__ import annotations

from app.ui import templates, wording
from kb.store.exchange.files.outcome import Outcome

_NOUNS = {
    "participant": ("case", "cases"),
    "variable": ("attribute of cases", "attributes of cases"),
    "attribute": ("value of an attribute", "values of attributes"),
    "code place": ("place or description of a code", "places or descriptions of codes"),
    "named set": ("set", "sets"),
    "document code": ("code on a whole document", "codes on whole documents"),
    "unplaced coding": ("coding without a place in the text", "codings without a place in the text"),
}
_DONE = {"made": "new", "changed": "changed", "deleted": "removed"}
MOST = 200
"""Texts and problems that are shown; the report has all."""


def changes(outcome: Outcome) -> list[tuple[str, str, int]]:
    """Return what changes in the catalog: what becomes of it, what it is, how many."""
    told = []
    for what, count in outcome.changes.items():
        done, _, noun = what.partition(" ")
        one, several = _NOUNS.get(noun, (noun, f"{noun}s"))
        told.append((_DONE.get(done, done), one if count == 1 else several, count))
    order = list(_DONE.values())
    return sorted(told, key=lambda each: (order.index(each[0]) if each[0] in order else 9, each[1]))


def parts(outcome: Outcome) -> list[tuple[int, str]]:
    """Return what is in an archive: how many, and what they are."""
    named = {"fix": ("fix", "fixes"), "change": ("change in the history", "changes in the history")}
    told = []
    for row in outcome.rows:
        one, several = named.get(row.kind, (row.kind, f"{row.kind}s"))
        told.append((row.read, one if row.read == 1 else several))
    return told


def render(outcome: Outcome) -> None:
    """Show what was read, how the positions of each text were read, and what a person should look at."""
    templates.show(
        "importing/tables.html",
        key="import-tables",
        outcome=outcome,
        carried=sum(each.carried for each in outcome.rows),
        dropped=[each for each in outcome.rows if each.dropped],
        texts=outcome.texts[:MOST],
        problems=outcome.problems[:MOST],
        wording=wording,
    )
