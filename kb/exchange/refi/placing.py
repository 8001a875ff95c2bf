"""Which words the selections of a project are on: positions of the file become code points of the text.

A selection whose name contradicts its words, in a text where names are the words, is looked for by its name:
found once it is moved there, else it stays; both is told. A selection of a PDF has coordinates only, and is
looked for by its name; where that is cut, its end is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.exchange.dialects import Reading, Span, Text, names_words, prior_of, read_positions
from kb.exchange.guids import same
from kb.exchange.model import Problem, Selection, Source
from kb.exchange.positions import Positions
from kb.exchange.refi.sources import sync_positions
from kb.exchange.refi.xml import local, parsed

UNKNOWN = -1
"""The start or the end of a selection whose words are not known."""
_WHOLE_NAME = 60
"""Characters below which the name of a PDF's selection is its whole text (ATLAS.ti cuts at 70)."""
_ANCHOR = 40


def place(sources: Sequence[Source], origin: str | None, problems: list[Problem]) -> tuple[Source, ...]:
    """Return the sources with their selections on the text; what is doubtful is added to the problems."""
    texts = [_as_text(each) for each in sources]
    with_text = [each for each in texts if each is not None]
    readings = iter(read_positions(with_text, origin))
    placed = []
    for source, text in zip(sources, texts, strict=True):
        if text is None:
            placed.append(source)
            continue
        done = _placed(source, next(readings))
        placed.append(done)
        problems += _told(done)
    _tell_mixture(placed, origin, problems)
    return tuple(placed)


def _as_text(source: Source) -> Text | None:
    if source.text is None:
        return None
    plain = (each for each in source.selections if each.place is None and each.raw is not None)
    return Text(source.text, source.form, [Span(*each.raw, each.name or "") for each in plain if each.raw])


def _placed(source: Source, reading: Reading) -> Source:
    text = source.text or ""
    positions = Positions(text, source.form, reading.dialect)
    points = _points(source, positions)
    by_name = reading.named > 1 and reading.right * 2 >= reading.named
    selections = tuple(
        _on_words(each, text, positions, points, by_name=by_name) for each in source.selections
    )
    times = tuple((positions.place(at), seconds) for at, seconds in source.times)
    return replace(source, selections=selections, reading=reading, times=times)


def _points(source: Source, positions: Positions) -> dict[str, int]:
    """The places of a transcript's points in time."""
    if source.carried is None or not any(each.place == "TranscriptSelection" for each in source.selections):
        return {}
    transcripts = (each for each in parsed(source.carried) if local(each) == "Transcript")
    first = next(transcripts, None)
    found = {} if first is None else sync_positions(first)
    return {same(guid): positions.place(at) for guid, at in found.items()}


def _on_words(
    selection: Selection, text: str, positions: Positions, points: dict[str, int], *, by_name: bool
) -> Selection:
    if selection.place == "TranscriptSelection":
        return _between(selection, points)
    if selection.place is not None:
        return _of_page(selection, text)
    if selection.raw is None:
        return replace(selection, doubt="has no positions")
    first, last = selection.raw
    start, end = positions.span(first, last)
    doubt = None
    if last < first:
        doubt = f"ends before it begins ({first} to {last})"
        end = start
    elif last > positions.size or first < 0:
        doubt = f"leaves the text ({first} to {last} of {positions.size})"
    if by_name and names_words(selection.name or "", text[start:end]) is False:
        found = _found(selection.name or "", text)
        if found is not None:
            doubt = f"its name stands elsewhere; moved there from {start} to {found[0]}"
            start, end = found
        else:
            doubt = "its name is not its words"
    return replace(selection, start=start, end=max(start, end), doubt=doubt)


def _between(selection: Selection, points: dict[str, int]) -> Selection:
    """A selection between two points in time."""
    start = points.get(same(selection.extra.get("fromSyncPoint", "")))
    end = points.get(same(selection.extra.get("toSyncPoint", "")))
    if start is None or end is None:
        return replace(selection, doubt="its points in time have no place in the transcript")
    return replace(selection, start=min(start, end), end=max(start, end))


def _of_page(selection: Selection, text: str) -> Selection:
    """A selection on a page, whose words are looked for by its name."""
    name = selection.name or ""
    if len(name) < _WHOLE_NAME and (found := _found(name, text)) is not None:
        return replace(selection, start=found[0], end=found[1])
    begins = _found(name.rstrip("….")[:_ANCHOR], text) if len(name) >= _ANCHOR else None
    if begins is not None:
        return replace(selection, start=begins[0], doubt="only the beginning of its words is in the file")
    return replace(selection, doubt="its words are not in the text of the PDF")


def _found(name: str, text: str) -> tuple[int, int] | None:
    """The one place of some words in a text, however their blanks are written; None for none or several."""
    words = name.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = [each.span() for each, _ in zip(pattern.finditer(text), range(2), strict=False)]
    return found[0] if len(found) == 1 else None


def _told(source: Source) -> list[Problem]:
    where = source.name or source.guid
    told = []
    if source.reading is not None and source.reading.doubt:
        told.append(Problem(where, source.reading.doubt))
    told += [
        Problem(where, f"selection {each.guid}: {each.doubt}")
        for each in source.selections
        if each.doubt and each.place is None
    ]
    cut = sum(1 for each in source.selections if each.doubt and each.place is not None)
    if cut:
        told.append(Problem(where, f"{cut} selections of pages or times have no certain words in the text"))
    return told


def _tell_mixture(sources: Sequence[Source], origin: str | None, problems: list[Problem]) -> None:
    """Tell where the positions are not what the program is known for."""
    found = {each.reading.dialect for each in sources if each.reading is not None and each.reading.signs}
    usual = prior_of(origin)
    named = origin or "no program named"
    problems += [
        Problem("positions", f"are read as {each}, not as {usual} (the usual way of {named})")
        for each in sorted(found - {usual})
    ]
