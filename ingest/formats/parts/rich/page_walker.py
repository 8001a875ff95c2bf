"""The paragraphs of a web page, told by its tags and letters as the parser meets them.

No tree of elements is built: it would take far more memory than the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.digits import number_of
from ingest.formats.parts.rich.paragraphs import Paragraphs

BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\n\r\f]+")
_STAMP = re.compile(r"ts_(?P<begins>\d{1,12})_(?P<ends>\d{1,12})_(?P<speaker>.{0,120})", re.DOTALL)
_PLAIN = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-element\s*:\s*comment|mso-hide\s*:\s*all", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class _Look:
    """How the letters in an element look, and whether they are a label."""

    bold: bool = False
    kept: bool = False
    """White space is kept."""
    is_label: bool = False


@dataclass
class PageWalker:
    """Hears of the page's elements and letters in reading order, and collects paragraphs and titles."""

    bold_classes: frozenset[str]
    label_classes: frozenset[str] = frozenset()
    paragraphs: Paragraphs = field(default_factory=Paragraphs)
    anchored: bool = False
    """Whether noScribe's anchors say who speaks and when."""
    _space: bool = False
    """White space stands before the next letters, unless they begin a line."""
    _fresh: bool = True

    title: list[str] = field(default_factory=list)
    """The letters of the first title; drawings in the page may have titles, too."""
    _in_title: bool = False
    _after_title: bool = False
    _open_elements: list[_Look] = field(default_factory=lambda: [_Look()])
    _passed_over: int = 0
    """How many elements are open within one that nobody reads, that one included."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Hear that an element begins."""
        self._in_title = tag == "title" and not self._after_title
        self._after_title = self._after_title or self._in_title
        style = attributes.get("style") or ""
        if (
            self._passed_over
            or tag in _LEFT_OUT
            or attributes.get("hidden") is not None
            or _HIDDEN.search(style)
        ):
            self._passed_over += 1
            return
        outer = self._open_elements[-1]
        if tag == "br":
            self._open_elements.append(outer)
            self._break()
            return
        bold = self._is_bold(attributes, tag, style, bold=outer.bold)
        kept = outer.kept or tag in {"pre", "listing"} or "white-space:pre" in style.replace(" ", "")
        self._open(tag)
        if tag == "a":
            self._stamp(attributes.get("name") or attributes.get("id") or "")
        labels = self._is_label(attributes, tag)
        self._open_elements.append(_Look(bold or labels, kept, labels))

    def end(self, tag: str) -> None:
        """Hear that an element ends."""
        self._in_title = False
        if self._passed_over:
            self._passed_over -= 1
            return
        if len(self._open_elements) > 1:
            look = self._open_elements.pop()
            self._space = self._space or (look.is_label and tag != "br")
        self._close(tag)

    def data(self, text: str) -> None:
        """Hear letters, all that stand between two tags or some of them."""
        if self._passed_over:
            if self._in_title:
                self.title.append(text)
            return
        look = self._open_elements[-1]
        self._words(text, bold=look.bold, kept=look.kept)

    def close(self) -> PageWalker:
        """Hear that the page ends."""
        return self

    def _is_bold(self, attributes: Mapping[str, str], tag: str, style: str, *, bold: bool) -> bool:
        if tag in _STRONG or BOLD.search(style):
            return True
        if _PLAIN.search(style):
            return False
        return bold or any(name in self.bold_classes for name in (attributes.get("class") or "").split())

    def _is_label(self, attributes: Mapping[str, str], tag: str) -> bool:
        """Whether an element within a line holds a label, by what its class is called or holds elsewhere."""
        name = attributes.get("class") or ""
        if tag != "span" or not name:
            return False
        return _OF_SPEAKERS.search(name) is not None or (
            name in self.label_classes and self.paragraphs.at_words
        )

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
