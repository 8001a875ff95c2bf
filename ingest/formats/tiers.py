"""Transcripts in tiers, one a voice: ELAN (``.eaf``), EXMARaLDA (``.exb``), FOLKER (``.flk``, ``.fln``).

::

    <TIER TIER_ID="Noor" PARTICIPANT="Noor">  <ANNOTATION> … <ANNOTATION_VALUE>It was the ferry.

What is annotated becomes one talk in order of time; who overlaps with whom shows in the times. Only tiers of
words are words: translations, glosses, gestures and comments stand on tiers of their own, which are left out
and told.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from ingest.dialogue import Block
from ingest.dialogue.cues import read_cues
from ingest.formats import Claim, Format
from ingest.formats.parts.tiers import ReadTiers, Tier, of_elan, of_exmaralda, of_folker
from ingest.model import Parsed, Problem
from ingest.source import Source

_ROOTS = {
    "ANNOTATION_DOCUMENT": of_elan,
    "basic-transcription": of_exmaralda,
    "folker-transcription": of_folker,
}
_ROOT = re.compile(rf"<({'|'.join(_ROOTS)})[\s>]")
_LARGEST = 100_000_000
_SHOWN = 5


def sniff(source: Source) -> Claim:
    """Certain by the name of the first element."""
    return Claim.CERTAIN if _ROOT.search(source.head[:5_000]) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the tiers of words; never raises for bad data."""
    root = _root(source)
    if isinstance(root, str):
        return Parsed(source.path, None, (Problem(source.path, "", root),))
    read = _ROOTS[etree.QName(root).localname](root)
    blocks = _in_time([tier for tier in read.tiers if tier.pieces])
    if not blocks:
        message = "no tier of this file holds words; export the tier with the words as subtitles (.srt)"
        return Parsed(source.path, None, (Problem(source.path, "", message),))
    return read_cues(source.path, blocks, problems=_left_out(source, read))


def _root(source: Source) -> Any:
    """Return the first element, or why there is none; entities are never expanded."""
    if len(source.data) > _LARGEST:
        return f"the file holds more than {_LARGEST // 1_000_000} MB of text; it would fill the memory"
    if b"<!ENTITY" in source.data:
        return "the file declares entities, as no program of this kind does; save it anew with its program"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"the file is damaged: {' '.join(str(error).split())[:120]}; save it anew with its program"
    known = etree.QName(root).localname in _ROOTS
    return root if known else "the file is no transcript of ELAN, EXMARaLDA or FOLKER"


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
        message = f"{read.untimed} pieces have no time and stand behind the one before them in their tier"
        found.append(Problem(source.path, "", message, "warning"))
    return found


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


FORMAT = Format("tiers", "ELAN, EXMARaLDA, FOLKER", frozenset({".eaf", ".exb", ".flk", ".fln"}), sniff, parse)
