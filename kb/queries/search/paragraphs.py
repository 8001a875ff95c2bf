"""Paragraphs found by a search, the best for its words first, or by the cues of a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db import fulltext
from kb.db.fulltext import Term, TermGroups
from kb.db.spacing import for_index
from kb.db.tables import Code, Coding, Document, Paragraph, Speaker
from kb.errors import KbError
from kb.queries import names
from kb.queries.filtering.conditions import Condition
from kb.queries.search.hits import joined, marked_ranges
from kb.queries.search.scope import SearchScope, scope_conditions
from kb.queries.syntax.conditions import holds, read_search
from kb.queries.syntax.errors import NothingToFindError
from kb.queries.syntax.tree import Expression, HasWords, leaves

_RANKED_AT_MOST = 20_000
"""Beyond so many hits a rank says nothing; they come in the order of the catalog."""
_BATCH = 200
_IN_ORDER = (col(Document.sort_key), col(Paragraph.position))


@dataclass(frozen=True, slots=True)
class ParagraphHit:
    """A paragraph that was found; ``found`` are half-open ranges of its text."""

    document: str
    paragraph: int
    speaker: str | None
    role: str | None
    text: str
    found: tuple[tuple[int, int], ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParagraphHitPage:
    """Some passages, and how many there are in all."""

    passages: tuple[ParagraphHit, ...]
    total: int


def search_paragraphs(
    session: Session,
    query: str,
    *,
    document: str | None = None,
    speaker_role: str | None = None,
    limit: int | None = 20,
) -> ParagraphHitPage:
    """Return the paragraphs that a search finds (see :mod:`kb.queries.syntax`), the best for its words first.

    A search without words, or for nothing that could be found, has no best one.

    Raises:
        KbError: the search cannot be read, or names what the catalog does not hold.
    """
    try:
        expression = read_search(session, query)
    except NothingToFindError:
        expression = None
    if expression is None:
        return ParagraphHitPage((), 0)
    limits = scope_conditions(session, SearchScope(speaker_role, document))
    total = _total(session, expression, limits)
    if total > _RANKED_AT_MOST:
        rows = _first(session, expression, limits, limit)
    else:
        rows = session.exec(_ranked(session, expression, limits).limit(limit)).all() if total else []
    marks = marked_ranges(session, expression, [row.Paragraph.id for row in rows])
    return ParagraphHitPage(tuple(_passages(session, rows, marks)), total)


def _wanted_words(expression: Expression) -> TermGroups:
    """The words by which paragraphs are ranked: those of one run, or any of several runs."""
    runs = [leaf.groups for leaf in leaves(expression) if isinstance(leaf, HasWords)]
    if len(runs) <= 1:
        return runs[0] if runs else ()
    return ([term for groups in runs for group in groups for term in group],)


def _ranked(session: Session, expression: Expression, limits: Sequence[Condition]) -> Any:
    """Paragraphs that are found, described, the best for the words first, then by document and place."""
    statement = _described().where(*limits)
    if words := _wanted_words(expression):
        scored = fulltext.matches(session, words).subquery("scored")
        # What is found by nothing but these words needs no second look-up.
        is_outer = not isinstance(expression, HasWords)
        statement = statement.join(scored, scored.c.id == Paragraph.id, isouter=is_outer)
        statement = statement.order_by(func.coalesce(scored.c.score, 0).desc())
    if not isinstance(expression, HasWords):
        statement = statement.where(holds(session, expression))
    return statement.order_by(*_IN_ORDER)


def _first(
    session: Session, expression: Expression, limits: Sequence[Condition], limit: int | None
) -> list[Any]:
    """The first of very many paragraphs, described, some documents at a time: the rest is never sorted."""
    documents = session.exec(select(Document.id).order_by(col(Document.sort_key))).all()
    # A sum is no key, so that SQLite goes through the documents and not through all that is found.
    statement = _described().where(holds(session, expression, col(Paragraph.id) + 0), *limits)
    rows: list[Any] = []
    for begin in range(0, len(documents), _BATCH):
        batch = col(Paragraph.document_id).in_(documents[begin : begin + _BATCH])
        left = None if limit is None else limit - len(rows)
        rows += session.exec(statement.where(batch).order_by(*_IN_ORDER).limit(left))
        if limit is not None and len(rows) >= limit:
            break
    return rows


def paragraphs_like_code(
    session: Session,
    code: str,
    *,
    document: str | None = None,
    speaker_role: str | None = None,
    limit: int | None = 20,
) -> ParagraphHitPage:
    """Return the paragraphs that sound like a code: those with most of its cues first, coded or not.

    A cue matches where words begin with it: ``drift`` finds *drifting*, ``poor data`` finds *poor database*.
    """
    meant = names.code(session, code)
    if not meant.cues:
        raise KbError(f"the taxonomy gives no cues for {meant.name!r}; add `cues:` to it in taxonomy.yaml")
    any_cue = HasWords((tuple(Term(cue, is_beginning=True) for cue in meant.cues),))
    statement = (
        _described()
        .where(holds(session, any_cue), *scope_conditions(session, SearchScope(speaker_role, document)))
        .order_by(col(Document.sort_key), col(Paragraph.position))
    )
    cues = [_cue(cue) for cue in meant.cues]
    scored = [(row, _found_cues(cues, row.Paragraph.text)) for row in session.exec(statement)]
    ranked = sorted((each for each in scored if each[1]), key=lambda each: -len(each[1]))
    rows = [row for row, _ in ranked[:limit]]
    marks = {
        row.Paragraph.id: joined(span for spans in ranges.values() for span in spans)
        for row, ranges in ranked[:limit]
    }
    return ParagraphHitPage(tuple(_passages(session, rows, marks)), len(ranked))


def _cue(cue: str) -> re.Pattern[str]:
    """A cue as a pattern: its words one after the other, the last one with any ending.

    A word begins anywhere in a script without blanks, and ends with the cue there.
    """
    if for_index(cue):
        return re.compile(r"\W*".join(map(re.escape, cue.split())), re.IGNORECASE)
    return re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, cue.split())) + r"\w*", re.IGNORECASE)


def _found_cues(cues: Sequence[re.Pattern[str]], text: str) -> dict[str, list[tuple[int, int]]]:
    """Where each cue stands in a text; cues that do not are left out."""
    spans = {cue.pattern: [match.span() for match in cue.finditer(text)] for cue in cues}
    return {cue: ranges for cue, ranges in spans.items() if ranges}


def _described() -> Any:
    """Paragraphs with their document and speaker."""
    return (
        select(Paragraph, Document.name.label("document"), Speaker.name.label("speaker"), Speaker.role)  # type: ignore[attr-defined]
        .join(Document, col(Document.id) == Paragraph.document_id)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
    )


def _total(session: Session, expression: Expression, limits: Sequence[Condition]) -> int:
    """How many paragraphs are found; of words without limits the index alone can tell."""
    if isinstance(expression, HasWords) and not limits:
        inner = fulltext.matches(session, expression.groups).subquery("found")
        return session.exec(select(func.count()).select_from(inner)).one()
    query = select(func.count()).select_from(Paragraph).where(holds(session, expression), *limits)
    return session.exec(query).one()


def _passages(
    session: Session, rows: Sequence[Any], marks: dict[int, tuple[tuple[int, int], ...]]
) -> Iterable[ParagraphHit]:
    for row in rows:
        paragraph = row.Paragraph
        yield ParagraphHit(
            row.document,
            paragraph.position,
            row.speaker,
            row.role,
            paragraph.text,
            marks.get(paragraph.id, ()),
            _codes(session, paragraph),
        )


def _codes(session: Session, paragraph: Paragraph) -> tuple[str, ...]:
    """The codes that touch a paragraph, by any coder, those that only spill into it left out."""
    canonical = aliased(Code)
    query = (
        select(canonical.name)
        .select_from(Coding)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(canonical, col(canonical.id) == Code.canonical_id)
        .where(
            Coding.document_id == paragraph.document_id,
            col(Coding.first_paragraph) <= paragraph.position,
            col(Coding.last_paragraph) >= paragraph.position,
            Coding.extent != "spill",
        )
        .distinct()
        .order_by(canonical.name)
    )
    return tuple(session.exec(query))
