"""The tiers of ELAN, EXMARaLDA, FOLKER and Praat: which hold words, who says them, and when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.dialogue import Block
from ingest.dialogue.joining import joint

_BESIDE = re.compile(
    r"(?<![^\W\d_])(?:comment|note|gest|gaze|translat|gloss|code|coding|topic|theme|pos\b|lemma|phon|morph"
    r"|pause|noise|sound)|kommentar|notiz|anmerk|übersetz|thema|comentario|traduc|remarque|nonverbal|non-verbal|\bnv\b|default",
    re.IGNORECASE,
)
"""In the name of a tier that nobody says."""
_DEEPEST = 20
_FULLER = 2
_WORDS = 1.5


@dataclass
class Tier:
    """One voice: its label, if it has one, and what is said, with times in seconds."""

    name: str
    label: str | None
    pieces: list[Block] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How much is said."""
        return sum(len(piece.text) for piece in self.pieces)

    @property
    def mostly_single_words(self) -> bool:
        """Whether a piece has hardly more than one word."""
        return sum(len(piece.text.split()) for piece in self.pieces) < _WORDS * len(self.pieces)


@dataclass
class ReadTiers:
    """The tiers of words, the names of those left out, and how many pieces have no time."""

    tiers: list[Tier]
    dependent: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    untimed: int = 0


def of_elan(root: Any) -> ReadTiers:
    """Read independent tiers; those that refer to another tier say something about its words."""
    slots = {
        slot.get("TIME_SLOT_ID"): _number(slot.get("TIME_VALUE"), 1000) for slot in root.iter("TIME_SLOT")
    }
    times = _times_of_elan(root, slots)
    read = ReadTiers([])
    below: dict[str, list[Tier]] = defaultdict(list)
    for tier in root.iter("TIER"):
        name = " ".join((tier.get("TIER_ID") or "").split())
        person = " ".join((tier.get("PARTICIPANT") or "").split())
        found = Tier(name, person or name or None)
        for each in tier.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            words = " ".join(str(each.findtext("ANNOTATION_VALUE") or "").split())
            if words:
                begin, end = times.get(each.get("ANNOTATION_ID"), (None, None))
                found.pieces.append(_piece(each, words, found.label, begin, end))
        if not found.pieces:
            continue
        if parent := tier.get("PARENT_REF"):
            below[" ".join(parent.split())].append(found)
        elif _BESIDE.search(name) and name != person:
            read.doubtful.append(name)
        else:
            read.tiers.append(found)
    return _one_a_person(_with_words_of_their_own(read, below))


_Times = tuple[float | None, float | None]


def _times_of_elan(root: Any, slots: Mapping[str, float | None]) -> dict[str, _Times]:
    """Return the times of each annotation; one without times has those of the one it refers to."""
    times = {
        each.get("ANNOTATION_ID"): (
            slots.get(each.get("TIME_SLOT_REF1")),
            slots.get(each.get("TIME_SLOT_REF2")),
        )
        for each in root.iter("ALIGNABLE_ANNOTATION")
    }
    waiting = {each.get("ANNOTATION_ID"): each.get("ANNOTATION_REF") for each in root.iter("REF_ANNOTATION")}
    for _ in range(_DEEPEST):
        found = {name: times[other] for name, other in waiting.items() if other in times}
        times |= found
        waiting = {name: other for name, other in waiting.items() if name not in found}
        if not found:
            break
    return times


def _with_words_of_their_own(read: ReadTiers, below: Mapping[str, list[Tier]]) -> ReadTiers:
    """Leave out tiers that only number the utterances (``talk.001``), where the words stand on a tier below.

    That tier is read where it is the only one; of several nobody knows which is said and which translated.
    """
    kept: list[Tier] = []
    for tier in read.tiers:
        fuller = [each for each in below[tier.name] if each.letters >= _FULLER * tier.letters]
        if fuller and tier.mostly_single_words:
            read.doubtful.append(tier.name)
            kept += [Tier(each.name, tier.label, _said_by(tier.label, each)) for each in fuller[:1]]
            if len(fuller) > 1:
                kept.pop()
                read.doubtful += [each.name for each in fuller]
        else:
            kept.append(tier)
    read.tiers = kept
    gone = {*read.doubtful, *(tier.name for tier in kept)}
    read.dependent += [each.name for tiers in below.values() for each in tiers if each.name not in gone]
    return read


