"""Delve print-outs after somebody turned them into text or Markdown.

The speaker stands on a line of its own, as a heading of any level or without mark-up; the codes follow the
paragraph, one a line or several on one line::

    ### Interviewee

    Most of the data comes from sensors.

    Data-collection-system Model-deployment-issues [MD]

Delve prints a speaker above every paragraph and converters lose some at page ends. A paragraph without one
therefore has no known speaker; giving it to the person above would be a guess. A heading that names nobody
is text. Which words a code is on did not survive: every tag is on its whole paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from ingest.formats import Claim, Format
from ingest.formats.parts.text.code_lines import CodeNames, unescaped
from ingest.formats.parts.text.lines import Line, spoken
from ingest.model import Draft, Parsed, Problem, TaggedSpan, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import fold, odd_labels, recognise, speakers_of

_FOOTER = re.compile(
    r"Created with the Delve Qualitative Analysis Tool.{0,80}|https?://app\.delvetool\.com/transcripts/\S*.{0,20}"
)
_HEADING = re.compile(
    r"(?P<level>#{1,6})[ \t]+(?P<words>\S.*)|(?P<bold>\*\*|__)(?P<strong>[^*_]+)(?P=bold):?"
)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: [^\W\d_][\w.'\u2019-]*){0,3}(?: \d{1,3})?")
_LONGEST_TITLE = 100
_FEWEST_SPEAKER_LINES = 2
_FEWEST_CODES = 3
_FEWEST_OF_A_NAME = 3
_SHARE_SPEAKERS = 0.15
_SHARE_ABOVE_WORDS = 0.8


@dataclass
class _Block:
    """A paragraph in the making: its line, its speaker, its words and the codes below it."""

    line: int
    speaker: str | None
    text: str
    codes: list[str] = field(default_factory=list)


def sniff(source: Source) -> Claim:
    """Certain by Delve's own footer, or by codes below words, under speakers on lines of their own."""
    if not source.is_text:
        return Claim.NO
    lines = spoken(source.head)
    labels = _speaker_labels(lines)
    marked = sum(1 for line in lines if _bare(line.text) in labels)
    if "Created with the Delve Qualitative Analysis Tool" in source.tail:
        return Claim.CERTAIN if marked else Claim.POSSIBLE
    if marked < max(_FEWEST_SPEAKER_LINES, _SHARE_SPEAKERS * len(lines)):
        return Claim.NO
    return Claim.CERTAIN if _is_printed_by_delve(lines, labels) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read speakers, paragraphs and the codes under them; never raises for bad data."""
    lines = [line for line in spoken(source.text or "") if not _FOOTER.fullmatch(line.text)]
    labels = _speaker_labels(lines)
    title, lines = _title(lines, labels)
    names = _code_names(lines, labels)
    blocks = list(_blocks(lines, labels, names))
    paragraphs, tags = lay_out(_draft(block) for block in blocks)
    if not paragraphs:
        return Parsed(source.path, None, (Problem(source.path, "", "the file contains no text"),))
    transcript = Transcript(
        title or source.path.stem, paragraphs, tags, speakers_of(paragraphs), carries_codes=True
    )
    problems = (*_unspoken(source, blocks), *odd_labels(source.path, paragraphs))
    return Parsed(source.path, transcript, problems)


def _is_printed_by_delve(lines: list[Line], labels: frozenset[str]) -> bool:
    """Whether a file is printed as Delve prints: with codes below words (``Data-no-signal``, ``Q4.1``).

    There may be none where a heading names the speaker above each paragraph, the same one again.
    """
    found: Counter[str] = Counter()
    above: str | None = None
    again = bare = 0
    headed = all(line.text.startswith("#") for line in lines if _bare(line.text) in labels)
    words_above = False
    for line in lines:
        name = _bare(line.text)
        if name in labels:
            again += name == above and _HEADING.fullmatch(line.text) is not None
            above, words_above = name, False
        elif not words_above:
            words_above = True
        elif codes := CodeNames(frozenset()).on_line(line.text):
            found.update(codes)
        else:
            bare += 1
    often = found.total() if headed else len(found)
    return often >= _FEWEST_CODES - headed or again > bare


def _bare(text: str) -> str:
    """Return the line without heading or bold marks and escapes, folded as a label.

    ``Interviewer:`` with words below is labelled text, not a print-out, and stays as it is.
    """
    match = _HEADING.fullmatch(text)
    if not text.startswith("#") and text.rstrip("*_ ").endswith(":"):
        return text
    words = (match["words"] or match["strong"]) if match else text
    return fold(unescaped(words).rstrip("#"))


def _speaker_labels(lines: list[Line]) -> frozenset[str]:
    """Choose the lines that name a speaker: of a known kind, or a name that comes back above words.

    A code comes back too, and can look like a name; but a code stands below words, above a speaker.
    """
    labels: set[str] = set()
    seen: Counter[str] = Counter()
    above_words: Counter[str] = Counter()
    for line, after in zip_longest(lines, lines[1:]):
        if len(line.text) > _LONGEST_TITLE:
            continue
        name = _bare(line.text)
        if ":" in name:
            continue
        known = recognise(name)
        if known is not None and not known.weak:
            labels.add(name)
        elif _NAME.fullmatch(name) and name[0].isupper():
            seen[name] += 1
            above_words[name] += after is not None and _is_words(after.text)
    names = {
        name
        for name, count in seen.items()
        if count >= _FEWEST_OF_A_NAME and above_words[name] >= _SHARE_ABOVE_WORDS * count
    }
    return frozenset(labels | names)


def _is_words(text: str) -> bool:
    if " " not in text or _HEADING.fullmatch(text) or CodeNames(frozenset()).on_line(text):
        return False
    return recognise(_bare(text[:_LONGEST_TITLE])) is None


def _title(lines: list[Line], labels: frozenset[str]) -> tuple[str | None, list[Line]]:
    """Take off the first line when it is a heading, or short and directly above a speaker."""
    if not lines or len(lines[0].text) > _LONGEST_TITLE or _bare(lines[0].text) in labels:
        return None, lines
    first = lines[0].text
    above_a_speaker = len(lines) > 1 and _bare(lines[1].text) in labels and first[-1] not in ".?!,;:"
    return (_bare(first), lines[1:]) if _HEADING.fullmatch(first) or above_a_speaker else (None, lines)


def _code_names(lines: list[Line], labels: frozenset[str]) -> CodeNames:
    """Learn the file's codes from lines standing where codes stand: below words, not below a speaker."""
    below_words: list[list[str]] = [[]]
    words_above = False
    for line in lines:
        if _bare(line.text) in labels:
            words_above = False
            below_words.append([])
        elif words_above:
            below_words[-1].append(line.text)
        else:
            words_above = True
    return CodeNames.learned_from(below_words)


