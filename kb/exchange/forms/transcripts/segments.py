"""The lines of a coded text, cut wherever a coding begins or ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.exchange.errors import ExchangeError
from kb.exchange.forms.parts.spanned import Spanned
from kb.exchange.guids import same
from kb.exchange.model import Project


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line, and the codings that it is in, end with it, or begin with it."""

    start: int
    end: int
    within: tuple[Spanned, ...]
    ending: tuple[Spanned, ...]


def lines_of(text: str, spans: Sequence[Spanned]) -> Iterator[list[Segment]]:
    """Yield the segments of every line of a text; an empty line has none."""
    cuts = sorted({place for each in spans for place in (each.start, each.end)})
    ordered = sorted(spans, key=lambda each: each.start)
    active: list[Spanned] = []
    at = cut = following = 0
    for line in text.split("\n"):
        end = at + len(line)
        segments = []
        while at < end:
            while cut < len(cuts) and cuts[cut] <= at:
                cut += 1
            until = min(end, cuts[cut]) if cut < len(cuts) else end
            while following < len(ordered) and ordered[following].start < until:
                active.append(ordered[following])
                following += 1
            active = [each for each in active if each.end > at]
            ending = tuple(each for each in active if each.end <= until)
            segments.append(Segment(at, until, tuple(active), ending))
            at = until
        yield segments
        at = end + 1


def memos_of(project: Project) -> dict[str, list[str]]:
    """Return the memos on each coding, by its GUID; those on its words are its, too."""
    notes = {same(each.guid): each.text or "" for each in project.notes}
    found: dict[str, list[str]] = defaultdict(list)
    for source in project.sources:
        for selection in source.selections:
            shared = [notes.get(same(each), "") for each in selection.notes]
            shared += [selection.description or ""]
            for coding in selection.codings:
                own = [notes.get(same(each), "") for each in coding.notes]
                found[coding.guid] = [each.strip() for each in (*own, *shared) if each.strip()]
    return found


def refuse(_data: bytes, name: str) -> Project:
    """Say that a form is only written.

    Raises:
        ExchangeError: always.
    """
    raise ExchangeError(
        f"cannot import {name!r}: it is not a project of another tool; `kb ingest` reads transcripts"
    )


def claims_nothing(_data: bytes) -> bool:
    """A form that is only written recognises no file."""
    return False
