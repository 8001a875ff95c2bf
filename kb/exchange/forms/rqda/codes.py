"""Codes for RQDA: each has a name of its own, and is in the categories of what it hangs on."""

from __future__ import annotations

from kb.exchange.forms.parts.composed import Composing, coded_codes
from kb.exchange.forms.parts.names import Names
from kb.exchange.forms.parts.spanned import names_of_codes
from kb.exchange.guids import same
from kb.exchange.model import Code

_BLANK = {"owner": "", "date": "", "dateM": None, "memo": "", "status": 1}


def write_codes(work: Composing) -> dict[str, int]:
    """Write codes and categories, and return the numbers of the codes by their GUIDs."""
    held = {same(each.guid): each for each in work.project.codes}
    coded = coded_codes(work.project)
    folders = {guid for guid, each in held.items() if not each.codable and guid not in coded}
    parents = {same(each.parent) for each in held.values() if each.parent} & held.keys()
    names, long = Names(), names_of_codes(held.values())
    numbers: dict[str, int] = {}
    categories: dict[str, int] = {}
    for guid, code in held.items():
        name = long[guid]
        if guid not in folders:
            name = names.take(name)
            numbers[guid] = len(numbers) + 1
            _write_code(work, code, name, numbers[guid])
        if guid in folders or guid in parents:
            categories[guid] = len(categories) + 1
            memo = work.memo(code.notes, before=code.description) if guid in folders else ""
            columns = {**_BLANK, "memo": memo}
            work.add("codecat", name=name, cid=None, catid=categories[guid], **columns)
        if name != " ".join(code.name.split()):
            work.tell(code.name, f"is called {name!r} there")
    for guid, code in held.items():
        above = same(code.parent or "")
        if guid in numbers and above in categories:
            work.add("treecode", cid=numbers[guid], catid=categories[above], **_BLANK)
            work.kept["place in the tree"] += 1
    work.kept["Code"] = len(held)
    return numbers


def _write_code(work: Composing, code: Code, name: str, number: int) -> None:
    memo = work.memo(code.notes, before=code.description)
    columns = {**_BLANK, "memo": memo}
    work.add("freecode", name=name, id=number, color=code.colour, **columns)
