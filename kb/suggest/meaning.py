"""What the codebook says of a code, as far as suggestions go by it: name, definition, other words, cues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kb.codebook.definitions import parts
from kb.suggest.tokens import stems

_FAMILY_MARK = re.compile(r"^[^\W\d_]{2,4}-(?=\w)")
_JOINED = re.compile(r"[-_/]+|(?<=[a-z])(?=[A-Z])")
_NAME_COUNTS = 2
"""A word of a code's name counts like so many of its definition."""


@dataclass(frozen=True)
class Known:
    """A code that may be suggested; ``ids`` are those of all its spellings."""

    name: str
    definition: str
    cues: tuple[str, ...]
    ids: frozenset[int] = frozenset()
    family: str = ""

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """Other words for what the code means: the last sentence of its definition, if it begins "Also:".

        >>> Known("gap", "Use when a value is empty. Also: null, left blank.", ()).phrases
        ('null', 'left blank')
        """
        return parts(self.definition)[1]

    @cached_property
    def name_words(self) -> list[str]:
        """The stems of its name, without the mark of its family.

        >>> Known("MM-drift-fix", "", ()).name_words
        ['drift', 'fix']
        """
        return stems(_JOINED.sub(" ", _FAMILY_MARK.sub("", self.name)))

    @cached_property
    def own_words(self) -> list[str]:
        """The stems of its name and of the part of its definition that says when to use it."""
        use = parts(self.definition)[0].partition("; not")[0].removeprefix("Use when")
        return [*self.name_words * _NAME_COUNTS, *stems(use.removeprefix("Use"))]

    @cached_property
    def words(self) -> list[str]:
        """All the stems by which its name and its definition tell of it."""
        return [*self.own_words, *stems(" ".join(self.phrases))]