def _blocks(lines: list[Line], labels: frozenset[str], names: CodeNames) -> Iterator[_Block]:
    speaker: str | None = None
    block: _Block | None = None
    for line in lines:
        if _bare(line.text) in labels:
            if block:
                yield block
            speaker, block = _bare(line.text), None
        elif block and (codes := names.on_line(line.text)):
            block.codes += codes
        else:
            if block:
                yield block
            block = _Block(line.number, speaker, _words(line.text))
            speaker = None
    if block:
        yield block


def _words(text: str) -> str:
    match = _HEADING.fullmatch(text)
    return unescaped(match["words"] if match and match["words"] else text)


def _draft(block: _Block) -> Draft:
    codes = dict.fromkeys(block.codes)
    tags = tuple(TaggedSpan(code, 0, len(block.text), 0, "paragraph") for code in codes)
    return Draft(block.text, block.speaker, tags=tags)


def _unspoken(source: Source, blocks: list[_Block]) -> tuple[Problem, ...]:
    lost = [block.line for block in blocks if block.speaker is None]
    if not lost:
        return ()
    count = "a paragraph has" if len(lost) == 1 else f"{len(lost)} paragraphs have"
    message = f"{count} no speaker line; the conversion may have lost them at page ends"
    return (Problem(source.path, f"line {lost[0]}", message, "warning"),)


FORMAT = Format("delve_text", "Delve text", frozenset({".txt", ".md", ".markdown"}), sniff, parse)
