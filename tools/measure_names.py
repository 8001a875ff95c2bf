"""How many names of marked texts are found: ``python -m tools.measure_names FILE…``.

In the files, names stand in double brackets: ``I asked [[Ann Smith]].`` A name counts as found when all its
words are listed, together or apart; what is listed and touches no name is false.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from kb.analysis.names.candidates import NameFinder
from kb.analysis.names.counts import WordCounts, is_german
from kb.analysis.names.every_text import names_in_texts

_MARKED = re.compile(r"\[\[(.+?)\]\]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Measured:
    """Of one file: the names, those missed, and what is listed and no name."""

    names: int
    missed: tuple[str, ...]
    listed: int
    false: tuple[str, ...]

    @property
    def recall(self) -> float:
        """The share of the names that are found."""
        return 1 - len(self.missed) / self.names

    @property
    def precision(self) -> float:
        """The share of what is listed that is a name."""
        return 1 - len(self.false) / self.listed


def measure(marked: str) -> Measured:
    """Compare what is found in marked texts, one a line, with the marks."""
    lines = [_unmarked(line) for line in marked.splitlines()]
    texts = [text for text, _ in lines]
    finder = NameFinder(WordCounts.of(texts))
    german = is_german(" ".join(texts))
    missed, false, listed, names = [], [], 0, 0
    every = names_in_texts(finder, [(german, texts)])[0]
    for (text, spans), found in zip(lines, every, strict=True):
        covered = {at for start, end, _ in found for at in range(start, end)}
        words = {span: [m.span() for m in _WORD.finditer(text, *span)] for span in spans}
        missed += [
            text[slice(*span)]
            for span, some in words.items()
            if not all(at in covered for start, end in some for at in range(start, end))
        ]
        false += [text[a:b] for a, b, _ in found if not any(a < end and start < b for start, end in spans)]
        listed, names = listed + len(found), names + len(spans)
    return Measured(names, tuple(missed), listed, tuple(false))


def _unmarked(line: str) -> tuple[str, list[tuple[int, int]]]:
    spans, text, done = [], "", 0
    for match in _MARKED.finditer(line):
        text += line[done : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        done = match.end()
    return text + line[done:], spans


def main(files: list[str]) -> None:
    """Print a line for each file, and what was missed and listed falsely."""
    for file in files:
        found = measure(Path(file).read_text("utf-8"))
        print(f"{file}: {found.names} names, recall {found.recall:.2f}, precision {found.precision:.2f}")
        print(f"  missed: {', '.join(found.missed)}")
        print(f"  no names: {', '.join(found.false)}")


if __name__ == "__main__":
    main(sys.argv[1:])
