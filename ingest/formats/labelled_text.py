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
from collections.abc import Collection, Iterator, Mapping, Sequence

from ingest.formats import Claim, Format
from ingest.formats.text.lines import Line, spoken, taken, unwrapped
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import labels_among, odd_labels, recognise, speakers_of, split_label

_TITLE = re.compile(
    r"#{1,6}\s+\S.*|(?:title|titre)\s*:\s*\S.*|(?=.*\b(?:interview|transcript|entretien|entrevue)\b)[^.?!:,]{4,80}",
    re.IGNORECASE,
)
_TITLE_SIGN = re.compile(r"^(?:#{1,6}\s+|(?:title|titre)\s*:\s*)", re.IGNORECASE)
_OTHERS = re.compile(r"\A(?:WEBVTT|---[ \t]*\n)|[0-9][.,][0-9]{2,3}[ \t]*-->")
_BEGINNING = 400
"""Characters of a line that hold its label, however it is spaced."""
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
    labels = labels_among(Counter(label for line in lines if (label := _label(line.text))))
    title, lines = _title(lines, labels)
    lines = unwrapped(lines, lambda text: _label(text) in labels)
    silent: list[Problem] = []
    paragraphs, tags = lay_out(_drafts(source, lines, labels, silent))
    if not paragraphs:
        return Parsed(source.path, None, (Problem(source.path, "", "the file says nothing"),))
    transcript = Transcript(title or source.path.stem, paragraphs, tags, speakers_of(paragraphs))
    return Parsed(source.path, transcript, (*silent, *odd_labels(source.path, paragraphs)))


def _label(line: str) -> str | None:
    """Return what could be the label of a line, without a copy of a huge line's words."""
    found = split_label(line[:_BEGINNING])
    return found[0] if found else None


def _title(lines: Sequence[Line], labels: Collection[str]) -> tuple[str | None, list[Line]]:
    """Take the first line off as the title when it reads like one: ``Interview 7``, ``# A data engineer``."""
    if lines and _label(lines[0].text) not in labels and _TITLE.fullmatch(lines[0].text):
        return _TITLE_SIGN.sub("", lines[0].text).strip(), list(lines[1:])
    return None, list(lines)


def _drafts(
    source: Source, lines: list[Line], labels: Collection[str], silent: list[Problem]
) -> Iterator[Draft]:
    """Yield the turns, and tell ``silent`` of those without words."""
    # One string for each label, not one for each turn.
    for number, draft in _turns(taken(lines), {label: label for label in labels}):
        if not draft.text:
            message = f"nothing stands after {draft.speaker!r}"
            silent.append(Problem(source.path, f"line {number}", message, "warning"))
        yield draft


def _turns(lines: Iterator[Line], labels: Mapping[str, str]) -> Iterator[tuple[int, Draft]]:
    """Yield every turn with its line; a label without words is a turn without words, as Delve prints it."""
    speaker: str | None = None
    silent: int | None = None
    for line in lines:
        words = line.text
        if _label(words) in labels and (split := split_label(words)):
            if silent is not None:
                yield silent, Draft("", speaker)
            speaker, words = labels.get(split[0], split[0]), split[1]
        silent = None if words else line.number
        if words:
            yield line.number, Draft(words, speaker)
    if silent is not None:
        yield silent, Draft("", speaker)


FORMAT = Format("labelled_text", "labelled text", frozenset({".txt", ".text"}), sniff, parse)