def _said_by(label: str | None, tier: Tier) -> list[Block]:
    return [replace(piece, speaker=label) for piece in tier.pieces]


def of_exmaralda(root: Any) -> ReadTiers:
    """Read tiers of type ``t``; events that follow each other without a gap are one utterance."""
    times = {each.get("id"): _number(each.get("time")) for each in root.iter("tli")}
    places = {each.get("id"): place for place, each in enumerate(root.iter("tli"))}
    names = {
        each.get("id"): " ".join((each.findtext("abbreviation") or each.get("id") or "").split())
        for each in root.iter("speaker")
    }
    read = ReadTiers([])
    for tier in root.iter("tier"):
        name = " ".join((tier.get("display-name") or tier.get("id") or "").split())
        label = names.get(tier.get("speaker")) or None
        found = Tier(name, label)
        last = None
        for event in sorted(tier.iter("event"), key=lambda each: places.get(each.get("start"), 0)):
            text = "".join(event.itertext())
            begin, end = times.get(event.get("start")), times.get(event.get("end"))
            if found.pieces and event.get("start") == last:
                before = found.pieces[-1]
                found.pieces[-1] = replace(before, text=before.text + text, audio_end=end)
            elif text.strip():
                found.pieces.append(_piece(event, text, label, begin, end))
            last = event.get("end")
        found.pieces = [replace(each, text=" ".join(each.text.split())) for each in found.pieces]
        if not found.pieces:
            continue
        if tier.get("type") == "t":
            read.tiers.append(found)
        else:
            read.dependent.append(name)
    return _one_a_person(read)


def of_folker(root: Any) -> ReadTiers:
    """Read contributions; pauses and noises between them that nobody makes stay without a speaker."""
    times = {each.get("timepoint-id"): _number(each.get("absolute-time")) for each in root.iter("timepoint")}
    tiers: dict[str, Tier] = {}
    for each in root.iter("contribution"):
        reference = " ".join((each.get("speaker-reference") or "").split())
        label = reference or None
        words = list(each.iter("w"))
        pieces = ["".join(word.itertext()) for word in words] if words else ["".join(each.itertext())]
        text = joint([" ".join(piece.split()) for piece in pieces if piece.strip()] or [""])
        if text:
            begin, end = times.get(each.get("start-reference")), times.get(each.get("end-reference"))
            tier = tiers.setdefault(reference, Tier(reference, label))
            tier.pieces.append(_piece(each, text, label, begin, end))
    return _counted(ReadTiers(list(tiers.values())))


def of_tiers(tiers: Iterable[Tier]) -> ReadTiers:
    """Read tiers that say nothing of each other; what they are called tells what nobody says."""
    read = ReadTiers([])
    for tier in tiers:
        if tier.pieces and _BESIDE.search(tier.name):
            read.doubtful.append(tier.name)
        elif tier.pieces:
            read.tiers.append(tier)
    return _one_a_person(read)


def _one_a_person(read: ReadTiers) -> ReadTiers:
    """Keep of several tiers of one person the fullest: nobody says two things at once."""
    of_person: dict[str | None, list[Tier]] = defaultdict(list)
    for tier in read.tiers:
        of_person[tier.label].append(tier)
    for label, tiers in of_person.items():
        if label is None or len(tiers) == 1:
            continue
        fullest = max(tiers, key=lambda tier: tier.letters)
        read.doubtful += [tier.name for tier in tiers if tier is not fullest]
        read.tiers = [tier for tier in read.tiers if tier.label != label or tier is fullest]
    return _counted(read)


def _counted(read: ReadTiers) -> ReadTiers:
    read.untimed = sum(piece.audio_start is None for tier in read.tiers for piece in tier.pieces)
    return read


def _piece(element: Any, text: str, label: str | None, begin: float | None, end: float | None) -> Block:
    return Block(text, element.sourceline or 0, speaker=label, audio_start=begin, audio_end=end)


def _number(text: str | None, by: float = 1) -> float | None:
    """Return seconds, or None for what is no time."""
    try:
        value = float(text or "") / by
    except ValueError:
        return None
    return round(value, 3) if 0 <= value < 10 * 86_400 else None
