"""The first element of an XML file, read so that nothing in the file can do harm."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ingest.source import Source

_LARGEST = 100_000_000


def root_of(source: Source) -> Any:
    """Return the first element, or a sentence why there is none; entities are never expanded."""
    if len(source.data) > _LARGEST:
        return f"the file holds more than {_LARGEST // 1_000_000} MB of text; it would fill the memory"
    if b"<!ENTITY" in source.data:
        return "the file declares entities, as no program of this kind does; save it again in its program"
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(source.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"the file is damaged: {' '.join(str(error).split())[:120]}; save it again in its program"


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace; what is no element has none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
