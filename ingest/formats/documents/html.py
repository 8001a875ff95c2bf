"""Web pages: transcripts that a program or a word processor saved as HTML.

A page has paragraphs, line breaks, headings, bold letters, lists and tables; scripts, styles and forms are
left out, and nothing it points to is opened. noScribe writes beside the words who said them and when::

    <p><a name="ts_7250_9490_S01">S01: I look after the pipelines.</a></p>

The label in the words counts where the two differ: people rename speakers there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import suppress

from ingest.dialogue.labels import LONGEST, possible
from ingest.dialogue.times import stamp_at
from ingest.formats import Claim, Format
from ingest.formats.parts.rich.noscribe import named_by_labels
from ingest.formats.parts.rich.page_walker import BOLD, PageWalker
from ingest.formats.parts.rich.reading import Written, read_written
from ingest.model import Parsed
from ingest.source import Source

_COMMENT = r"(?:\s|<!--.*?-->|<\?xml[^>]{0,200}\?>)*"
_PAGE = re.compile(rf"{_COMMENT}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(
    r"\s*<(?:p|div|h[1-6]|table|ul|ol|span|b|strong|a|meta|title|article|section)\b", re.IGNORECASE
)
_CLOSES = re.compile(r"</(?:p|div|h[1-6]|table|li|body)>|<br\b", re.IGNORECASE)
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument"
_XML_HEAD = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_STYLE, _STYLE_ENDS = re.compile(r"<style\b[^<>]*>", re.IGNORECASE), re.compile(r"</style\b", re.IGNORECASE)
_SPAN = re.compile(
    r"<span\b(?>(?:[^<>]*?\sclass\s*+=\s*+[\"']?+(?P<class>[^<>\"']*+))?)[^<>]*+>"
    r"(?P<inside>[^<]*+)(?P<ends></span[^<>]*+>(?P<behind>\s*+[^<\s])?+)?",
    re.IGNORECASE,
)
"""Possessive: a tag that never ends would take the square of its length."""
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"(?:^|,)\s*[\w]*\.([\w-]+)\s*(?=,|$)")

_FEWEST_LABELS = 4
_GO_ON = frozenset(",.;!?)'\u2019-")
"""Signs right behind a word that is marked within a sentence: ``<span class=SpellE>Noor</span>'s boat``."""


def sniff(source: Source) -> Claim:
    """Certain for whole pages, possible for what has a page's tags."""
    head = source.head
    if not source.is_text or _OPEN_DOCUMENT in head[:4000]:
        return Claim.NO
    if _PAGE.match(head):
        return Claim.CERTAIN
    return Claim.POSSIBLE if _FRAGMENT.match(head) and _CLOSES.search(head) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read title, paragraphs and who speaks; never raises for bad data."""
    return read_written(source.path, _written(source))


def _written(source: Source) -> Written:
    """Return what the page says."""
    walker = _walked(source)
    blocks, marks = walker.paragraphs.blocks()
    named, doubts = named_by_labels(source.path, blocks) if walker.anchored else (blocks, [])
    return Written(
        named,
        "".join(walker.title),
        marks,
        problems=doubts,
        codes=walker.paragraphs.codes,
        left_out=walker.paragraphs.left_out,
    )


def _walked(source: Source) -> PageWalker:
    from lxml import etree  # noqa: PLC0415 - slow to import

    text = _text(source)
    if head := _XML_HEAD.match(text):
        text = text[head.end() :]
    walker = PageWalker(_bold_classes(text), _label_classes(text))
    data = text.encode("utf-8", "replace")
    del text
    with suppress(etree.LxmlError, ValueError):  # a page without anything
        etree.fromstring(data, etree.HTMLParser(target=walker, no_network=True, encoding="utf-8"))
    return walker


def _text(source: Source) -> str:
    """Return the characters; a page that is no UTF-8 says itself what it is written in."""
    stated = _CHARSET.search(source.data[:4096])
    try:
        source.data.decode("utf-8")
    except UnicodeDecodeError:
        if stated:
            try:
                return source.data.decode(stated[1].decode("ascii"), "replace")
            except (LookupError, ValueError):
                pass
    return source.text or ""


def _bold_classes(text: str) -> frozenset[str]:
    """Return the classes that the page's own styles print in bold, as Google's and Apple's programs do it."""
    found: set[str] = set()
    at = 0
    while (begins := _STYLE.search(text, at)) and (ends := _STYLE_ENDS.search(text, begins.end())):
        at = ends.end()
        for selectors, rule in _RULE.findall(text[begins.end() : ends.start()][:500_000]):
            if BOLD.search(rule):
                found.update(_CLASS.findall(selectors.strip()))
    return frozenset(found)


def _label_classes(text: str) -> frozenset[str]:
    """Return the classes of elements that hold a few short texts which come back, and no times.

    Whatever a page calls them, what fills the same place again and again beside other words is a label;
    not so where the sentence goes on behind it, as behind words that are marked or misspelt.
    """
    held: dict[str, Counter[str]] = defaultdict(Counter)
    small: Counter[str] = Counter()
    words: set[str] = set()
    for span in _SPAN.finditer(text):
        name, inside = span["class"], " ".join(span["inside"].split())
        if name and name not in words:
            held[name][inside] += 1
            behind = span["behind"] or " "
            small[name] += behind[-1].islower()
            goes_on = behind[0].islower() or behind[0] in _GO_ON
            if goes_on or not span["ends"] or len(inside) > LONGEST:
                words.add(name)
                del held[name]
    return frozenset(
        name
        for name, texts in held.items()
        if texts.total() >= _FEWEST_LABELS
        and 1 < len(texts) <= texts.total() / 2
        and small[name] <= texts.total() / 2
        and all(possible(each, shortened=True) and stamp_at(each, 0) is None for each in texts)
    )


FORMAT = Format("html", "web page", frozenset({".html", ".htm", ".xhtml"}), sniff, parse)
