"""The parts of a Word file, unpacked with care.

A ``.docx`` is a zip of XML parts. A part is unpacked only when it is asked for, and all of them together only
up to a size: a small zip can hold a hundred times its size, and fill the memory of whoever opens it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from docx.oxml.parser import parse_xml  # expands no entity and opens no address
from lxml import etree

from ingest import zip_damage

MOST_XML = 100_000_000
"""Bytes of XML above which a file is refused; a long interview with many comments has some five million."""

_CHUNK = 65_536

DAMAGED = (*zip_damage.DAMAGED, zip_damage.LOCKED)
"""What unpacking a damaged, locked or hostile zip raises."""


class UnreadableDocxError(Exception):
    """The bytes are no Word file that can be read; the message says why in words for a person."""


class UnreadablePartError(UnreadableDocxError):
    """A part is not there, or has not what it should have."""


def is_docx(data: bytes) -> bool:
    """Tell whether the bytes are a Word file, by the list of what is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("[Content_Types].xml") as types:
            listed = types.read(1_000_000)
    except (*DAMAGED, KeyError):
        return False
    return b"wordprocessingml.document.main" in listed or b"ms-word.document.macroEnabled.main" in listed


class Parts:
    """The XML parts of the file, unpacked on demand and never more than :data:`MOST_XML` bytes together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_XML

    def parse(self, name: str) -> Any:
        """Return the root of a part, or None when the file has no such part."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def children(self, name: str, parent: str, *, keep_blanks: bool = False) -> Iterator[Any]:
        """Yield what stands right below an element of a part, one by one, and let go of each.

        Raises:
            UnreadablePartError: the part or the element is not there.
        """
        parser = etree.XMLPullParser(
            ("end",),
            remove_blank_text=not keep_blanks,
            remove_comments=True,
            remove_pis=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        found = False
        for chunk in self._chunks(name):
            parser.feed(chunk)
            for _, element in parser.read_events():
                above = element.getparent()
                if above is not None and above.tag == parent:
                    yield element
                    element.clear()
                    while (before := element.getprevious()) is not None:
                        above.remove(before)
                found = found or element.tag == parent
        parser.close()
        if not found:
            raise UnreadablePartError("the file is not a Word document: it has no text part")

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            part = self._archive.open(name)
        except KeyError:
            raise UnreadablePartError("the file is not a Word document: it has no text part") from None
        with part:
            if self._archive.getinfo(name).file_size > self._left:  # it is told before anything is read
                self._count(self._left + 1)
            while chunk := part.read(_CHUNK):
                self._count(len(chunk))
                yield chunk

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a part, or None when the file has no such part."""
        try:
            part = self._archive.open(name)
        except KeyError:
            return None
        with part:
            # The size the zip states may be a lie: count what really comes out.
            data = part.read(self._left + 1)
        self._count(len(data))
        return data

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise UnreadableDocxError(
                f"the file holds more than {MOST_XML // 1_000_000} MB of text; it would fill the memory"
            )

    def related(self, name: str) -> dict[str, str]:
        """Return the parts that a part names, by kind (``comments``); links to elsewhere are left out."""
        folder, base = posixpath.split(name)
        root = self.parse(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, str] = {}
        for relation in root if root is not None else ():
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                found.setdefault(kind, target.lstrip("/"))
        return found
