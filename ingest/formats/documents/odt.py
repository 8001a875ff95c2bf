"""OpenDocument texts: what LibreOffice and OpenOffice save, packed (``.odt``) or flat (``.fodt``).

Headings, bold letters by style, tabs, line breaks and tables are read; changes that were tracked are read as
accepted. Comments are codings on the words they are about, as in a Word file. Pictures, forms and what links
point to stay shut.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from lxml import etree

from ingest.formats import Claim, Format
from ingest.formats.parts.docx.package import DAMAGED, Parts, UnreadableDocxError, UnreadablePartError
from ingest.formats.parts.grid.opendocument import is_opendocument
from ingest.formats.parts.opendocument.names import DC, OFFICE, STYLE
from ingest.formats.parts.opendocument.styles import Styles
from ingest.formats.parts.opendocument.walker import Walker
from ingest.formats.parts.rich.reading import Written, read_written
from ingest.model import Parsed, Problem
from ingest.source import Source

_KIND = b"application/vnd.oasis.opendocument."
_TEXTS = frozenset({b"text", b"text-template", b"text-master", b"text-web"})


class _UnreadableError(Exception):
    """The bytes are no text that can be read; the message says why in words for a person."""


def sniff(source: Source) -> Claim:
    """Certain for texts; possible for other OpenDocuments, so that :func:`parse` can say what to do."""
    data = source.data
    if is_opendocument(data):
        return Claim.NO  # a spreadsheet is a table
    if data.startswith(b"PK\x03\x04"):
        return Claim.CERTAIN if _KIND in data[:200] and data[30:38] == b"mimetype" else Claim.NO
    flat = b"urn:oasis:names:tc:opendocument" in data[:4_000] and b":document" in data[:4_000]
    return Claim.CERTAIN if flat else Claim.NO


def parse(source: Source) -> Parsed:
    """Read title, paragraphs, comments and who speaks; never raises for bad data."""
    try:
        written = _flat(source.data) if not source.data.startswith(b"PK") else _packed(source.data)
    except (_UnreadableError, UnreadableDocxError) as error:
        return Parsed(source.path, None, (Problem(source.path, "", str(error)),))
    return read_written(source.path, written)


def _packed(data: bytes) -> Written:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = Parts(archive)
            kind = (parts.read("mimetype") or b"").strip().removeprefix(_KIND)
            if kind not in _TEXTS:
                raise _UnreadableError(_other(kind))
            if b"encryption-data" in (parts.read("META-INF/manifest.xml") or b""):
                raise _UnreadableError("the file is locked with a password; save a copy without one")
            styles = _root(parts.read("styles.xml"), needed=False)
            meta = _root(parts.read("meta.xml"), needed=False)
            walker = _walked(parts, [] if styles is None else list(styles.iter(f"{STYLE}style")))
            if walker is None:
                content = _root(parts.read("content.xml"))
                return _written(content, [content], meta)
            return _collected(walker, meta)
    except DAMAGED as error:
        raise _UnreadableError("the OpenDocument file is damaged: it cannot be unpacked") from error
    except etree.XMLSyntaxError as error:
        raise _UnreadableError("the OpenDocument file is damaged: its text is not well formed") from error


def _walked(parts: Parts, styles: list[Any]) -> Walker | None:
    """Go through the text, piece by piece; None where there is none, or nothing in it."""
    walker = None
    with suppress(UnreadablePartError):
        for element in parts.children("content.xml", f"{OFFICE}text", keep_blanks=True):
            if walker is None:  # the styles of the text itself stand above it
                root = element.getroottree().getroot()
                walker = Walker(Styles([*styles, *root.iter(f"{STYLE}style")]))
            walker.walk([element])
    return walker


def _other(kind: bytes) -> str:
    said = {
        b"spreadsheet": "a flat spreadsheet; save it as .ods or .csv",
        b"presentation": "a presentation; save it as .odt",
    }
    other = "an OpenDocument file without text; copy its words into a text and save that as .odt"
    return f"this is {said.get(kind.partition(b'-')[0], other)}"


def _flat(data: bytes) -> Written:
    root = _root(data)
    return _written(root, [root], root)


def _root(data: bytes | None, *, needed: bool = True) -> Any:
    if data is None:
        if needed:
            raise _UnreadableError("the OpenDocument file is damaged: it has no text part")
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _UnreadableError("the OpenDocument file is damaged: its text is not well formed") from error


def _written(content: Any, styled: Iterable[Any], meta: Any) -> Written:
    body = next(content.iter(f"{OFFICE}text"), None)
    if body is None:
        other = next(content.iter(f"{OFFICE}spreadsheet", f"{OFFICE}presentation", f"{OFFICE}drawing"), None)
        kind = etree.QName(other).localname.encode() if other is not None else b""
        raise _UnreadableError(_other(kind))
    walker = Walker(Styles([style for root in styled for style in root.iter(f"{STYLE}style")]))
    walker.walk_inside(body)
    return _collected(walker, meta)


def _collected(walker: Walker, meta: Any) -> Written:
    blocks, marks = walker.paragraphs.blocks()
    title = next((each.text or "" for each in meta.iter(f"{DC}title")), "") if meta is not None else ""
    return Written(
        blocks,
        title,
        marks,
        walker.comments,
        walker.notes(),
        codes=walker.paragraphs.codes,
        left_out=walker.paragraphs.left_out,
    )


FORMAT = Format("odt", "OpenDocument text", frozenset({".odt", ".fodt", ".ott"}), sniff, parse)
