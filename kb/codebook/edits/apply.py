"""A change of the codebook made: one codebook becomes another, on no disk.

A change (:mod:`kb.codebook.edits`) is made again on whatever version of the file is applied until it stands
there (:mod:`kb.store.codebook.pending_edits`). So it must fit files that it has not seen: what is done
already is done once, and what does not fit raises :class:`~kb.codebook.edits.EditError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from kb.codebook.code_names import code_key
from kb.codebook.edits import (
    Book,
    Define,
    Describe,
    Drop,
    Edit,
    EditError,
    Gather,
    Meaning,
    Merge,
    Place,
    Rename,
)
from kb.codebook.taxonomy import CodeEntry, FixEntry, IssueEntry, Taxonomy
from kb.codebook.validate import MOST_CUES

_Carrier = TypeVar("_Carrier", IssueEntry, FixEntry)


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
        case Describe() | Define():
            return _describe(book, edit) if isinstance(edit, Describe) else _define(book, edit)
        case Drop():
            return _drop(book, edit)
        case Gather(spellings, meanings):
            loose = {each: name for each, name in spellings.items() if not book.same(each, name)}
            unplaced = {
                name: (text, tuple(cues))
                for name, (text, cues) in meanings.items()
                if book.taxonomy.canonical(name) is None
            }
            return replace(
                book, spellings={**book.spellings, **loose}, meanings={**book.meanings, **unplaced}
            )


def _place(book: Book, edit: Place) -> Book:
    taxonomy = book.taxonomy
    known = taxonomy.canonical(edit.name)
    if known is not None and known != edit.name:
        raise EditError(f"{edit.name!r} is an alias of {known!r}; choose another name")
    before = taxonomy.codes.get(edit.name)
    definition, cues = book.meanings.get(edit.name, ("", ()))
    spelled = tuple(each for each, name in book.spellings.items() if name == edit.name)
    entry = CodeEntry(
        name=edit.name,
        kind=edit.kind,
        definition=edit.definition or (before.definition if before else definition),
        cues=edit.cues or (before.cues if before else cues),
        stage=edit.stage,
        aspect=edit.aspect,
        parent=edit.parent,
        aliases=_spelled(edit.name, before.aliases if before else (), spelled),
    )
    carriers = {*taxonomy.issues, *taxonomy.fixes} if edit.kind in ("issue", "fix") else set()
    if missing := [key for key in edit.carries if key not in carriers]:
        raise EditError(f"{edit.name!r} is of kind {edit.kind!r} and cannot have {missing[0]!r}")
    if before and before.kind == "umbrella" != edit.kind and _children(taxonomy, edit.name):
        raise EditError(f"{edit.name!r} has subcodes; move them first")
    codes = _with(taxonomy.codes, entry) if before else _inserted(taxonomy.codes, entry)
    placed = _carried(replace(taxonomy, codes=codes), edit)
    return Book(
        placed,
        {each: name for each, name in book.spellings.items() if name != edit.name},
        _without(book.meanings, edit.name),
    )


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
        moved = {new if name == old else name: meaning for name, meaning in book.meanings.items()}
        return replace(book, spellings=_respelled(book.spellings, old, new), meanings=moved)
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
    meanings = _without(book.meanings, edit.name)
    if kept is None:
        return replace(book, spellings=_respelled(book.spellings, edit.name, edit.into), meanings=meanings)
    if gone is not None and _children(taxonomy, edit.name):
        raise EditError(f"{edit.name!r} has subcodes; move them first")
    spelled = tuple(each for each, name in book.spellings.items() if name == edit.name)
    more = (edit.name, *(gone.aliases if gone else ()), *spelled)
    codes = {name: each for name, each in taxonomy.codes.items() if name != edit.name}
    codes[edit.into] = replace(kept, aliases=_spelled(edit.into, kept.aliases, more))
    merged = _relisted(replace(taxonomy, codes=codes), {edit.name: None})
    spellings = {each: name for each, name in book.spellings.items() if name != edit.name}
    return Book(merged, spellings, meanings)


def _describe(book: Book, edit: Describe) -> Book:
    if edit.name not in book.taxonomy.codes:
        raise EditError(f"{edit.name!r} is unsorted; move it to a place in the codebook first")
    entry = book.taxonomy.codes[edit.name]
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
    spellings = {**book.spellings, **dict.fromkeys(entry.aliases, edit.name)}
    return replace(book, taxonomy=left, spellings=spellings)


def _define(book: Book, edit: Define) -> Book:
    """Keep what a code means; what a file says of it that places it comes first."""
    entry = book.taxonomy.codes.get(edit.name)
    if entry is not None:
        told = replace(
            entry, definition=entry.definition or edit.definition, cues=entry.cues or tuple(edit.cues)
        )
        return replace(book, taxonomy=replace(book.taxonomy, codes=_with(book.taxonomy.codes, told)))
    if (known := book.taxonomy.canonical(edit.name)) is not None:
        raise EditError(f"{edit.name!r} is an alias of {known!r}; describe that code")
    if len(edit.cues) > MOST_CUES:
        raise EditError(f"{edit.name!r} has {len(edit.cues)} cues; write at most {MOST_CUES}")
    meaning = (edit.definition, tuple(edit.cues))
    meanings = {**book.meanings, edit.name: meaning} if any(meaning) else _without(book.meanings, edit.name)
    return replace(book, meanings=meanings)


def _without(meanings: Mapping[str, Meaning], name: str) -> dict[str, Meaning]:
    return {each: meaning for each, meaning in meanings.items() if each != name}


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
