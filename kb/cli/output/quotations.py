"""Quotes and paragraphs for the terminal: the words, then document, speaker, place, codes and coders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kb import records
from kb.cli.output.terminal import clean, styled

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.queries.quotes.coded_passages import CodedPassage
    from kb.queries.quotes.quotes import Line
    from kb.queries.quotes.quotes import Quote as CodingQuote
    from kb.queries.search.paragraphs import ParagraphHit

    Quote = CodedPassage | CodingQuote

ROOM = 240
"""Characters of a paragraph that stand around a quote."""

_EXTENTS = {
    "shared": "marked for several codes",
    "paragraph": "paragraph only, no marked words",
    "spill": "spill",
}


def with_context(session: Session, quotes: Iterable[Quote], around: int) -> Iterator[dict[str, Any]]:
    """Yield quotes as records, with a ``context`` of so many paragraphs before and after, if any."""
    from kb.queries.quotes.coded_passages import CodedPassage
    from kb.queries.quotes.columns import passage_row
    from kb.queries.quotes.quotes import context

    for quote in quotes:
        record = passage_row(quote) if isinstance(quote, CodedPassage) else records.record(quote)
        yield record | {"context": context(session, quote, around=around)} if around else record


def same_words(quotes: Iterable[Quote]) -> Iterator[list[Quote]]:
    """Yield quotes that follow each other and are the same words: several codes, or several coders."""
    for _, some in groupby(
        quotes, key=lambda quote: (quote.document, quote.start, quote.end, quote.paragraph)
    ):
        yield list(some)


def render_quotation(quotes: Sequence[Quote], context: Sequence[Line] = ()) -> Any:
    """Return quotes of the same words for the terminal: the words, their source and their context."""
    from rich.console import Group
    from rich.padding import Padding

    words = f"“{clean(quotes[0].quote)}”" if quotes[0].quote else "(no marked words)"
    lines = [Padding(styled(describe_source(quotes), "dim"), (0, 0, 0, 2))]
    lines += [Padding(styled(line, "dim"), (0, 0, 0, 4)) for line in _context_lines(quotes[0], context)]
    return Group(styled(words), *lines, "")


def render_quotations(quotes: Sequence[Quote], described: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return quotes for the terminal, each with the context in its record."""
    context = {quote.coding: each.get("context", ()) for quote, each in zip(quotes, described, strict=True)}
    return [render_quotation(same, context[same[0].coding]) for same in same_words(quotes)]


def describe_source(quotes: Sequence[Quote]) -> str:
    """Return document, speaker and place of quotes, and who coded them with which code.

    >>> describe_source([quote, other])  # doctest: +SKIP
    '— Interview 11, Interviewee, ¶ 42 · Data-unstable-provider · Amin (moderator), Bea (coder)'
    """
    first = quotes[0]
    where = [first.document, first.speaker, place(first.paragraph, first.paragraphs)]
    coders: dict[str, list[str]] = {}
    for quote in quotes:
        coders.setdefault(quote.code, []).extend(f"{each.coder} ({each.role})" for each in quote.coders)
    notes = dict.fromkeys(_EXTENTS[quote.extent] for quote in quotes if quote.extent in _EXTENTS)
    parts = [
        f"— {', '.join(each for each in where if each)}",
        "; ".join(f"{code} · {', '.join(names)}" for code, names in coders.items()),
        *notes,
    ]
    return clean(" · ".join(parts))


def place(paragraph: int, paragraphs: int = 1) -> str:
    """Return a paragraph's number as people count: from 1."""
    first = paragraph + 1
    return f"¶ {first}" if paragraphs == 1 else f"¶ {first}-{first + paragraphs - 1}"


def _context_lines(quote: Quote, context: Sequence[Line]) -> Iterator[str]:
    """The lines before and after a quote, and the rest of the paragraph it is in."""
    last = quote.paragraph + quote.paragraphs - 1
    for line in context:
        speaker = f"{line.speaker}: " if line.speaker else ""
        if line.position < quote.paragraph:
            text = cut(line.text, start=len(line.text) - ROOM)
        elif line.position > last:
            text = cut(line.text, end=ROOM)
        elif line.text.strip() == quote.quote.strip() or quote.paragraphs > 1:
            continue
        else:
            text = _rest_of_paragraph(line.text, quote.quote)
        yield clean(f"{place(line.position)}  {speaker}{text}")


def _rest_of_paragraph(text: str, words: str) -> str:
    """The paragraph around some of its words, which are already shown above."""
    begin = max(text.find(words), 0)
    return cut(text, start=begin - ROOM, end=begin + len(words) + ROOM)


def cut(text: str, *, start: int = 0, end: int | None = None) -> str:
    """Return a part of a text, with ``…`` where something is left out."""
    start = max(start, 0)
    end = len(text) if end is None else min(end, len(text))
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"


def render_paragraph_hit(found: ParagraphHit) -> Any:
    """Return a paragraph that was found, cut around what was found in it, for the terminal."""
    from rich.console import Group
    from rich.padding import Padding

    where = [found.document, found.speaker, place(found.paragraph)]
    source = ", ".join(each for each in where if each)
    codes = f" · {', '.join(found.codes)}" if found.codes else " · not coded"
    return Group(_highlight(found), Padding(styled(clean(f"— {source}{codes}"), "dim"), (0, 0, 0, 2)), "")


def _highlight(found: ParagraphHit) -> Any:
    """The words that were found in bold, with room around the first of them."""
    begin = found.found[0][0] if found.found else 0
    start, end = max(begin - ROOM, 0), min(begin + 2 * ROOM, len(found.text))
    result = styled("…" if start else "")
    position = start
    for first, last in found.found:
        if start <= first and last <= end:
            result.append(clean(found.text[position:first])).append(clean(found.text[first:last]), "bold")
            position = last
    result.append(clean(found.text[position:end]))
    return result.append("…" if end < len(found.text) else "")
