"""The tables of an import: what is new, what was read and kept, how each text counts, what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.ui import templates, wording
from kb.codebook.words import NAMES
from kb.exchange.archive.difference import Difference
from kb.exchange.report import kind_in_words
from kb.formatting import counted
from kb.store.exchange.files.outcome import Outcome

_NOUNS = {
    "participant": ("case", "cases"),
    "variable": ("attribute of cases", "attributes of cases"),
    "attribute": ("value of an attribute", "values of attributes"),
    "code place": ("place or description of a code", "places or descriptions of codes"),
    "named set": ("set", "sets"),
    "set member": ("member of a set", "members of sets"),
    "document code": ("code on a whole document", "codes on whole documents"),
    "unplaced coding": ("coding without a place in the text", "codings without a place in the text"),
    "change": ("change in the history", "changes in the history"),
    "text": ("passage of text", "passages of text"),
    "exchange project": ("imported project", "imported projects"),
    "exchange item": ("kept part of an import", "kept parts of imports"),
    "exchange file": ("kept file of an import", "kept files of imports"),
}
_DONE = {"made": "new", "changed": "changed", "deleted": "removed"}
MOST = 200
"""Texts and problems that are shown; the report has all."""


def noun(kind: str, count: int) -> str:
    """Return what so many things of a kind are called, in the study's words: ``codings``, ``barrier``."""
    if kind in _NOUNS:
        one, several = _NOUNS[kind]
        return one if count == 1 else several
    *before, last = kind.split()
    if last in NAMES:
        last = wording.named(last) if count == 1 else wording.plural(last)
    else:
        last = counted(count, last).partition(" ")[2]
    return " ".join([*map(wording.named, before), last])


def changes(outcome: Outcome) -> list[tuple[str, str, int]]:
    """Return what changes in the catalog: what becomes of it, what it is, how many."""
    told = []
    for what, count in outcome.changes.items():
        done, _, kind = what.partition(" ")
        told.append((_DONE.get(done, done), noun(kind, count), count))
    order = list(_DONE.values())
    return sorted(told, key=lambda each: (order.index(each[0]) if each[0] in order else 9, each[1]))


def parts(outcome: Outcome) -> list[tuple[int, str]]:
    """Return what is in an archive: how many, and what they are."""
    return [(row.read, noun(row.kind, row.read)) for row in outcome.rows]


def differing(different: Mapping[str, int]) -> list[tuple[int | None, str]]:
    """Return what differs between two copies: how many, and what became of them (``3, codings added``)."""
    told: list[tuple[int | None, str]] = []
    for what, count in different.items():
        kind, _, way = what.rpartition(" ")
        if kind == "history":  # its entries are not counted one by one
            told.append((None, f"{'more' if way == 'added' else 'fewer'} entries in the history"))
        else:
            told.append((count, f"{noun(kind, count)} {way}"))
    return told


def difference(found: Difference) -> str:
    """Return a difference as a line, in the words of the study."""
    return str(replace(found, kind=" ".join(map(wording.named, found.kind.split()))))


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
        kind_in_words=kind_in_words,
        wording=wording,
    )
