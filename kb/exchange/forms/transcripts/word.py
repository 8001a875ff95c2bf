"""Coded transcripts as a Word file: every coding is a comment on its words, by its coder.

Codings of one coder on the same words are one comment. Memos follow the codes.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document

from kb.exchange.forms import Form
from kb.exchange.forms.parts.folders import zipped
from kb.exchange.forms.parts.spanned import Spanned, kept, labelled
from kb.exchange.forms.transcripts.segments import claims_nothing, lines_of, memos_of, refuse
from kb.exchange.model import Project, Source
from kb.exchange.refi.xml import legal

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_INITIALS = 2


def write(project: Project, _profile: str) -> bytes:
    """Write all documents, each under its name on a page of its own."""
    document: Any = Document()
    for name in ("created", "modified"):  # the same project, the same words
        setattr(document.core_properties, name, _LONG_AGO)
    document.core_properties.title = legal(project.name)[:250]
    memos = memos_of(project)
    for number, (source, spans, whole) in enumerate(labelled(project)):
        if number:
            document.add_page_break()
        document.add_heading(legal(source.name or source.guid), level=1)
        if whole:
            document.add_paragraph(legal("Codes: " + ", ".join(dict.fromkeys(each.code for each in whole))))
        _text(document, source, spans, memos)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return zipped({each: archive.read(each) for each in archive.namelist()})


def _text(document: Any, source: Source, spans: Sequence[Spanned], memos: dict[str, list[str]]) -> None:
    text, speakers = source.text or "", dict(source.speakers)
    first: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for segments in lines_of(text, spans):
        paragraph = document.add_paragraph()
        if segments and (speaker := speakers.get(segments[0].start)):
            paragraph.add_run(legal(f"{speaker}: ")).bold = True
        for part in segments:
            run = paragraph.add_run(legal(text[part.start : part.end]))
            first[part.start], last[part.end] = run, run
    starts, ends = list(first), list(last)  # in the order of the text
    together: dict[tuple[int, int, str], list[Spanned]] = defaultdict(list)
    for each in spans:
        together[each.start, each.end, each.by].append(each)
    for (start, end, by), some in together.items():
        at, to = bisect_left(starts, start), bisect_right(ends, end) - 1
        if at > to:  # only line ends are coded
            continue
        begin, close = starts[at], ends[to]
        said = [line for each in some for line in (each.code, *memos.get(each.guid, ()))]
        comment = document.add_comment(
            [first[begin], last[close]],
            text=legal("\n".join(said)),
            author=legal(by) or "Unknown coder",
            initials="".join(re.findall(r"\b\w", by))[:_INITIALS].upper(),
        )
        comment._comment_elm.date = None  # noqa: SLF001  not when it was written: the same project, the same bytes


FORM = Form(
    "docx",
    "Word file with codings as comments",
    frozenset({".docx"}),
    claims_nothing,
    refuse,
    write,
    is_read=False,
    keeps=kept,
)
