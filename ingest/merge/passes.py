"""Who coded what on one interview: each file's tags on the shown text, one pass per coder and role.

A coder's work may come from two files, a print-out that marks the coded words and a text export that only
shows the codes under each paragraph. Both are one pass: a tag that both have keeps the more precise place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ingest.merge.alignment import OffsetMap, Placed
from ingest.merge.file_names import PassRole
from ingest.model import Extent, Paragraph, Remark, TaggedSpan, Transcript
from ingest.selections import join_neighbours

_PRECISION: dict[Extent, int] = {"exact": 0, "shared": 1, "spill": 2, "paragraph": 3}
_MARKED = 1
"""Up to this precision the source marks the words themselves."""
_LEAST_SHARE = 0.2
"""A tag on a whole paragraph is on another one only with so much of its words, or most of that one's."""

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Pass:
    """One coder's work on one document, on the text that is shown.

    ``role_assumed``: no file and no folder says whether this is a coder's or the moderator's. ``empty``: no
    code was found where codes are expected; that is missing data, never "no issues".
    """

    coder: str
    role: PassRole
    role_assumed: bool
    tags: tuple[TaggedSpan, ...]
    empty: bool
    sources: tuple[PurePath, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class UnplacedTag:
    """A tag whose words are not in the text that is shown: kept with its words, and why.

    Names are masked in ``words`` as they are in the text. ``code`` is empty for a remark that names no code.
    """

    code: str
    coder: str
    role: PassRole
    words: str
    reason: str
    source: PurePath
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A tag of one file and the places it has on the shown text: one in each paragraph it touches."""

    origin: TaggedSpan
    places: tuple[TaggedSpan, ...]


def carry(
    tag: TaggedSpan,
    source: Transcript,
    offsets: OffsetMap,
    shown: Transcript,
    masked: Callable[[str], str] = str,
) -> Carried:
    """Return where a tag of ``source`` is on the ``shown`` text; no places when its words are not there."""
    placed = offsets.span(tag.start, tag.end)
    if placed is None and tag.start == tag.end:
        home = source.paragraphs[tag.paragraph]
        around = offsets.span(home.start, home.end)
        placed = Placed(around.start, around.start, around.kept) if around else None
    if placed is None:
        return Carried(tag, ())
    tag = replace(tag, memo=masked(tag.memo) if tag.memo else tag.memo)
    pieces = _pieces(placed, shown.paragraphs, whole=tag.extent == "paragraph")
    return Carried(tag, tuple(replace(tag, start=a, end=b, paragraph=number) for a, b, number in pieces))


def _pieces(
    placed: Placed, paragraphs: Sequence[Paragraph], *, whole: bool
) -> Iterator[tuple[int, int, int]]:
    """Yield the part of a span in each paragraph it touches, without white space at its edges."""
    starts = [paragraph.start for paragraph in paragraphs]
    number = max(0, bisect_right(starts, placed.start) - 1)
    if placed.start == placed.end:
        at = min(placed.start, paragraphs[number].end)
        yield at, at, number
        return
    while number < len(paragraphs) and paragraphs[number].start < placed.end:
        paragraph = paragraphs[number]
        start, end = max(placed.start, paragraph.start), min(placed.end, paragraph.end)
        words = paragraph.text[start - paragraph.start : end - paragraph.start]
        size = len(words.strip())
        enough = _LEAST_SHARE * (placed.end - placed.start)
        if size and (not whole or size >= enough or 2 * size >= len(paragraph.text)):
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip()), number
        number += 1


_FromParagraph = tuple[TaggedSpan, int]
"""A tag on the shown text, and the paragraph of the file that it comes from."""


def join_split_paragraphs(carried: Iterable[Carried], text: str) -> tuple[TaggedSpan, ...]:
    """Return one file's tags in order; those of two paragraphs that are one in the shown text are joined."""
    ordered = sorted(
        ((place, one.origin.paragraph) for one in carried for place in one.places),
        key=lambda item: (item[0].code, item[0].coder or "", *_order(item[0])),
    )
    joined = join_neighbours(
        ordered,
        lambda one, other: _continues(one, other, text),
        lambda one, other: (replace(one[0], end=other[0].end), other[1]),
    )
    return tuple(sorted((tag for tag, _ in joined), key=_order))


def _continues(last: _FromParagraph, next_one: _FromParagraph, text: str) -> bool:
    (before, paragraph), (tag, origin) = last, next_one
    return (
        origin == paragraph + 1
        and (before.code, before.coder, before.paragraph, before.extent, before.memo, before.act)
        == (tag.code, tag.coder, tag.paragraph, tag.extent, tag.memo, tag.act)
        and before.start < before.end <= tag.start < tag.end
        and not text[before.end : tag.start].strip()
    )


def fold(files: Sequence[Sequence[Carried]], text: str) -> tuple[TaggedSpan, ...]:
    """Return the tags of one pass that comes from several files, each once, as precise as any file has it.

    A file that marks words knows better than one that only shows a code under a paragraph. Where two files
    mark words, both count, but for words marked twice.
    """
    if len(files) == 1:
        return join_split_paragraphs(files[0], text)
    best: defaultdict[_Key, int] = defaultdict(lambda: len(_PRECISION))
    for place in (place for carried in files for one in carried for place in one.places):
        best[_key(place)] = min(best[_key(place)], _PRECISION[place.extent])
    taken: list[TaggedSpan] = []
    for carried in sorted(files, key=_file_order):
        earlier = _by_key(taken)
        taken += join_split_paragraphs((_news(one, best, earlier) for one in carried), text)
    return tuple(sorted(taken, key=_order))


def _news(one: Carried, best: Mapping[_Key, int], earlier: Mapping[_Key, Sequence[TaggedSpan]]) -> Carried:
    """Return the places of a tag that no other file knows as well.

    A tag on a paragraph that is two in the shown text is known when it is known in either of them.
    """
    fresh = tuple(place for place in one.places if not _is_known(place, best, earlier))
    if len(fresh) < len(one.places) and one.origin.extent == "paragraph":
        return Carried(one.origin, ())
    return Carried(one.origin, fresh)


def _is_known(
    place: TaggedSpan, best: Mapping[_Key, int], earlier: Mapping[_Key, Sequence[TaggedSpan]]
) -> bool:
    if _PRECISION[place.extent] > _MARKED:
        return best[_key(place)] < _PRECISION[place.extent] or _key(place) in earlier
    others = (tag for tag in earlier.get(_key(place), ()) if _PRECISION[tag.extent] <= _MARKED)
    return any(tag.start < place.end and place.start < tag.end for tag in others)


def _by_key(tags: Iterable[TaggedSpan]) -> dict[_Key, list[TaggedSpan]]:
    found: defaultdict[_Key, list[TaggedSpan]] = defaultdict(list)
    for tag in tags:
        found[_key(tag)].append(tag)
    return dict(found)


def _key(tag: TaggedSpan) -> _Key:
    """Return what makes two files' tags the same: where, and the code but for what conversions do to it."""
    return re.sub(r"[\W_]+", "", tag.code).casefold() or tag.code, tag.paragraph


def _file_order(carried: Sequence[Carried]) -> tuple[float, int, list[tuple[str, int, int]]]:
    """Return what puts the file first that knows its places best, whatever it is called."""
    places = sorted((place.code, place.start, place.end) for one in carried for place in one.places)
    known = sum(_PRECISION[place.extent] for one in carried for place in one.places)
    return (known / max(1, len(places)), -len(places), places)


def _order(tag: TaggedSpan) -> tuple[int, int, str, str]:
    return tag.start, tag.end, tag.code, tag.coder or ""


def carry_remark(remark: Remark, offsets: OffsetMap, masked: Callable[[str], str]) -> Remark | None:
    """Return a remark on the shown text, with names masked, or None when its words are not there."""
    placed = offsets.span(remark.start, remark.end)
    if placed is None:
        return None
    return replace(remark, start=placed.start, end=placed.end, text=masked(remark.text))
