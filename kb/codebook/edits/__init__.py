"""What a person can change in the codebook, as values: the catalog keeps them until the file has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from kb.codebook.taxonomy import CodeKind, Taxonomy
from kb.errors import KbError


class EditError(KbError):
    """A change that this codebook does not allow."""


Meaning = tuple[str, tuple[str, ...]]
"""The definition of a code and its cues."""


@dataclass(frozen=True, slots=True)
class Book:
    """A codebook: the taxonomy, and what people said of codes that it does not place yet.

    ``spellings`` are theirs (spelling → code), ``meanings`` say what they mean (code → definition, cues).
    """

    taxonomy: Taxonomy
    spellings: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Meaning] = field(default_factory=dict)

    def same(self, one: str, other: str) -> bool:
        """Whether two names are spellings of one code that the taxonomy places."""
        known = self.taxonomy.canonical(one)
        return known is not None and known == self.taxonomy.canonical(other)


@dataclass(frozen=True, slots=True)
class Place:
    """Give a code its place: a new one with what the file asks of a code, a known one another place.

    ``carries`` are the keys of the issues (for a code of kind issue) or fixes it is evidence for.
    """

    name: str
    kind: CodeKind
    stage: str | None = None
    aspect: str | None = None
    parent: str | None = None
    carries: tuple[str, ...] = ()
    definition: str = ""
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a code another name; the old one stays as a spelling of it."""

    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Make a code, in all its spellings, a spelling of another; that one keeps its place and its issues."""

    name: str
    into: str


@dataclass(frozen=True, slots=True)
class Describe:
    """Say anew when to use a code, and by which words people give it away."""

    name: str
    definition: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Define:
    """Say what a code means that has no place yet; it takes that along to the place that it gets."""

    name: str
    definition: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Take a code out of the codebook; its codings stay and wait, unsorted."""

    name: str


@dataclass(frozen=True, slots=True)
class Gather:
    """Keep spellings and meanings of codes that the taxonomy does not place."""

    spellings: dict[str, str]
    meanings: dict[str, Meaning] = field(default_factory=dict)


Edit = Place | Rename | Merge | Describe | Define | Drop | Gather

_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind for kind in (Place, Rename, Merge, Describe, Define, Drop, Gather)
}


def to_record(edit: Edit) -> dict[str, Any]:
    """Return an edit as values that JSON can hold."""
    return {"edit": type(edit).__name__.lower(), **asdict(edit)}


def from_record(record: Mapping[str, Any]) -> Edit:
    """Return the edit that :func:`to_record` wrote."""
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.items()
        if name != "edit"
    }
    return cast("Edit", _KINDS[record["edit"]](**values))
