"""Web pages: transcripts that a program or a word processor saved as HTML.

A page has paragraphs, line breaks, headings, bold letters, lists and tables; scripts, styles and forms are
left out, and nothing it points to is opened. noScribe writes beside the words who said them and when::

    <p><a name="ts_7250_9490_S01">S01: I look after the pipelines.</a></p>

The label in the words counts where the two differ: people rename speakers there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from ingest.dialogue.labels import LONGEST, possible
from ingest.dialogue.times import stamp_at
from ingest.digits import number_of
from ingest.formats import Claim, Format
from ingest.formats.parts.rich.noscribe import named_by_labels
from ingest.formats.parts.rich.paragraphs import Paragraphs
from ingest.formats.parts.rich.reading import Written, read_written
from ingest.model import Parsed, Problem
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
_BLANK = re.compile(r"[ \t\n\r\f]+")
_STAMP = re.compile(r"ts_(?P<begins>\d{1,12})_(?P<ends>\d{1,12})_(?P<speaker>.{0,120})", re.DOTALL)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_PLAIN = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-element\s*:\s*comment|mso-hide\s*:\s*all", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"(?:^|,)\s*[\w]*\.([\w-]+)\s*(?=,|$)")

_OF_SPEAKERS = re.compile(
    r"(?:^|[\s_-])(?:speaker|speaker-?name|who|participant|spk)(?:$|[\s_-])", re.IGNORECASE
)
"""The class of an element that holds a label, with nothing but the page's style between it and the words."""

_LEFT_OUT = frozenset(
    """
    head script style template noscript iframe object embed applet svg math canvas audio video map
    select option textarea button input datalist
    """.split()  # noqa: SIM905 - names read best as words
)
_SPACED = frozenset(
    {"p", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "hr"}
)
_BLOCKS = _SPACED | frozenset(
    """
    div li dd section article header footer main aside nav figure figcaption address fieldset form center
    body html table caption thead tbody tfoot summary details legend
    """.split()  # noqa: SIM905 - names read best as words
)
_STRONG = frozenset({"b", "strong", "th"})
_FEWEST_LABELS = 4
_MOST_DEEP = 900
"""Elements in elements; the parser stops at 256 by itself."""


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
    written = _written(source)
    if written is None:
        return Parsed(source.path, None, (Problem(source.path, "", "the page contains no text"),))
    return read_written(source.path, written)


def _written(source: Source) -> Written | None:
    """Return what the page says; its elements, which take far more memory, are let go of."""
    root, faults = _root(source)
    if root is None:
        return None
    walker = _Walker(_bold_classes(root), _label_classes(root))
    walker.walk(root)
    blocks, marks = walker.paragraphs.blocks()
    title = next((each.text_content() for each in root.iter("title")), "")
    problems = [Problem(source.path, "", fault, "warning") for fault in faults]
    named, doubts = named_by_labels(source.path, blocks) if walker.anchored else (blocks, [])
    return Written(
        named,
        title,
        marks,
        problems=[*problems, *doubts],
        codes=walker.paragraphs.codes,
        left_out=walker.paragraphs.left_out,
    )


def _root(source: Source) -> tuple[Any, list[str]]:
    from lxml import etree, html  # noqa: PLC0415 - slow to import

    text = _text(source)
    if head := _XML_HEAD.match(text):
        text = text[head.end() :]
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None, []
    cut = any(each.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for each in parser.error_log)
    return root, ["its elements are nested too deeply; it was read up to there"] if cut else []


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


def _bold_classes(root: Any) -> frozenset[str]:
    """Return the classes that the page's own styles print in bold, as Google's and Apple's programs do it."""
    found: set[str] = set()
    for style in root.iter("style"):
        for selectors, rule in _RULE.findall((style.text or "")[:500_000]):
            if _BOLD.search(rule):
                found.update(_CLASS.findall(selectors.strip()))
    return frozenset(found)


def _label_classes(root: Any) -> frozenset[str]:
    """Return the classes of elements that hold a few short texts which come back, and no times.

    Whatever a page calls them, what fills the same place again and again beside other words is a label.
    """
    held: dict[str, Counter[str]] = defaultdict(Counter)
    words: set[str] = set()
    for element in root.iter("span"):
        if (name := element.get("class")) and name not in words:
            text = " ".join((element.text or "").split())
            held[name][text] += 1
            if len(element) or len(text) > LONGEST:
                words.add(name)
                del held[name]
    return frozenset(
        name
        for name, texts in held.items()
        if texts.total() >= _FEWEST_LABELS
        and 1 < len(texts) <= texts.total() / 2
        and all(possible(text, shortened=True) and stamp_at(text, 0) is None for text in texts)
    )


