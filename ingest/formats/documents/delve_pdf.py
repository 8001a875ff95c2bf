"""Print-outs of the Delve tool, saved as PDF by a browser: the words, who says them, and their codes.

A page shows the speaker in bold, the words below, underlined where they are coded, and below the words the
codes in boxes, side by side::

    Interviewee
    The data we have to work with, there's not enough link
    ──────────────────────────────────────────────────────
    with the target.
    ────────────────
    (Data-no-signal)  (Data-noise)

A page break may come anywhere between them. The print does not say which underlined words belong to which
of several codes, so each gets all of them (``shared``). One tag stands for one printed box: it reaches from
the first underlined character of its paragraph to the last, over what is not underlined in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.formats import Claim, Format
from ingest.formats.parts.pdf.delve_layout import (
    Kind,
    Line,
    body_size,
    has_title_of_delve,
    lines,
    margin_notes,
)
from ingest.formats.parts.pdf.pages import Document, Page, UnreadablePdfError, open_pdf
from ingest.model import Draft, Extent, Parsed, Problem, TaggedSpan, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import odd_labels, speakers_of

__all__ = ["FORMAT", "parse", "sniff"]

_CLOSING = re.compile(r"created with the delve\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\bdelvetool\.com/transcripts/", re.IGNORECASE)
_CLOSING_LINES = 3
"""The closing line and its address take one line; a narrow page might wrap them."""

_PARAGRAPH_GAP = 3.05
"""Ems from base line to base line above which words begin a paragraph: lines of one are 2.2 apart, paragraphs
4.4 without a speaker's line."""

_LINE_PITCH = (2.0, 2.5)
"""Ems between the lines of a paragraph; hardly any other print is as wide apart as Delve's 2.2."""

_HEAD = 1024
"""A PDF begins within this many bytes; its standard lets other bytes come first."""

_NAME = "delve_pdf"


@dataclass(frozen=True)
class _Opened:
    """A PDF that is open, and whether its first and last page showed that it is Delve's."""

    document: Document
    is_delve: bool = False


@dataclass
class _Turn:
    """A paragraph in the making: where it begins, who speaks, its lines of words and its codes."""

    page: int
    speaker: str | None = None
    words: list[Line] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Said:
    """A finished paragraph: its words, the underlined ranges in them, the codes below them."""

    page: int
    speaker: str | None
    text: str
    marks: tuple[tuple[int, int], ...]
    codes: tuple[str, ...]

    @property
    def marked_to_the_end(self) -> bool:
        return bool(self.marks) and self.marks[-1][1] == len(self.text)


def sniff(source: Source) -> Claim:
    """Certain for Delve's print-outs; any other PDF is possible: :func:`parse` says what is wrong with it."""
    if b"%PDF-" not in source.data[:_HEAD]:
        return Claim.NO
    try:
        document = open_pdf(source.data)
    except UnreadablePdfError:
        return Claim.POSSIBLE
    ends = [document.page(number) for number in sorted({1, len(document)})]
    em = body_size(ends)
    is_delve = bool(em and _is_delve(ends, em))
    source.seen[_NAME] = _Opened(document, is_delve=is_delve)
    return Claim.CERTAIN if is_delve else Claim.POSSIBLE


def parse(source: Source) -> Parsed:
    """Read title, speakers, paragraphs and codes; never raises for bad data."""
    try:
        opened = source.seen.pop(_NAME, None) or _Opened(open_pdf(source.data))
    except UnreadablePdfError as error:
        return Parsed(source.path, None, (Problem(source.path, "", str(error)),))
    with opened.document:
        return _parse(source, opened.document, is_delve=opened.is_delve)


