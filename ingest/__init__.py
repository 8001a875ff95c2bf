"""Files in, immutable values out: transcripts with paragraphs, speakers and tags.

>>> import ingest
>>> parsed = ingest.read("Interview 11.pdf")  # doctest: +SKIP
>>> parsed.transcript.paragraphs[3].speaker  # doctest: +SKIP
'Interviewee'
"""

from __future__ import annotations

from ingest.files.reading import find, read, read_bytes
from ingest.model import (
    InvalidTranscriptError,
    Paragraph,
    Parsed,
    Problem,
    Remark,
    Speaker,
    TaggedSpan,
    Transcript,
)
from ingest.selections import Selection, join_tags
from ingest.workers.processes import read_all

__all__ = [
    "InvalidTranscriptError",
    "Paragraph",
    "Parsed",
    "Problem",
    "Remark",
    "Selection",
    "Speaker",
    "TaggedSpan",
    "Transcript",
    "find",
    "join_tags",
    "read",
    "read_all",
    "read_bytes",
]
