"""What is remembered of words that pseudonyms take the place of, so that all of it can be put back.

:class:`Forward` replaces names and remembers; :class:`Back` puts back. Both say for a text which edits are to
be made, and for a span of it where it is then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from kb.store.pseudonyms.edits import Edits
from kb.store.pseudonyms.replacing import Replacer


@dataclass
class Memory:
    """What a key holds of one run.

    ``cells`` are texts as they were, by the place where each stands. ``paragraphs`` are those of each
    document, by the digest of what became of them, in text order. ``depths`` say how far inside of a name an
    edge was, by what it is the edge of. ``kept`` is whatever else is put back as it was.
    """

    cells: dict[str, str] = field(default_factory=dict)
    paragraphs: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)


class Direction(Protocol):
    """To pseudonyms, or back to names."""

    memory: Memory
    is_back: bool

    def edits(self, where: str, text: str) -> Edits:
        """Return the edits of a text that stands at a place of the catalog."""

    def paragraphs(self, document: int, texts: list[str]) -> list[Edits]:
        """Return the edits of each paragraph of a document."""

    def start(self, edits: Edits, at: int, called: str) -> int:
        """Return where something begins that began at an offset; ``called`` tells what."""

    def end(self, edits: Edits, at: int, called: str) -> int:
        """Return where something ends that ended at an offset."""


def digest(text: str) -> str:
    """Return what a text is known by in a key."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Forward:
    """From names to pseudonyms; what is replaced is remembered in ``memory``."""

    is_back = False

    def __init__(self, replacer: Replacer) -> None:
        self.replacer = replacer
        self.memory = Memory()

    def edits(self, where: str, text: str) -> Edits:
        """Return the edits of a text, and remember it."""
        edits = self.replacer.edits(text)
        if edits:
            self.memory.cells[where] = text
        return edits

    def paragraphs(self, document: int, texts: list[str]) -> list[Edits]:
        """Return the edits of each paragraph, and remember those that have some."""
        found = [self.replacer.edits(text) for text in texts]
        held: dict[str, list[str]] = defaultdict(list)
        for text, edits in zip(texts, found, strict=True):
            if edits:
                held[digest(edits.applied(text))].append(text)
        if held:
            self.memory.paragraphs[str(document)] = dict(held)
        return found

    def start(self, edits: Edits, at: int, called: str) -> int:
        """Return where something begins; a name that it began in is taken in."""
        self._remember(edits, at, f"{called}:start")
        return edits.start(at)

    def end(self, edits: Edits, at: int, called: str) -> int:
        """Return where something ends; a name that it ended in is taken in."""
        self._remember(edits, at, f"{called}:end")
        return edits.end(at)

    def _remember(self, edits: Edits, at: int, called: str) -> None:
        depth = edits.depth(at)
        if depth is not None:
            self.memory.depths[called] = depth


class Back:
    """From pseudonyms to names, as far as a key remembers; what was written since goes by the list.

    A text that nobody changed since is exactly what it was. In all others a pseudonym becomes the first name
    that it stands for.
    """

    is_back = True

    def __init__(self, names: Mapping[str, str], memory: Memory, *, staying: Container[str] = ()) -> None:
        """Begin; pseudonyms of ``staying`` names, which an earlier run replaced, stay where it put them."""
        self.memory = memory
        self._forward = Replacer(names)
        first: dict[str, str] = {}
        for name, pseudonym in names.items():
            if name in staying:
                continue
            first.setdefault(pseudonym, name)
        self._reverse = Replacer(first)
        self._by_content = self._contents()
        self.guessed = 0

    def edits(self, where: str, text: str) -> Edits:
        """Return the edits that put the names back."""
        return self._known(self.memory.cells.get(where), text) or self._other(text)

    def paragraphs(self, document: int, texts: list[str]) -> list[Edits]:
        """Return the edits that put the names back into each paragraph."""
        held = self.memory.paragraphs.get(str(document), {})
        now: dict[str, int] = defaultdict(int)
        for text in texts:
            now[digest(text)] += 1
        seen: dict[str, int] = defaultdict(int)
        found = []
        for text in texts:
            known = digest(text)
            before = held.get(known, [])
            is_certain = len(before) == now[known] or len(set(before)) == 1
            old = before[min(seen[known], len(before) - 1)] if before and is_certain else None
            seen[known] += 1
            found.append(self._known(old, text) or self._other(text))
        return found

    def start(self, edits: Edits, at: int, called: str) -> int:
        """Return where something begins; an edge that was inside of a name is there again."""
        depth = self.memory.depths.get(f"{called}:start")
        exact = None if depth is None else edits.within(at, depth)
        return edits.start(at) if exact is None else exact

    def end(self, edits: Edits, at: int, called: str) -> int:
        """Return where something ends; an edge that was inside of a name is there again."""
        depth = self.memory.depths.get(f"{called}:end")
        exact = None if depth is None else edits.within(at, depth, ends=True)
        return edits.end(at) if exact is None else exact

    def _known(self, old: str | None, text: str) -> Edits | None:
        """Return the edits that lead back to a text, if what is there now has come of it."""
        if old is None:
            return None
        forward = self._forward.edits(old)
        return forward.inverse(old) if forward.applied(old) == text else None

    def _other(self, text: str) -> Edits:
        """Return the edits of a text that was written or changed since."""
        same = self._by_content.get(text)
        if same is not None:
            return self._known(same, text) or Edits()
        edits = self._reverse.edits(text)
        self.guessed += len(edits)
        return edits

    def _contents(self) -> dict[str, str]:
        """Texts as they were by what became of them, where that is certain."""
        held = [*self.memory.cells.values()]
        held += [text for each in self.memory.paragraphs.values() for some in each.values() for text in some]
        found: dict[str, set[str]] = defaultdict(set)
        for text in dict.fromkeys(held):
            found[self._forward(text)].add(text)
        return {now: texts.pop() for now, texts in found.items() if len(texts) == 1}
