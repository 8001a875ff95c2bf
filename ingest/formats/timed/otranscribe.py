"""Files of oTranscribe (.otr): the page that its editor shows, within JSON.

::

    {"text": "<p><span>0:03</span> <b>Noor:</b> It was the ferry.</p>", "media": "ferry.mp3"}
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from ingest.formats import Claim, Format
from ingest.formats.documents import html
from ingest.formats.parts.text.json_text import UNREADABLE, refused
from ingest.model import Parsed, Problem
from ingest.source import Source

_BEGINS = re.compile(r"\s*\{\s*\"(?:text|media|media-time|media-source)\"\s*:")
_PAGE = re.compile(r"\"text\"\s*:\s*\"(?:\\[nrt]|\s)*<")
_MEDIA = re.compile(r"\"media(?:-time|-source)?\"\s*:")


def sniff(source: Source) -> Claim:
    """Certain where JSON holds a page and names the recording it is of."""
    if not source.is_text or not _BEGINS.match(source.head):
        return Claim.NO
    has_media = _MEDIA.search(source.head) or _MEDIA.search(source.tail)
    return Claim.CERTAIN if _PAGE.search(source.head) and has_media else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the page as any web page; never raises for bad data."""
    try:
        loaded = json.loads(source.text or "")
    except UNREADABLE as error:
        return refused(source, error)
    page = loaded.get("text") if isinstance(loaded, dict) else None
    if not isinstance(page, str):
        return Parsed(source.path, None, (Problem(source.path, "", "the file holds no text"),))
    return html.parse(replace(source, data=page.encode("utf-8", "replace"), seen={}))


FORMAT = Format("otranscribe", "oTranscribe", frozenset({".otr"}), sniff, parse)
