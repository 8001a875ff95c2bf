"""Word files: transcripts typed in Word, and codings written into its margin as comments.

Who speaks is told by labels in whatever form (:mod:`ingest.dialogue`) or by a column of a table. A comment
that names codes is a coding on the words it is about; its other lines are the coding's memo. A comment of
nothing but prose is kept as a remark; see
:mod:`ingest.formats.parts.docx.comment_codes` for which is which. A table
may have a column of codes: those are codings on the paragraphs of their row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.formats import Claim, Format
from ingest.formats.parts.docx.document import WordText, read_docx
from ingest.formats.parts.docx.headings import title_of
from ingest.formats.parts.docx.margin import Margin, read_margin
from ingest.formats.parts.docx.marks import seen_marks
from ingest.formats.parts.docx.package import UnreadableDocxError, is_docx
from ingest.formats.parts.docx.speakers import Placed, at_paragraph, headed, paragraph_of, spoken
from ingest.formats.parts.docx.tables import InTables, in_tables
from ingest.model import Parsed, Problem, Remark, TaggedSpan, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import odd_labels, speakers_of

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


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
    """Read speakers, paragraphs, the comments' codes and those in tables; never raises for bad data."""
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
    return _parsed(source, word)


def _parsed(source: Source, word: WordText) -> Parsed:
    title, heading_of_file = title_of(word)
    tables = in_tables(word.paragraphs)
    commented = {anchor.paragraph for comment in word.comments for anchor in comment.anchors}
    skip = None if heading_of_file in commented else heading_of_file
    said = spoken(source.path, word.paragraphs, tables, skip=skip, title=title)
    placed = headed(said.placed, word.paragraphs, commented)
    if not placed:
        return Parsed(source.path, None, (Problem(source.path, "", "the file contains no text"),))
    margin = read_margin(source.path, word, placed)
    beside = _beside_in_tables(source, tables, placed, margin)
    paragraphs, tags = lay_out(margin.drafts)
    people = speakers_of(paragraphs)
    transcript = Transcript(
        said.title or source.path.stem,
        paragraphs,
        tags,
        people,
        (*margin.remarks, *beside),
        kind="interview" if people else "article",
        carries_codes=bool(word.comments) or tables.has_codes,
    )
    doubts = [
        Problem(source.path, f"paragraph {paragraph_of(index, placed) + 1}", what, severity)
        for index, what, severity in tables.doubts
    ]
    marks = seen_marks(source.path, word.paragraphs, placed)
    spoken_problems = (at_paragraph(problem, placed) for problem in said.problems)
    problems = (*spoken_problems, *doubts, *margin.problems, *marks, *odd_labels(source.path, paragraphs))
    return Parsed(source.path, transcript, problems)


def _beside_in_tables(
    source: Source, tables: InTables, placed: Sequence[Placed], margin: Margin
) -> list[Remark]:
    """Put the codes of rows on their paragraphs, and return as remarks what else stands in the rows."""
    at: dict[int, list[int]] = defaultdict(list)
    for index, each in enumerate(placed):
        at[each.source].append(index)
    plain, _ = lay_out(margin.drafts)
    for number, (codes, sources, coders) in enumerate(tables.codings):
        act = f"{source.path} row {number}"
        for index in (index for each in sources for index in at.get(each, ())):
            draft = margin.drafts[index]
            new = (
                TaggedSpan(code, 0, len(draft.text), 0, "paragraph", coder, act=act)
                for coder in coders
                for code in codes
            )
            margin.drafts[index] = replace(draft, tags=(*draft.tags, *new))
    remarks = []
    for words, sources in tables.asides:
        there = [index for each in sources for index in at.get(each, ())]
        indices = there or [paragraph_of(sources[0], placed)]
        remarks.append(Remark(words, plain[indices[0]].start, plain[indices[-1]].end))
    return remarks


FORMAT = Format("word", "Word document", frozenset({".docx", ".docm"}), sniff, parse)
