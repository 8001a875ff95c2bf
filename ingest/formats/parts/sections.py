"""Articles and other prose: sections with headings, and a reader's comment told apart from the author.

A heading is the title, a Markdown heading or a numbered question on a line of its own: each is a paragraph,
so that it can be found and coded, and names the section that begins with it. The label an answer begins
with (``Motivation: …``) names its paragraph. What stands above the title is kept.

A comment below a story was typed by somebody else, and it shows: the story has printer's quotes, the comment
the keyboard's, and it speaks of "this article" or "the author". Only then are there two voices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import PurePath

from ingest.dialogue import Block, Explanation, question, without_line_numbers
from ingest.formats.parts.text.lines import Line, spoken, unwrapped
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.speakers import speakers_of

AUTHOR = "Author"
COMMENTER = "Commenter"

_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<words>\S.*)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_FENCE = re.compile(r"```|~~~")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]+\S.*\?[\"'”\u2019)*_]*")
_LEAD = re.compile(
    r"(?:[*_]{1,3})?(?P<label>[^\W\d_][^:*_.?!,;]{2,40}):(?:[*_]{1,3})?[ \t]+(?P<words>\S.*)", re.DOTALL
)
_PIPED = re.compile(r"(?P<title>[^|]{10,200}?) \| .+")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]|#{1,6}[ \t]|>|```|~~~|\|")
_COMMENTS = re.compile(
    r"(?:\d+ +)?(?:reader )?(?:comments?|responses|replies|commentaires?)(?: \(\d+\))?:?", re.IGNORECASE
)
_ABOUT_THE_TEXT = re.compile(
    r"\b(?:this|the|your) (?:article|post|story|piece|essay|blog|author|writer)\b|\bthe OP\b"
    r"|\bcet article\b|\bl['\u2019]auteure?\b",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"\w\u2019\w|“\w")
_TYPED = re.compile(r"\w'\w|(?<!\w)\"\w")
_LONGEST_TITLE = 120
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Block:
    """One line of the article, and the section that begins with it, if one does."""

    text: str
    heading: str | None = None


def article_in(path: PurePath, text: str, facts: Mapping[str, str]) -> Parsed:
    """Read plain or Markdown text as an article; ``facts`` are what stood above it."""
    lines = unwrapped(spoken(text), lambda line: _ITEM.match(line) is not None)
    title = facts.get("title") or _title(lines)
    return _article(path, title, _blocks(lines, title), tuple(facts.items()))


def article_of(
    path: PurePath,
    paragraphs: Sequence[Block],
    title: str | None = None,
    *,
    place: str = "paragraph",
    explanation: Explanation | None = None,
) -> Parsed:
    """Read the paragraphs of a document as an article: its headings are told, not guessed from signs.

    ``explanation`` is who speaks where in them, printed line numbers left out, if that is known already.
    """
    lines = [Line(block.number, block.content, block.after_blank) for block in paragraphs]
    first = next((block.content for block in paragraphs if block.heading == 1), None)
    title = title or first or _title(lines)
    leads = _leads(lines)
    sections = (
        _Block(line.text, line.text)
        if block.heading or line.text == title or _NUMBERED.fullmatch(line.text)
        else _Block(line.text, _lead_in(line.text, leads))
        for block, line in zip(paragraphs, lines, strict=True)
    )
    read = _article(path, title, sections)
    if read.transcript is None:
        return read
    bare = without_line_numbers(paragraphs)
    return replace(read, problems=question(path, bare, place=place, explanation=explanation))


def _article(
    path: PurePath, title: str | None, sections: Iterable[_Block], facts: tuple[tuple[str, str], ...] = ()
) -> Parsed:
    drafts = _voiced([Draft(block.text, heading=block.heading) for block in sections])
    paragraphs, tags = lay_out(drafts)
    if not paragraphs:
        return Parsed(path, None, (Problem(path, "", "the file contains no text"),))
    people = speakers_of(paragraphs)
    transcript = Transcript(title or path.stem, paragraphs, tags, people, kind="article", attributes=facts)
    return Parsed(path, transcript)


def _title(lines: Sequence[Line]) -> str | None:
    """Return the title: a top heading, the front of ``Title | Author | Site``, or a short first line."""
    for line, below in zip_longest(lines, lines[1:]):
        heading = _HEADING.fullmatch(line.text)
        if heading and heading["level"] == "#":
            return _bare(heading)
        if below is not None and not below.after_blank and re.fullmatch("={3,}", below.text):
            return line.text
    texts = {line.text for line in lines[:40]}
    for line in lines[:20]:
        piped = _PIPED.fullmatch(line.text)
        if piped and piped["title"] in texts:
            return piped["title"]
    if len(lines) > 1 and _could_be_a_title(lines[0].text) and len(lines[1].text) > len(lines[0].text):
        return lines[0].text
    return None


def _bare(heading: re.Match[str]) -> str:
    return heading["words"].rstrip("# \t") or heading["words"]


def _could_be_a_title(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and len(text) <= _LONGEST_TITLE and text[-1] not in ".,;:"


def _blocks(lines: Sequence[Line], title: str | None) -> Iterator[_Block]:
    """Tell headings from words; code between fences is left alone."""
    fenced = False
    titled = False
    leads = _leads(lines)
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        heading = _HEADING.fullmatch(line.text)
        words = _bare(heading) if heading else line.text
        if _FENCE.match(line.text):
            fenced = not fenced
        elif fenced:
            yield _Block(line.text)
        elif not titled and words == title:
            titled = True
            yield _Block(words, heading=words)
        elif heading or _NUMBERED.fullmatch(line.text) or _is_underlined(below):
            yield _Block(words, heading=words)
        elif not (_UNDERLINE.fullmatch(line.text) and index):
            yield _Block(line.text, heading=_lead_in(line.text, leads))


def _is_underlined(below: Line | None) -> bool:
    return below is not None and not below.after_blank and _UNDERLINE.fullmatch(below.text) is not None


def _leads(lines: Sequence[Line]) -> frozenset[str]:
    """Return the labels that begin answers again and again, under questions: ``motivation``."""
    if not any(_NUMBERED.fullmatch(line.text) for line in lines):
        return frozenset()
    found = Counter(match["label"].casefold() for line in lines if (match := _LEAD.fullmatch(line.text)))
    return frozenset(label for label, count in found.items() if count > 1)


def _lead_in(text: str, leads: frozenset[str]) -> str | None:
    match = _LEAD.fullmatch(text) if leads else None
    return match["label"] if match and match["label"].casefold() in leads else None


def _voiced(drafts: list[Draft]) -> list[Draft]:
    """Name the two voices where a reader's comment follows the text; one voice needs no name."""
    begins = _comment_begins([draft.text for draft in drafts], [draft.heading for draft in drafts])
    if begins is None:
        return drafts
    return [
        replace(draft, speaker=AUTHOR if index < begins else COMMENTER) for index, draft in enumerate(drafts)
    ]


def _comment_begins(texts: Sequence[str], headings: Sequence[str | None]) -> int | None:
    for index, (text, heading) in enumerate(zip(texts, headings, strict=True)):
        if index and (_COMMENTS.fullmatch(heading or "") or _COMMENTS.fullmatch(text)):
            return index
    printed = [index for index, text in enumerate(texts) if _PRINTED.search(text) and not _is_typed(text)]
    last = printed[-1] if printed else len(texts)
    typed = [index for index in range(last + 1, len(texts)) if _is_typed(texts[index])]
    about = any(_ABOUT_THE_TEXT.search(text) for text in texts[last + 1 :])
    return typed[0] if typed and about and len(printed) > len(typed) else None


def _is_typed(text: str) -> bool:
    """Tell the keyboard's quotes from the printer's; a typed text may still quote a printed one."""
    return len(_TYPED.findall(text)) > len(_PRINTED.findall(text))
