"""Codes for QualCoder: folders are categories, all others codes; a code can hang on a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kb.exchange.forms.parts.composed import Composing, coded_codes
from kb.exchange.forms.parts.names import Names
from kb.exchange.forms.parts.spanned import names_of_codes
from kb.exchange.guids import same
from kb.exchange.model import Code

_GREY = "#b8b8b8"
"""Every code has a colour there; black words on none could not be read."""


def write_codes(work: Composing) -> dict[str, int]:
    """Write the tree, and return the numbers of the codes by their GUIDs."""
    held = {same(each.guid): each for each in work.project.codes}
    folders = _categories(work, held)
    names = _names(work, held, folders)
    numbers: dict[str, int] = {}
    for of in (folders, held.keys() - folders):
        some = [guid for guid in held if guid in of]
        numbers |= {guid: number for number, guid in enumerate(some, 1)}
    for guid, code in held.items():
        above = same(code.parent) if code.parent else ""
        memo = work.memo(code.notes, before=code.description)
        category = numbers[above] if above in folders else None
        if guid in folders:
            work.add(
                "code_cat",
                catid=numbers[guid],
                name=names[guid],
                owner="",
                date="",
                memo=memo,
                supercatid=category,
            )
            continue
        work.add(
            "code_name",
            cid=numbers[guid],
            name=names[guid],
            memo=memo,
            catid=category,
            owner="",
            date="",
            color=code.colour or _GREY,
            supercid=None if above in folders else numbers.get(above),
        )
    work.kept["Code"] = len(held)
    work.kept["place in the tree"] = sum(each.parent is not None for each in held.values())
    return {guid: number for guid, number in numbers.items() if guid not in folders}


def _categories(work: Composing, held: Mapping[str, Code]) -> set[str]:
    """The folders that can be categories: nothing is coded with them, and they hang on no code."""
    coded = coded_codes(work.project)
    known: dict[str, bool] = {}
    for guid in held:
        chain: list[str] = []
        at = guid
        while at in held and at not in known and at not in chain:
            chain.append(at)
            at = same(held[at].parent or "")
        is_one = known.get(at, True)
        for each in reversed(chain):
            is_one = is_one and not held[each].codable and each not in coded
            known[each] = is_one
    for guid, code in held.items():
        if not code.codable and not known[guid]:
            work.tell(code.name, "is a code there, no category: it is coded with, or hangs on a code")
    return {guid for guid, is_one in known.items() if is_one}


def _names(work: Composing, held: Mapping[str, Code], folders: set[str]) -> dict[str, str]:
    """What each is called; no two categories and no two codes can have one name."""
    long = names_of_codes(held.values())
    often = Counter((guid in folders, each.name) for guid, each in held.items())
    free = {True: Names(), False: Names()}
    found = {}
    for guid, code in held.items():
        is_alone = often[guid in folders, code.name] == 1
        found[guid] = free[guid in folders].take(code.name if is_alone else long[guid])
        if found[guid] != code.name:
            work.tell(code.name, f"is called {found[guid]!r} there")
    return found
