"""What the site says beside people's words: issues, fixes, codes, their numbers, what occurs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.analysis.cooccurrence import Level
from kb.analysis.cooccurrence.pairs import Cooccurrence, Pair
from kb.codebook.definitions import parts
from kb.db.tables import Code, Fix, FixCode, Issue, IssueCode
from kb.queries.analyses.cooccurrence import pairs as together
from kb.queries.codebook.codes import codes
from kb.queries.codebook.study_contents import StudyContents, study_contents
from kb.queries.counting.code_usage import CodeUsage, usage_by_code
from kb.queries.evidence.fixes import fixes
from kb.queries.evidence.issues import issues
from kb.queries.evidence.stage_aspect import StageAspectTable, stage_aspect_table
from kb.queries.filtering.filters import Filters
from kb.report.release.released import Release
from kb.report.site.addresses import addresses

LEAST = 2
"""Interviews in which a pair must occur to be shown, as in the report."""
MOST_PAIRS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An issue, a fix or a code: what it is, how much evidence there is, and what it has to do with.

    ``codes`` are the names of the codes that are evidence for it, ``related`` the entries that the codebook
    connects it with.
    """

    level: str
    key: str
    title: str
    statement: str
    address: str
    interviews: int
    coders: int
    codings: int
    kind: str = ""
    aspect: str | None = None
    stages: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """All entries by level and key, what they are called in this study, and what occurs together."""

    study: StudyContents
    entries: Mapping[tuple[str, str], Entry]
    heat: StageAspectTable
    level: Level
    found: Cooccurrence
    pairs: tuple[Pair, ...]

    def of(self, level: str) -> tuple[Entry, ...]:
        """The entries of a level, those of most interviews first."""
        return tuple(each for each in self.entries.values() if each.level == level)

    def companions(self, entry: Entry) -> list[tuple[Entry, Pair]]:
        """What an entry occurs together with, the strongest first."""
        if entry.level != self.level:
            return []
        return [
            (self.entries[self.level, pair.b if pair.a == entry.key else pair.a], pair)
            for pair in self.pairs
            if entry.key in (pair.a, pair.b)
        ]


def content(session: Session, filters: Filters, release: Release, *, resamples: int, seed: int) -> Content:
    """Load what the site says.

    Raises:
        KbError: a withheld name stands in the codebook.
    """
    study = study_contents(session)
    used = usage_by_code(session, filters)
    entries = [
        *_issues(session, filters, used),
        *_fixes(session, filters, used),
        *_codes(session, filters),
    ]
    for each in entries:
        place = f"the {each.level} {each.key!r}"
        for text in (each.key, each.title, each.statement, *each.stages, each.aspect or ""):
            release.check(text, place)
    heat = stage_aspect_table(session, filters, used=used)
    for heading in (*heat.stages, *heat.aspects):
        release.check(f"{heading.key} {heading.title}", f"the stages and aspects: {heading.key!r}")
    for word in study.words.forms.values():
        release.check(word, "the study's own words")
    level: Level = "issue" if study.has_issues else "code"
    found = together(session, filters, level=level)
    rows = found.rows("jaccard", interviews=LEAST, seed=seed, resamples=resamples)
    return Content(study, {(each.level, each.key): each for each in entries}, heat, level, found, tuple(rows))


def _issues(session: Session, filters: Filters, used: dict[int, CodeUsage]) -> Iterable[Entry]:
    statements = {each.key: each.statement for each in session.exec(select(Issue))}
    rows = issues(session, filters, every=True, used=used)
    carried = _carried(session, IssueCode, Issue)
    against: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for fix in fixes(session, filters, every=True, used=dict(used)):
        for key in fix.mitigates:
            against[key].append(("fix", fix.fix))
    at = addresses(row.issue for row in rows)
    for row in rows:
        yield Entry(
            level="issue",
            key=row.issue,
            title=row.title,
            statement=statements[row.issue],
            address=f"issue/{at[row.issue]}",
            interviews=row.interviews,
            coders=row.coders,
            codings=row.codings,
            aspect=row.aspect,
            stages=row.stages,
            codes=tuple(carried.get(row.issue, ())),
            related=tuple(against.get(row.issue, ())),
        )


def _fixes(session: Session, filters: Filters, used: dict[int, CodeUsage]) -> Iterable[Entry]:
    rows = fixes(session, filters, every=True, used=used)
    carried = _carried(session, FixCode, Fix)
    at = addresses(row.fix for row in rows)
    for row in rows:
        yield Entry(
            level="fix",
            key=row.fix,
            title=row.title,
            statement=row.statement,
            address=f"fix/{at[row.fix]}",
            interviews=row.interviews,
            coders=row.coders,
            codings=row.codings,
            codes=tuple(carried.get(row.fix, ())),
            related=tuple(("issue", key) for key in row.mitigates),
        )


def _codes(session: Session, filters: Filters) -> Iterable[Entry]:
    rows = sorted(
        codes(session, filters, every=True), key=lambda row: (-row.interviews, -row.codings, row.code)
    )
    known = {("issue", key) for key in session.exec(select(Issue.key))}
    at = addresses(row.code for row in rows)
    for row in rows:
        yield Entry(
            level="code",
            key=row.code,
            title=row.code,
            statement=parts(row.definition)[0],
            address=f"code/{at[row.code]}",
            interviews=row.interviews,
            coders=row.coders,
            codings=row.codings,
            kind=row.kind,
            aspect=row.aspect,
            stages=(row.stage,) if row.stage else (),
            codes=(row.code,),
            related=tuple(("issue" if ("issue", key) in known else "fix", key) for key in row.carries),
        )


def _carried(
    session: Session, link: type[IssueCode | FixCode], table: type[Issue | Fix]
) -> dict[str, list[str]]:
    """The names of the codes that carry each issue or fix."""
    owner = link.issue_id if link is IssueCode else link.fix_id  # type: ignore[union-attr]
    query = (
        select(table.key, Code.name)
        .join(link, col(owner) == table.id)
        .join(Code, col(Code.id) == link.code_id)
        .order_by(Code.name)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for key, code in session.exec(query):
        found[key].append(code)
    return found
