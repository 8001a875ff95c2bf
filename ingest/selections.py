"""From tags to codings: what a source prints paragraph by paragraph becomes the selections a person made.

A selection over several paragraphs is printed under each of them. Tags of one code in neighbouring
paragraphs are one selection when the mark runs to the end of one and goes on from the start of the next::

    ¶ 4  "... nobody told us that [the units had changed."]     drift
    ¶ 5  "[It took us a week] to find out ..."                  drift      →  one coding, ¶ 4 to 5
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import get_args

from ingest.model import Extent, Paragraph, TaggedSpan


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


def join_tags(tags: Iterable[TaggedSpan], paragraphs: Sequence[Paragraph]) -> list[Selection]:
    """Return the selections behind the tags of one coding pass, in text order."""
    selections: list[Selection] = []
    in_order = sorted(tags, key=_order)
    for _, of_code in groupby(in_order, key=attrgetter("code")):
        joined: list[Selection] = []
        for tag in of_code:
            if joined and _goes_on(joined[-1], tag, paragraphs):
                joined[-1] = _joined(joined[-1], tag)
            else:
                joined.append(_alone(tag))
        selections += joined
    unique = {(each.code, each.start, each.end): each for each in reversed(selections)}
    return sorted(unique.values(), key=lambda each: (each.start, each.end, each.code))


def _order(tag: TaggedSpan) -> tuple[str, int, int, int, int, str, str]:
    """Text order of each code; of two tags on the same words the one that knows them best is first."""
    precision = get_args(Extent).index(tag.extent)
    return tag.code, tag.paragraph, tag.start, tag.end, precision, str(tag.created), tag.memo or ""


def _alone(tag: TaggedSpan) -> Selection:
    return Selection(
        tag.code, tag.start, tag.end, tag.paragraph, tag.paragraph, tag.extent, tag.created, tag.memo
    )


def _joined(selection: Selection, tag: TaggedSpan) -> Selection:
    memos = dict.fromkeys(memo for memo in (selection.memo, tag.memo) if memo)
    return replace(
        selection,
        end=tag.end,
        last=tag.paragraph,
        extent="shared" if "shared" in (selection.extent, tag.extent) else "exact",
        memo="\n".join(memos) or None,
    )


def _goes_on(selection: Selection, tag: TaggedSpan, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the mark runs to the end of one paragraph and from the start of the next.

    Only marked words can tell; white space at either edge is never underlined.
    """
    if {selection.extent, tag.extent} - {"exact", "shared"} or tag.paragraph != selection.last + 1:
        return False
    above, below = paragraphs[selection.last], paragraphs[tag.paragraph]
    rest = above.text[selection.end - above.start :]
    lead = below.text[: tag.start - below.start]
    return not rest.strip() and not lead.strip()
