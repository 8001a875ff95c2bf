"""Turns that begin within a paragraph, behind the words of somebody else.

::

    Ruth: What broke? Ben: The schema did. Ruth: And who saw it first?

A label that the file shows elsewhere begins a turn behind the end of a sentence. Where no line is labelled,
labels that come back behind sentences may still explain the whole file. A letter alone proves too little: its
words go to nobody. Labels within sentences and in brackets are told, and what they stand in stays whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.chosen import NOBODY, wanted
from ingest.dialogue.blocks import Block
from ingest.dialogue.explain import Explanation, explain
from ingest.dialogue.labels import is_role, possible
from ingest.dialogue.leads import Lead

_SENTENCE_END = re.compile(
    r"[.!?…\u3002\uff01\uff1f\u0964\u06d4\u061f\u2014\u2013-][\"'\u201d\u2019)\]»*_]{0,3}[\s\u00a0]*$"
)
_ASKED = re.compile(r"[?\uff1f\u061f][\"'\u201d\u2019)\]»*_]{0,3}[\s\u00a0]*$")
_BLANKS = re.compile(r"\s*")
_SPACE_BEFORE = 40
_TIME = r"(?:[ \u00a0]?[\[(]\d{1,2}(?::\d\d){1,2}[\])])?"
_COLON = r"[*_]{0,2}(?::(?=[*_]{0,2}[\s\u00a0])|\uff1a)[*_]{0,2}"
_ANY_LABEL = re.compile(
    rf"(?<![^\s\u00a0*_])(?P<label>[^\W\d_][^\s:.!?*_]{{0,24}}(?: [^\s:.!?*_]{{1,24}}){{0,2}}){_TIME}{_COLON}"
)
_OPENING = "[("
_QUOTE = re.compile('["“„«»‹›「『《‚‘]')
_FEWEST = 2
_FEWEST_IN_ALL = 3
_FEWEST_TURNS = 4
_LETTERS = 2
"""Labels of so few letters number the points of a list as well: ``A: we go. B: we stay.``."""
_SHARE_ASKED = 0.15
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a turn begins within a block: its label, where the words start, and whether that is certain."""

    at: int
    label: str
    words: int
    sure: bool
    marks: int = 0
    """How many marks of emphasis stand before the label: ``**Ben:**``."""
    behind: int = 0
    """Where the label, its colon and marks end, counted from ``at``."""


@dataclass(frozen=True)
class Within:
    """Blocks parted where a turn begins within them, and who speaks where in what came out.

    ``of`` holds for each block the index of the one it is a part of. ``interjected`` are labels in
    brackets and ``inside`` those within sentences, each with its block: what they stand in stays whole.
    """

    blocks: Sequence[Block]
    of: Sequence[int]
    explanation: Explanation
    interjected: Sequence[tuple[int, str]] = ()
    inside: Sequence[tuple[int, str]] = ()


def at_known_labels(blocks: Sequence[Block], explanation: Explanation) -> Within:
    """Part the blocks where a label that the file shows elsewhere begins a turn."""
    labels = _known(blocks, explanation)
    if not labels:
        return Within(blocks, range(len(blocks)), explanation)
    pattern, small = _pattern(labels), _begin_small(blocks, explanation)
    cuts: dict[int, list[_Cut]] = {}
    interjected: list[tuple[int, str]] = []
    inside: list[tuple[int, str]] = []
    speaker: str | None = None
    for index in range(explanation.head, len(blocks)):
        block, lead = blocks[index], explanation.leads.get(index)
        speaker = lead.label if lead else block.speaker or speaker
        start = lead.words if lead else block.start
        for match in pattern.finditer(block.text, start) if _has_colon(block.text, start) else ():
            before = block.text[max(0, match.start() - _SPACE_BEFORE) : match.start()]
            said = _QUOTE.match(block.text, _words(block.text, match)) is not None
            if match["label"] == speaker or said or not before.strip():
                continue
            if before[-1] in _OPENING or _is_in_brackets(block.text, start, match.start()):
                interjected.append((index, _shown(block.text, match.start() - 1)))
            elif _SENTENCE_END.search(before):
                cut = _cut(block.text, match, before)
                spoken_to = not small and block.text[cut.words : cut.words + 1].islower()
                cuts.setdefault(index, []).append(replace(cut, sure=cut.sure and not spoken_to))
                speaker = match["label"]
            else:
                inside.append((index, _shown(block.text, match.start())))
    return _parted(blocks, explanation, cuts, interjected, inside)


