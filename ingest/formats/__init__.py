"""The formats transcripts come in, one module each, by what they come from, and the one list of them.

A format is a module-level :class:`Format`. To add one: copy the neighbour that is most like it, and name
it in :data:`MODULES`. Order does not matter: the content decides which format reads a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module

from ingest.model import Parsed
from ingest.source import Source


class Claim(IntEnum):
    """How sure a format is that a file is its own."""

    NO = 0
    POSSIBLE = 1
    """The content could be mine; a file nobody is sure of goes by its suffix."""
    LIKELY = 2
    """The content makes good sense as mine, but carries no program's own marks."""
    CERTAIN = 3
    """Nobody else writes this."""


@dataclass(frozen=True, slots=True)
class Format:
    """How to recognise and read one transcript format.

    ``sniff`` looks at the content only and must be cheap; ``parse`` turns bytes into a value and never
    raises for bad data. Both are pure: no disk, no network, no printing.
    """

    name: str
    title: str
    suffixes: frozenset[str]
    sniff: Callable[[Source], Claim]
    parse: Callable[[Source], Parsed]


MODULES = (
    "text.labelled_text", "text.article", "text.delve_text", "text.chat", "text.meeting_chat",
    "documents.word", "documents.rtf", "documents.odt", "documents.html", "documents.slides",
    "documents.text_pdf", "documents.delve_pdf",
    "timed.subtitles", "timed.substation", "timed.pasted_captions", "timed.recogniser_json",
    "timed.otranscribe", "timed.spoken_xml", "timed.textgrid", "timed.tiers", "timed.audacity",
    "tables.table", "tables.survey",
)  # fmt: skip


def formats() -> tuple[Format, ...]:
    """Every format, each from its own module (imported here, so that ``import ingest`` stays light)."""
    return tuple(import_module(f"ingest.formats.{name}").FORMAT for name in MODULES)
