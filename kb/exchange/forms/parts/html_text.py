"""Documents in HTML as text, with the way from their text nodes to it.

Programs that store HTML count positions over its text nodes only. Here every block (a paragraph, a heading, a
list item …) is a line of its own, whatever blanks the HTML has between blocks::

    <h1>Interview 1</h1><p>How did<br>it go?</p>      Interview 1 / How did / it go?
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
        ),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol"),
        *("p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_KEEPS_LINES = frozenset({"pre", "textarea", "listing"})
_LINES = frozenset({"br", "hr"})


class HtmlText:
    """The text of HTML; ``text`` is canonical, ``nodes`` the text nodes one after the other."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.read(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.nodes = "".join(reader.nodes)
        self.text = "".join(reader.text)
        self._places = reader.places

    @cached_property
    def _bytes(self) -> list[int]:
        """Where each character of the text nodes begins in UTF-8, and where the last one ends."""
        widths = (len(each.encode("utf-8", "replace")) for each in self.nodes)
        return list(accumulate(widths, initial=0))

    @property
    def size(self) -> int:
        """The bytes of the text nodes."""
        return self._bytes[-1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the canonical text between two bytes of the text nodes, half-open."""
        first = max(0, bisect_right(self._bytes, start) - 1)
        last = min(bisect_left(self._bytes, end), len(self.nodes))
        if last <= first:
            at = self._places[first] if first < len(self._places) else len(self.text)
            return at, at
        return self._places[first], self._places[last - 1] + 1

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the bytes of the text nodes between two characters of the canonical text."""
        return self._bytes[bisect_left(self._places, start)], self._bytes[bisect_left(self._places, end)]


class _SteadyParser(HTMLParser):
    """Reads any text in time that grows with its length.

    The parser of the library looks for the end of each tag and comment up to the end of the text, also where
    none before had one, and stops at sections that HTML does not know.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._endless: set[str] = set()

    def read(self, html: str) -> None:
        """Read a text; behind the last end of a tag is nothing but text."""
        last = html.find("<", html.rfind(">") + 1)
        head, rest = (html, "") if last < 0 else (html[:last], html[last:])
        self.feed(head)
        self.close()
        if rest and self.cdata_elem is None:
            self.handle_data(unescape(rest))

    def parse_starttag(self, i: int) -> int:
        """Read a tag."""
        return self._unless_endless("tag", super().parse_starttag, i)

    def parse_comment(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002  the library's
        """Read a comment."""
        return self._unless_endless("comment", lambda at: HTMLParser.parse_comment(self, at, report), i)

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002
        """Read a section; one that HTML does not know is a comment up to its end."""
        del report
        try:
            return self._unless_endless("section", super().parse_marked_section, i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def _unless_endless(self, kind: str, parse: Callable[[int], int], i: int) -> int:
        """Read something, -1 where it has no end; what begins behind such a one has none either."""
        if kind in self._endless:
            return -1
        end = parse(i)
        if end < 0:
            self._endless.add(kind)
        return end


class _Reader(_SteadyParser):
    """Collects text nodes, the canonical text, and where each character of the nodes is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[str] = []
        self.text: list[str] = []
        self.places: list[int] = []
        self._at = 0
        self._lines = 0
        self._is_new_line = True
        self._keeps = 0
        self._drops_line = False

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._break(tag)
        if tag in _KEEPS_LINES:
            self._keeps += 1
            self._drops_line = True  # HTML leaves out a line end right behind <pre>

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if tag in _KEEPS_LINES:
            self._keeps = max(0, self._keeps - 1)

    def _break(self, tag: str) -> None:
        """Remember that a line ends here; it is written when there is something behind it."""
        if tag in _LINES:
            self._lines += 1
        elif tag in _BLOCKS and not self._is_new_line:
            self._lines = max(1, self._lines)

    def handle_data(self, data: str) -> None:
        if self._drops_line:
            data = data.removeprefix("\n")
            self._drops_line = False
        data = data.replace("\0", "")
        if not data:
            return
        self.nodes.append(data)
        is_between = self._lines or self._is_new_line
        if is_between and not self._keeps and not data.strip():
            self._add(data if self._at else " " * len(data), is_own=True)
            self._is_new_line = self._at > 0 and "\n" in data
            self._lines = max(0, self._lines - data.count("\n"))
            return
        if self._lines and self._at:
            self._add("\n" * self._lines, is_own=False)
        self._lines, self._is_new_line = 0, False
        self._add(data if self._keeps else data.replace("\n", " "), is_own=True)

    def _add(self, some: str, *, is_own: bool) -> None:
        if is_own:
            self.places.extend(range(self._at, self._at + len(some)))
        self.text.append(some)
        self._at += len(some)


def plain(html: str) -> str:
    """Return the text of a piece of HTML."""
    return HtmlText(html).text.strip()


def as_html(lines: Iterable[str]) -> str:
    """Return lines of text as paragraphs of HTML."""
    from html import escape  # noqa: PLC0415  only writers need it

    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in lines)
