"""Word files: transcripts typed in Word, and codings written into its margin as comments.

A speaker is a label before a colon, bold words at the start of a paragraph, or a name on a line of its own
(bold, a heading, or the first cell of a table's row). Paragraphs without one go on with the turn above.

A comment that names codes is a coding on the words it is about; its other lines are the codings' memo. A
comment of nothing but prose is kept as a remark; see :mod:`ingest.formats.docx.comment_codes` for which is
which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.formats import Claim, Format
from ingest.formats.docx.comment_codes import code_names, codes_and_memo
from ingest.formats.docx.document import Anchor, Comment, WordParagraph, WordText, read_docx
from ingest.formats.docx.package import UnreadableDocxError, is_docx
from ingest.model import Draft, Extent, Paragraph, Parsed, Problem, Remark, TaggedSpan, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import fold, labels_among, odd_labels, recognise, speakers_of, split_label

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_TIMED = re.compile(r"(?P<label>\S.{0,48}?)[\s,]+[\[(]?(?P<time>\d{1,2}(?::\d{2}){1,2})[\])]?:?")
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: (?:[^\W\d_][\w.'\u2019-]*|\d{1,3}|\([^()]{1,30}\))){0,3}")
_NO_TITLE = re.compile(
    r"word document|document ?\d*|untitled.*|sans titre.*|transcript(?:ion)?|microsoft word.*"
    r"|.*\.(?:docx?|dotx?|dotm)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"heading \d|title|titre.*|überschrift.*")
_LONGEST_LABEL = 48
_FEWEST_OF_A_NAME = 3
"""How often a plain name must stand alone on a line to be a speaker; a heading may well come twice."""


@dataclass(frozen=True)
class _Lead:
    """What a paragraph begins with: a label, where the words after it start, and when they were said.

    ``alone`` marks a mere name on a line of its own; a time behind it makes it more than that.
    """

    label: str
    words: int
    audio_start: float | None = None
    alone: bool = False


@dataclass(frozen=True)
class _Placed:
    """A paragraph of the transcript: the paragraph of the file it comes from, and which part of it."""

    source: int
    start: int
    end: int
    draft: Draft


def sniff(source: Source) -> Claim:
    """Certain for Word files; possible for a locked one, so that :func:`parse` can say so."""
    if source.data.startswith(_OLE):
        return Claim.POSSIBLE if _LOCKED in source.data else Claim.NO
    if not source.data.startswith(b"PK\x03\x04"):
        return Claim.NO
    if is_docx(source.data):
        return Claim.CERTAIN
    return Claim.POSSIBLE if b"word/" in source.data[:8192] else Claim.NO


def parse(source: Source) -> Parsed:
    """Read speakers, paragraphs and the comments' codes; never raises for bad data."""
    if source.data.startswith(_OLE):
        locked = _LOCKED in source.data
        hint = (
            "locked with a password; save a copy without one" if locked else "an old .doc; save it as .docx"
        )
        return Parsed(source.path, None, (Problem(source.path, "", f"the file is {hint}"),))
    try:
        word = read_docx(source.data)
    except UnreadableDocxError as error:
        return Parsed(source.path, None, (Problem(source.path, "", str(error)),))
    title, heading_of_file = _title(word)
    leads = _leads(word.paragraphs)
    commented = {anchor.paragraph for comment in word.comments for anchor in comment.anchors}
    placed = list(_placed(word.paragraphs, leads, commented - set(leads), skip=heading_of_file))
    if not placed:
        return Parsed(source.path, None, (Problem(source.path, "", "the file says nothing"),))
    return _parsed(source, title, placed, word)


