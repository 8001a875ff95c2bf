"""Transcripts typed as ``Speaker: words``, one paragraph a line.

A line without a label goes on with the turn above it, as a paragraph of its own::

    Interviewer 1: What broke?

    Interviewee: The schema changed overnight.

    Nobody told us.

What stands before the first label is kept without a speaker. A colon in prose makes no label: a label is of
a known kind (``Interviewer``, ``Participant 3``, ``Q``) or a name that comes back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.formats import Claim, Format
from ingest.lines import Line, spoken, unwrapped
from ingest.problems import Problem
from ingest.source import Source
from ingest.speakers import labels_among, odd_labels, recognise, speakers_of, split_label
from ingest.transcript import Draft, Parsed, Transcript, lay_out

_TITLE = re.compile(
    r"#{1,6}\s+\S.*|(?:title|titre)\s*:\s*\S.*|(?=.*\b(?:interview|transcript|entretien|entrevue)\b)[^.?!:,]{4,80}",
    re.IGNORECASE,
)
_TITLE_SIGN = re.compile(r"^(?:#{1,6}\s+|(?:title|titre)\s*:\s*)", re.IGNORECASE)
_OTHERS = re.compile(r"\A(?:WEBVTT|---[ \t]*\n)|[0-9][.,][0-9]{2,3}[ \t]*-->")
_FEWEST_LABELS = 2
_SHARE_KNOWN = 0.1
_SHARE_NAMES = 0.5


def sniff(source: Source) -> Claim:
    """Certain where enough lines begin with a label; names alone must carry most of the lines."""
    if _OTHERS.search(source.head):
        return Claim.NO
    lines = [line.text for line in spoken(source.head)]
    split = [found for line in lines if (found := split_label(line))]
    labels = labels_among(Counter(label for label, _ in split))
    known = sum(1 for label, _ in split if label in labels and recognise(label))
    names = sum(1 for label, _ in split if label in labels) - known
    if known >= _FEWEST_LABELS and known >= _SHARE_KNOWN * len(lines):
        return Claim.CERTAIN
    if len(labels) > 1 and known + names >= max(_FEWEST_LABELS, _SHARE_NAMES * len(lines)):
        return Claim.CERTAIN
    return Claim.POSSIBLE if known else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the turns of a labelled transcript; never raises for bad data."""
    lines = spoken(source.text or "")
    split = {line.number: found for line in lines if (found := split_label(line.text))}
    labels = labels_among(Counter(label for label, _ in split.values()))
    split = {number: found for number, found in split.items() if found[0] in labels}
    title, lines = _title(lines, split)
    lines = unwrapped(lines, lambda text: _begins_with(text, labels))
    turns = list(_turns(lines, split))
    paragraphs, tags = lay_out(draft for _, draft in turns)
    if not paragraphs:
        return Parsed(source.path, None, (Problem(source.path, "", "the file says nothing"),))
    silent = tuple(
        Problem(source.path, f"line {number}", f"nothing stands after {draft.speaker!r}", "warning")
        for number, draft in turns
        if not draft.text
    )
    transcript = Transcript(title or source.path.stem, paragraphs, tags, speakers_of(paragraphs))
    return Parsed(source.path, transcript, (*silent, *odd_labels(source.path, paragraphs)))


def _begins_with(text: str, labels: frozenset[str]) -> bool:
    found = split_label(text)
    return found is not None and found[0] in labels


def _title(lines: Sequence[Line], split: dict[int, tuple[str, str]]) -> tuple[str | None, list[Line]]:
    """Take the first line off as the title when it reads like one: ``Interview 7``, ``# A data engineer``."""
    if lines and lines[0].number not in split and _TITLE.fullmatch(lines[0].text):
        return _TITLE_SIGN.sub("", lines[0].text).strip(), list(lines[1:])
    return None, list(lines)


def _turns(lines: Sequence[Line], split: dict[int, tuple[str, str]]) -> Iterator[tuple[int, Draft]]:
    """Yield every turn with its line; a label without words is a turn without words, as Delve prints it."""
    speaker: str | None = None
    silent: int | None = None
    for line in lines:
        words = line.text
        if line.number in split:
            if silent is not None:
                yield silent, Draft("", speaker)
            # Split the line again: a hard wrap may have been undone since.
            speaker, words = split_label(line.text) or split[line.number]
        silent = None if words else line.number
        if words:
            yield line.number, Draft(words, speaker)
    if silent is not None:
        yield silent, Draft("", speaker)


FORMAT = Format("labelled_text", "labelled text", frozenset({".txt", ".text"}), sniff, parse)
