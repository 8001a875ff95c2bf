"""Transcripts in tiers, one a voice: ELAN (``.eaf``), EXMARaLDA (``.exb``), FOLKER (``.flk``, ``.fln``).

::

    <TIER TIER_ID="Noor" PARTICIPANT="Noor">  <ANNOTATION> … <ANNOTATION_VALUE>It was the ferry.

What is annotated becomes one talk in order of time; who overlaps with whom shows in the times. Only tiers of
words are words: translations, glosses, gestures and comments stand on tiers of their own, which are left out
and told.
"""

from __future__ import annotations

import re

from ingest.dialogue import Block
from ingest.dialogue.cues import read_cues
from ingest.formats import Claim, Format
from ingest.formats.parts.tiers import ReadTiers, Tier, of_elan, of_exmaralda, of_folker
from ingest.formats.parts.xml_root import local_name, root_of
from ingest.model import Parsed, Problem
from ingest.source import Source

_ROOTS = {
    "ANNOTATION_DOCUMENT": of_elan,
    "basic-transcription": of_exmaralda,
    "folker-transcription": of_folker,
}
_ROOT = re.compile(rf"<({'|'.join(_ROOTS)})[\s>]")
_SHOWN = 5


def sniff(source: Source) -> Claim:
    """Certain by the name of the first element."""
    return Claim.CERTAIN if _ROOT.search(source.head[:5_000]) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the tiers of words; never raises for bad data."""
    root = root_of(source)
    if not isinstance(root, str) and local_name(root) not in _ROOTS:
        root = "the file is not a transcript of ELAN, EXMARaLDA or FOLKER"
    if isinstance(root, str):
        return Parsed(source.path, None, (Problem(source.path, "", root),))
    return talk_of(source, _ROOTS[local_name(root)](root))


def talk_of(source: Source, read: ReadTiers) -> Parsed:
    """Put the tiers together in order of time."""
    blocks = _in_time([tier for tier in read.tiers if tier.pieces])
    if not blocks:
        message = "no tier of this file holds words; export the tier with the words as subtitles (.srt)"
        return Parsed(source.path, None, (Problem(source.path, "", message),))
    return read_cues(source.path, blocks, problems=_left_out(source, read))


def _in_time(tiers: list[Tier]) -> list[Block]:
    """Return what all tiers hold in order of time; what has no time follows what stands before it."""
    timed: list[tuple[float, int, int, Block]] = []
    for order, tier in enumerate(tiers):
        last = 0.0
        for number, piece in enumerate(tier.pieces):
            last = piece.audio_start if piece.audio_start is not None else last
            timed.append((last, order, number, piece))
    timed.sort(key=lambda each: each[:3])
    return [piece for *_, piece in timed]


def _left_out(source: Source, read: ReadTiers) -> list[Problem]:
    found: list[Problem] = []
    if read.dependent:
        message = f"tiers left out that are about other tiers: {_listed(read.dependent)}"
        found.append(Problem(source.path, "", message, "note"))
    if read.doubtful:
        message = f"tiers left out that may not be what is said: {_listed(read.doubtful)}"
        found.append(Problem(source.path, "", message, "warning"))
    if read.untimed:
        message = f"{read.untimed} pieces have no time and follow the one before them in their tier"
        found.append(Problem(source.path, "", message, "warning"))
    return found


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


FORMAT = Format("tiers", "ELAN, EXMARaLDA, FOLKER", frozenset({".eaf", ".exb", ".flk", ".fln"}), sniff, parse)
