"""The words of a Word file that stands for a text: its paragraphs, one a line."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from ingest.zip_damage import DAMAGED, LOCKED

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 100_000_000
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


def text_of_word(data: bytes) -> str | None:
    """Return the text of a Word file; None where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > _LARGEST:
                return None
            xml = archive.read(entry)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(xml, parser)
    except (*DAMAGED, LOCKED, KeyError, etree.XMLSyntaxError):
        return None
    return "\n".join(_words(each) for each in root.iter(f"{_W}p"))


def _words(paragraph: etree._Element) -> str:
    parts = (
        (each.text or "") if each.tag == f"{_W}t" else _SIGNS.get(each.tag, "") for each in paragraph.iter()
    )
    return "".join(parts)
