"""What a person can change in the codebook, as values: each turns one codebook into another, on no disk.

An :class:`Edit` is kept in the catalog until it stands in ``taxonomy.yaml``, and is made again on whatever
version of that file is applied in between (:mod:`kb.store.codebook.pending_edits`). So it must fit files that
it has not seen: what is done already is done once, and what does not fit raises :class:`EditError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar, cast

from kb.codebook.code_names import code_key
from kb.codebook.taxonomy import CodeEntry, CodeKind, FixEntry, IssueEntry, Taxonomy
from kb.errors import KbError

_Carrier = TypeVar("_Carrier", IssueEntry, FixEntry)


class EditError(KbError):
    """A change that this codebook does not allow."""


@dataclass(frozen=True, slots=True)
class Book:
    """A codebook: the taxonomy, and spellings of codes that it does not place yet (spelling → code)."""

    taxonomy: Taxonomy
    spellings: Mapping[str, str] = field(default_factory=dict)

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
class Drop:
    """Take a code out of the codebook; its codings stay and wait, unsorted."""

    name: str


@dataclass(frozen=True, slots=True)
class Gather:
    """Keep spellings of codes that the taxonomy does not place."""

    spellings: dict[str, str]


Edit = Place | Rename | Merge | Describe | Drop | Gather

_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind for kind in (Place, Rename, Merge, Describe, Drop, Gather)
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


def apply(book: Book, edit: Edit) -> Book:
    """Return the codebook with one change made; one that has been made already changes nothing.

    Raises:
        EditError: the codebook does not allow it.
    """
    match edit:
        case Place():
            return _place(book, edit)
        case Rename():
            return _rename(book, edit)
        case Merge():
            return _merge(book, edit)
        case Describe():
            return _describe(book, edit)
        case Drop():
            return _drop(book, edit)
        case Gather(spellings):
            loose = {each: name for each, name in spellings.items() if not book.same(each, name)}
            return replace(book, spellings={**book.spellings, **loose})


def _place(book: Book, edit: Place) -> Book:
    taxonomy = book.taxonomy
    known = taxonomy.canonical(edit.name)
    if known is not None and known != edit.name:
        raise EditError(f"{edit.name!r} is an alias of {known!r}; choose another name")
    before = taxonomy.codes.get(edit.name)
    spelled = tuple(each for each, name in book.spellings.items() if name == edit.name)
    entry = CodeEntry(
        name=edit.name,
        kind=edit.kind,
        definition=edit.definition or (before.definition if before else ""),
        cues=edit.cues or (before.cues if before else ()),
        stage=edit.stage,
        aspect=edit.aspect,
        parent=edit.parent,
        aliases=_spelled(edit.name, before.aliases if before else (), spelled),
    )
    carriers = {*taxonomy.issues, *taxonomy.fixes} if edit.kind in ("issue", "fix") else set()
    if missing := [key for key in edit.carries if key not in carriers]:
        raise EditError(f"{edit.name!r} is of kind {edit.kind!r} and cannot carry {missing[0]!r}")
    if before and before.kind == "umbrella" != edit.kind and _children(taxonomy, edit.name):
        raise EditError(f"{edit.name!r} has subcodes; move them first")
    codes = _with(taxonomy.codes, entry) if before else _inserted(taxonomy.codes, entry)
    placed = _carried(replace(taxonomy, codes=codes), edit)
    return Book(placed, {each: name for each, name in book.spellings.items() if name != edit.name})


def _carried(taxonomy: Taxonomy, edit: Place) -> Taxonomy:
    """Let the issues and fixes that a code carries list it, and no other."""

    def listed(entries: Mapping[str, _Carrier], kind: str) -> dict[str, _Carrier]:
        return {
            key: _listing(entry, edit.name, wanted=edit.kind == kind and key in edit.carries)
            for key, entry in entries.items()
        }

    return replace(taxonomy, issues=listed(taxonomy.issues, "issue"), fixes=listed(taxonomy.fixes, "fix"))


def _listing(entry: _Carrier, name: str, *, wanted: bool) -> _Carrier:
    if wanted == (name in entry.codes):
        return entry
    rest: tuple[str, ...] = tuple(each for each in entry.codes if each != name)
    return replace(entry, codes=(*rest, name) if wanted else rest)


def _rename(book: Book, edit: Rename) -> Book:
    taxonomy, old, new = book.taxonomy, edit.name, edit.new
    if not code_key(new):
        raise EditError("a code needs a name with letters in it")
    if old == new or (old not in taxonomy.codes and book.same(old, new)):
        return book
    entry, known = taxonomy.codes.get(old), taxonomy.canonical(new)
    if known is not None and (entry is None or known != old):
        raise EditError(f"there is a code {known!r} already; merge {old!r} into it instead")
    if entry is None:
        return replace(book, spellings=_respelled(book.spellings, old, new))
    aliases = _spelled(new, tuple(each for each in entry.aliases if each != new), (old,))
    codes = {
        (new if name == old else name): replace(each, parent=new if each.parent == old else each.parent)
        for name, each in taxonomy.codes.items()
    }
    codes[new] = replace(codes[new], name=new, aliases=aliases)
    return replace(book, taxonomy=_relisted(replace(taxonomy, codes=codes), {old: new}))


def _merge(book: Book, edit: Merge) -> Book:
    taxonomy = book.taxonomy
    if edit.name == edit.into:
        raise EditError("a code cannot be merged into itself")
    if edit.name not in taxonomy.codes and book.same(edit.name, edit.into):
        return book
    gone, kept = taxonomy.codes.get(edit.name), taxonomy.codes.get(edit.into)
    if gone is not None and kept is None:
        raise EditError(f"{edit.into!r} is unsorted; move it to a place in the codebook first")
    if kept is None:
        return replace(book, spellings=_respelled(book.spellings, edit.name, edit.into))
    if gone is not None and _children(taxonomy, edit.name):
        raise EditError(f"{edit.name!r} has subcodes; move them first")
    spelled = tuple(each for each, name in book.spellings.items() if name == edit.name)
    more = (edit.name, *(gone.aliases if gone else ()), *spelled)
    codes = {name: each for name, each in taxonomy.codes.items() if name != edit.name}
    codes[edit.into] = replace(kept, aliases=_spelled(edit.into, kept.aliases, more))
    merged = _relisted(replace(taxonomy, codes=codes), {edit.name: None})
    return Book(merged, {each: name for each, name in book.spellings.items() if name != edit.name})


def _describe(book: Book, edit: Describe) -> Book:
    entry = _known(book, edit.name)
    described = replace(entry, definition=edit.definition, cues=edit.cues)
    return replace(book, taxonomy=replace(book.taxonomy, codes=_with(book.taxonomy.codes, described)))


def _drop(book: Book, edit: Drop) -> Book:
    entry = book.taxonomy.codes.get(edit.name)
    if entry is None:
        return book
    if _children(book.taxonomy, edit.name):
        raise EditError(f"{edit.name!r} has subcodes; move them first")
    codes = {name: each for name, each in book.taxonomy.codes.items() if name != edit.name}
    left = _relisted(replace(book.taxonomy, codes=codes), {edit.name: None})
    return Book(left, {**book.spellings, **dict.fromkeys(entry.aliases, edit.name)})


def _known(book: Book, name: str) -> CodeEntry:
    if name not in book.taxonomy.codes:
        raise EditError(f"{name!r} is unsorted; move it to a place in the codebook first")
    return book.taxonomy.codes[name]


def _children(taxonomy: Taxonomy, name: str) -> list[str]:
    return [each.name for each in taxonomy.codes.values() if each.parent == name]


def _spelled(name: str, aliases: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    """The aliases of a code with those more that go beyond case and plural of what is there."""
    seen, kept = {code_key(each) for each in (name, *aliases)}, list(aliases)
    for alias in more:
        if (key := code_key(alias)) not in seen:
            seen.add(key)
            kept.append(alias)
    return tuple(kept)


def _with(codes: Mapping[str, CodeEntry], entry: CodeEntry) -> dict[str, CodeEntry]:
    return {**codes, entry.name: entry}


def _inserted(codes: Mapping[str, CodeEntry], entry: CodeEntry) -> dict[str, CodeEntry]:
    """The codes with a new one at the end of its family: those of its parent, kind and stage."""

    def likeness(each: CodeEntry) -> tuple[bool, bool, bool]:
        return each.parent == entry.parent, each.kind == entry.kind, each.stage == entry.stage

    names = list(codes)
    best = max((likeness(each) for each in codes.values()), default=None)
    at = 1 + max((i for i, name in enumerate(names) if likeness(codes[name]) == best), default=-1)
    return {name: {**codes, entry.name: entry}[name] for name in (*names[:at], entry.name, *names[at:])}


def _relisted(taxonomy: Taxonomy, new: Mapping[str, str | None]) -> Taxonomy:
    """Let issues and fixes list a code by its new name, or not at all."""

    def listed(entries: Mapping[str, _Carrier]) -> dict[str, _Carrier]:
        return {
            key: replace(entry, codes=tuple(each for name in entry.codes if (each := new.get(name, name))))
            for key, entry in entries.items()
        }

    return replace(taxonomy, issues=listed(taxonomy.issues), fixes=listed(taxonomy.fixes))


def _respelled(spellings: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """Spellings in which all that was spelled as ``old`` is spelled as ``new``."""
    moved = {each: new if name == old else name for each, name in spellings.items()} | {old: new}
    return {each: name for each, name in moved.items() if each != name}
