"""Codes that name what they hang on, as a list with parents first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.exchange.forms.parts.draft import Draft
from kb.exchange.model import Code


@dataclass(frozen=True, slots=True)
class Branch:
    """A code and the key of what it hangs on; None at the top."""

    guid: str
    above: Hashable | None
    code: Code


def tree(branches: Mapping[Any, Branch], draft: Draft) -> list[Code]:
    """Return the codes with their parents, parents first; a circle is opened at the top."""
    found: list[Code] = []
    done: set[Hashable] = set()
    for first in branches:
        chain: dict[Hashable, None] = {}
        key: Hashable | None = first
        while key is not None and key not in done and key not in chain and key in branches:
            chain[key] = None
            key = branches[key].above
        if key is not None and key not in done:
            called = branches[next(reversed(chain))].code.name
            what = "itself" if key in chain else "something that is not there"
            draft.tell(f"code {called!r}", f"hangs on {what}; it is at the top now")
            key = None
        for each in reversed(chain):
            branch = branches[each]
            parent = branches[key].guid if key is not None else None
            found.append(replace(branch.code, parent=parent))
            done.add(each)
            key = each
    return found


class Tags:
    """Tags in which dots are steps of a tree: ``Experience.Feelings`` hangs on ``Experience``."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._lengths = frozenset(map(len, self._paths))

    def above(self, path: str) -> str | None:
        """Return the longest tag that a tag's path begins with, up to a dot.

        >>> Tags(["a.b.c", "a"]).above("a.b.c")
        'a'
        """
        at = path.rfind(".")
        while at >= 0:
            if at in self._lengths and path[:at] in self._paths:
                return path[:at]
            at = path.rfind(".", 0, at)
        return None
