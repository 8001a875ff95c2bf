"""Transcripts in XML: captions (TTML, DFXP, EBU-TT), TEI, Transcriber (``.trs``), InqScribe.

::

    <u who="#ann">What broke?</u>

Who speaks is what the file says of each piece; captions and scenes that name nobody may have labels in their
words, found as everywhere.
"""

from __future__ import annotations

import re

from ingest.dialogue import Explanation
from ingest.dialogue.cues import read_cues
from ingest.dialogue.transcript import read_dialogue
from ingest.formats import Claim, Format
from ingest.formats.parts.spoken_xml import Talk
from ingest.formats.parts.spoken_xml.captions import of_ttml
from ingest.formats.parts.spoken_xml.tei import of_tei
from ingest.formats.parts.spoken_xml.turns import of_inqscribe, of_transcriber
from ingest.formats.parts.xml_root import local_name, root_of
from ingest.model import Parsed, Problem
from ingest.source import Source

_ROOTS = {
    "tt": of_ttml,
    "TEI": of_tei,
    "TEI.2": of_tei,
    "teiCorpus": of_tei,
    "Trans": of_transcriber,
    "transcript": of_inqscribe,
}
_ROOT = re.compile(
    r"<(?:[\w.-]{1,20}:)?(?:tt(?=[\s>][^>]{0,2000}w3\.org/[^>]{0,40}tt)|TEI(?:\.2)?(?=[\s>])|teiCorpus(?=[\s>])"
    r"|Trans\s[^>]{0,500}>|transcript\s{0,9}>\s{0,99}<scene\s)"
)
_FIRST = re.compile(r"\s*(?:<[?!][^>\[]{0,400}(?:\[[^\]]{0,2000}\]\s{0,9})?>\s*){0,20}<")
_NOTHING = (
    "this XML names nobody who speaks; open it in the program it comes from and export it as subtitles (.srt)"
    " or text (.txt)"
)


def sniff(source: Source) -> Claim:
    """Certain by the first element."""
    match = _FIRST.match(source.head)
    return Claim.CERTAIN if match and _ROOT.match(source.head, match.end() - 1) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the pieces; never raises for bad data."""
    root = root_of(source)
    if not isinstance(root, str) and local_name(root) not in _ROOTS:
        root = "the file is not an XML transcript that kb knows"
    if isinstance(root, str):
        return Parsed(source.path, None, (Problem(source.path, "", root),))
    talk = _ROOTS[local_name(root)](root)
    if not talk.blocks:
        return Parsed(source.path, None, (Problem(source.path, "", _NOTHING),))
    return _read(source, talk)


def _read(source: Source, talk: Talk) -> Parsed:
    notes = [Problem(source.path, "", told, "note") for told in talk.left_out]
    if not talk.paragraphs:
        return read_cues(source.path, talk.blocks, title=talk.title, problems=notes)
    parsed = read_dialogue(source.path, talk.blocks, title=talk.title, explanation=Explanation())
    return Parsed(parsed.path, parsed.transcript, (*notes, *parsed.problems))


FORMAT = Format(
    "spoken_xml",
    "transcript in XML (TTML, TEI, Transcriber, InqScribe)",
    frozenset({".ttml", ".dfxp", ".tt", ".xml", ".tei", ".trs", ".inqscr"}),
    sniff,
    parse,
)