def _parsed(source: Source, title: str | None, placed: list[_Placed], word: WordText) -> Parsed:
    drafts = [item.draft for item in placed]
    problems: list[Problem] = []
    plain, _ = lay_out(drafts)
    remarks: list[Remark] = []
    at = {item.source: index for index, item in enumerate(placed)}
    names = code_names(comment.lines for comment in word.comments)
    if silent := sum(1 for comment in word.comments if not comment.lines):
        what = "one comment has" if silent == 1 else f"{silent} comments have"
        problems.append(Problem(source.path, "", f"{what} no words: nothing to keep", "warning"))
    for comment in word.comments:
        spans = _spans(comment.anchors, placed, at)
        codes, memo = codes_and_memo(comment.lines, names)
        if not comment.lines:
            continue
        if not spans:
            problems.append(_doubt(source, comment, "stands nowhere in the text", 0))
        elif codes:
            for index, start, end, extent in spans:
                who, when = comment.author, comment.created
                new = (TaggedSpan(code, start, end, 0, extent, who, when, memo) for code in codes)
                drafts[index] = replace(drafts[index], tags=(*drafts[index].tags, *new))
        else:
            problems.append(_doubt(source, comment, "names no code; it is kept as a remark", spans[0][0] + 1))
            remarks.append(_remark(comment, spans, plain))
    paragraphs, tags = lay_out(drafts)
    people = speakers_of(paragraphs)
    transcript = Transcript(
        title or source.path.stem,
        paragraphs,
        tags,
        people,
        tuple(remarks),
        kind="interview" if people else "article",
        carries_codes=bool(word.comments),
    )
    return Parsed(source.path, transcript, (*problems, *odd_labels(source.path, paragraphs)))


def _doubt(source: Source, comment: Comment, what: str, paragraph: int) -> Problem:
    words = " ".join(comment.lines)
    quoted = words if len(words) <= _LONGEST_LABEL else f"{words[:_LONGEST_LABEL]}…"
    who = f" by {comment.author}" if comment.author else ""
    place = f"paragraph {paragraph}" if paragraph else f"comment {comment.number}"
    return Problem(source.path, place, f"the comment {quoted!r}{who} {what}", "warning")


# --- title, speakers, paragraphs ----------------------------------------------------------------------------


def _title(word: WordText) -> tuple[str | None, int | None]:
    """Return the title and the paragraph it is printed in: the file's property, else its first heading."""
    shown = [(n, item) for n, item in enumerate(word.paragraphs) if item.text.strip()]
    first = next(
        ((n, item) for n, item in shown[:5] if item.style.startswith("title")),
        shown[0] if shown and _is_heading(shown[0][1]) else None,
    )
    printed = fold(first[1].text) if first and recognise(first[1].text) is None else None
    if word.title and not _NO_TITLE.fullmatch(word.title):
        return word.title, first[0] if first and printed == word.title else None
    return (printed, first[0]) if first and printed else (None, None)


def _is_heading(paragraph: WordParagraph) -> bool:
    return _HEADING.fullmatch(paragraph.style) is not None


def _leads(paragraphs: Sequence[WordParagraph]) -> dict[int, _Lead]:
    """Find the paragraphs that begin with a label; the whole file decides what is one."""
    found = {n: lead for n, item in enumerate(paragraphs) if (lead := _lead(item))}
    counts = Counter(lead.label for lead in found.values())
    labels = labels_among(counts)
    return {
        n: lead
        for n, lead in found.items()
        if lead.label in labels
        and (not lead.alone or recognise(lead.label) is not None or counts[lead.label] >= _FEWEST_OF_A_NAME)
    }


def _lead(paragraph: WordParagraph) -> _Lead | None:
    text = paragraph.text.strip()
    end = len(paragraph.text.rstrip())
    if (
        len(text) <= 2 * _LONGEST_LABEL
        and (timed := _TIMED.fullmatch(text))
        and _could_be_label(timed["label"])
    ):
        return _Lead(fold(timed["label"]), end, _seconds(timed["time"]))
    if split := split_label(text):
        return _Lead(split[0], end - len(split[1]))
    marked = paragraph.bold >= end or _is_heading(paragraph) or paragraph.is_row_head
    if _could_be_label(text) and (marked or _is_sure(text)):
        return _Lead(fold(text), end, alone=True)
    bold = paragraph.text[: paragraph.bold]
    if 0 < paragraph.bold < end and _could_be_label(bold.strip()):
        rest = paragraph.text[paragraph.bold :]
        return _Lead(fold(bold), paragraph.bold + len(rest) - len(rest.lstrip(" \t\xa0:")))
    return None


