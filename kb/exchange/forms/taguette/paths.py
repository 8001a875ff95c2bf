"""What codes are called as tags of Taguette: a code below another is ``Above.Below``."""

from __future__ import annotations

from kb.exchange.forms.parts.composed import Composing
from kb.exchange.forms.parts.names import Names
from kb.exchange.forms.parts.tree import Tags
from kb.exchange.guids import same

_LONGEST = 200


def paths_of(work: Composing) -> dict[str, str]:
    """Return the tags of the codes by their GUIDs; a name whose dots would be steps of a tree loses them."""
    codes = {same(each.guid): each for each in work.project.codes}
    above = {guid: same(each.parent or "") for guid, each in codes.items()}
    bare = {guid: " ".join(each.name.split()) or "code" for guid, each in codes.items()}
    plain = _joined(bare, above)
    known = Tags(plain.values())
    dotted = {
        guid
        for guid, path in plain.items()
        if "." in bare[guid] and known.above(path) != plain.get(above[guid])
    }
    paths = _joined(
        {guid: name.replace(".", "_") if guid in dotted else name for guid, name in bare.items()}, above
    )
    names = Names(longest=_LONGEST)
    found = {guid: names.take(path) for guid, path in paths.items()}
    there = Tags(found.values())
    for guid, code in codes.items():
        parent = found.get(above[guid])
        is_placed = parent is not None and there.above(found[guid]) == parent
        work.kept["place in the tree"] += is_placed
        if guid in dotted or found[guid] != paths[guid] or (parent is not None and not is_placed):
            work.tell(code.name, f"is called {found[guid]!r} there")
    return found


def _joined(names: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """The names with those of the codes that they hang on."""
    paths: dict[str, str] = {}
    for guid in names:
        chain: list[str] = []
        at = guid
        while at in names and at not in paths and at not in chain:
            chain.append(at)
            at = above[at]
        for each in reversed(chain):
            upper = paths.get(above[each])
            paths[each] = names[each] if upper is None else f"{upper}.{names[each]}"
    return paths
