"""Slide decks written in Markdown (Marp and its like): titles, bullets and the talk in the speaker notes.

::

    # Data components
    - Lots of simple events
    ![bg right](images/events.png)
    <!-- Our data is massive. -->
    ---

``---`` parts the slides. A slide's title is a paragraph, as a heading; every line and bullet is a
paragraph. Comments are what the speaker says, unless they are directives such as ``_class: lead``. Front
matter, styles and pictures are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.formats import Claim, Format
from ingest.formats.parts.text.front_matter import front_matter
from ingest.formats.parts.text.lines import Line, numbered, unwrapped
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import speakers_of

NOTES = "Speaker notes"

_RULE = re.compile(r"[ \t]{0,3}(?:-[ \t]*){3,}|[ \t]{0,3}(?:\*[ \t]*){3,}|[ \t]{0,3}(?:_[ \t]*){3,}")
_FENCE = re.compile(r"[ \t]{0,3}(```|~~~)")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(.*)")
_BULLET = re.compile(r"[-*+][ \t]+")
_LIST = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]")
_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\([^()\n]*\)")
_STRONG = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=[^\s*_])([^*_\n]+)(?<=[^\s*_])\1(?!\w)")
_DIRECTIVE = re.compile(
    r"[_$]?(?:marp|theme|style|headingdivider|size|math|title|author|description|keywords|url|image|lang|transition"
    r"|paginate|header|footer|class|background[a-z]*|color|auto-?scaling|footnote|prelude)\s*:.*|fit|pause|end_slide",
    re.IGNORECASE,
)
_FEWEST_SLIDES = 3
_SHARE_TITLED = 0.6
_MOST_WORDS = 60


@dataclass
class _Slide:
    """One slide: where it begins, its headings, the lines on it, and what is said with it."""

    begins: int
    headings: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str | None:
        """The slide's title: its headings, several where the author broke a long one."""
        return " ".join(self.headings) or None


def sniff(source: Source) -> Claim:
    """Certain by ``marp: true``, or where short titled parts stand between rules."""
    head = source.head
    facts, begins = front_matter(head)
    if facts.get("marp") == "true":
        return Claim.CERTAIN
    parts = re.split(r"^---[ \t]*$", head[begins:], flags=re.MULTILINE)
    if len(parts) < _FEWEST_SLIDES:
        return Claim.NO
    slides = [re.sub(r"<!--.*?(?:-->|\Z)", "", part, flags=re.DOTALL) for part in parts]
    titled = sum(1 for slide in slides if re.search(r"^#{1,6}[ \t]", slide, re.MULTILINE))
    short = sum(1 for slide in slides if len(slide.split()) <= _MOST_WORDS)
    return Claim.CERTAIN if min(titled, short) >= _SHARE_TITLED * len(slides) else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the slides and the notes; never raises for bad data."""
    text = source.text or ""
    facts, begins = front_matter(text)
    visible, comments = _without_comments(text, begins)
    slides = [slide for slide in _slides(visible, comments) if slide.headings or slide.lines or slide.notes]
    paragraphs, tags = lay_out(draft for slide in slides for draft in _drafts(slide))
    problems = tuple(_unclosed(source, comments))
    if not paragraphs:
        return Parsed(source.path, None, (*problems, Problem(source.path, "", "the slides contain no text")))
    title = slides[0].title or facts.get("title") or source.path.stem
    people = speakers_of(paragraphs)
    transcript = Transcript(title, paragraphs, tags, people, kind="slides", attributes=tuple(facts.items()))
    return Parsed(source.path, transcript, problems)


@dataclass(frozen=True, slots=True)
class _Comment:
    """An HTML comment: the line it opens on, its words, and whether it ever closes."""

    line: int
    text: str
    closed: bool


def _without_comments(text: str, begin: int) -> tuple[str, list[_Comment]]:
    """Blank out front matter, comments and styles, every line staying where it is; return the comments."""
    shown = ["\n" * text.count("\n", 0, begin)]
    comments: list[_Comment] = []
    line, at = len(shown[0]) + 1, begin
    for opening in re.finditer(r"<!--|<style\b", text):
        if opening.start() < at:
            continue
        closer = "-->" if opening[0] == "<!--" else "</style>"
        closes = text.find(closer, opening.end())
        end = len(text) if closes < 0 else closes + len(closer)
        shown.append(text[at : opening.start()])
        line += shown[-1].count("\n")
        if closer == "-->":
            comments.append(_Comment(line, text[opening.end() : end if closes < 0 else closes], closes >= 0))
        shown.append("\n" * text.count("\n", opening.start(), end))
        line, at = line + len(shown[-1]), end
    shown.append(text[at:])
    return "".join(shown), comments


def _slides(visible: str, comments: list[_Comment]) -> list[_Slide]:
    slides = [_Slide(1)]
    blank = True
    fence: str | None = None
    for number, line in numbered(visible):
        slide = slides[-1]
        mark = _FENCE.match(line)
        if mark and fence in (None, mark[1]):
            fence = mark[1] if fence is None else None
        elif fence is not None:
            slide.lines += [Line(number, line.strip(), after_blank=True)] if line.strip() else []
        elif line.strip() and _RULE.fullmatch(line):
            slides.append(_Slide(number))
        elif heading := _HEADING.fullmatch(line):
            slide.headings += [words] if (words := _plain(heading[2].rstrip(" #"))) else []
        elif words := _plain(line):
            slide.lines.append(Line(number, words, blank))
        blank = not line.strip()
    for comment in comments:
        following = bisect_right(slides, comment.line, key=lambda slide: slide.begins)
        slides[following - 1].notes += _said(comment)
    return slides


def _said(comment: _Comment) -> list[Line]:
    """Return what is said in a comment; nothing when it is directives."""
    lines = [line.strip() for line in comment.text.split("\n")]
    if all(not line or _DIRECTIVE.fullmatch(line) for line in lines):
        return []
    return [
        Line(comment.line + index, line, index == 0 or not lines[index - 1])
        for index, line in enumerate(lines)
        if line
    ]


def _unclosed(source: Source, comments: list[_Comment]) -> list[Problem]:
    message = "a comment is opened and never closed; the rest of the file was read as speaker notes"
    return [
        Problem(source.path, f"line {comment.line}", message, "warning")
        for comment in comments
        if not comment.closed
    ]


def _drafts(slide: _Slide) -> Iterator[Draft]:
    """Yield the title of a slide, its lines, then what is said."""
    if slide.title:
        yield Draft(slide.title, heading=slide.title)
    yield from (Draft(_BULLET.sub("", line.text)) for line in unwrapped(slide.lines, _begins_item))
    yield from (Draft(line.text, NOTES) for line in unwrapped(slide.notes, _begins_item))


def _begins_item(text: str) -> bool:
    return _LIST.match(text) is not None


def _plain(line: str) -> str:
    """Return what a line shows: no pictures, no addresses behind links, no emphasis marks."""
    words = line.strip()
    if "[" in words:
        words = _LINK.sub(r"\1", _PICTURE.sub("", words))
    if "*" in words or "_" in words:
        words = _STRONG.sub(r"\2", words)
    return words.strip()


FORMAT = Format("slides", "slides (Marp, Markdown)", frozenset({".md", ".markdown"}), sniff, parse)
