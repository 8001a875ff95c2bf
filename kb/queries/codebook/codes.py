"""The codebook: every code, where the taxonomy places it, and how often it is used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.rows import rows
from kb.db.tables import Aspect, Code, Coding, CodingPass, Fix, FixCode, Issue, IssueCode, Stage
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters

_PLACES = 1 << 32
"""More than any document's paragraphs: one of a document is a number, ``document · _PLACES + position``."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code, its place, and its use; ``kind`` is ``unsorted`` where the taxonomy does not place it.

    ``paragraphs`` counts the paragraphs that its codings touch, each once.
    """

    code: str
    kind: str
    stage: str | None
    aspect: str | None
    carries: tuple[str, ...]
    interviews: int
    coders: int
    codings: int
    paragraphs: int
    definition: str


def codes(
    session: Session, filters: Filters | None = None, *, kind: str | None = None, every: bool = False
) -> list[CodeRow]:
    """Return the codes, those with most codings first; unused ones only if ``every`` is asked for."""
    used = _use(session, conditions.conditions(session, filters or Filters()))
    carries = _carries(session)
    rows = [
        CodeRow(
            code.name,
            code.kind or "unsorted",
            stage.title if stage else None,
            aspect.title if aspect else None,
            tuple(carries.get(code.id or 0, ())),
            *used.get(code.id or 0, _Use()).numbers(),
            code.definition,
        )
        for code, stage, aspect in session.exec(
            select(Code, Stage, Aspect)
            .outerjoin(Stage, col(Stage.id) == Code.stage_id)
            .outerjoin(Aspect, col(Aspect.id) == Code.aspect_id)
            .where(Code.id == Code.canonical_id)
        )
        if (every or code.id in used) and kind in (None, code.kind or "unsorted")
    ]
    return sorted(rows, key=lambda row: (-row.codings, row.code.casefold()))


class _Use:
    """The distinct documents, coders and paragraphs of one code's codings."""

    def __init__(self) -> None:
        self.documents: set[int] = set()
        self.coders: set[int] = set()
        self.paragraphs: set[int] = set()
        self.codings = 0

    def numbers(self) -> tuple[int, int, int, int]:
        return len(self.documents), len(self.coders), self.codings, len(self.paragraphs)


def _use(session: Session, given: list[conditions.Condition]) -> dict[int, _Use]:
    coders = dict(session.exec(select(CodingPass.id, CodingPass.coder_id)).all())
    query = (
        select(
            Code.canonical_id,
            Coding.document_id,
            Coding.pass_id,
            Coding.first_paragraph,
            Coding.last_paragraph,
        )
        .join(Code, col(Code.id) == Coding.code_id)
        .where(*given)
    )
    used: dict[int, _Use] = defaultdict(_Use)
    for code_id, document_id, pass_id, first, last in rows(session, query):
        use = used[code_id or 0]
        use.codings += 1
        use.documents.add(document_id)
        use.coders.add(coders[pass_id])
        begin = document_id * _PLACES
        use.paragraphs.add(begin + first)
        if last > first:
            use.paragraphs.update(range(begin + first, begin + last + 1))
    return dict(used)


def _carries(session: Session) -> dict[int, list[str]]:
    """The keys of the issues and fixes that each code carries."""
    carries: dict[int, list[str]] = {}
    of_issues = select(IssueCode.code_id, Issue.key).join(Issue, col(Issue.id) == IssueCode.issue_id)
    of_fixes = select(FixCode.code_id, Fix.key).join(Fix, col(Fix.id) == FixCode.fix_id)
    for query in (of_issues.order_by(col(Issue.position)), of_fixes.order_by(col(Fix.position))):
        for code_id, key in session.exec(query):
            carries.setdefault(code_id, []).append(key)
    return carries
