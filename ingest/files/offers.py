"""What a file would give, read as each format, by each grammar of labels, and by other columns of a table."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, product
from pathlib import PurePath

from ingest import formats
from ingest.chosen import NOBODY, ColumnSeen, Seen
from ingest.files.choices import Choices, Offer
from ingest.files.format_choice import claim
from ingest.files.one_file import parse, parse_and_look
from ingest.formats import Claim, Format
from ingest.model import Parsed
from ingest.source import Source

__all__ = ["offers"]

_TEXT = frozenset({"labelled_text", "article"})
_WITHOUT_LABELS = frozenset({"article", "slides", "delve_pdf", "delve_text", "chat", "tiers"})
"""Formats that say themselves who speaks, or in which nobody does."""
_TABLES = frozenset({"table", "survey"})
"""What is one of these may be the other."""
_MOST_GRAMMARS = 6
_MOST_COLUMNS = 3
_WORDY = 8
_SECONDS = 20.0
"""Processor time after which no further way is tried: a long PDF is read once, not ten times."""


def offers(path: PurePath, data: bytes) -> tuple[Offer, ...]:
    """Return every way to read a file that gives speakers, or words in a format that may be its own.

    A table is offered with other columns as speakers and words, where some look like these. Where a format is
    certain, only formats that may be its own are offered, and text as the way out.
    """
    source = Source(path, data)
    claims = {each.name: claim(each, source) for each in formats.formats()}
    own = {name for name, sure in claims.items() if sure is not Claim.NO}
    own |= _TABLES if own & _TABLES else set()
    likely = own | _TEXT if Claim.CERTAIN in claims.values() else set(claims)
    known = [each for each in formats.formats() if each.name in (likely if source.is_text else own)]
    found: dict[Choices, Offer] = {}
    until = time.process_time() + _SECONDS
    for each in known:
        for offer in _of_format(source, each, until, in_full=each.name in own | _TEXT):
            if offer.choices.format in own | {"article"} or len(offer.labels) > 1:
                found.setdefault(offer.choices, offer)
    return tuple(found.values())


def _of_format(source: Source, entry: Format, until: float, *, in_full: bool) -> Iterator[Offer]:
    """Yield what a format would give: by itself, then by each grammar, then by each reading of a table."""
    plain = Choices(entry.name)
    parsed, seen = parse_and_look(source, plain)
    first = _offer(plain, parsed)
    if first is not None:
        yield first
    elif not seen.table:
        return
    for choices in _others(entry, seen, bool(first and first.labels)) if in_full else ():
        if time.process_time() > until:
            return
        offer = _offer(choices, parse(source, choices))
        if offer is not None and (offer.labels or choices.grammar == NOBODY):
            yield offer


def _others(entry: Format, seen: Seen, has_speakers: bool) -> Iterator[Choices]:  # noqa: FBT001
    plain = Choices(entry.name)
    if entry.name in _WITHOUT_LABELS:
        return
    for grammar in seen.grammars[:_MOST_GRAMMARS]:
        yield replace(plain, grammar=grammar)
    for columns in _columns(seen.table):
        yield replace(plain, columns=columns)
    if has_speakers and entry.name != "labelled_text":  # a text without speakers is an article
        yield replace(plain, grammar=NOBODY)


def _columns(table: Sequence[ColumnSeen]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield other readings of a table: each column that may be the words, with each that may be people."""
    free = [each for each in table if each.use not in {"time", "end", "number"}]
    said = sorted((each for each in free if each.letters >= _WORDY), key=lambda each: -each.letters)
    people = sorted((each for each in free if each.labels > 1), key=lambda each: each.letters)
    now = tuple(next((each.name for each in table if each.use == use), None) for use in ("speaker", "text"))
    for text, speaker in product(said[:_MOST_COLUMNS], people[:_MOST_COLUMNS]):
        if text is not speaker and (speaker.name, text.name) != now:
            yield (speaker.name, "speaker"), (text.name, "text")


def _offer(choices: Choices, parsed: Parsed) -> Offer | None:
    read, survey = parsed.transcript, parsed.survey
    if survey is not None:
        return Offer(choices, (), 0, survey.paragraphs, len(survey.cases))
    if read is None or not read.paragraphs:
        return None
    turns = sum(speaker is not None for speaker, _ in groupby(each.speaker for each in read.paragraphs))
    labels = tuple(dict.fromkeys(each.speaker for each in read.paragraphs if each.speaker))
    return Offer(choices, labels, turns, len(read.paragraphs))
