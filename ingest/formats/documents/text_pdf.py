"""PDFs of texts: transcripts that a word processor or a browser printed.

Lines are put together into paragraphs again. A paragraph begins after a gap, with an indent or an outdent,
or where the line above ends although the next word would have fitted. Page heads, page feet and printed line
numbers are left out and told. Words that were hyphenated at the end of a line become whole.

Codings in the margin of a PDF are not read; Delve's print-outs have their own reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats import Claim, Format
from ingest.formats.parts.pdf.delve_layout import body_size
from ingest.formats.parts.pdf.pages import Page, UnreadablePdfError, open_pdf
from ingest.formats.parts.pdf.paragraphs import Setting
from ingest.formats.parts.pdf.print_layout import Print, printed
from ingest.formats.parts.rich.reading import Written, read_written
from ingest.model import Parsed, Problem
from ingest.source import Source

_HEAD = 1024
_DELVE = "delve_pdf"
_SHOWN = 3
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f]")
_MOST_UNKNOWN = 0.1

_SCAN = (
    "its pages contain no text (pictures of pages cannot be read): run text recognition (OCR) on it,"
    " for example with OCRmyPDF, or save the transcript as .docx or .txt"
)
_NO_CODES = (
    "the letters of this PDF cannot be decoded: save the transcript as .docx or .txt, or print"
    " the PDF again and run text recognition (OCR) on it"
)


def sniff(source: Source) -> Claim:
    """Likely for every PDF; Delve's own reader is certain of Delve's."""
    return Claim.LIKELY if b"%PDF-" in source.data[:_HEAD] else Claim.NO


def parse(source: Source) -> Parsed:
    """Read paragraphs and who speaks; never raises for bad data."""
    opened = source.seen.pop(_DELVE, None)
    try:
        document = opened.document if opened is not None else open_pdf(source.data)
    except UnreadablePdfError as error:
        return Parsed(source.path, None, (Problem(source.path, "", str(error)),))
    with document:
        pages = list(document.pages())
        faults = [Problem(source.path, f"page {page.number}", page.fault) for page in pages if page.fault]
        em = body_size(pages) or max((run.size for page in pages for run in page.runs), default=0.0)
        if not em or not any(run.text.strip() for page in pages for run in page.runs):
            return Parsed(source.path, None, (*faults, Problem(source.path, "", _SCAN)))
        found = printed(pages, em)
        unknown = [line for line in found.lines if _UNKNOWN.search(line.text)]
        lost = sum(len(_UNKNOWN.findall(line.text)) for line in unknown)
        if lost > _MOST_UNKNOWN * sum(len(line.text) for line in found.lines):
            return Parsed(source.path, None, (*faults, Problem(source.path, "", _NO_CODES)))
        blocks = Setting(found, em, document).blocks()
        title = document.title()
    if unknown:
        message = f"{lost} letters cannot be decoded and are shown as \N{REPLACEMENT CHARACTER}"
        faults.append(Problem(source.path, f"page {unknown[0].page}", message, "warning"))
    notes = [*faults, *_layout(source, found), *_pictures(source, pages)]
    return read_written(source.path, Written(blocks, title, problems=notes), place="page")


def _layout(source: Source, found: Print) -> Iterator[Problem]:
    if found.left_out:
        texts = list(dict.fromkeys(re.sub(r"\d+", "#", text) for text in found.left_out))
        shown = ", ".join(repr(text[:60]) for text in texts[:_SHOWN])
        more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
        count = "one line" if len(found.left_out) == 1 else f"{len(found.left_out)} lines"
        yield Problem(source.path, "", f"page headers and footers left out, {count}: {shown}{more}", "note")
    if found.in_columns:
        first, last = found.in_columns[0], found.in_columns[-1]
        which = "one page is" if first == last else f"{len(found.in_columns)} pages are"
        message = f"{which} read in columns: down the first, then down the next"
        yield Problem(source.path, f"page {first}", message, "note")
    if found.numbered:
        yield Problem(source.path, "", "the printed line numbers left out", "note")


def _pictures(source: Source, pages: Sequence[Page]) -> Iterator[Problem]:
    """Tell pages that hold a picture and no letters: they may be scans."""
    bare = [page.number for page in pages if page.pictures and not any(run.text.strip() for run in page.runs)]
    if bare:
        pages_are = "page is a picture" if len(bare) == 1 else f"{len(bare)} pages are pictures"
        message = f"the {pages_are} without letters; run text recognition (OCR) to have its words read"
        yield Problem(source.path, f"page {bare[0]}", message, "warning")


FORMAT = Format("text_pdf", "PDF", frozenset({".pdf"}), sniff, parse)