def _is_in_brackets(text: str, start: int, at: int) -> bool:
    """Whether a bracket that is open here closes later: ``Stairs. (Aya: poor you, Ben: ouch)``."""
    return any(
        text.rfind(opens, start, at) > text.rfind(closes, start, at) and text.find(closes, at) > 0
        for opens, closes in ("()", "[]")
    )


def explain_within(
    blocks: list[Block], explanation: Explanation | None = None
) -> tuple[list[Block], Explanation]:
    """Explain the blocks; where no line explains the file, labels behind the ends of sentences may.

    Returns the blocks, parted there, and who speaks where in them; ``explanation`` is what is known already.
    """
    explanation = explanation or explain(blocks)
    if explanation.certain or wanted().grammar is not None:
        return blocks, explanation
    cuts = _coming_back(blocks)
    if not cuts:
        return blocks, explanation
    parted = _parted(blocks, Explanation(), cuts, [], [])
    again = explain(parted.blocks)
    if again.certain and _is_talk(again, parted.blocks):
        return list(parted.blocks), again
    return blocks, explanation


def labels_within(blocks: Sequence[Block]) -> list[str]:
    """Return the labels that come back behind the ends of sentences, in order of appearance."""
    cuts = _coming_back(blocks)
    return list(dict.fromkeys(cut.label for index in sorted(cuts) for cut in cuts[index]))


def _known(blocks: Sequence[Block], explanation: Explanation) -> list[str]:
    chosen = wanted()
    if chosen.grammar == NOBODY:
        return []
    named = {block.speaker: None for block in blocks if block.speaker}
    labels = dict.fromkeys(explanation.labels) | named
    return [label for label in labels if label.casefold() not in chosen.no_labels]


def _begin_small(blocks: Sequence[Block], explanation: Explanation) -> bool:
    """Whether turns begin with small letters here; else ``Lisa: can you hear me?`` may be said to Lisa."""
    first = [blocks[index].text[lead.words :].lstrip()[:1] for index, lead in explanation.leads.items()]
    return 2 * sum(map(str.islower, first)) > len(first)