@dataclass
class _Walker:
    """Goes through the page in reading order and collects its paragraphs."""

    bold_classes: frozenset[str]
    label_classes: frozenset[str] = frozenset()
    paragraphs: Paragraphs = field(default_factory=Paragraphs)
    anchored: bool = False
    """Whether noScribe's anchors say who speaks and when."""
    _space: bool = False
    """White space stands before the next letters, unless they begin a line."""
    _fresh: bool = True

    def walk(self, element: Any, *, bold: bool = False, kept: bool = False, depth: int = 0) -> None:
        """Collect an element, and the text behind the elements in it."""
        tag = element.tag
        style = element.get("style") or ""
        if (
            tag in _LEFT_OUT
            or element.get("hidden") is not None
            or _HIDDEN.search(style)
            or depth > _MOST_DEEP
        ):
            return
        if tag == "br":
            self._break()
            return
        bold = self._is_bold(element, tag, style, bold=bold)
        kept = kept or tag in {"pre", "listing"} or "white-space:pre" in style.replace(" ", "")
        self._open(tag)
        if tag == "a":
            self._stamp(element.get("name") or element.get("id") or "")
        labels = self._is_label(element, tag)
        bold = bold or labels
        self._words(element.text, bold=bold, kept=kept)
        for child in element:
            self.walk(child, bold=bold, kept=kept, depth=depth + 1)
            self._words(child.tail, bold=bold, kept=kept)
        self._space = self._space or labels
        self._close(tag)

    def _is_bold(self, element: Any, tag: str, style: str, *, bold: bool) -> bool:
        if tag in _STRONG or _BOLD.search(style):
            return True
        if _PLAIN.search(style):
            return False
        return bold or any(name in self.bold_classes for name in (element.get("class") or "").split())

    def _is_label(self, element: Any, tag: str) -> bool:
        """Whether an element within a line holds a label, by what its class is called or holds elsewhere."""
        name = element.get("class") or ""
        return tag == "span" and (_OF_SPEAKERS.search(name) is not None or name in self.label_classes)

    def _open(self, tag: str) -> None:
        if tag == "table":
            self.paragraphs.begin_table()
        if tag == "tr":
            self.paragraphs.begin_row()
            self._new_line()
        elif tag in {"td", "th"}:
            self.paragraphs.begin_cell()
            self._new_line()
        elif tag in _BLOCKS:
            level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal() else 0  # noqa: PLR2004 - h1 to h6
            self.paragraphs.begin(heading=level, spaced=tag in _SPACED)
            self._new_line()

    def _close(self, tag: str) -> None:
        if tag == "tr":
            self.paragraphs.end_row()
        elif tag in _BLOCKS or tag in {"td", "th"}:
            self.paragraphs.begin(spaced=tag in _SPACED and tag != "dt")
        else:
            return
        self._new_line()

    def _break(self) -> None:
        self.paragraphs.break_line()
        self._new_line()

    def _new_line(self) -> None:
        self._space, self._fresh = False, True

    def _stamp(self, name: str) -> None:
        stamp = _STAMP.fullmatch(name)
        if stamp:
            self.anchored = True
            speaker = " ".join(stamp["speaker"].split())
            if self.paragraphs.speaker not in {None, speaker}:
                self._break()  # somebody else speaks in the same paragraph
            self.paragraphs.times(number_of(stamp["begins"]) / 1000, number_of(stamp["ends"]) / 1000, speaker)

    def _words(self, text: str | None, *, bold: bool, kept: bool) -> None:
        if not text:
            return
        if kept:
            lines = text.split("\n")
            for number, line in enumerate(lines):
                if number:
                    self._break()
                self._letters(line.replace("\r", ""), bold=bold)
            return
        folded = _BLANK.sub(" ", text)
        ink = folded.strip(" ")
        self._space = self._space or folded.startswith(" ")
        if ink:
            self._letters(ink, bold=bold)
        self._space = (self._space and not ink) or (bool(ink) and folded.endswith(" "))

    def _letters(self, text: str, *, bold: bool) -> None:
        if text:
            self.paragraphs.add(f" {text}" if self._space and not self._fresh else text, bold=bold)
            self._space = self._fresh = False


FORMAT = Format("html", "web page", frozenset({".html", ".htm", ".xhtml"}), sniff, parse)