def _could_be_label(text: str) -> bool:
    label = fold(text)
    return 0 < len(label) <= _LONGEST_LABEL and (
        recognise(label) is not None or (_NAME.fullmatch(label) is not None and label[0].isupper())
    )


def _is_sure(text: str) -> bool:
    known = recognise(fold(text))
    return known is not None and not known.weak


def _seconds(stamp: str) -> float:
    total = 0
    for part in stamp.split(":"):
        total = 60 * total + int(part)
    return float(total)


def _placed(
    paragraphs: Sequence[WordParagraph], leads: dict[int, _Lead], commented: set[int], *, skip: int | None
) -> Iterator[_Placed]:
    """Yield the paragraphs with words; a heading goes to the paragraph below unless somebody commented it."""
    speaker: str | None = None
    audio_start: float | None = None
    heading: str | None = None
    silent: int | None = None
    for number, item in enumerate(paragraphs):
        lead = leads.get(number)
        if lead is not None:
            if silent is not None:
                yield _Placed(silent, 0, 0, Draft("", speaker, heading, audio_start))
                heading = None
            speaker, audio_start = lead.label, lead.audio_start
        start, end = _ink(item.text, lead.words if lead else 0)
        silent = number if lead is not None and start == end else silent if start == end else None
        if start == end or number == skip:
            continue
        if _is_heading(item) and lead is None and number not in commented:
            heading = item.text[start:end]
            continue
        yield _Placed(number, start, end, Draft(item.text[start:end], speaker, heading, audio_start))
        heading = audio_start = None
    if silent is not None:
        yield _Placed(silent, 0, 0, Draft("", speaker, heading, audio_start))
    elif heading is not None:
        yield _Placed(len(paragraphs), 0, 0, Draft(heading, None, heading))


def _ink(text: str, after: int) -> tuple[int, int]:
    """Return where the words of a paragraph begin and end, after its label and without white space around."""
    end = len(text.rstrip())
    start = min(max(after, len(text) - len(text.lstrip())), end)
    return start + len(text[start:end]) - len(text[start:end].lstrip()), end


# --- comments -----------------------------------------------------------------------------------------------

_Span = tuple[int, int, int, Extent]
"""Which paragraph, from where to where in it, and how exactly that is known."""


def _spans(anchors: Sequence[Anchor], placed: Sequence[_Placed], at: Mapping[int, int]) -> list[_Span]:
    """Return the words a comment is about, paragraph by paragraph.

    A range that covers no words (a label, an empty line, a mere point) stands for the paragraph it is in, or
    the next one with words. ``at`` says where the paragraphs of the file were placed.
    """
    spans: list[_Span] = []
    for anchor in anchors:
        index = at.get(anchor.paragraph)
        if index is None or anchor.end is None:
            continue
        item = placed[index]
        start = max(anchor.start, item.start) - item.start
        end = min(anchor.end, item.end) - item.start
        if start < end:
            spans.append((index, start, end, "exact"))
    if spans or not anchors:
        return spans
    after = [n for n, item in enumerate(placed) if item.source >= anchors[0].paragraph] or [len(placed) - 1]
    return [(after[0], 0, len(placed[after[0]].draft.text), "paragraph")]


def _remark(comment: Comment, spans: Sequence[_Span], paragraphs: Sequence[Paragraph]) -> Remark:
    first, last = spans[0], spans[-1]
    return Remark(
        "\n".join(comment.lines),
        paragraphs[first[0]].start + first[1],
        paragraphs[last[0]].start + last[2],
        comment.author,
        comment.created,
    )


FORMAT = Format("word", "Word document", frozenset({".docx", ".docm"}), sniff, parse)
