"""From tags to codings: what a source prints paragraph by paragraph becomes the selections a person made.

A selection over several paragraphs is printed under each of them. Tags of one code in neighbouring
paragraphs are one selection when the mark runs to the end of one and goes on from the start of the next::

    ¶ 4  "... nobody told us that [the units had changed."]     drift
    ¶ 5  "[It took us a week] to find out ..."                  drift      →  one coding, ¶ 4 to 5

Where the source says which tags come from one act of coding, such as a comment, that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TypeVar, get_args

from ingest.model import Extent, Paragraph, TaggedSpan

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Selection:
    """One code on one stretch of a document; ``first`` and ``last`` are positions of paragraphs."""

    code: str
    start: int
    end: int
    first: int
    last: int
    extent: Extent
    created: datetime | None = None
    memo: str | None = None


def join_neighbours(
    items: Iterable[Item], goes_on: Callable[[Item, Item], bool], joined: Callable[[Item, Item], Item]
) -> list[Item]:
    """Return items in their order, each joined with the one before where it goes on from it."""
    runs: list[Item] = []
    for item in items:
        if runs and goes_on(runs[-1], item):
            runs[-1] = joined(runs[-1], item)
        else:
            runs.append(item)
    return runs


def join_tags(tags: Iterable[TaggedSpan], paragraphs: Sequence[Paragraph]) -> list[Selection]:
    """Return the selections behind the tags of one coding pass, in text order."""
    selections: list[Selection] = []
    in_order = sorted(tags, key=_order)
    for (_, act), of_code in groupby(in_order, key=attrgetter("code", "act")):
        alone = map(_alone, of_code)
        if act is None:
            selections += join_neighbours(alone, lambda one, other: _goes_on(one, other, paragraphs), _joined)
        else:
            selections += join_neighbours(alone, lambda _one, _other: True, _joined)
    unique: dict[tuple[str, int, int], Selection] = {}
    for each in selections:
        same = unique.setdefault((each.code, each.start, each.end), each)
        if same is not each:  # said twice of the same words: one coding, and all that was noted
            unique[each.code, each.start, each.end] = replace(same, memo=_memos(same.memo, each.memo))
    return sorted(unique.values(), key=lambda each: (each.start, each.end, each.code))


def _order(tag: TaggedSpan) -> tuple[str, str, int, int, int, int, str, str]:
    """Text order of each code and act; of two tags on the same words the more precise one is first."""
    precision = get_args(Extent).index(tag.extent)
    act = tag.act or ""
    return tag.code, act, tag.paragraph, tag.start, tag.end, precision, str(tag.created), tag.memo or ""


def _alone(tag: TaggedSpan) -> Selection:
    return Selection(
        tag.code, tag.start, tag.end, tag.paragraph, tag.paragraph, tag.extent, tag.created, tag.memo
    )


def _joined(selection: Selection, other: Selection) -> Selection:
    return replace(
        selection,
        end=other.end,
        last=other.last,
        extent=max(selection.extent, other.extent, key=get_args(Extent).index),
        memo=_memos(selection.memo, other.memo),
    )


def _memos(*memos: str | None) -> str | None:
    return "\n".join(dict.fromkeys(memo for memo in memos if memo)) or None


def _goes_on(selection: Selection, other: Selection, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the mark runs to the end of one paragraph and from the start of the next.

    Only marked words can tell; white space at either edge is never underlined.
    """
    if {selection.extent, other.extent} - {"exact", "shared"} or other.first != selection.last + 1:
        return False
    above, below = paragraphs[selection.last], paragraphs[other.first]
    rest = above.text[selection.end - above.start :]
    lead = below.text[: other.start - below.start]
    return not rest.strip() and not lead.strip()
