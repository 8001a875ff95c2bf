"""What a change of the codebook would touch, told before anything is changed.

The rules are those of the change itself (:mod:`kb.store.codebook.edit_codes`): what it does not allow, this
does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, func, select

from kb.codebook.edits import Define, Describe, Drop, Edit, EditError, Merge, Place, Rename
from kb.codebook.taxonomy import Taxonomy
from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Fix, FixCode, Issue, IssueCode
from kb.errors import UnknownNameError
from kb.queries import names
from kb.queries.filtering.conditions import Condition
from kb.queries.quotes import quotes
from kb.queries.quotes.quotes import Quote
from kb.store.codebook.pending_edits import try_out

SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Selection:
    """Which codings of a code are meant: those for which all that is given holds; given nothing, all."""

    documents: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    words: str = ""
    codings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EditImpact:
    """What a change touches.

    ``issues`` and ``fixes`` are those whose evidence may change, by title, and ``bare`` the ones of both that
    no code would carry any longer; ``joined`` is how many codings become part of another, and ``spills`` how
    many that only spill into a paragraph move along uncounted.
    """

    codings: int = 0
    documents: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    joined: int = 0
    spills: int = 0
    sample: tuple[Quote, ...] = ()


def preview_create(session: Session, place: Place) -> EditImpact:
    """Return what making a code would touch: no coding."""
    must_be_free(session, place.name)
    try_out(session, place)
    return EditImpact(
        issues=_titles(session, Issue, place.carries), fixes=_titles(session, Fix, place.carries)
    )


def preview_rename(session: Session, name: str, new: str) -> EditImpact:
    """Return what renaming a code would touch."""
    code, wanted = names.code(session, name), " ".join(new.split())
    must_be_free(session, wanted, code)
    return _edited(session, code, Rename(code.name, wanted))


def preview_merge(session: Session, name: str, into: str) -> EditImpact:
    """Return what merging a code into another would touch."""
    code, kept = names.code(session, name), names.code(session, into)
    touched = _edited(session, code, Merge(code.name, kept.name), kept)
    return replace(touched, joined=_joined(session, code, kept))


def preview_split(session: Session, name: str, place: Place, selection: Selection) -> EditImpact:
    """Return what splitting a code would touch."""
    code = names.code(session, name)
    must_be_free(session, place.name)
    if not codings_of(session, code, selection):
        raise EditError(f"none of the codings of {code.name!r} is chosen; choose some to split off")
    try_out(session, place)
    return _touched(session, _meant(session, code, selection), [code], place.carries)


def preview_move(session: Session, place: Place) -> EditImpact:
    """Return what giving a code another place would touch."""
    code = names.code(session, place.name)
    return _edited(session, code, place, also=place.carries)


def preview_describe(session: Session, name: str, definition: str, cues: Sequence[str]) -> EditImpact:
    """Return what describing a code anew would touch."""
    code = names.code(session, name)
    return _edited(session, code, described_as(code, definition, cues))


def described_as(code: Code, definition: str, cues: Sequence[str]) -> Describe | Define:
    """Return the change that describes a code, in its place or before it has one."""
    kind = Define if code.kind is None else Describe
    return kind(code.name, " ".join(definition.split()), tuple(cues))


def preview_remove(session: Session, name: str) -> EditImpact:
    """Return what taking a code out of the codebook would touch."""
    code = names.code(session, name)
    if code.kind is not None:
        return _edited(session, code, Drop(code.name))
    if codings_of(session, code):
        raise EditError(f"{code.name!r} is unsorted and has codings; merge it into another code instead")
    return EditImpact()


def preview_recolour(session: Session, name: str) -> EditImpact:
    """Return what giving a code another colour would touch."""
    code = names.code(session, name)
    return _touched(session, _meant(session, code, Selection()), [code])


def must_be_free(session: Session, name: str, code: Code | None = None) -> None:
    """Refuse a name that another code has, in whatever spelling.

    Raises:
        EditError: it is taken, or it is the name of the code itself.
    """
    if code is not None and code.name == name:
        raise EditError(f"the name is already {name!r}")
    try:
        known = names.code(session, name)
    except UnknownNameError:
        return
    if code is None:
        raise EditError(f"there is a code {known.name!r} already; choose another name")
    if known.id != code.id:
        raise EditError(f"there is a code {known.name!r} already; merge {code.name!r} into it instead")


def codings_of(session: Session, code: Code, selection: Selection | None = None) -> list[int]:
    """Return the codings of a code, in every spelling and in order, that are meant; spills move along."""
    query = select(Coding.id).where(*_meant(session, code, selection or Selection()))
    return [each or 0 for each in session.exec(query.order_by(col(Coding.id)))]


def _meant(session: Session, code: Code, selection: Selection) -> list[Condition]:
    given: list[Condition] = [col(Coding.code_id).in_(names.spellings(session, [code.id or 0]))]
    if selection.documents:
        documents = select(Document.id).where(col(Document.name).in_(selection.documents))
        given.append(col(Coding.document_id).in_(documents))
    if selection.coders:
        passes = select(CodingPass.id).join(Coder, col(Coder.id) == CodingPass.coder_id)
        given.append(col(Coding.pass_id).in_(passes.where(col(Coder.name).in_(selection.coders))))
    if selection.codings:
        given.append(col(Coding.id).in_(selection.codings))
    if selection.words.strip():
        given.append(col(Coding.id).in_(_with_words(session, given, selection.words)))
    return given


def _with_words(session: Session, given: Iterable[Condition], words: str) -> list[int]:
    """Those of the codings whose own words have these words in them, whatever their case."""
    wanted = " ".join(words.casefold().split())
    rows = quotes.quotes_where(session, given, limit=None)
    return [row.coding for row in rows if wanted in " ".join(row.quote.casefold().split())]


def _edited(session: Session, code: Code, edit: Edit, *more: Code, also: tuple[str, ...] = ()) -> EditImpact:
    before, after = try_out(session, edit)
    if before == after:
        raise EditError("there is nothing to change")
    touched = _touched(session, _meant(session, code, Selection()), [code, *more], also)
    return replace(touched, bare=_bare(before.taxonomy, after.taxonomy))


def _bare(before: Taxonomy, after: Taxonomy) -> tuple[str, ...]:
    """The issues and fixes that lose their last code, by title."""
    pairs = ((before.issues, after.issues), (before.fixes, after.fixes))
    return tuple(
        kept[key].title
        for had, kept in pairs
        for key, entry in had.items()
        if entry.codes and key in kept and not kept[key].codes
    )


def _touched(
    session: Session, given: Sequence[Condition], carriers: Iterable[Code], also: tuple[str, ...] = ()
) -> EditImpact:
    ids = [each.id or 0 for each in carriers]
    counted = (*given, col(Coding.extent) != "spill")
    total, every = (
        session.exec(select(func.count()).select_from(Coding).where(*each)).one() for each in (counted, given)
    )
    in_documents = select(Coding.document_id).where(*counted)
    in_passes = select(Coding.pass_id).where(*counted)
    by_coders = select(CodingPass.coder_id).where(col(CodingPass.id).in_(in_passes))
    documents = select(Document.name).where(col(Document.id).in_(in_documents))
    coders = select(Coder.name).where(col(Coder.id).in_(by_coders))
    issues = select(Issue.key).join(IssueCode, col(IssueCode.issue_id) == Issue.id)
    fixes = select(Fix.key).join(FixCode, col(FixCode.fix_id) == Fix.id)
    return EditImpact(
        codings=total,
        documents=tuple(session.exec(documents.order_by(col(Document.sort_key)))),
        coders=tuple(session.exec(coders.order_by(Coder.name))),
        issues=_titles(session, Issue, {*session.exec(issues.where(col(IssueCode.code_id).in_(ids))), *also}),
        fixes=_titles(session, Fix, {*session.exec(fixes.where(col(FixCode.code_id).in_(ids))), *also}),
        spills=every - total,
        sample=tuple(quotes.quotes_where(session, counted, limit=SAMPLE)),
    )


def _joined(session: Session, code: Code, kept: Code) -> int:
    """How many codings become part of another when two codes are one: in each pass, those that overlap."""
    ids = names.spellings(session, [code.id or 0])
    both = [*ids, *names.spellings(session, [kept.id or 0])]
    spans: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
    query = select(Coding.pass_id, Coding.start, Coding.end, Coding.code_id).where(
        col(Coding.code_id).in_(both), Coding.extent != "spill"
    )
    for pass_id, start, end, code_id in session.exec(query):
        spans[pass_id].append((start, end, code_id in ids))
    return sum(_joined_in(each) for each in spans.values())


def _joined_in(spans: list[tuple[int, int, bool]]) -> int:
    joined, reach, size, moved = 0, -1, 0, False
    for start, end, is_moved in [*sorted(spans), (1 << 62, 1 << 62, False)]:
        if start >= reach:
            joined += size - 1 if size and moved else 0
            size, moved, reach = 0, False, end
        size, moved, reach = size + 1, moved or is_moved, max(reach, end)
    return joined


def _titles(session: Session, table: type[Issue | Fix], keys: Iterable[str]) -> tuple[str, ...]:
    query = select(table.title).where(col(table.key).in_(list(keys))).order_by(col(table.position))
    return tuple(session.exec(query))
