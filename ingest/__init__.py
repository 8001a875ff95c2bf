"""Files in, immutable values out: transcripts with paragraphs, speakers and tags.

>>> import ingest
>>> parsed = ingest.read("Interview 11.pdf")  # doctest: +SKIP
>>> parsed.transcript.paragraphs[3].speaker  # doctest: +SKIP
'Interviewee'
"""

from __future__ import annotations

from ingest.problems import Problem
from ingest.reading import find, read, read_all, read_bytes
from ingest.transcript import (
    InvalidTranscriptError,
    Paragraph,
    Parsed,
    Remark,
    Speaker,
    TaggedSpan,
    Transcript,
)

__all__ = [
    "InvalidTranscriptError",
    "Paragraph",
    "Parsed",
    "Problem",
    "Remark",
    "Speaker",
    "TaggedSpan",
    "Transcript",
    "find",
    "read",
    "read_all",
    "read_bytes",
]