def _parse(source: Source, document: Document, *, is_delve: bool) -> Parsed:
    pages = list(document.pages())
    faults = [Problem(source.path, f"page {page.number}", page.fault) for page in pages if page.fault]
    em = body_size(pages)
    if em is None:
        hint = "its pages contain no text (pictures of pages cannot be read)"
        return Parsed(source.path, None, (*faults, Problem(source.path, "", hint)))
    last = pages[-1] if pages[-1].number == len(document) else document.page(len(document))
    if not is_delve and not _is_delve([pages[0], last], em):
        hint = "this PDF was not printed from Delve; save the transcript as .docx, .md or .txt"
        return Parsed(source.path, None, (*faults, Problem(source.path, "", hint)))
    title, body, closed = _parts([line for page in pages for line in lines(page, em)])
    said = [_finished(turn) for turn in _turns(body, document)]
    if not said:
        return Parsed(
            source.path, None, (*faults, Problem(source.path, "", "the print-out contains no text"))
        )
    transcript = _transcript(title or source.path.stem, said)
    problems = (
        *faults,
        *_doubts(source, said, closed=closed),
        *odd_labels(source.path, transcript.paragraphs),
    )
    return Parsed(source.path, transcript, problems)


def _is_delve(pages: list[Page], em: float) -> bool:
    """Tell Delve's print-outs by the closing line, the address at the foot, or else by how they are set."""
    if any(_ADDRESS.search(margin_notes(page)) for page in pages):
        return True
    print_ = [line for page in pages for line in lines(page, em)]
    if any(_CLOSING.match(line.text) for line in print_):
        return True
    return has_title_of_delve(pages, em) and _set_like_delve(print_)


def _set_like_delve(print_: list[Line]) -> bool:
    """A large title, somebody's name in bold on a line of its own, and widely spaced lines below it."""
    words = [(a, b) for a, b in pairwise(print_) if a.kind is b.kind is Kind.WORDS and a.page == b.page]
    wide = sum(_LINE_PITCH[0] < b.y - a.y < _LINE_PITCH[1] for a, b in words)
    kinds = {line.kind for line in print_}
    return {Kind.TITLE, Kind.SPEAKER} <= kinds and wide > len(words) / 2


def _parts(print_: list[Line]) -> tuple[str, list[Line], bool]:
    """Part the print into the title and the lines of the transcript; say if the closing line is there."""
    start = next((n for n, line in enumerate(print_) if line.kind is not Kind.TITLE), len(print_))
    title = " ".join(line.text for line in print_[:start])
    end = _closing(print_)
    body = [line for line in print_[start:end] if line.kind is not Kind.RULE]
    return title, body, end < len(print_)


def _closing(print_: list[Line]) -> int:
    """Return where the closing lines begin: at the words, or at the rule above them should these differ."""
    last = range(len(print_) - 1, max(-1, len(print_) - 2 - _CLOSING_LINES), -1)
    by_words = [n for n in last if _CLOSING.match(print_[n].text)]
    by_rule = [n for n in last if print_[n].kind is Kind.RULE]
    return min([*by_words, *by_rule], default=len(print_))


def _turns(body: list[Line], document: Document) -> Iterator[_Turn]:
    """Group the lines of the transcript into paragraphs."""
    turn: _Turn | None = None
    before: Line | None = None
    for line in body:
        gap = line.y - before.y if before and before.page == line.page else None
        if turn is None or _begins(line, turn, gap, document):
            if turn is not None:
                yield turn
            turn = _Turn(line.page)
        _add(line, turn)
        before = line
    if turn is not None:
        yield turn


def _begins(line: Line, turn: _Turn, gap: float | None, document: Document) -> bool:
    """Tell whether a line begins a paragraph; ``gap`` is None at the top of a page."""
    if line.kind is Kind.CODES:
        return False
    if turn.codes:
        return True
    if line.kind is Kind.SPEAKER:
        wrapped = not turn.words and turn.speaker is not None and gap is not None and gap <= _PARAGRAPH_GAP
        return not wrapped
    if gap is not None:
        return gap > _PARAGRAPH_GAP
    return bool(turn.words) and document.continues(line.page) is False


