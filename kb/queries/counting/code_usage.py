"""Who used which code where: the documents and coders behind each code, counted once for many questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, col, select

from kb.db.rows import as_string, rows
from kb.db.tables import Code, Coding, CodingPass, FixCode, IssueCode
from kb.queries import names
from kb.queries.counting.counts import Counts
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters


@dataclass(slots=True)
class CodeUsage:
    """The distinct documents and coders of some codings, and how many codings they are."""

    documents: set[int] = field(default_factory=set)
    coders: set[int] = field(default_factory=set)
    codings: int = 0

    def counts(self) -> Counts:
        """Return the numbers."""
        return Counts(len(self.documents), len(self.coders), self.codings)


def usage_by_code(
    session: Session, filters: Filters | None = None, *, only: Collection[int] | None = None
) -> dict[int, CodeUsage]:
    """Return the use of every canonical code (its id) that has codings for which the filters hold.

    ``only`` limits them to some codes.
    """
    canonical = dict(session.exec(select(Code.id, Code.canonical_id)).all())
    of_pass = select(CodingPass.id, CodingPass.document_id, CodingPass.coder_id)
    work = {id_: (document, coder) for id_, document, coder in rows(session, of_pass)}
    # The passes of a code come as one string: a hundred rows instead of a hundred thousand.
    query = select(Coding.code_id, func.count(), as_string(col(Coding.pass_id))).where(
        *conditions.conditions(session, filters or Filters())
    )
    if only is not None:
        query = query.where(col(Coding.code_id).in_(names.spellings(session, list(only))))
    uses: dict[int, CodeUsage] = defaultdict(CodeUsage)
    for code_id, codings, pass_ids in rows(session, query.group_by(col(Coding.code_id))):
        use = uses[canonical[code_id] or code_id]
        for document, coder in (work[int(id_)] for id_ in set(pass_ids.split(","))):
            use.documents.add(document)
            use.coders.add(coder)
        use.codings += codings
    return dict(uses)


def union(uses: dict[int, CodeUsage], codes: Iterable[int]) -> CodeUsage:
    """Return the use of several codes as one; a coding has one code, so none is counted twice."""
    whole = CodeUsage()
    for code_id in set(codes):
        if use := uses.get(code_id):
            whole.documents |= use.documents
            whole.coders |= use.coders
            whole.codings += use.codings
    return whole


def codes_of_issues(session: Session) -> dict[int, set[int]]:
    """Return the codes that carry each issue, both by id."""
    return _by_first(session.exec(select(IssueCode.issue_id, IssueCode.code_id)))


def codes_of_fixes(session: Session) -> dict[int, set[int]]:
    """Return the codes that carry each fix, both by id."""
    return _by_first(session.exec(select(FixCode.fix_id, FixCode.code_id)))


def _by_first(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    grouped: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        grouped[one].add(other)
    return dict(grouped)
