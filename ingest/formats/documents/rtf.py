r"""RTF: what WordPad, TextEdit, Word and older transcription programs save.

RTF is text with commands: groups in braces, ``\b`` for bold, ``\par`` at the end of a paragraph::

    {\rtf1\ansi {\b Noor:} The schema changed.\par}

Only what is read as text is kept: pictures, embedded objects, headers and footers, hidden and deleted words
are passed over. Comments are codings, as in a Word file.
"""

from __future__ import annotations

import re

from ingest.formats import Claim, Format
from ingest.formats.parts.rich.reading import Written, read_written
from ingest.formats.parts.rtf_text.reader import Reader
from ingest.model import Parsed, Problem
from ingest.source import Source

_BEGINS = re.compile(rb"\s{0,64}\{\s{0,8}\\rtf")


def sniff(source: Source) -> Claim:
    """Certain: nothing else begins like this."""
    return Claim.CERTAIN if _BEGINS.match(source.data[:100]) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read title, paragraphs, comments and who speaks; never raises for bad data."""
    return read_written(source.path, _written(source))


def _written(source: Source) -> Written:
    """Return what the document says; what was needed to read it is let go of."""
    reader = Reader(source.data)
    reader.read()
    blocks, marks = reader.body.blocks()
    problems = [Problem(source.path, "", fault, "warning") for fault in reader.faults]
    return Written(
        blocks,
        "".join(reader.title),
        marks,
        list(reader.found_comments()),
        reader.notes(),
        problems,
        reader.body.codes,
        reader.body.left_out,
    )


FORMAT = Format("rtf", "RTF document", frozenset({".rtf"}), sniff, parse)