def _add(line: Line, turn: _Turn) -> None:
    if line.kind is Kind.CODES:
        turn.codes += [piece.text for piece in line.pieces]
    elif line.kind is Kind.SPEAKER:
        turn.speaker = line.text if turn.speaker is None else f"{turn.speaker} {line.text}"
    else:
        turn.words.append(line)


def _finished(turn: _Turn) -> _Said:
    if any(piece.marked for line in turn.words for piece in line.pieces):
        text, marks = _folded(turn.words)
    else:
        text, marks = " ".join(line.text for line in turn.words), ()
    return _Said(turn.page, turn.speaker, text, marks, tuple(turn.codes))


def _folded(words: list[Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Fold white space as the browser does, and say which characters of the result are underlined.

    A line break becomes a space, underlined when the words on both its sides are.
    """
    letters: list[str] = []
    flags: list[bool] = []
    for line in words:
        if letters:
            letters.append(" ")
            flags.append(flags[-1] and line.pieces[0].marked)
        for text, marked in line.pieces:
            letters += text
            flags += [marked] * len(text)
    after = [*letters[1:], " "]
    kept = [n for n, letter in enumerate(letters) if not (letter.isspace() and after[n].isspace())]
    if kept and letters[kept[0]].isspace():
        kept.pop(0)
    text = "".join(" " if letters[n].isspace() else letters[n] for n in kept)
    return text, tuple(_ranges([flags[n] for n in kept]))


def _ranges(flags: list[bool]) -> Iterator[tuple[int, int]]:
    edges = [n for n, (a, b) in enumerate(pairwise([False, *flags, False])) if a != b]
    return zip(edges[::2], edges[1::2], strict=True)


def _transcript(title: str, said: list[_Said]) -> Transcript:
    above: Iterable[_Said | None] = [None, *said[:-1]]
    drafts = [
        Draft(item.text, item.speaker, tags=tuple(_tags(item, before)))
        for item, before in zip(said, above, strict=True)
    ]
    paragraphs, tags = lay_out(drafts)
    return Transcript(title, paragraphs, tags, speakers_of(paragraphs), carries_codes=True)


def _tags(item: _Said, above: _Said | None) -> Iterator[TaggedSpan]:
    """Yield one tag for each printed box."""
    for code in item.codes:
        start, end, extent = _reach(code, item, above)
        yield TaggedSpan(code, start, end, 0, extent)


def _reach(code: str, item: _Said, above: _Said | None) -> tuple[int, int, Extent]:
    """Return which characters a code is on.

    Where nothing is underlined, the selection of the paragraph above ended at this one's first character,
    if that is underlined to its end for the same code; otherwise the code is on the paragraph as a whole.
    """
    if item.marks:
        extent: Extent = "exact" if len(item.codes) == 1 else "shared"
        return item.marks[0][0], item.marks[-1][1], extent
    if above is not None and above.marked_to_the_end and code in above.codes:
        return 0, 0, "spill"
    return 0, len(item.text), "paragraph"


def _doubts(source: Source, said: list[_Said], *, closed: bool) -> Iterator[Problem]:
    """Yield what a person should look at once."""
    doubt = Problem(source.path, "", "", "warning")
    if not any(item.codes for item in said):
        yield replace(doubt, message="no codes are printed; the pass counts as missing")
    bare = [item for item in said if item.marks and not item.codes]
    if bare:
        times = "1 paragraph is" if len(bare) == 1 else f"{len(bare)} paragraphs are"
        message = f"{times} underlined without a code below; the print-out lacks these codes"
        yield replace(doubt, location=f"page {bare[0].page}", message=message)
    for item in said:
        if not item.text:
            yield replace(doubt, location=f"page {item.page}", message=f"no text under {item.speaker!r}")
    if not closed:
        yield replace(doubt, message="Delve's closing line is missing; the print-out may lack its last pages")


FORMAT = Format("delve_pdf", "Delve print-out (PDF)", frozenset({".pdf"}), sniff, parse)
