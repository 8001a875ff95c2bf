"""Where it is said: paragraphs found by their words, or by sounding like a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db import fulltext
from kb.db.tables import Code, Coding, Document, Paragraph, Speaker
from kb.errors import KbError
from kb.queries import names

_RANKED_AT_MOST = 20_000
"""Beyond so many hits a rank says nothing; they come in the order of the catalog."""


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
    """Return the paragraphs that a full-text search finds, best first (see :mod:`kb.db.fulltext`)."""
    hits = fulltext.matches(session, query)
    if hits is None:
        return ParagraphHitPage((), 0)
    inner = hits.subquery("hits")
    where = _limits(session, document, speaker_role)
    total = _total(session, inner, where)
    order = [inner.c.score.desc()] if total <= _RANKED_AT_MOST else []
    statement = (
        _described()
        .join(inner, inner.c.id == Paragraph.id)
        .where(*where)
        .order_by(*order, col(Document.sort_key), col(Paragraph.position))
        .limit(limit)
    )
    rows = session.exec(statement).all()
    marks = fulltext.marked_ranges(session, query, [row.Paragraph.id for row in rows])
    return ParagraphHitPage(tuple(_passages(session, rows, marks)), total)


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
    hits = fulltext.matches(session, " OR ".join(f'"{cue}"*' for cue in meant.cues))
    if hits is None:
        return ParagraphHitPage((), 0)
    statement = (
        _described()
        .where(col(Paragraph.id).in_(select(hits.subquery("hits").c.id)))
        .where(*_limits(session, document, speaker_role))
        .order_by(col(Document.sort_key), col(Paragraph.position))
    )
    cues = [_cue(cue) for cue in meant.cues]
    scored = [(row, _found_cues(cues, row.Paragraph.text)) for row in session.exec(statement)]
    ranked = sorted((each for each in scored if each[1]), key=lambda each: -len(each[1]))
    rows = [row for row, _ in ranked[:limit]]
    marks = {
        row.Paragraph.id: _together(span for spans in ranges.values() for span in spans)
        for row, ranges in ranked[:limit]
    }
    return ParagraphHitPage(tuple(_passages(session, rows, marks)), len(ranked))


def _together(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans in order, those that overlap joined: two cues may stand on the same word."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def _cue(cue: str) -> re.Pattern[str]:
    """A cue as a pattern: its words one after the other, the last one with any ending."""
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


def _limits(session: Session, document: str | None, speaker_role: str | None) -> list[Any]:
    limits: list[Any] = []
    if document is not None:
        limits.append(col(Paragraph.document_id) == names.document(session, document).id)
    if speaker_role is not None:
        limits.append(col(Paragraph.speaker_id).in_(select(Speaker.id).where(Speaker.role == speaker_role)))
    return limits


def _total(session: Session, hits: Any, limits: list[Any]) -> int:
    """How many paragraphs are found; without limits the index alone can tell."""
    query = select(func.count()).select_from(hits)
    if limits:
        query = query.join(Paragraph, col(Paragraph.id) == hits.c.id).where(*limits)
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
            col(Coding.first) <= paragraph.position,
            col(Coding.last) >= paragraph.position,
            Coding.extent != "spill",
        )
        .distinct()
        .order_by(canonical.name)
    )
    return tuple(session.exec(query))
