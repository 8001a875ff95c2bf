"""A project of qualitative research as a value, between the tools that read and write it.

Readers of other tools' files return a :class:`Project`, writers take one. All is plain and frozen. Offsets
are code points into the canonical text of a source (LF line ends, no mark), half-open. Moments are as they
were written (``2024-05-01T10:00:00Z``), so that they are written back as they were. ``extra`` holds what the
file says of a thing beyond the fields, by the file's own names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.exchange.dialects import Reading
from kb.exchange.text_form import TextForm

Extra = Mapping[str, str]
NONE: Extra = {}
QUOTES = "quotes"
"""The kind of a source that is a document of the catalog."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who worked on the project."""

    guid: str
    name: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """A code and its place in the tree: ``parent`` is a code's GUID, None at the top.

    A code that is not ``codable`` is a folder. Codes come parents first, siblings in their order.
    """

    guid: str
    name: str
    parent: str | None = None
    codable: bool = True
    colour: str | None = None
    description: str | None = None
    notes: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on a selection, or on a whole source, by one person."""

    guid: str
    code: str
    creator: str | None = None
    created: str | None = None
    notes: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selection:
    """A span of a text with its codings; without any it is a quotation or an annotation.

    ``start`` and ``end`` are code points into the source's canonical text; ``raw`` are the numbers in the
    file. ``doubt`` says why the words may be others, where that is so. ``place`` names another element than a
    selection of plain text: of a PDF, or of a transcript between points in time.
    """

    guid: str
    start: int
    end: int
    raw: tuple[int, int] | None = None
    name: str | None = None
    description: str | None = None
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()
    creator: str | None = None
    created: str | None = None
    modifier: str | None = None
    modified: str | None = None
    extra: Extra = field(default_factory=dict)
    doubt: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable is for a case or a source; ``text`` is None where it is missing.

    ``kind`` is the type that the value itself is written with, as ``Integer``.
    """

    variable: str
    text: str | None = None
    kind: str = "Text"


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its selections; ``text`` is None where the file has none for it.

    ``kind`` is ``text``, ``pdf``, ``picture``, ``audio`` or ``video``; ``quotes`` for a document of the
    catalog, by its name, whose codings are placed by their words. ``carried`` is the element as it was
    written, for kinds that are more than a text. ``members`` are the files that belong to it, by their names
    in the container. ``times`` are points of a transcript: (code point, seconds). ``speakers`` are who speaks
    from a code point on, where the text itself does not say it.
    """

    guid: str
    name: str | None = None
    kind: str = "text"
    text: str | None = None
    form: TextForm | None = None
    reading: Reading | None = None
    description: str | None = None
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    creator: str | None = None
    created: str | None = None
    modifier: str | None = None
    modified: str | None = None
    extra: Extra = field(default_factory=dict)
    carried: str | None = None
    members: tuple[str, ...] = ()
    times: tuple[tuple[int, float], ...] = ()
    speakers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A participant: the variables, and the sources and selections that are theirs."""

    guid: str
    name: str | None = None
    description: str | None = None
    codes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variable:
    """What can be known of a case; ``kind`` is Text, Boolean, Integer, Float, Date or DateTime."""

    guid: str
    name: str
    kind: str = "Text"
    description: str | None = None
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Set:
    """A set of codes, of sources or of memos, by their GUIDs."""

    guid: str
    name: str
    description: str | None = None
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Carried:
    """What we keep and cannot show: an element as it was written, and the GUIDs of what it is about.

    ``counts`` are the elements within it, by kind.
    """

    kind: str
    guid: str
    xml: str
    about: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, and where: ``Interview 3, selection 7f…``."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass(frozen=True, slots=True)
class Project:
    """A project as a file has it.

    ``read`` counts the elements of the file by kind, ``dropped`` those that are in no field and are not
    carried. A project that is ``flat`` comes from a form without a tree: its codes are known by their names,
    wherever they stand in the tree of the catalog. ``members`` are files that are kept as they are, by their
    names in the container.
    """

    name: str
    form: str
    origin: str | None = None
    description: str | None = None
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Source, ...] = ()
    sets: tuple[Set, ...] = ()
    carried: tuple[Carried, ...] = ()
    note_refs: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)
    members: Mapping[str, bytes] = field(default_factory=dict)
    read: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    flat: bool = False
