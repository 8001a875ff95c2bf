"""Codings that differ by less than a word: compared on whole words, stored as they are.

A selection by mouse often begins a letter late or ends a letter early. That is no other judgement, so where
two codings of one code nearly coincide, each is compared as if it began and ended at the edge of a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sqlmodel import Session, col, select

from kb.analysis.agreement import MatchedCoding
from kb.db.tables import Paragraph
from kb.queries.quotes.whole_words import on_whole_words

_NEAR = 30
"""Edges further apart than this, in code points, are no slip within a word."""

_Paragraphs = dict[tuple[int, int], tuple[int, str]]
"""Where paragraphs begin, and their text, by document and position."""


def compared_on_whole_words(
    session: Session, passes: Mapping[int, Sequence[MatchedCoding]], documents: Mapping[int, int]
) -> dict[int, list[MatchedCoding]]:
    """Return the codings of passes with those snapped that nearly coincide with one of another pass.

    ``documents`` is the document of each pass.
    """
    near = _nearly_alike(passes, documents)
    if not near:
        return {id_: list(marks) for id_, marks in passes.items()}
    places = {
        (documents[id_], place)
        for id_, marks in passes.items()
        for mark in marks
        if mark.ids in near
        for place in (mark.paragraph, mark.last)
    }
    texts = _paragraphs(session, places)
    return {
        id_: [_snapped(mark, documents[id_], texts) if mark.ids in near else mark for mark in marks]
        for id_, marks in passes.items()
    }


def _nearly_alike(
    passes: Mapping[int, Sequence[MatchedCoding]], documents: Mapping[int, int]
) -> set[tuple[int, ...]]:
    """The ids of codings whose edges are near those of another with their code, and not the same."""
    groups: dict[tuple[int, str], list[MatchedCoding]] = defaultdict(list)
    for id_, marks in passes.items():
        for mark in marks:
            groups[documents[id_], mark.code].append(mark)
    near: set[tuple[int, ...]] = set()
    for alike in groups.values():
        for one, other in pairwise(sorted(alike, key=lambda mark: (mark.start, mark.end))):
            apart = (other.start - one.start, abs(other.end - one.end))
            if any(apart) and max(apart) <= _NEAR:
                near |= {one.ids, other.ids}
    return near


def _paragraphs(session: Session, places: Iterable[tuple[int, int]]) -> _Paragraphs:
    """The texts of some paragraphs, by document and position."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for document, position in places:
        wanted[document].add(position)
    found: _Paragraphs = {}
    for document, positions in wanted.items():
        query = select(Paragraph.position, Paragraph.start, Paragraph.text).where(
            Paragraph.document_id == document, col(Paragraph.position).in_(positions)
        )
        found |= {(document, position): (start, text) for position, start, text in session.exec(query)}
    return found


def _snapped(mark: MatchedCoding, document: int, texts: _Paragraphs) -> MatchedCoding:
    begin, first = texts[document, mark.paragraph]
    stop, last = texts[document, mark.last]
    if mark.paragraph == mark.last:
        start, end = on_whole_words(first, mark.start - begin, mark.end - begin)
    else:
        start, _ = on_whole_words(first, mark.start - begin, len(first))
        _, end = on_whole_words(last, 0, mark.end - stop)
    return replace(mark, start=begin + start, end=stop + end)
