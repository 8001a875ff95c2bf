"""Codes of another program, made codes of a taxonomy: a code with codes below it becomes an umbrella.

Other programs tell codes apart by their place, a taxonomy by their names. So a code that is called like one
before it takes the name of its parent along: ``Ward: Noise``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import cast

from kb.codebook.code_names import code_key
from kb.codebook.taxonomy import CodeEntry, CodeKind
from kb.codebook.validate import KINDS, MOST_CUES

_MOST_PARENTS = 4
"""Names of a path that tell a code from others of its name; then a number does."""

Path = tuple[str, ...]
"""The names from the top of a code tree down to a code."""


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A code as its program had it: ``path`` ends in its name; ``kind`` is one of a taxonomy, or empty."""

    path: Path
    definition: str = ""
    kind: str = ""
    cues: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedCodebook:
    """The codes of a file in its order, each parent before its codes, and what could not be taken over."""

    codes: tuple[CodeEntry, ...] = ()
    notes: tuple[str, ...] = ()


def imported(found: Iterable[ForeignCode]) -> ImportedCodebook:
    """Return foreign codes as codes of a taxonomy; parents that are only named are made."""
    notes: list[str] = []
    tree = _tree(found, notes)
    parents = {path[:-1] for path in tree}
    names = _names(tree, notes)
    taken = {code_key(name) for name in names.values()}
    codes = []
    for path, code in tree.items():
        if path in names:
            entry = _entry(code, names, is_parent=path in parents)
            aliases = tuple(_free(code.aliases, taken))
            codes.append(replace(entry, aliases=aliases))
    return ImportedCodebook(tuple(codes), tuple(notes))


def _tree(found: Iterable[ForeignCode], notes: list[str]) -> dict[Path, ForeignCode]:
    """Every code by its path, those above it first; of two with one path the first stays."""
    tree: dict[Path, ForeignCode] = {}
    given: set[Path] = set()
    for code in found:
        path = tuple(name for each in code.path if (name := " ".join(each.split())))
        if not path:
            continue
        for depth in range(1, len(path)):
            tree.setdefault(path[:depth], ForeignCode(path[:depth]))
        if path in given:
            notes.append(f"{' > '.join(path)}: is there twice; the first one was taken")
            continue
        given.add(path)
        tree[path] = replace(code, path=path)
    return tree


def _names(tree: Iterable[Path], notes: list[str]) -> dict[Path, str]:
    """A name for each code that no other code spells; one without letters has none."""
    names: dict[Path, str] = {}
    taken: set[str] = set()
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for path in tree:
        ways = (": ".join(path[-depth:]) for depth in range(1, min(len(path), _MOST_PARENTS) + 1))
        key = code_key(path[-1])
        numbered = (f"{path[-1]} ({number})" for number in numbers[key]) if key else ()
        free = (
            each for each in chain(ways, numbered) if (spelled := code_key(each)) and spelled not in taken
        )
        name = next(free, "")
        if not name:
            notes.append(f"{' > '.join(path)}: left out, its name has no letters")
            continue
        if name != path[-1]:
            notes.append(f"{' > '.join(path)}: is called “{name}” here, since another code has its name")
        names[path] = name
        taken.add(code_key(name))
    return names


def _entry(code: ForeignCode, names: dict[Path, str], *, is_parent: bool) -> CodeEntry:
    kind = code.kind if code.kind in KINDS else "topic"
    cues = tuple(dict.fromkeys(each for cue in code.cues if (each := " ".join(cue.split()))))
    return CodeEntry(
        name=names[code.path],
        kind=cast("CodeKind", "umbrella" if is_parent else kind),
        definition=" ".join(code.definition.split()),
        cues=cues[:MOST_CUES],
        parent=names.get(code.path[:-1]),
    )


def _free(aliases: Iterable[str], taken: set[str]) -> Iterator[str]:
    """The aliases that no code and no other alias spells."""
    for alias in aliases:
        spelled = " ".join(alias.split())
        if (key := code_key(spelled)) and key not in taken:
            taken.add(key)
            yield spelled
