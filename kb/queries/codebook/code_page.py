"""Everything about one code: its place, its spellings, who used it, and the evidence it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from kb.db.tables import (
    Aspect,
    Code,
    Coder,
    Coding,
    CodingPass,
    Document,
    Fix,
    FixCode,
    Issue,
    IssueCode,
    Stage,
)
from kb.queries import names


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way in which a code is written, and how many codings are written so."""

    name: str
    codings: int


@dataclass(frozen=True, slots=True)
class Carried:
    """An issue or a fix that a code is evidence for."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class PassCount:
    """How much one coder used a code, in one role."""

    coder: str
    role: str
    interviews: int
    codings: int


@dataclass(frozen=True, slots=True)
class CodePage:
    """A code; ``kind`` is ``unsorted``, and there are no cues, where the taxonomy does not place it.

    ``stage`` and ``aspect`` are keys with their titles; ``below`` are the codes under an umbrella code.
    Codings that only spill into a paragraph are not counted.
    """

    code: str
    kind: str
    stage: tuple[str, str] | None
    aspect: tuple[str, str] | None
    parent: str | None
    definition: str
    cues: tuple[str, ...]
    colour: int
    spellings: tuple[Spelling, ...]
    issues: tuple[Carried, ...]
    fixes: tuple[Carried, ...]
    passes: tuple[PassCount, ...]
    documents: tuple[str, ...]
    below: tuple[str, ...]
    codings: int
    interviews: int


@dataclass(frozen=True, slots=True)
class CodePlaces:
    """What a code's place can be: stages, aspects, issues and fixes (key → title), and umbrella codes."""

    stages: tuple[tuple[str, str], ...]
    aspects: tuple[tuple[str, str], ...]
    issues: tuple[tuple[str, str], ...]
    fixes: tuple[tuple[str, str], ...]
    umbrellas: tuple[str, ...]
    codes: tuple[str, ...]


def code_page(session: Session, name: str) -> CodePage:
    """Return everything about a code, by any of its spellings.

    Raises:
        UnknownNameError: there is no such code.
    """
    code = names.code(session, name)
    ids = names.spellings(session, [code.id or 0])
    stage = session.get(Stage, code.stage_id) if code.stage_id else None
    aspect = session.get(Aspect, code.aspect_id) if code.aspect_id else None
    parent = session.get(Code, code.parent_id) if code.parent_id else None
    issues = select(Issue.key, Issue.title).join(IssueCode, col(IssueCode.issue_id) == Issue.id)
    fixes = select(Fix.key, Fix.title).join(FixCode, col(FixCode.fix_id) == Fix.id)
    below = select(Code.name).where(Code.parent_id == code.id, Code.id == Code.canonical_id)
    documents = _documents(session, ids)
    passes = _passes(session, ids)
    return CodePage(
        code=code.name,
        kind=code.kind or "unsorted",
        stage=(stage.key, stage.title) if stage else None,
        aspect=(aspect.key, aspect.title) if aspect else None,
        parent=parent.name if parent else None,
        definition=code.definition,
        cues=tuple(code.cues),
        colour=code.colour or 0,
        spellings=_spellings(session, code, ids),
        issues=tuple(
            Carried(*row)
            for row in session.exec(issues.where(IssueCode.code_id == code.id).order_by(col(Issue.position)))
        ),
        fixes=tuple(
            Carried(*row)
            for row in session.exec(fixes.where(FixCode.code_id == code.id).order_by(col(Fix.position)))
        ),
        passes=passes,
        documents=documents,
        below=tuple(session.exec(below.order_by(Code.name))),
        codings=sum(each.codings for each in passes),
        interviews=len(documents),
    )


def code_places(session: Session) -> CodePlaces:
    """Return what a code's place can be."""

    def of(table: type[Stage | Aspect | Issue | Fix]) -> tuple[tuple[str, str], ...]:
        query = select(table.key, table.title).order_by(col(table.position))
        return tuple((key, title) for key, title in session.exec(query))

    canonical = select(Code.name).where(Code.id == Code.canonical_id).order_by(func.lower(Code.name))
    return CodePlaces(
        stages=of(Stage),
        aspects=of(Aspect),
        issues=of(Issue),
        fixes=of(Fix),
        umbrellas=tuple(session.exec(canonical.where(Code.kind == "umbrella"))),
        codes=tuple(session.exec(canonical)),
    )


def _spellings(session: Session, code: Code, ids: list[int]) -> tuple[Spelling, ...]:
    """The code's own name first, then the others, those most used first."""
    query = (
        select(Code.name, func.count(Coding.id))  # type: ignore[arg-type]
        .outerjoin(Coding, (col(Coding.code_id) == Code.id) & (col(Coding.extent) != "spill"))
        .where(col(Code.id).in_(ids))
        .group_by(Code.name)
    )
    rows = [Spelling(name, codings) for name, codings in session.exec(query)]
    return tuple(sorted(rows, key=lambda row: (row.name != code.name, -row.codings, row.name.casefold())))


def _passes(session: Session, ids: list[int]) -> tuple[PassCount, ...]:
    codings = func.count()
    query = (
        select(Coder.name, CodingPass.role, func.count(col(Coding.document_id).distinct()), codings)
        .select_from(Coding)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(col(Coding.code_id).in_(ids), Coding.extent != "spill")
        .group_by(Coder.name, CodingPass.role)
        .order_by(col(CodingPass.role).desc(), codings.desc(), Coder.name)
    )
    return tuple(PassCount(*row) for row in session.exec(query))


def _documents(session: Session, ids: list[int]) -> tuple[str, ...]:
    coded = select(Coding.document_id).where(col(Coding.code_id).in_(ids), Coding.extent != "spill")
    query = select(Document.name).where(col(Document.id).in_(coded)).order_by(col(Document.sort_key))
    return tuple(session.exec(query))
