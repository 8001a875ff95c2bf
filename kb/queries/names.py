"""What a person calls a thing → the row; an unknown name names the nearest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from kb.codebook.code_names import code_key
from kb.codebook.words import Study, split
from kb.db.tables import Aspect, Code, Coder, Document, Fix, Issue, Stage, TaxonomyFile
from kb.errors import KbError, UnknownNameError


class AmbiguousNameError(KbError):
    """A name that could mean several things."""

    def __init__(self, noun: str, name: str, known: Sequence[str]) -> None:
        shown = ", ".join(repr(each) for each in known[:4]) + (", …" if len(known) > 4 else "")  # noqa: PLR2004
        super().__init__(f"{name!r} could be {len(known)} {noun}s: {shown}; say which")


def study(session: Session) -> Study:
    """Return what the study of a catalog is called, and its own words for issue, fix, stage and aspect."""
    newest = select(TaxonomyFile.text).order_by(col(TaxonomyFile.id).desc()).limit(1)
    said, _ = split(session.exec(newest).first() or "")
    if not said:
        return Study()
    from kb.codebook.validate import study_of  # noqa: PLC0415  YAML; most catalogs need none of it

    return study_of(said)


def document(session: Session, name: str) -> Document:
    """Return the document of this name; ``11`` and ``interview 11`` both mean ``Interview 11``."""
    found: Document = _named(session, Document, "document", name, "name")
    return found


def coder(session: Session, name: str) -> Coder:
    """Return the coder of this name."""
    found: Coder = _named(session, Coder, "coder", name, "name")
    return found


def issue(session: Session, name: str) -> Issue:
    """Return the issue of this key, title or study reference (``I6.2``)."""
    noun = study(session).words.issue.singular
    found: Issue = _named(
        session,
        Issue,
        noun,
        name,
        "key",
        "title",
        "study",
        where="the taxonomy",
    )
    return found


def fix(session: Session, name: str) -> Fix:
    """Return the fix of this key or title."""
    noun = study(session).words.fix.singular
    found: Fix = _named(session, Fix, noun, name, "key", "title", where="the taxonomy")
    return found


def stage(session: Session, name: str) -> Stage:
    """Return the stage of this key or title."""
    noun = study(session).words.stage.singular
    found: Stage = _named(session, Stage, noun, name, "key", "title", where="the taxonomy")
    return found


def aspect(session: Session, name: str) -> Aspect:
    """Return the aspect of this key or title."""
    noun = study(session).words.aspect.singular
    found: Aspect = _named(session, Aspect, noun, name, "key", "title", where="the taxonomy")
    return found


def code(session: Session, name: str) -> Code:
    """Return the canonical code behind any spelling of it."""
    spelled = session.exec(select(Code).where(Code.name == name)).first()
    if spelled is None:
        spelled = session.exec(select(Code).where(Code.key == code_key(name)).order_by(Code.name)).first()
    if spelled is None:
        raise UnknownNameError("code", name, session.exec(select(Code.name)).all())
    return session.get(Code, spelled.canonical_id) or spelled


def spellings(session: Session, canonical_ids: Sequence[int]) -> list[int]:
    """Return the ids of every spelling of these codes: codings point to the code as it was spelled."""
    query = select(Code.id).where(col(Code.canonical_id).in_(canonical_ids))
    return [each for each in session.exec(query) if each is not None]


def _named(
    session: Session, table: type[SQLModel], noun: str, name: str, *columns: str, where: str = "the catalog"
) -> Any:
    """Find a row by some columns: as it is spelled, without case, then as the one that ends like it."""
    exact = session.exec(select(table).where(getattr(table, columns[0]) == name).limit(2)).all()
    if len(exact) == 1:  # what the program itself asks for, in a catalog of thousands
        return exact[0]
    rows = session.exec(select(table)).all()
    wanted = _folded(name)
    named = [
        (_folded(str(value)), row)
        for row in rows
        for each in columns
        if (value := getattr(row, each)) is not None
    ]
    whole = {id(row): row for text, row in named if text == wanted}
    ending = {id(row): row for text, row in named if text.endswith(f" {wanted}")}
    for found in (whole, ending):
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise AmbiguousNameError(
                noun, name, sorted(str(getattr(row, columns[0])) for row in found.values())
            )
    raise UnknownNameError(noun, name, [str(getattr(row, columns[0])) for row in rows], where=where)


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