def _pattern(labels: Sequence[str]) -> re.Pattern[str]:
    every = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?<![^\s\u00a0\[(*_])(?P<label>{every}){_TIME}{_COLON}")


def _has_colon(text: str, start: int = 0) -> bool:
    """Whether a label can stand here at all: to look for a colon first is what makes long texts quick."""
    return text.find(":", start) >= 0 or text.find("\uff1a", start) >= 0


def _words(text: str, match: re.Match[str]) -> int:
    """Return where the words behind a label begin."""
    blanks = _BLANKS.match(text, match.end())
    return blanks.end() if blanks else match.end()


def _shown(text: str, start: int) -> str:
    return text[start : start + _LONGEST_SHOWN]


def _cut(text: str, match: re.Match[str], before: str) -> _Cut:
    label = match["label"]
    at = match.start()
    while at and text[at - 1] in "*_":
        at -= 1
    sure = len(label) > _LETTERS or _ASKED.search(before) is not None
    return _Cut(at, label, _words(text, match), sure, match.start() - at, match.end() - at)


def _coming_back(blocks: Sequence[Block]) -> dict[int, list[_Cut]]:
    """Return where labels stand behind sentences, of those that come back, if there are several."""
    found: list[tuple[int, _Cut]] = []
    first: Counter[str] = Counter()
    for index, block in enumerate(blocks):
        for match in _ANY_LABEL.finditer(block.text, block.start) if _has_colon(block.text) else ():
            before = block.text[max(0, match.start() - _SPACE_BEFORE) : match.start()]
            if not before.strip("*_ \t\u00a0"):
                first[match["label"]] += 1
            elif _SENTENCE_END.search(before.rstrip("*_ ")) and possible(match["label"]):
                found.append((index, _cut(block.text, match, before)))
    within = Counter(cut.label for _, cut in found)
    counts = within + first
    labels = {label for label in counts if counts[label] >= _FEWEST}
    if len(labels) < _FEWEST or sum(within[label] for label in labels) < _FEWEST_IN_ALL:
        return {}
    cuts: dict[int, list[_Cut]] = {}
    for index, cut in found:
        if cut.label in labels:
            cuts.setdefault(index, []).append(cut)
    return cuts


def _is_talk(explanation: Explanation, blocks: Sequence[Block]) -> bool:
    """Whether the turns are those of people: known roles, or some ask."""
    turns = sorted(explanation.leads)
    if len(turns) < _FEWEST_TURNS or len(explanation.labels) < _FEWEST:
        return False
    asked = sum(_ASKED.search(blocks[index].content) is not None for index in turns)
    return all(map(is_role, explanation.labels)) or asked >= _SHARE_ASKED * len(turns)


def _parted(
    blocks: Sequence[Block],
    explanation: Explanation,
    cuts: Mapping[int, Sequence[_Cut]],
    interjected: Sequence[tuple[int, str]],
    inside: Sequence[tuple[int, str]],
) -> Within:
    """Return the pieces, and the explanation with the places of its blocks told anew."""
    if not cuts:
        return Within(blocks, range(len(blocks)), explanation, interjected, inside)
    pieces: list[Block] = []
    of: list[int] = []
    leads: dict[int, Lead] = {}
    unsure: dict[int, str] = {}
    place: list[int] = []
    for index, block in enumerate(blocks):
        place.append(len(pieces))
        if index in explanation.leads:
            leads[len(pieces)] = explanation.leads[index]
        if index in explanation.unsure:
            unsure[len(pieces)] = explanation.unsure[index]
        here = cuts.get(index, ())
        for piece, cut in zip(_pieces(block, here), (None, *here), strict=True):
            if cut is not None and not cut.sure:
                unsure[len(pieces)] = cut.label
            elif cut is not None and piece.speaker is None:
                leads[len(pieces)] = Lead(explanation.grammar or "colon", cut.label, cut.words - cut.at)
            pieces.append(piece)
            of.append(index)
    place.append(len(pieces))
    once = {place[index]: label for index, label in explanation.once.items()}
    told = replace(explanation, leads=leads, unsure=unsure, once=once, head=place[explanation.head])
    return Within(
        pieces,
        of,
        told,
        [(place[n], shown) for n, shown in interjected],
        [(place[n], shown) for n, shown in inside],
    )


def _pieces(block: Block, cuts: Sequence[_Cut]) -> Iterator[Block]:
    """Yield the parts of a block; what the form says of times holds for its first and its last words."""
    if not cuts:
        yield block
        return
    stops = [*(cut.at for cut in cuts[1:]), len(block.text)]
    yield replace(block, text=block.text[: cuts[0].at], bold=min(block.bold, cuts[0].at), audio_end=None)
    for cut, stop in zip(cuts, stops, strict=True):
        last = stop == len(block.text)
        named = block.speaker is not None
        yield Block(
            block.text[cut.at : stop],
            block.number,
            start=cut.words - cut.at if named and cut.sure else cut.marks,
            bold=cut.behind if cut.marks else 0,
            speaker=cut.label if named and cut.sure else None,
            audio_end=block.audio_end if last else None,
            offset=block.offset + cut.at,
        )
